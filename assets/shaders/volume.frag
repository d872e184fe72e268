// The scan itself, without any segmentation: light is gathered along each ray
// through the voxels, front to back, until something solid or the end.
// (Levoy, "Display of surfaces from volume data", 1988, doi:10.1109/38.511.)
#include <light>
in vec2 vAt;
out vec4 FragColor;
uniform sampler3D Scan;
uniform sampler2D Depth;
uniform mat4 ScanFromClip;
uniform mat4 StageFromScan;
uniform vec4 Volume[4]; // 0 ramp low, width, intensity scale, intensity offset  1 voxels along each side, most steps  2 plane of the cut in voxel texture coordinates: keeps what has dot(xyz, p) < w  3 opacity of a millimetre where the ramp is full, 1 if there is a cut, unused

vec3 scanAt(vec2 at, float z) {
	vec4 p = ScanFromClip * vec4(2.0 * at.x - 1.0, 1.0 - 2.0 * at.y, z, 1.0);
	return p.xyz / p.w;
}

float ramp(vec3 p) {
	return clamp((texture(Scan, p).r * Volume[0].z + Volume[0].w - Volume[0].x) / Volume[0].y, 0.0, 1.0);
}

// within is the part of a ray, from a in direction d, that lies in the scan.
vec2 within(vec3 a, vec3 d) {
	vec3 inverse = 1.0 / (d + vec3(equal(d, vec3(0.0))) * 1e-9);
	vec3 p = -a * inverse, q = (1.0 - a) * inverse;
	vec3 low = min(p, q), high = max(p, q);
	return vec2(max(max(low.x, low.y), max(low.z, 0.0)), min(min(high.x, high.y), min(high.z, 1.0)));
}

void main() {
	vec3 a = scanAt(vAt, -1.0), d = scanAt(vAt, 1.0) - a;
	vec3 solid = scanAt(vAt, 2.0 * texture(Depth, vec2(vAt.x, 1.0 - vAt.y)).r - 1.0);
	vec2 part = within(a, d);
	part.y = min(part.y, dot(solid - a, d) / dot(d, d));
	if (Volume[3].y > 0.5) {
		float start = Volume[2].w - dot(Volume[2].xyz, a), slope = dot(Volume[2].xyz, d);
		if (slope > 0.0) part.y = min(part.y, start / slope);
		else if (slope < 0.0) part.x = max(part.x, start / slope);
		else if (start < 0.0) part.y = 0.0;
	}
	if (part.y <= part.x) discard;
	float steps = clamp(length((part.y - part.x) * d * Volume[1].xyz) * 1.2, 4.0, Volume[1].w), dt = (part.y - part.x) / steps;
	float mm = length(mat3(StageFromScan) * d) * dt * 1000.0;
	// Each ray begins a little elsewhere, so that steps do not show as rings.
	float t = part.x + dt * fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
	vec3 v = normalize(Rig[0].xyz - (StageFromScan * vec4(a + part.x * d, 1.0)).xyz), h = 1.5 / Volume[1].xyz, light = vec3(0.0);
	float through = 1.0;
	for (int i = 0; i < int(steps) && through > 0.02; i++, t += dt) {
		vec3 p = a + t * d;
		float r = ramp(p);
		if (r < 0.004) continue;
		float alpha = 1.0 - exp(-Volume[3].x * r * r * mm);
		vec3 g = vec3(ramp(p + vec3(h.x, 0, 0)) - ramp(p - vec3(h.x, 0, 0)), ramp(p + vec3(0, h.y, 0)) - ramp(p - vec3(0, h.y, 0)), ramp(p + vec3(0, 0, h.z)) - ramp(p - vec3(0, 0, h.z)));
		// A gradient goes to the stage by the inverse transpose; the scan's axes are
		// at right angles there, so that it is divided by their squared lengths.
		mat3 axes = mat3(StageFromScan);
		vec3 n = axes * (g / vec3(dot(axes[0], axes[0]), dot(axes[1], axes[1]), dot(axes[2], axes[2])));
		float edge = clamp(4.0 * length(g), 0.0, 1.0);
		n = -n / max(length(n), 1e-9);
		if (dot(n, v) < 0.0) n = -n;
		vec3 colour = mix(vec3(0.50, 0.16, 0.10), vec3(0.80, 0.70, 0.54), smoothstep(0.15, 0.75, r));
		vec3 lit = colour * (mix(vec3(0.5), hemisphere(n), edge) + mix(0.4, max(dot(n, Rig[1].xyz), 0.0), edge) * KEY * 0.42) + edge * KEY * glossy(n, v, Rig[1].xyz, 0.4, 0.04) * 0.4;
		light += through * alpha * lit;
		through *= 1.0 - alpha;
	}
	FragColor = vec4(light, 1.0 - through);
}
