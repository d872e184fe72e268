// The soft edge of a thin line.
in vec2 vEdge;
in vec4 vColour;
out vec4 FragColor;

void main() {
	float alpha = vColour.a * clamp(vEdge.y + 0.5 - abs(vEdge.x), 0.0, 1.0);
	FragColor = vec4(vColour.rgb * alpha, alpha);
}
