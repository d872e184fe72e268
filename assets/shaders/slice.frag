// One slice of the scan, as a radiologist reads it: window and level, grey.
in vec2 vAt;
out vec4 FragColor;
uniform sampler3D Scan;
uniform mat4 ScanFromPanel; // panel position 0..1 to voxel texture coordinates 0..1
uniform vec4 Slice;         // window low, window width, intensity scale, intensity offset; width 0 when there is no scan

void main() {
	vec3 at = (ScanFromPanel * vec4(vAt, 0.0, 1.0)).xyz;
	vec3 colour = vec3(0.022, 0.026, 0.033);
	bool inside = all(greaterThanEqual(at, vec3(0.0))) && all(lessThanEqual(at, vec3(1.0)));
	if (Slice.y > 0.0 && inside) {
		float value = texture(Scan, at).r * Slice.z + Slice.w;
		float grey = clamp((value - Slice.x) / Slice.y, 0.0, 1.0);
		colour = mix(vec3(0.012, 0.015, 0.020), vec3(0.93, 0.95, 0.97), grey);
	}
	FragColor = vec4(colour, 1.0);
}
