// The dark room behind the patient, in linear light; a body has none.
#include <light>
in vec2 vAt;
out vec4 FragColor;

void main() {
	float d = length((vAt - vec2(0.5, 0.46)) * vec2(1.05, 1.0));
	vec3 colour = mix(vec3(0.030, 0.038, 0.048), vec3(0.0055, 0.0068, 0.0090), smoothstep(0.05, 0.75, d));
	FragColor = vec4(0.6 * colour * Rig[2].w, 1.0);
}
