// Another's instruments beside one's own: a pale glass that is brightest at its
// edges, so that what is behind it stays to be seen.
#include <light>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform vec4 Ghost[1]; // colour, brightness

void main() {
	vec3 v = normalize(Rig[0].xyz - vStage);
	float edge = pow(1.0 - abs(dot(normalize(vNormal), v)), 1.5);
	float alpha = (0.22 + 0.62 * edge) * Ghost[0].a;
	FragColor = vec4(Ghost[0].rgb * (0.55 + 0.45 * edge) * alpha, alpha);
}
