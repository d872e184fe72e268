// The cut face of a structure: its own colour, with the scan's grain in it.
#include <light>
#include <grain>
centroid in vec3 vObject;
centroid in vec3 vStage;
out vec4 FragColor;
uniform vec4 Cap;             // colour, how much of the scan shows
uniform vec4 Slice;           // of the scan: window low, window width, intensity scale, intensity offset
uniform mat4 ScanFromPatient; // voxel texture coordinates 0..1
uniform sampler3D Scan;

void main() {
	vec3 colour = Cap.rgb * (0.92 + 0.16 * grain(vObject * 0.35).x);
	vec3 at = (ScanFromPatient * vec4(vObject, 1.0)).xyz;
	bool inside = all(greaterThan(at, vec3(0.0))) && all(lessThan(at, vec3(1.0)));
	if (Cap.a > 0.0 && inside) {
		float value = texture(Scan, at).r * Slice.z + Slice.w;
		float grey = clamp((value - Slice.x) / Slice.y, 0.0, 1.0);
		colour = mix(colour, mix(colour, vec3(dot(colour, vec3(0.33))), 0.45) * (0.10 + 1.5 * grey * grey + 0.25 * grey), Cap.a);
	}
	FragColor = vec4(colour * 0.85, 1.0);
}
