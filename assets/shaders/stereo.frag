// Two eyes' pictures in one: side by side, each as wide as half, or for glasses of
// red and cyan. There the left eye's brightness is all that is red: in full colours
// one eye would see bright what is dark for the other.
in vec2 vAt; // 0..1, top left to bottom right
out vec4 FragColor;
uniform sampler2D Left;
uniform sampler2D Right;
uniform vec4 Way; // x: 1 side by side, 2 red and cyan

void main() {
	vec2 at = vec2(vAt.x, 1.0 - vAt.y);
	if (Way.x < 1.5) {
		bool left = at.x < 0.5;
		at.x = fract(2.0 * at.x);
		FragColor = vec4(left ? texture(Left, at).rgb : texture(Right, at).rgb, 1.0);
	} else {
		FragColor = vec4(dot(texture(Left, at).rgb, vec3(0.299, 0.587, 0.114)), texture(Right, at).gb, 1.0);
	}
}
