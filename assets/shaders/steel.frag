// Instruments: brushed steel, satin handle or silicone tube, with the depth
// marks of a real needle: a ring every ten millimetres, a double one every fifty.
#include <light>
#include <grain>
#include <shadow>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform mat4 ModelMatrix;
uniform vec4 Steel[3]; // 0 colour, metal  1 roughness, opacity, length with marks in mm (0 none), brightness  2 mark colour, width in mm

float band(float z, float every, float width) {
	float d = abs(z - every * floor(z / every + 0.5)), soft = max(fwidth(z), 0.02);
	return 1.0 - smoothstep(width - soft, width + soft, d);
}

void main() {
	vec3 v = normalize(Rig[0].xyz - vStage), n = normalize(vNormal);
	if (dot(n, v) < 0.0) n = -n;
	float metal = Steel[0].a, roughness = Steel[1].x;
	vec3 base = Steel[0].rgb;
	float depth = -vObject.z, length = Steel[1].z, mark = 0.0;
	if (length > 0.0 && depth > 5.0 && depth < length - 2.0) {
		mark = band(depth, 10.0, Steel[2].w);
		if (depth > 25.0) mark = max(mark, band(depth - 2.2, 50.0, Steel[2].w));
	}
	base = mix(base, Steel[2].rgb, mark);
	metal *= 1.0 - mark;
	// The brush went around the shaft: fine rings, which lean the surface along it.
	vec3 along = normalize(mat3(ModelMatrix) * vec3(0.0, 0.0, 1.0));
	vec4 rings = grain(vObject * vec3(0.25, 0.25, 9.0));
	vec3 brushed = normalize(n + metal * along * (0.045 * rings.w + 0.02 * grain(vObject * vec3(0.1, 0.1, 2.3)).w));
	float nv = max(dot(brushed, v), 1e-3);
	vec4 l = lamp(vStage);
	float past = mapped(vStage, n);

	vec3 mirror = reflect(-v, brushed);
	// Brushed steel smears what it mirrors along its axis.
#ifdef PLAIN
	vec3 seen = room(mirror, roughness);
#else
	vec3 seen = 0.5 * room(mirror, roughness) + 0.25 * (room(normalize(mirror + 0.22 * along), roughness) + room(normalize(mirror - 0.22 * along), roughness));
#endif
	// Who holds it stands before the lamp: what looks back at the eye is dark.
	seen *= mix(1.0, 0.30, smoothstep(0.55, 0.97, dot(mirror, v)));
	vec3 polished = base * seen * mix(0.85, 1.0, fresnel(0.0, nv)) + seen * fresnel(0.0, nv) * 0.4;
	float key = max(dot(n, l.xyz), 0.0) * l.w * past;
	vec3 matt = base * (hemisphere(n) + KEY * key * 0.5 + fill(n)) + seen * fresnel(0.03, nv) * 0.4;
	float streak = 0.5 * glossy(brushed, v, l.xyz, max(roughness, 0.15), mix(0.04, 0.6, metal))
		+ 0.25 * metal * (glossy(normalize(brushed + 0.15 * along), v, l.xyz, roughness + 0.12, 0.6) + glossy(normalize(brushed - 0.15 * along), v, l.xyz, roughness + 0.12, 0.6));
	vec3 colour = mix(matt, 0.80 * polished + 0.20 * matt, metal) + KEY * l.w * past * streak * 0.7;
	float alpha = clamp(Steel[1].y + (1.0 - Steel[1].y) * pow(1.0 - nv, 2.0) * 0.8, 0.0, 1.0);
	alpha = max(alpha, mark * 0.9);
	FragColor = vec4(colour * Steel[1].w * alpha, alpha);
}
