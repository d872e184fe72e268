// Living tissue in all its variants; what differs is in Tissue.
#include <light>
#include <noise>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Tissue[4]; // 0 albedo, opacity  1 scatter colour, wrap  2 noise per mm, bump, roughness, wetness  3 rim, edge opacity, mottling, unused
uniform vec4 Cut;       // plane in the object's frame; keeps what has dot(xyz, p) < w
uniform vec4 CutOn;     // x: 1 cuts

void main() {
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	float opacity = Tissue[0].a, roughness = Tissue[2].z, wet = Tissue[2].w;
	vec3 v = normalize(Rig[0].xyz - vStage), n = normalize(vNormal);
	if (dot(n, v) < 0.0) n = -n;
	// Fine detail is for surfaces, not for shells that one looks through.
	vec4 grain = vec4(0.5, 0.0, 0.0, 0.0);
	if (opacity > 0.6) grain = detail(vObject * Tissue[2].x);
	vec3 slope = mat3(ModelMatrix) * grain.yzw * 1000.0;
	vec3 bumped = normalize(n - Tissue[2].y * (slope - dot(slope, n) * n));
	float nv = max(dot(bumped, v), 1e-3), facing = max(dot(n, v), 0.0);

	vec3 albedo = Tissue[0].rgb * (1.0 + Tissue[3].z * (grain.x - 0.5));
	float wrap = Tissue[1].w, key = dot(bumped, Rig[1].xyz), fill = dot(bumped, Rig[2].xyz);
	float lit = clamp((key + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
	vec3 scatter = mix(vec3(1.0), Tissue[1].rgb, wrap * (1.0 - smoothstep(0.0, 0.6, lit)));
	vec3 diffuse = albedo * (hemisphere(bumped) + KEY * lit * scatter * 0.44 + FILL * max(fill, 0.0));
	float rim = Tissue[3].x * pow(1.0 - facing, 3.0);
	diffuse += rim * mix(Tissue[1].rgb, SKY, 0.4) * (0.4 + 0.6 * max(dot(n, Rig[3].xyz) * 0.5 + 0.5, 0.0));

	vec3 shine = KEY * glossy(bumped, v, Rig[1].xyz, roughness, 0.04) + FILL * glossy(bumped, v, Rig[2].xyz, roughness, 0.04);
	shine += room(reflect(-v, bumped), roughness) * min(fresnel(0.03, nv), 1.0 - roughness) * 0.35;
	shine *= 0.25 + 0.9 * wet;

	// A translucent shell is clear where it faces the eye and dense at its edge,
	// so that its shape stays readable while one looks through it.
	float shell = mix(1.0, mix(0.34, 1.8, pow(1.0 - facing, 1.6)), Tissue[3].y);
	float alpha = opacity >= 0.995 ? 1.0 : clamp(opacity * shell, 0.0, 1.0);
	FragColor = vec4(diffuse * alpha + shine * sqrt(alpha), alpha);
}
