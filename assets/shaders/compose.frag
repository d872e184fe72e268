// The end of linear light: the way through an endoscope if there is one, a filmic
// shoulder, and the one sRGB encoding.
in vec2 vAt;
out vec4 FragColor;
uniform sampler2D Linear;
uniform vec4 Optics[2]; // 0 radius of the round picture in halves of its height (0: no endoscope), distortion, tangent of half its field, width by height  1 fog, how far a wipe has come, unused

vec3 encode(vec3 c) { return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), c)); }

// seen is the view at a place from its middle, in halves of its height.
vec3 seen(vec2 q, float blur) {
	vec2 at = 0.5 + 0.5 * q / vec2(Optics[0].w, 1.0);
	return textureLod(Linear, vec2(at.x, 1.0 - at.y), blur).rgb;
}

// exposed is the camera's own exposure: what is around the middle, seen as one
// mean, becomes a middle tone as far as its gain goes.
float exposed() {
	float mean = 0.0;
	for (int i = -1; i <= 1; i++)
		for (int j = -1; j <= 1; j++) mean += dot(seen(0.45 * Optics[0].x * vec2(i, j), 6.0), vec3(0.35, 0.5, 0.15)) / 9.0;
	return clamp(0.22 / max(mean, 0.01), 0.25, 4.0);
}

// cloud is slow noise between 0 and 1, for breath on a lens.
float cloud(vec2 p) {
	return 0.5 + 0.25 * sin(3.1 * p.x + 1.7 * sin(2.3 * p.y)) * cos(2.7 * p.y + sin(3.7 * p.x)) + 0.25 * sin(7.3 * p.x + 2.0 * p.y) * sin(6.1 * p.y - p.x);
}

vec3 endoscope() {
	vec2 q = (2.0 * vAt - 1.0) * vec2(Optics[0].w, 1.0);
	float r = length(q) / Optics[0].x, edge = 2.5 * fwidth(r);
	// A small notch at the rim tells what is up for the optic.
	float notch = max(abs(q.x) * 1.4, 0.0) + (Optics[0].x - 0.035 + q.y);
	float round = (1.0 - smoothstep(1.0 - edge, 1.0, r)) * (1.0 - step(notch, 0.0) * step(q.y, 0.0));
	if (round <= 0.0) return vec3(0.0);
	// Barrel distortion; colours come apart a little towards the rim.
	float k = Optics[0].y;
	vec2 p = q * (1.0 + k * r * r) / (1.0 + k);
	float fog = Optics[1].x * (0.65 + 0.35 * cloud(2.2 * q)), wiper = mix(-1.25, 1.25, Optics[1].y);
	if (Optics[1].y > 0.0) fog *= smoothstep(wiper - 0.08, wiper + 0.08, q.x + 0.15 * q.y);
	float blur = 5.5 * sqrt(fog) * step(0.02, fog);
	vec3 c = vec3(seen(p * (1.0 - 0.004 * r), blur).r, seen(p, blur).g, seen(p * (1.0 + 0.004 * r), blur).b);
	float gain = exposed();
	c = mix(c, 0.55 * c + vec3(0.16, 0.17, 0.18) / gain, min(1.0, 1.1 * fog));
	// Light that falls in aslant is less by the fourth power of the cosine.
	float slope = r * Optics[0].z, cosine2 = 1.0 / (1.0 + slope * slope);
	return c * gain * cosine2 * cosine2 * round;
}

void main() {
	vec3 c = Optics[0].x > 0.0 ? endoscope() : textureLod(Linear, vec2(vAt.x, 1.0 - vAt.y), 0.0).rgb;
	c = max(c, 0.0);
	// The shoulder keeps mid tones as they are and rolls off above 0.6, so that
	// a structure keeps the colour that its segmentation gave it.
	vec3 over = max(c - 0.6, 0.0);
	c = min(c, 0.6) + over / (1.0 + over / 0.4);
	float dither = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
	FragColor = vec4(encode(c) + dither / 255.0, 1.0);
}
