// The light rig and the colour convention of every shader: linear light, encoded
// once by compose.frag. Directions and places are in the stage frame (m).
uniform vec4 Rig[4]; // 0 eye  1 towards the lamp; w above 0: where an endoscope's light is, and at which distance it is as bright as the lamp  2 towards the fill light, how much of the room's light there is  3 up

const float PI = 3.14159265;
const vec3 KEY = vec3(2.55, 2.46, 2.32);
const vec3 FILL = vec3(0.34, 0.42, 0.52);
const vec3 SKY = vec3(0.42, 0.46, 0.52);
const vec3 FLOOR = vec3(0.13, 0.12, 0.13);

// lamp is the direction of the main light from a place; w is how bright it is
// there. An endoscope's light falls off with the square of the distance.
vec4 lamp(vec3 p) {
	if (Rig[1].w == 0.0) return vec4(Rig[1].xyz, 1.0);
	vec3 to = Rig[1].xyz - p;
	float d = max(length(to), 0.004);
	return vec4(to / d, Rig[1].w * Rig[1].w / (d * d));
}

// hemisphere is the ambient light of a calm room, darker from below.
vec3 hemisphere(vec3 n) { return Rig[2].w * mix(FLOOR, SKY, 0.5 + 0.5 * dot(n, Rig[3].xyz)); }

// fill is the second, weak light of the room.
vec3 fill(vec3 n) { return Rig[2].w * FILL * max(dot(n, Rig[2].xyz), 0.0); }

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

// room is what a polished surface sees: a dark theatre with a wide lamp, tubes, a
// strip of windows, and the drapes below.
vec3 room(vec3 r, float roughness) {
	float up = dot(r, Rig[3].xyz), soft = mix(0.04, 0.40, roughness);
	vec3 walls = mix(vec3(0.035, 0.060, 0.066), vec3(0.16, 0.18, 0.21), smoothstep(-0.25 - soft, 0.15 + soft, up));
	walls = mix(walls, vec3(0.24, 0.26, 0.29), smoothstep(0.35, 1.0, up));
	// Tubes below the ceiling, which only what is smooth shows apart.
	float tubes = smoothstep(0.45, 0.95, sin(11.0 * r.x + 1.3)) * smoothstep(0.05, 0.35, up);
	walls += vec3(0.62, 0.66, 0.70) * mix(tubes, 0.22 * smoothstep(0.05, 0.35, up), smoothstep(0.1, 0.6, roughness));
	float head = smoothstep(0.88 - soft, 0.93 + 0.3 * soft, dot(r, Rig[1].w == 0.0 ? Rig[1].xyz : Rig[3].xyz));
	float strip = smoothstep(0.10 + soft, 0.04, abs(up - 0.32)) * smoothstep(0.1, 0.5, dot(r, Rig[2].xyz));
	return Rig[2].w * (walls + vec3(3.4, 3.3, 3.1) * head + vec3(1.0, 1.15, 1.3) * strip);
}
