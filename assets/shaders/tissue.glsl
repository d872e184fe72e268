// How living tissue answers to light, and the shadows of instruments on it.
uniform vec4 Tissue[4]; // 0 albedo, opacity  1 scatter colour, wrap  2 noise per mm, bump, roughness, wetness  3 rim, edge opacity, mottling, unused
uniform vec4 Shade[16]; // rods of instruments, two for each, on the stage: 0 one end, radius (0 ends the list)  1 other end, unused

// shaded is how much of the key light (x) and of the room's (y) reaches a place
// past the instruments. The lamp is wide: a shadow softens with its length.
vec2 shaded(vec3 p, vec3 n) {
	vec3 l = Rig[1].xyz;
	vec2 light = vec2(1.0);
	for (int i = 0; i < 16 && Shade[i].w > 0.0; i += 2) {
		float radius = Shade[i].w;
		vec3 rod = Shade[i + 1].xyz - Shade[i].xyz, from = p - Shade[i].xyz;
		float rr = dot(rod, rod), rl = dot(rod, l), fl = dot(from, l), fr = dot(from, rod);
		// The points of rod and ray of light nearest to each other.
		float s = clamp((fr - fl * rl) / max(rr - rl * rl, 1e-12), 0.0, 1.0), t = max(s * rl - fl, 0.0);
		float gap = length(from + t * l - s * rod), soft = 0.0004 + 0.14 * t;
		light.x *= 1.0 - min(1.0, radius / soft) * (1.0 - smoothstep(max(radius - soft, 0.0), radius + soft, gap));
		vec3 near = clamp(fr / rr, 0.0, 1.0) * rod - from;
		float d = max(length(near), radius);
		light.y *= 1.0 - 0.8 * (radius / d) * (radius / d) * max(dot(n, near / d), 0.0);
	}
	return light;
}

// tissue is a place's colour in linear light, premultiplied: albedo in place of
// the structure's own, with a slope of fine detail.
vec4 tissue(vec3 stage, vec3 n, vec3 slope, vec3 albedo, float roughness, float wet) {
	float opacity = Tissue[0].a;
	vec3 v = normalize(Rig[0].xyz - stage);
	if (dot(n, v) < 0.0) n = -n;
	vec3 bumped = normalize(n - Tissue[2].y * (slope - dot(slope, n) * n));
	float nv = max(dot(bumped, v), 1e-3), facing = max(dot(n, v), 0.0);
	vec2 light = shaded(stage, n);

	float wrap = Tissue[1].w, key = dot(bumped, Rig[1].xyz), fill = dot(bumped, Rig[2].xyz);
	float lit = clamp((key + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
	vec3 scatter = mix(vec3(1.0), Tissue[1].rgb, wrap * (1.0 - smoothstep(0.0, 0.6, lit)));
	vec3 diffuse = albedo * (hemisphere(bumped) * light.y + KEY * lit * scatter * 0.44 * light.x + FILL * max(fill, 0.0));
	float rim = Tissue[3].x * pow(1.0 - facing, 3.0);
	diffuse += rim * mix(Tissue[1].rgb, SKY, 0.4) * (0.4 + 0.6 * max(dot(n, Rig[3].xyz) * 0.5 + 0.5, 0.0));

	vec3 shine = KEY * glossy(bumped, v, Rig[1].xyz, roughness, 0.04) * light.x + FILL * glossy(bumped, v, Rig[2].xyz, roughness, 0.04);
	shine += room(reflect(-v, bumped), roughness) * min(fresnel(0.03, nv), 1.0 - roughness) * 0.35 * light.y;
	shine *= 0.25 + 0.9 * wet;

	// A translucent shell is clear where it faces the eye and dense at its edge,
	// so that its shape stays readable while one looks through it.
	float shell = mix(1.0, mix(0.34, 1.8, pow(1.0 - facing, 1.6)), Tissue[3].y);
	float alpha = opacity >= 0.995 ? 1.0 : clamp(opacity * shell, 0.0, 1.0);
	return vec4(diffuse * alpha + shine * sqrt(alpha), alpha);
}
