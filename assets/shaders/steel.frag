// Instruments: polished steel, satin handle or silicone tube, with the depth
// marks of a real needle: a ring every ten millimetres, a double one every fifty.
#include <light>
centroid in vec3 vObject;
centroid in vec3 vStage;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform vec4 Steel[3]; // 0 colour, metal  1 roughness, opacity, length with marks in mm (0 none), brightness  2 mark colour, width in mm

float band(float z, float every, float width) {
	float d = abs(z - every * floor(z / every + 0.5)), soft = max(fwidth(z), 0.02);
	return 1.0 - smoothstep(width - soft, width + soft, d);
}

void main() {
	vec3 v = normalize(Rig[0].xyz - vStage), n = normalize(vNormal);
	if (dot(n, v) < 0.0) n = -n;
	float metal = Steel[0].a, roughness = Steel[1].x, nv = max(dot(n, v), 1e-3);
	vec3 base = Steel[0].rgb;
	float depth = -vObject.z, length = Steel[1].z, mark = 0.0;
	if (length > 0.0 && depth > 5.0 && depth < length - 2.0) {
		mark = band(depth, 10.0, Steel[2].w);
		if (depth > 25.0) mark = max(mark, band(depth - 2.2, 50.0, Steel[2].w));
	}
	base = mix(base, Steel[2].rgb, mark);
	metal *= 1.0 - mark;
	vec3 seen = room(reflect(-v, n), roughness);
	vec3 polished = base * seen * mix(0.75, 1.0, fresnel(0.0, nv)) + seen * fresnel(0.0, nv) * 0.5;
	float key = max(dot(n, Rig[1].xyz), 0.0);
	vec3 matt = base * (hemisphere(n) + KEY * key * 0.5 + FILL * max(dot(n, Rig[2].xyz), 0.0)) + seen * fresnel(0.03, nv) * 0.4;
	vec3 colour = mix(matt, 0.82 * polished + 0.22 * matt, metal) + KEY * glossy(n, v, Rig[1].xyz, max(roughness, 0.15), mix(0.04, 0.6, metal)) * 0.6;
	float alpha = clamp(Steel[1].y + (1.0 - Steel[1].y) * pow(1.0 - nv, 2.0) * 0.8, 0.0, 1.0);
	alpha = max(alpha, mark * 0.9);
	FragColor = vec4(colour * Steel[1].w * alpha, alpha);
}
