// A screen in the room: a slice of the scan on a dark screen, which shines by itself.
centroid in vec3 vObject;
centroid in vec3 vNormal;
out vec4 FragColor;
uniform sampler3D Scan;
uniform mat4 ScanFromPanel; // panel position 0..1 to voxel texture coordinates 0..1
uniform vec4 Slice;         // window low, window width, intensity scale, intensity offset; width 0 when there is no scan
uniform vec4 Screen;        // width, height in mm

void main() {
	vec2 at = vObject.xy / Screen.y + 0.5;
	vec3 colour = vec3(0.004, 0.007, 0.010) + vec3(0.004, 0.016, 0.018) * at.y;
	vec3 p = (ScanFromPanel * vec4(at.x, 1.0 - at.y, 0.0, 1.0)).xyz;
	bool inside = all(greaterThan(p, vec3(0.0))) && all(lessThan(p, vec3(1.0))) && abs(at.x - 0.5) < 0.5;
	if (Slice.y > 0.0 && inside) {
		float grey = clamp((texture(Scan, p).r * Slice.z + Slice.w - Slice.x) / Slice.y, 0.0, 1.0);
		colour += 0.55 * grey * grey;
	}
	FragColor = vec4(colour, 1.0);
}
