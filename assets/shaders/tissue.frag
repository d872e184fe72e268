// Tissue that does not yield.
#include <light>
#include <grain>
#include <shadow>
#include <tissue>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
centroid in vec4 vState;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Cut;   // plane in the object's frame; keeps what has dot(xyz, p) < w
uniform vec4 CutOn; // x: 1 cuts

void main() {
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	flesh f = matter(vObject, 0.0, vState, 0.0);
	// Fine detail is for surfaces, not for shells that one looks through.
	float shell = step(Tissue[0].a, 0.6);
	f.albedo = mix(f.albedo, Tissue[0].rgb, shell);
	f.film *= 1.0 - shell;
	FragColor = lit(f, vStage, normalize(vNormal), (1.0 - shell) * (mat3(ModelMatrix) * f.slope * 1000.0));
}
