// Things that are drawn for the surgeon and are not in the room: the plan, the
// trail, and the outline of the instrument where tissue hides it.
#include <light>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform vec4 Glow[2]; // 0 colour, opacity  1 dash length in mm along the object's z (0 solid), shading 0..1, edge 0..1, length from the object's origin down its z in mm (0 all)

void main() {
	if (Glow[1].x > 0.0 && fract(vObject.z / Glow[1].x) > 0.62) discard;
	if (Glow[1].w > 0.0 && -vObject.z > Glow[1].w) discard;
	vec3 v = normalize(Rig[0].xyz - vStage);
	float nv = abs(dot(normalize(vNormal), v));
	float alpha = Glow[0].a * mix(1.0, 0.35 + 0.65 * pow(1.0 - nv, 1.5), Glow[1].z);
	FragColor = vec4(Glow[0].rgb * mix(1.0, 0.45 + 0.55 * nv, Glow[1].y) * alpha, alpha);
}
