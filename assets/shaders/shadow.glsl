// What keeps light away: the map of what is solid, seen from the lamp, and the
// instruments, whose shadows are computed.
uniform sampler2DShadow Shadows;
uniform mat4 ShadowFromStage; // 0..1 in the map
uniform vec4 ShadowMap;       // 1 if there is a map, its texel, how far a place is lifted off its surface in m, unused
uniform vec4 Shade[16];       // rods of instruments, two for each, on the stage: 0 one end, radius (0 ends the list)  1 other end, unused

// mapped is how much of the lamp's light passes what is solid: nine places of
// the map, each of them smoothed by the hardware.
float mapped(vec3 p, vec3 n) {
#ifdef PLAIN
	return 1.0;
#endif
	if (ShadowMap.x < 0.5) return 1.0;
	vec3 at = (ShadowFromStage * vec4(p + n * ShadowMap.z, 1.0)).xyz;
	if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
	float light = 0.0;
	for (int i = -1; i <= 1; i++)
		for (int j = -1; j <= 1; j++)
			light += texture(Shadows, vec3(at.xy + 1.7 * ShadowMap.y * vec2(i, j), at.z));
	return light / 9.0;
}

// shaded is how much of the lamp's light from l (x) and of the room's (y) passes
// the instruments. The lamp is wide: a shadow softens with its length.
vec2 shaded(vec3 p, vec3 n, vec3 l) {
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
