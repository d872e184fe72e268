// Thin lines over the slices, in pixels from the top left.
layout(location = 0) in vec4 VertexPosition; // x, y, distance from the line's middle, half width
layout(location = 1) in vec4 VertexColor;
uniform vec4 Picture;
out vec2 vEdge;
out vec4 vColour;

void main() {
	vEdge = VertexPosition.zw;
	vColour = VertexColor;
	gl_Position = vec4(VertexPosition.x / Picture.x * 2.0 - 1.0, 1.0 - VertexPosition.y / Picture.y * 2.0, 0.0, 1.0);
}
