package mesh

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// patientFromGLTF turns metres with Y up and the patient's front towards Z into
// the patient frame: x is left, y superior, z anterior (glTF 2.0 §3.4).
var patientFromGLTF = mgl64.Mat4FromRows(
	mgl64.Vec4{1000, 0, 0, 0},
	mgl64.Vec4{0, 0, -1000, 0},
	mgl64.Vec4{0, 1000, 0, 0},
	mgl64.Vec4{0, 0, 0, 1},
)

// readGLTF reads the triangles of a glTF 2.0 scene (ISO/IEC 12113), GLB or
// JSON: triangles, strips and fans, indexed or not, interleaved and sparse
// accessors, at the place that their nodes give them, with name and base
// colour. The default scene counts, all scenes when none is; skins, morph
// targets and animations are passed over. The format is in metres with Y up,
// and turned into the patient frame in millimetres by patientFromGLTF.
//
// Buffers beside the file are read from folder; without one they are refused.
// The types are those of the glTF library; its own decoder believes the counts
// of a file, and is not used.
func readGLTF(raw []byte, folder fs.FS) ([]Part, error) {
	reader := &gltfReader{budget: growth{read: int64(len(raw))}, folder: folder}
	err := reader.decode(raw)
	if err == nil {
		err = reader.readScenes()
	}
	if err != nil {
		return nil, fmt.Errorf("gltf: %w", err)
	}
	return reader.parts, nil
}

type gltfReader struct {
	document gltf.Document
	buffers  [][]byte
	folder   fs.FS
	budget   growth
	total    [2]int // vertices, triangles
	visited  []bool // nodes
	parts    []Part
}

const (
	glbMagic      = "glTF"
	glbHeaderSize = 12
	glbJSON       = 0x4e4f534a
	glbBinary     = 0x004e4942
)

// decode reads the JSON and the buffers.
func (g *gltfReader) decode(raw []byte) error {
	text, chunk := raw, []byte(nil)
	if bytes.HasPrefix(raw, []byte(glbMagic)) {
		var err error
		if text, chunk, err = splitGLB(raw); err != nil {
			return err
		}
	}
	// What the JSON decoder makes of an object, a list and one number more.
	built := 640*bytes.Count(text, []byte("{")) + 64*bytes.Count(text, []byte("[")) + 24*bytes.Count(text, []byte(","))
	if built > freeGrowth+growthShare*len(raw) {
		return errOutgrown
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&g.document); err != nil {
		return errors.New("the JSON of the scene is damaged, or no glTF 2.0: export it again")
	}
	if g.document.Asset.Version == "" {
		return errors.New("the JSON is no glTF scene: it states no asset version")
	}
	for _, name := range g.document.ExtensionsRequired {
		if strings.Contains(name, "draco") || strings.Contains(name, "meshopt") || strings.Contains(name, "quantization") {
			return errors.New("the surfaces are compressed by an extension: export the scene without compression")
		}
	}
	for i, buffer := range g.document.Buffers {
		data, err := g.load(i, buffer, chunk)
		if err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		g.buffers = append(g.buffers, data)
	}
	return nil
}

// splitGLB finds the two chunks of the container (§4.4).
func splitGLB(raw []byte) (text, chunk []byte, err error) {
	if len(raw) < glbHeaderSize || binary.LittleEndian.Uint32(raw[4:]) != 2 {
		return nil, nil, errors.New("the container is not version 2: export the scene as glTF 2.0")
	}
	rest := raw[glbHeaderSize:]
	for len(rest) >= 8 {
		size, kind := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint32(rest[4:])
		if rest = rest[8:]; int64(size) > int64(len(rest)) {
			return nil, nil, endedEarly(errEarly)
		}
		switch {
		case kind == glbJSON && text == nil:
			text = rest[:size]
		case kind == glbBinary && chunk == nil:
			chunk = rest[:size]
		}
		rest = rest[size:]
	}
	return text, chunk, nil
}

// load returns a buffer's bytes: the container's, embedded or a file's.
func (g *gltfReader) load(i int, buffer *gltf.Buffer, chunk []byte) ([]byte, error) {
	switch {
	case buffer == nil:
		return nil, errors.New("it is null")
	case buffer.URI == "" && i == 0 && chunk != nil:
		return chunk, nil
	case strings.HasPrefix(buffer.URI, "data:"):
		_, text, found := strings.Cut(buffer.URI, ";base64,")
		data, err := base64.StdEncoding.DecodeString(text)
		if !found || err != nil {
			return nil, errors.New("its embedded data are damaged")
		}
		return data, nil
	case g.folder == nil || !fs.ValidPath(buffer.URI):
		return nil, errors.New("it lies outside of the file: export the scene as GLB")
	}
	data, err := fs.ReadFile(g.folder, buffer.URI)
	if err != nil {
		return nil, errors.New("its file is not beside the scene: copy it there, or export the scene as GLB")
	}
	g.budget.read += int64(len(data))
	return data, nil
}

