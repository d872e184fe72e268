package mesh

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// squareScene is a square of four corners, drawn in several ways. Its buffer
// holds four positions of 12 bytes, six indices of 2, one sparse index of 1
// (padded to 4) and one sparse value of 12.
func squareScene(accessors, primitive, nodes string) string {
	var data []byte
	for _, v := range []mgl32.Vec3{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}} {
		for _, c := range v {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(c))
		}
	}
	for _, i := range []uint16{0, 1, 2, 0, 2, 3} {
		data = binary.LittleEndian.AppendUint16(data, i)
	}
	data = append(data, 2, 0, 0, 0)
	for _, c := range (mgl32.Vec3{2, 2, 0}) {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(c))
	}
	return fmt.Sprintf(`{"asset":{"version":"2.0"},"buffers":[{"byteLength":%d,"uri":"data:application/octet-stream;base64,%s"}],
"bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12},{"buffer":0,"byteOffset":60,"byteLength":1},{"buffer":0,"byteOffset":64,"byteLength":12}],
"accessors":[%s],"meshes":[{"name":"square","primitives":[%s]}],"nodes":[%s]}`,
		len(data), base64.StdEncoding.EncodeToString(data), accessors, primitive, nodes)
}

const (
	plainAccessors = `{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},{"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}`
	indexed        = `{"attributes":{"POSITION":0},"indices":1}`
	oneNode        = `{"mesh":0}`
)

func TestGLTFWaysToDrawASquare(t *testing.T) {
	sparse := strings.Replace(plainAccessors, `"count":4,`, `"count":4,"sparse":{"count":1,"indices":{"bufferView":2,"componentType":5121},"values":{"bufferView":3}},`, 1)
	for name, c := range map[string]struct {
		json      string
		triangles int
		area      float64 // mm²
	}{
		"indexed":        {squareScene(plainAccessors, indexed, oneNode), 2, 1e6},
		"fan":            {squareScene(plainAccessors, `{"attributes":{"POSITION":0},"mode":6}`, oneNode), 2, 1e6},
		"soup":           {squareScene(plainAccessors, `{"attributes":{"POSITION":0}}`, oneNode), 1, 0.5e6},
		"points":         {squareScene(plainAccessors, `{"attributes":{"POSITION":0},"mode":0}`, oneNode), 0, 0},
		"scaled, twice":  {squareScene(plainAccessors, indexed, `{"mesh":0,"scale":[2,2,2],"children":[1]},{"mesh":0,"rotation":[0,0,1,0]}`), 4, 8e6},
		"sparse":         {squareScene(sparse, indexed, oneNode), 2, 2e6},
		"nothing but 0s": {squareScene(strings.Replace(plainAccessors, `"bufferView":0,`, "", 1), indexed, oneNode), 2, 0},
	} {
		parts, err := readBytes([]byte(c.json), "a.gltf")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := merged(parts)
		if len(m.Triangles) != c.triangles || math.Abs(m.Area()-c.area) > 1e-3 {
			t.Errorf("%s: %d triangles, %v mm²; want %d, %v", name, len(m.Triangles), m.Area(), c.triangles, c.area)
		}
	}
}

// TestGLTFFrame: x is left, y superior, z anterior, in metres.
func TestGLTFFrame(t *testing.T) {
	parts, err := readBytes([]byte(squareScene(plainAccessors, indexed, `{"mesh":0,"name":"here","matrix":[1,0,0,0, 0,1,0,0, 0,0,1,0, 0.01,0.02,0.03,1]}`)), "a.gltf")
	if err != nil || parts[0].Name != "here" {
		t.Fatal(parts, err)
	}
	if at := wide(parts[0].Mesh.Vertices[0]); at.Sub(mgl64.Vec3{10, -30, 20}).Len() > 1e-5 {
		t.Errorf("the first corner stands at %v", at)
	}
}

func TestGLTFRefusals(t *testing.T) {
	many := strings.Repeat(`{},`, 1<<18) + `{"mesh":0}`
	for symptom, json := range map[string]string{
		"damaged":                `{"asset":`,
		"beyond its buffer view": squareScene(strings.Replace(plainAccessors, `"count":4`, `"count":5`, 1), indexed, oneNode),
		"begins beyond":          squareScene(strings.Replace(plainAccessors, `"count":4`, `"count":4,"byteOffset":49`, 1), indexed, oneNode),
		"impossible count":       squareScene(strings.Replace(plainAccessors, `"count":4`, `"count":1000000000000`, 1), indexed, oneNode),
		"impossible":             squareScene(strings.Replace(plainAccessors, `"count":4`, `"count":-1`, 1), indexed, oneNode),
		"larger than itself":     squareScene(strings.Replace(plainAccessors, `"bufferView":0,"componentType":5126,"count":4`, `"componentType":5126,"count":2000000000`, 1), indexed, oneNode),
		"names vertex 2":         squareScene(strings.Replace(plainAccessors, `"count":4`, `"count":2`, 1), indexed, oneNode),
		"view is named":          squareScene(strings.Replace(plainAccessors, `"bufferView":0`, `"bufferView":-3`, 1), indexed, oneNode),
		"accessor is named":      squareScene(plainAccessors, `{"attributes":{"POSITION":7}}`, oneNode),
		"mesh is named":          squareScene(plainAccessors, indexed, `{"mesh":1}`),
		"twice":                  squareScene(plainAccessors, indexed, `{"mesh":0,"children":[1,1]},{}`),
		"node is named":          squareScene(plainAccessors, indexed, `{"mesh":0,"children":[-1]}`),
		"a surface far larger":   squareScene(plainAccessors, indexed, many),
		"three floats":           squareScene(strings.Replace(plainAccessors, "5126", "5122", 1), indexed, oneNode),
		"without compression":    `{"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"]}`,
		"buffer 0: it is null":   `{"asset":{"version":"2.0"},"buffers":[null]}`,
		"outside of the file":    `{"asset":{"version":"2.0"},"buffers":[{"uri":"../secret","byteLength":4}]}`,
		"not beside":             `{"asset":{"version":"2.0"},"buffers":[{"uri":"a.bin","byteLength":4}]}`,
		"truncated":              "glTF\x02\x00\x00\x00\xff\x00\x00\x00\xff\x00\x00\x00JSON{}",
		"not version 2":          "glTF\x01\x00\x00\x00\x14\x00\x00\x00",
	} {
		parts, err := readBytes([]byte(json), "a.gltf")
		if err == nil || len(parts) > 0 || !strings.Contains(err.Error(), symptom) {
			t.Errorf("%s: %v", symptom, err)
		}
	}
}

// TestGLTFBesideItsBuffer: the buffer lies in the scene's own folder.
func TestGLTFBesideItsBuffer(t *testing.T) {
	var glb bytes.Buffer
	if err := WriteSurface(&glb, GLB, tetrahedron()); err != nil {
		t.Fatal(err)
	}
	text, chunk, err := splitGLB(glb.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	scene := strings.Replace(string(text), `"byteLength"`, `"uri":"b.bin","byteLength"`, 1)
	parts, err := ReadParts(fstest.MapFS{"in/a.gltf": {Data: []byte(scene)}, "in/b.bin": {Data: chunk}}, "in/a.gltf")
	if err != nil || len(parts) != 1 || parts[0].Mesh.Vertices[3] != tetrahedron().Vertices[3] {
		t.Errorf("%v, %v", parts, err)
	}
}
