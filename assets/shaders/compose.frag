// The end of linear light: exposure, a filmic shoulder, and the one sRGB encoding.
in vec2 vAt;
out vec4 FragColor;
uniform sampler2D Linear;

vec3 encode(vec3 c) { return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), c)); }

void main() {
	vec3 c = max(texture(Linear, vec2(vAt.x, 1.0 - vAt.y)).rgb, 0.0);
	// The shoulder keeps mid tones as they are and rolls off above 0.6, so that
	// a structure keeps the colour that its segmentation gave it.
	vec3 over = max(c - 0.6, 0.0);
	c = min(c, 0.6) + over / (1.0 + over / 0.4);
	float dither = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
	FragColor = vec4(encode(c) + dither / 255.0, 1.0);
}
