// How living tissue answers to light: flesh under a wet film. What differs
// between tissues is in Tissue, what happened to a place is in its state.
uniform vec4 Tissue[8]; // 0 albedo, opacity  1 scatter colour, wrap  2 grain per mm, bump, roughness, wetness  3 rim, edge opacity, mottling, fibres  4 vein colour, veins  5 veins per mm, lobules, lobules per mm, film  6 colour inside, wetness inside  7 colour without blood, how much of it shows

// flesh is the matter of one place.
struct flesh {
	vec3 albedo;
	vec3 slope; // of its fine relief, per mm of the place at rest
	float roughness, wet, film;
};

// vein is how much of a place lies on a net of fine vessels, as they run below
// thin skin: where slow noise crosses its middle, bent by faster noise.
float vein(vec3 p, vec3 bend) {
	float ridge = 1.0 - abs(2.0 * grain(p + 0.35 * bend).x - 1.0);
	return smoothstep(0.93, 0.995, ridge);
}

// matter is the flesh at a place at rest, mm. inside is 1 on a cut face. state
// is blood on it, burn, bruise, each 0..1, and moisture, 1 as it always is.
flesh matter(vec3 rest, float inside, vec4 state, float pallor) {
	flesh f;
	vec3 stretched = rest * mix(vec3(1.0), vec3(1.0, 0.16, 1.0), Tissue[3].w);
	vec4 small = grain(stretched * Tissue[2].x * mix(1.0, 1.7, inside));
#ifdef PLAIN
	vec4 wide = small;
#else
	vec4 wide = grain(rest * Tissue[2].x * 0.21 + 3.7);
#endif
	f.slope = small.yzw * mix(vec3(1.0), vec3(1.0, 0.16, 1.0), Tissue[3].w) + 1.3 * wide.yzw;
	float relief = 0.6 * (small.x - 0.5) + 0.8 * (wide.x - 0.5);
	vec3 bloodless = mix(Tissue[0].rgb, Tissue[7].rgb, Tissue[7].a * pallor);
	f.albedo = mix(bloodless, Tissue[6].rgb, inside) * (1.0 + 2.4 * mix(1.0, 1.6, inside) * Tissue[3].z * relief);
	f.wet = mix(Tissue[2].w, Tissue[6].a, inside);
	f.roughness = Tissue[2].z * mix(1.0, 0.8, inside);
	f.film = Tissue[5].w;
#ifndef PLAIN
	if (Tissue[5].y > 0.0) {
		vec4 lobe = cells(rest * Tissue[5].z);
		f.slope += 1.6 * Tissue[5].y * lobe.yzw;
		f.albedo *= 1.0 - Tissue[5].y * vec3(0.30, 0.48, 0.62) * smoothstep(0.35, 0.85, lobe.x);
	}
	if (Tissue[4].a > 0.0 && inside < 0.5) {
		float net = max(vein(rest * Tissue[5].x, wide.yzw), 0.7 * vein(rest * Tissue[5].x * 2.3 + 9.1, small.yzw));
		f.albedo = mix(f.albedo, Tissue[4].rgb, 0.8 * Tissue[4].a * net * smoothstep(0.3, 0.65, wide.x) * (1.0 - pallor));
	}
#endif
	float bruise = state.z * smoothstep(0.0, 0.6, state.z + 0.5 * relief), scorched = state.y + 0.35 * relief * step(0.01, state.y);
	f.albedo *= mix(vec3(1.0), vec3(0.34, 0.16, 0.30), 0.85 * bruise);
	f.albedo = mix(f.albedo, vec3(0.62, 0.50, 0.36), smoothstep(0.05, 0.25, scorched));   // coagulated
	f.albedo = mix(f.albedo, vec3(0.20, 0.085, 0.03), smoothstep(0.30, 0.50, scorched));  // brown
	f.albedo = mix(f.albedo, vec3(0.014, 0.011, 0.010), smoothstep(0.50, 0.75, scorched)); // charred
	f.slope *= 1.0 + 2.0 * smoothstep(0.3, 0.8, scorched);
	float dry = max(1.0 - state.w, smoothstep(0.1, 0.4, scorched));
	float blood = smoothstep(0.12, 0.45, state.x + 0.5 * relief * step(0.01, state.x));
	f.albedo = mix(f.albedo, mix(vec3(0.42, 0.012, 0.010), vec3(0.17, 0.002, 0.004), state.x), blood);
	f.slope *= 1.0 - 0.8 * blood;
	f.wet = max(f.wet * (1.0 - dry), blood);
	f.film = max(f.film * (1.0 - dry), blood);
	f.roughness = mix(mix(f.roughness, 0.75, dry), 0.25, blood);
	return f;
}

