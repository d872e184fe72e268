// Value noise in three dimensions with its exact gradient (x: value in 0..1,
// yzw: gradient). The gradient is analytic because screen-space derivatives
// would show blocks of two by two pixels.
float lattice(vec3 p) {
	p = fract(p * 0.3183099 + 0.1);
	p *= 17.0;
	return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}

vec4 noise(vec3 x) {
	vec3 i = floor(x), f = fract(x);
	vec3 u = f * f * (3.0 - 2.0 * f), du = 6.0 * f * (1.0 - f);
	float a = lattice(i), b = lattice(i + vec3(1, 0, 0)), c = lattice(i + vec3(0, 1, 0)), d = lattice(i + vec3(1, 1, 0));
	float e = lattice(i + vec3(0, 0, 1)), g = lattice(i + vec3(1, 0, 1)), h = lattice(i + vec3(0, 1, 1)), k = lattice(i + vec3(1, 1, 1));
	float k1 = b - a, k2 = c - a, k3 = e - a, k4 = a - b - c + d, k5 = a - c - e + h, k6 = a - b - e + g, k7 = -a + b + c - d + e - g - h + k;
	return vec4(a + k1 * u.x + k2 * u.y + k3 * u.z + k4 * u.x * u.y + k5 * u.y * u.z + k6 * u.z * u.x + k7 * u.x * u.y * u.z,
		du * (vec3(k1, k2, k3) + u.yzx * vec3(k4, k5, k6) + u.zxy * vec3(k6, k4, k5) + k7 * u.yzx * u.zxy));
}

vec4 detail(vec3 p) {
	vec4 coarse = noise(p), small = noise(p * 2.13 + 7.7);
	return vec4(0.65 * coarse.x + 0.35 * small.x, 0.65 * coarse.yzw + 0.35 * 2.13 * small.yzw);
}
