// Tissue that does not yield; what differs between tissues is in Tissue.
#include <light>
#include <noise>
#include <tissue>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Cut;   // plane in the object's frame; keeps what has dot(xyz, p) < w
uniform vec4 CutOn; // x: 1 cuts

void main() {
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	// Fine detail is for surfaces, not for shells that one looks through.
	vec4 grain = vec4(0.5, 0.0, 0.0, 0.0);
	if (Tissue[0].a > 0.6) grain = detail(vObject * Tissue[2].x);
	vec3 albedo = Tissue[0].rgb * (1.0 + Tissue[3].z * (grain.x - 0.5));
	FragColor = tissue(vStage, normalize(vNormal), mat3(ModelMatrix) * grain.yzw * 1000.0, albedo, Tissue[2].z, Tissue[2].w);
}
