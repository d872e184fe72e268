// Tissue that yields, outside and where it was cut open. Its grain, its threads
// and what is inked on it go with it: they belong to places at rest.
#include <light>
#include <noise>
#include <tissue>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
centroid in vec4 vRest;
centroid in float vPallor;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Cut;
uniform vec4 CutOn;
uniform vec4 Soft[3]; // 0 colour inside, wetness inside  1 colour without blood, how much of it shows  2 threads per mm (0 none), unused
uniform vec4 Mark[4]; // 0 centre, radius (0 none)  1 normal  2 beginning of a straight way, 1 if there is one  3 that way

// woven is how far up a place is on the threads of a cloth that lies in any of
// the planes of its axes at rest, -1 to 1; far away the threads melt together.
float woven(vec3 rest) {
	vec3 across = abs(normalize(cross(dFdx(rest), dFdy(rest)) + 1e-12));
	vec3 wave = cos(6.2831853 * rest * Soft[2].x), width = fwidth(rest) * Soft[2].x;
	vec3 weight = (1.0 - across) * (1.0 - smoothstep(0.25, 0.6, width));
	return dot(wave, weight) * 0.5;
}

// inked is how much of a place the mark covers: a line of one millimetre.
float inked(vec3 rest) {
	vec3 from = rest - Mark[0].xyz;
	float off = abs(length(from - dot(from, Mark[1].xyz) * Mark[1].xyz) - Mark[0].w);
	if (Mark[2].w > 0.5) {
		from = rest - Mark[2].xyz;
		from -= dot(from, Mark[1].xyz) * Mark[1].xyz;
		off = min(off, length(from - clamp(dot(from, Mark[3].xyz) / dot(Mark[3].xyz, Mark[3].xyz), 0.0, 1.0) * Mark[3].xyz));
	}
	float edge = max(fwidth(off), 0.02);
	return 1.0 - smoothstep(0.5 - edge, 0.5 + edge, off);
}

void main() {
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	float inside = step(0.5, vRest.w), mottling = Tissue[3].z;
	vec4 grain = detail(vRest.xyz * Tissue[2].x * mix(1.0, 2.6, inside));
	vec3 bloodless = mix(Tissue[0].rgb, Soft[1].rgb, Soft[1].a * vPallor);
	vec3 albedo = mix(bloodless, Soft[0].rgb, inside) * (1.0 + mix(mottling, 2.0 * mottling, inside) * (grain.x - 0.5));
	float wet = mix(Tissue[2].w, Soft[0].a, inside), roughness = Tissue[2].z * mix(1.0, 0.75, inside);
	if (Soft[2].x > 0.0) albedo *= 1.0 + 0.3 * woven(vRest.xyz);
	if (Mark[0].w > 0.0) albedo = mix(albedo, vec3(0.012, 0.018, 0.05), 0.92 * inked(vRest.xyz) * (1.0 - inside));
	FragColor = tissue(vStage, normalize(vNormal), mat3(ModelMatrix) * grain.yzw * 1000.0, albedo, roughness, wet);
}
