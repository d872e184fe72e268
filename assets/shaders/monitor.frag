// A monitor in the room: a finished picture, decoded to linear light, as bright as
// the room's lamp lets one read it.
centroid in vec3 vObject; // 0..1 from bottom left to top right
out vec4 FragColor;
uniform sampler2D Picture;

void main() {
	vec3 c = texture(Picture, vObject.xy).rgb;
	c = mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(vec3(0.04045), c));
	FragColor = vec4(c * (gl_FrontFacing ? 1.0 : 0.0), 1.0);
}
