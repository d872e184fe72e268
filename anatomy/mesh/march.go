package mesh

import (
	"math/bits"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// marcher extracts the surface from a volume's inside bits. All layers of cells
// are counted first, which gives each its place in the result; then they are
// made in slabs, one independent of the other.
type marcher[T Sample] struct {
	values []T
	size   [3]int // voxels
	level  float64
	midway bool // every crossing is in the middle, whatever the values
	bits   *insideBits
	place  placing
	cases  *[256]cellCase
	mesh   *TriMesh

	// The first vertex and triangle of every layer of cells, and their number
	// at the end.
	firstVertex, firstTriangle []int
}

// layersPerSlab balances the layer that each slab numbers twice against the
// number of slabs to share among cores.
const layersPerSlab = 12

func (m *marcher[T]) march(patientFromVoxel mgl64.Mat4) *TriMesh {
	m.place, m.cases = placingOf(patientFromVoxel), cellCases()
	if patientFromVoxel.Mat3().Det() < 0 {
		m.cases = mirroredCases()
	}
	layers := m.size[2] + 1
	m.count(layers)
	m.mesh = &TriMesh{}
	if m.firstTriangle[layers] == 0 {
		return m.mesh
	}
	m.mesh.Vertices = make([]mgl32.Vec3, m.firstVertex[layers])
	m.mesh.Triangles = make([][3]uint32, m.firstTriangle[layers])
	slabs := (layers + layersPerSlab - 1) / layersPerSlab
	inParallel(slabs, func() func(int) {
		s := newSlab(m)
		return func(part int) {
			first, last := partOf(part, slabs, layers)
			s.march(first, last)
		}
	})
	return m.mesh
}

// count numbers the first vertex and triangle of every layer.
func (m *marcher[T]) count(layers int) {
	m.firstVertex, m.firstTriangle = make([]int, layers+1), make([]int, layers+1)
	inParallel(layers, func() func(int) {
		s := &slab[T]{marcher: m}
		return func(layer int) {
			vertices, corners := 0, 0
			for row := range m.size[1] + 1 {
				if s.find(row, layer) {
					for _, words := range s.crossed {
						for _, word := range words {
							vertices += bits.OnesCount64(word)
						}
					}
					for _, cell := range s.cells {
						corners += len(m.cases[cell.inside].corners)
					}
				}
			}
			m.firstVertex[layer+1], m.firstTriangle[layer+1] = vertices, corners/3
		}
	})
	for layer := range layers {
		m.firstVertex[layer+1] += m.firstVertex[layer]
		m.firstTriangle[layer+1] += m.firstTriangle[layer]
	}
}
