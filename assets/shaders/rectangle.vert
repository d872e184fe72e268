// A rectangle of the picture, in pixels from the top left.
layout(location = 0) in vec3 VertexPosition; // 0..1 in x and y
uniform vec4 Rectangle; // left, top, width, height
uniform vec4 Picture;   // width, height
out vec2 vAt;           // 0..1, top left to bottom right

void main() {
	vAt = VertexPosition.xy;
	vec2 pixel = Rectangle.xy + vAt * Rectangle.zw;
	gl_Position = vec4(pixel.x / Picture.x * 2.0 - 1.0, 1.0 - pixel.y / Picture.y * 2.0, 0.0, 1.0);
}
