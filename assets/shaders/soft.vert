// Tissue that yields: where a vertex is and where it was at rest, in mm.
layout(location = 0) in vec3 VertexPosition;
layout(location = 1) in vec3 VertexNormal;
layout(location = 2) in float VertexPallor;
layout(location = 3) in vec4 VertexRest; // w: 1 on a cut face
layout(location = 4) in vec4 VertexState; // blood, burn, bruise, moisture; without an array 0 0 0 1
uniform mat4 ModelMatrix;
uniform mat4 MVP;
centroid out vec3 vObject;
centroid out vec3 vStage;
centroid out vec3 vNormal;
centroid out vec4 vState;
centroid out vec4 vRest;
centroid out float vPallor;
out vec3 vRestSteady;
out vec3 vStageSteady;

invariant gl_Position;

void main() {
	vObject = VertexPosition;
	vStage = vStageSteady = (ModelMatrix * vec4(VertexPosition, 1.0)).xyz;
	vNormal = mat3(ModelMatrix) * VertexNormal;
	vState = VertexState;
	vRest = VertexRest;
	vRestSteady = VertexRest.xyz;
	vPallor = VertexPallor;
	gl_Position = MVP * vec4(VertexPosition, 1.0);
}