// readScenes walks the default scene, or all, or all nodes without a parent
// when there is no scene.
func (g *gltfReader) readScenes() error {
	g.visited = make([]bool, len(g.document.Nodes))
	scenes := g.document.Scenes
	if at := g.document.Scene; at != nil && *at >= 0 && *at < len(scenes) {
		scenes = scenes[*at : *at+1]
	}
	roots := g.rootNodes()
	if len(scenes) > 0 {
		roots = nil
		for _, scene := range scenes {
			if scene != nil {
				roots = append(roots, scene.Nodes...)
			}
		}
	}
	for _, root := range roots {
		if root >= 0 && root < len(g.visited) && g.visited[root] {
			continue // in two scenes
		}
		if err := g.readNode(root, patientFromGLTF, 0); err != nil {
			return err
		}
	}
	return nil
}

func (g *gltfReader) rootNodes() []int {
	isChild := make([]bool, len(g.document.Nodes))
	for _, node := range g.document.Nodes {
		if node == nil {
			continue
		}
		for _, child := range node.Children {
			if child >= 0 && child < len(isChild) {
				isChild[child] = true
			}
		}
	}
	var roots []int
	for i, child := range isChild {
		if !child {
			roots = append(roots, i)
		}
	}
	return roots
}

// maxNodeDepth bounds how deep nodes nest.
const maxNodeDepth = 1000

// readNode adds the meshes of a node and of all below it.
func (g *gltfReader) readNode(index int, parent mgl64.Mat4, depth int) error {
	if index < 0 || index >= len(g.document.Nodes) || g.document.Nodes[index] == nil {
		return errors.New("a node is named that is not there")
	}
	if g.visited[index] || depth == maxNodeDepth {
		return fmt.Errorf("node %d stands in the tree twice, or too deep", index)
	}
	g.visited[index] = true
	node := g.document.Nodes[index]
	transform := parent.Mul4(localTransform(node))
	if node.Mesh != nil {
		if err := g.readMesh(*node.Mesh, node.Name, transform); err != nil {
			return fmt.Errorf("node %d: %w", index, err)
		}
	}
	for _, child := range node.Children {
		if err := g.readNode(child, transform, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// localTransform is the matrix, or translation times rotation times scale.
func localTransform(node *gltf.Node) mgl64.Mat4 {
	if matrix := node.MatrixOrDefault(); matrix != gltf.DefaultMatrix {
		return mgl64.Mat4(matrix)
	}
	t, r, s := node.TranslationOrDefault(), node.RotationOrDefault(), node.ScaleOrDefault()
	rotation := mgl64.Quat{W: r[3], V: mgl64.Vec3{r[0], r[1], r[2]}}.Mat4()
	return mgl64.Translate3D(t[0], t[1], t[2]).Mul4(rotation).Mul4(mgl64.Scale3D(s[0], s[1], s[2]))
}

// readMesh adds each primitive that has triangles as a part.
func (g *gltfReader) readMesh(index int, name string, transform mgl64.Mat4) error {
	if index < 0 || index >= len(g.document.Meshes) || g.document.Meshes[index] == nil {
		return errors.New("a mesh is named that is not there")
	}
	mesh := g.document.Meshes[index]
	if name == "" {
		name = mesh.Name
	}
	for i, primitive := range mesh.Primitives {
		if primitive == nil {
			continue
		}
		m, err := g.readPrimitive(primitive)
		if err == nil && len(m.Triangles) > 0 {
			m, err = m.transformed(transform)
		}
		if err != nil {
			return fmt.Errorf("mesh %d, primitive %d: %w", index, i, err)
		}
		if len(m.Triangles) > 0 {
			g.parts = append(g.parts, Part{name, g.color(primitive.Material), m})
		}
	}
	return nil
}

// color returns the base colour of a material, which glTF keeps linear.
func (g *gltfReader) color(material *int) string {
	if material == nil || *material < 0 || *material >= len(g.document.Materials) {
		return ""
	}
	m := g.document.Materials[*material]
	if m == nil || m.PBRMetallicRoughness == nil || m.PBRMetallicRoughness.BaseColorFactor == nil {
		return ""
	}
	var rgb [3]uint8
	for i := range rgb {
		rgb[i] = uint8(math.Round(255 * encodeSRGB(m.PBRMetallicRoughness.BaseColorFactor[i])))
	}
	return colorNamed(rgb)
}

// encodeSRGB and decodeSRGB are the transfer function of IEC 61966-2-1 and its
// inverse, clamped to [0, 1].
func encodeSRGB(linear float64) float64 {
	if linear = clamp01(linear); linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}

func decodeSRGB(encoded float64) float64 {
	if encoded <= 0.04045 {
		return encoded / 12.92
	}
	return math.Pow((encoded+0.055)/1.055, 2.4)
}
