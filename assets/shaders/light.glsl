// The fixed light rig and the colour convention of every shader: linear light,
// encoded once by compose.frag. Directions are in the stage frame.
uniform vec4 Rig[4]; // 0 eye position, 1 towards the key light, 2 towards the fill light, 3 up

const float PI = 3.14159265;
const vec3 KEY = vec3(2.55, 2.46, 2.32);
const vec3 FILL = vec3(0.34, 0.42, 0.52);
const vec3 SKY = vec3(0.42, 0.46, 0.52);
const vec3 FLOOR = vec3(0.13, 0.12, 0.13);

// hemisphere is the ambient light of a calm room, darker from below.
vec3 hemisphere(vec3 n) { return mix(FLOOR, SKY, 0.5 + 0.5 * dot(n, Rig[3].xyz)); }

// fresnel is Schlick's approximation.
float fresnel(float f0, float cosine) { return f0 + (1.0 - f0) * pow(1.0 - cosine, 5.0); }

// glossy is the GGX reflection of one light: how much of it reaches the eye.
float glossy(vec3 n, vec3 v, vec3 l, float roughness, float f0) {
	vec3 h = normalize(l + v);
	float a = roughness * roughness, nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 1e-3);
	float nh = max(dot(n, h), 0.0), d = nh * nh * (a * a - 1.0) + 1.0, k = a * 0.5;
	float visible = 1.0 / ((nv * (1.0 - k) + k) * (max(nl, 1e-3) * (1.0 - k) + k));
	return a * a / (PI * d * d) * visible * fresnel(f0, max(dot(v, h), 0.0)) * nl * 0.25;
}

// room is what a polished surface sees: a dim theatre with two long lamps.
vec3 room(vec3 r, float roughness) {
	float up = dot(r, Rig[3].xyz);
	vec3 walls = mix(vec3(0.10, 0.105, 0.115), vec3(0.52, 0.56, 0.62), smoothstep(-0.7, 0.8, up));
	float soft = mix(0.03, 0.35, roughness);
	float lamp = smoothstep(0.86 - soft, 0.93, dot(r, Rig[1].xyz));
	float strip = smoothstep(0.25 + soft, 0.08, abs(up - 0.35)) * smoothstep(0.1, 0.6, dot(r, Rig[2].xyz));
	return walls + vec3(3.4, 3.3, 3.1) * lamp + vec3(1.0, 1.15, 1.3) * strip;
}
