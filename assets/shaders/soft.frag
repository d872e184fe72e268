// Tissue that yields, outside and where it was cut open. Its grain, its threads
// and what is inked on it go with it: they belong to places at rest.
#include <light>
#include <grain>
#include <shadow>
#include <tissue>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
centroid in vec4 vState;
centroid in vec4 vRest;
centroid in float vPallor;
in vec3 vRestSteady; // not centroid: only these have derivatives without seams
in vec3 vStageSteady;
out vec4 FragColor;
uniform vec4 Cut;
uniform vec4 CutOn;
uniform vec4 Soft[1]; // threads per mm (0 none), unused
uniform vec4 Mark[4]; // 0 centre, radius (0 none)  1 normal  2 beginning of a straight way, 1 if there is one  3 that way

// woven is how far up a place is on the threads of a cloth that lies in any of
// the planes of its axes at rest, -1 to 1; far away the threads melt together.
float woven(vec3 rest) {
	vec3 across = abs(normalize(cross(dFdx(rest), dFdy(rest)) + 1e-12));
	vec3 wave = cos(6.2831853 * rest * Soft[0].x), width = fwidth(rest) * Soft[0].x;
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

// carried is a slope at rest where the tissue went. (Mikkelsen, "Bump mapping
// unparametrized surfaces on the GPU", 2010.)
vec3 carried(vec3 slope, vec3 n) {
	vec3 px = dFdx(vStageSteady), py = dFdy(vStageSteady);
	vec3 r1 = cross(py, n), r2 = cross(n, px);
	float area = dot(px, r1);
	vec3 up = sign(area) * (dot(slope, dFdx(vRestSteady)) * r1 + dot(slope, dFdy(vRestSteady)) * r2);
	return up / max(abs(area), 1e-14) * 1e-3;
}

void main() {
	vec3 n = normalize(vNormal);
	float inside = step(0.5, vRest.w);
	flesh f = matter(vRest.xyz, inside, vState, vPallor);
	vec3 relief = carried(f.slope, n);
	if (Soft[0].x > 0.0) f.albedo *= 1.0 + 0.3 * woven(vRest.xyz);
	if (Mark[0].w > 0.0) f.albedo = mix(f.albedo, vec3(0.012, 0.018, 0.05), 0.92 * inked(vRest.xyz) * (1.0 - inside));
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	FragColor = lit(f, vStage, n, relief);
}
