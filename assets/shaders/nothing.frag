// Depth or stencil alone, cut like the tissue it stands for.
centroid in vec3 vObject;
out vec4 FragColor;
uniform vec4 Cut;
uniform vec4 CutOn;

void main() {
	if (CutOn.x > 0.5 && dot(Cut.xyz, vObject) > Cut.w) discard;
	FragColor = vec4(0.0);
}