// lit is the flesh's colour at a place of the stage in linear light,
// premultiplied; relief is its slope on the stage. Light goes into flesh and
// comes out elsewhere, red farther than blue: so the border of light and shade
// is wide and red, and fine relief shows in blue rather than in red.
vec4 lit(flesh f, vec3 stage, vec3 n, vec3 relief) {
	float opacity = Tissue[0].a, wrap = Tissue[1].w;
	vec3 v = normalize(Rig[0].xyz - stage);
	if (dot(n, v) < 0.0) n = -n;
	vec3 bumped = normalize(n - Tissue[2].y * (relief - dot(relief, n) * n));
	float nv = max(dot(bumped, v), 1e-3), facing = max(dot(n, v), 0.0);
	vec4 l = lamp(stage);
	vec2 past = shaded(stage, n, l.xyz);
	past.x *= mapped(stage, n);

	vec3 reach = wrap * Tissue[1].rgb / max(max(Tissue[1].r, Tissue[1].g), max(Tissue[1].b, 0.01));
	vec3 facingLamp = mix(vec3(dot(bumped, l.xyz)), vec3(dot(n, l.xyz)), clamp(1.5 * reach, 0.0, 0.85));
	vec3 through = clamp((facingLamp + reach) / ((1.0 + reach) * (1.0 + reach)), 0.0, 1.0) * pow(vec3(past.x), 1.0 - 0.7 * reach);
	vec3 diffuse = f.albedo * (hemisphere(bumped) * past.y + KEY * l.w * 0.46 * through + fill(bumped));
	float rim = Tissue[3].x * pow(1.0 - facing, 3.0) * Rig[2].w;
	diffuse += rim * mix(Tissue[1].rgb, SKY, 0.4) * (0.4 + 0.6 * max(dot(n, Rig[3].xyz) * 0.5 + 0.5, 0.0));

	vec3 shine = KEY * l.w * glossy(bumped, v, l.xyz, f.roughness, 0.035) * past.x + FILL * Rig[2].w * glossy(bumped, v, Rig[2].xyz, f.roughness, 0.035);
	shine *= 0.25 + 0.6 * f.wet;
	// The film of water lies over the relief and evens it out a little.
	vec3 film = normalize(mix(n, bumped, 0.75));
	float thin = 0.10 + 0.10 * f.roughness;
#ifdef PLAIN
	shine += f.film * KEY * l.w * glossy(film, v, l.xyz, thin, 0.025) * past.x;
#else
	// A headlamp over the eyes makes what faces them glisten.
	vec3 headlamp = normalize(v + 0.22 * Rig[3].xyz);
	shine += f.film * (KEY * l.w * glossy(film, v, l.xyz, thin, 0.025) * past.x * 0.9 + Rig[2].w * 0.32 * KEY * glossy(film, v, headlamp, thin, 0.025)
		+ room(reflect(-v, film), thin) * fresnel(0.022, max(dot(film, v), 1e-3)) * past.y);
#endif

	// A translucent shell is clear where it faces the eye and dense at its edge,
	// so that its shape stays readable while one looks through it.
	float shell = mix(1.0, mix(0.34, 1.8, pow(1.0 - facing, 1.6)), Tissue[3].y);
	float alpha = opacity >= 0.995 ? 1.0 : clamp(opacity * shell, 0.0, 1.0);
	return vec4(diffuse * alpha + shine * sqrt(alpha), alpha);
}
