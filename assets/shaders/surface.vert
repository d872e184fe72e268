// Every solid thing: a vertex in its own frame (mm) and on the stage (m).
layout(location = 0) in vec3 VertexPosition;
layout(location = 1) in vec3 VertexNormal;
layout(location = 4) in vec4 VertexState; // blood, burn, bruise, moisture; without an array 0 0 0 1
uniform mat4 ModelMatrix;
uniform mat4 MVP;
// Centroid: at a silhouette a value must not be taken outside its triangle.
centroid out vec3 vObject;
centroid out vec3 vStage;
centroid out vec3 vNormal;
centroid out vec4 vState;

invariant gl_Position;

void main() {
	vObject = VertexPosition;
	vStage = (ModelMatrix * vec4(VertexPosition, 1.0)).xyz;
	vNormal = mat3(ModelMatrix) * VertexNormal;
	vState = VertexState;
	gl_Position = MVP * vec4(VertexPosition, 1.0);
}
