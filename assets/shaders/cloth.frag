// Surgical cloth: a dull weave with a sheen at its folds. The lamp lights the
// field and leaves the rest of the table to the dark.
#include <light>
#include <grain>
#include <shadow>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Cloth[1]; // colour, how worn
uniform vec4 Field[1]; // where the lamp points on the stage, radius of its light in m

void main() {
	vec3 n = normalize(vNormal), v = normalize(Rig[0].xyz - vStage);
#ifdef PLAIN
	vec3 colour = Cloth[0].rgb;
	vec4 l = lamp(vStage);
	vec2 past = vec2(1.0);
#else
	vec4 creases = grain(vObject * 0.045), weave = grain(vObject * 0.9);
	n = normalize(n - 0.16 * (mat3(ModelMatrix) * creases.yzw * 1000.0) - 0.05 * (mat3(ModelMatrix) * weave.yzw * 1000.0));
	vec3 colour = Cloth[0].rgb * (1.0 + Cloth[0].a * (creases.x - 0.5) + 0.3 * (weave.x - 0.5));
	vec4 l = lamp(vStage);
	vec2 past = shaded(vStage, n, l.xyz);
	past.x *= mapped(vStage, n);
#endif
	float far = length(vStage - Field[0].xyz) / Field[0].w, beam = exp(-far * far), room = exp(-0.35 * far * far);
	vec3 lit = 0.17 * hemisphere(n) * past.y * room + KEY * l.w * max(dot(n, l.xyz), 0.0) * past.x * 0.34 * beam + 0.3 * fill(n) * beam;
	float sheen = pow(1.0 - max(dot(n, v), 0.0), 3.0);
	FragColor = vec4(colour * lit + 0.05 * sheen * lit, 1.0);
}
