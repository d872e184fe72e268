package mesh

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/qmuntal/gltf"
)

// writeGLTF writes each part as a node with its name, smooth normals and its
// colour, as GLB or as JSON with the data inside. Coordinates stay patient
// millimetres, bit for bit: one node above all, the inverse of patientFromGLTF,
// makes the metres with Y up that the format asks for. Parts without triangles,
// which glTF cannot hold, are left out.
func writeGLTF(w io.Writer, parts []Part, asBinary bool) error {
	scene := &gltfWriter{document: gltf.NewDocument()}
	for _, part := range parts {
		if len(part.Mesh.Triangles) > 0 {
			scene.addPart(part)
		}
	}
	scene.close()
	encoder := gltf.NewEncoder(w)
	encoder.AsBinary = asBinary
	if err := encoder.Encode(scene.document); err != nil {
		return fmt.Errorf("gltf: write scene: %w", err)
	}
	return nil
}

type gltfWriter struct {
	document *gltf.Document
	data     []byte
}

// close adds the buffer and the node above all parts.
func (g *gltfWriter) close() {
	d := g.document
	d.Asset.Generator = "Drylab"
	if len(g.data) > 0 {
		d.Buffers = []*gltf.Buffer{{ByteLength: len(g.data), Data: g.data}}
	}
	// The inverse of patientFromGLTF, spelled out so that it has no rounding in it.
	root := &gltf.Node{
		Name:   "patient frame, LPS, millimetre",
		Matrix: [16]float64{0.001, 0, 0, 0, 0, 0, -0.001, 0, 0, 0.001, 0, 0, 0, 0, 0, 1},
	}
	for i := range d.Nodes {
		root.Children = append(root.Children, i)
	}
	d.Scenes[0].Nodes = []int{len(d.Nodes)}
	d.Nodes = append(d.Nodes, root)
}

func (g *gltfWriter) addPart(part Part) {
	d, m := g.document, part.Mesh
	attributes := gltf.PrimitiveAttributes{gltf.POSITION: g.addVectors(m.Vertices, true)}
	if normals := m.VertexNormals(); allUnit(normals) {
		attributes[gltf.NORMAL] = g.addVectors(normals, false)
	}
	primitive := &gltf.Primitive{Attributes: attributes, Indices: gltf.Index(g.addCorners(m.Triangles))}
	if rgb, stated, _ := colorOf(part); stated {
		primitive.Material = gltf.Index(len(d.Materials))
		d.Materials = append(d.Materials, materialOf(part.Name, rgb))
	}
	d.Nodes = append(d.Nodes, &gltf.Node{Name: part.Name, Mesh: gltf.Index(len(d.Meshes))})
	d.Meshes = append(d.Meshes, &gltf.Mesh{Name: part.Name, Primitives: []*gltf.Primitive{primitive}})
}

// allUnit refuses normals of zero, of vertices without a triangle, which the
// format does not allow.
func allUnit(normals []mgl32.Vec3) bool {
	for _, normal := range normals {
		if normal == (mgl32.Vec3{}) {
			return false
		}
	}
	return true
}

// materialOf is a matt material.
func materialOf(name string, rgb [3]uint8) *gltf.Material {
	var linear [4]float64
	for i := range rgb {
		linear[i] = decodeSRGB(float64(rgb[i]) / 255)
	}
	linear[3] = 1
	return &gltf.Material{Name: name, PBRMetallicRoughness: &gltf.PBRMetallicRoughness{
		BaseColorFactor: &linear, MetallicFactor: gltf.Float(0), RoughnessFactor: gltf.Float(0.6),
	}}
}

func (g *gltfWriter) addVectors(vectors []mgl32.Vec3, bounded bool) int {
	first := len(g.data)
	accessor := &gltf.Accessor{ComponentType: gltf.ComponentFloat, Type: gltf.AccessorVec3, Count: len(vectors)}
	for _, v := range vectors {
		for _, coordinate := range v {
			g.data = binary.LittleEndian.AppendUint32(g.data, math.Float32bits(coordinate))
		}
	}
	if bounded { // positions must state their bounds
		low, high := (&TriMesh{Vertices: vectors}).Bounds()
		accessor.Min, accessor.Max = low[:], high[:]
	}
	return g.addAccessor(accessor, first, gltf.TargetArrayBuffer)
}

func (g *gltfWriter) addCorners(triangles [][3]uint32) int {
	first := len(g.data)
	for _, triangle := range triangles {
		for _, v := range triangle {
			g.data = binary.LittleEndian.AppendUint32(g.data, v)
		}
	}
	accessor := &gltf.Accessor{ComponentType: gltf.ComponentUint, Type: gltf.AccessorScalar, Count: 3 * len(triangles)}
	return g.addAccessor(accessor, first, gltf.TargetElementArrayBuffer)
}

func (g *gltfWriter) addAccessor(accessor *gltf.Accessor, first int, target gltf.Target) int {
	d := g.document
	accessor.BufferView = gltf.Index(len(d.BufferViews))
	d.BufferViews = append(d.BufferViews, &gltf.BufferView{ByteOffset: first, ByteLength: len(g.data) - first, Target: target})
	d.Accessors = append(d.Accessors, accessor)
	return len(d.Accessors) - 1
}
