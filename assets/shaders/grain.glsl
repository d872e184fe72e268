// Fine structure of what is not smooth, from two small textures that repeat:
// value and exact gradient of noise, and of the distance to scattered points.
// Being textures, they melt away with distance and do not flicker.
uniform sampler3D Grain;
uniform sampler3D Cells;

const float GRAIN_PERIOD = 12.0; // features of each texture along its side
const float CELLS_PERIOD = 8.0;

// grain is noise with features of size 1: x its value in 0..1, yzw its gradient.
vec4 grain(vec3 p) {
	vec4 t = texture(Grain, p / GRAIN_PERIOD);
	return vec4(t.w, (t.xyz - 0.5) * 4.0);
}

// cells is how far the nearest of scattered points is, about one to each unit
// of volume: x the distance, 0..1, yzw its gradient.
vec4 cells(vec3 p) {
	vec4 t = texture(Cells, p / CELLS_PERIOD);
	return vec4(t.w, (t.xyz - 0.5) * 2.0);
}
