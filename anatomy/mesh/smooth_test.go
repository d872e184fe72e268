package mesh

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// TestSmoothingDoesNotDependOnCores: so large that ranges work side by side.
func TestSmoothingDoesNotDependOnCores(t *testing.T) {
	m := ballMesh(80, 36)
	smooth := func() *TriMesh {
		s := clone(m)
		s.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: 0.5})
		return s
	}
	one := onCores(1, smooth)
	for _, cores := range []int{2, 8} {
		if !reflect.DeepEqual(one, onCores(cores, smooth)) {
			t.Errorf("%d cores smooth otherwise than one", cores)
		}
	}
}

// TestSmoothingIsTheWindowedSinc: the filter against its definition, with the
// Laplacian as a matrix in double precision.
func TestSmoothingIsTheWindowedSinc(t *testing.T) {
	m := ballMesh(14, 5)
	n := len(m.Vertices)
	ring := make([]map[uint32]bool, n)
	for v := range ring {
		ring[v] = map[uint32]bool{}
	}
	for _, triangle := range m.Triangles {
		for i, v := range triangle {
			ring[v][triangle[(i+1)%3]] = true
			ring[v][triangle[(i+2)%3]] = true
		}
	}
	laplacian := func(x []mgl64.Vec3) []mgl64.Vec3 {
		k := make([]mgl64.Vec3, n)
		for v := range k {
			k[v] = x[v]
			for u := range ring[v] {
				k[v] = k[v].Sub(x[u].Mul(1 / float64(len(ring[v]))))
			}
		}
		return k
	}
	const degree = 20
	weights := lowPass(degree, 0.1)
	previous, current, sum := make([]mgl64.Vec3, n), make([]mgl64.Vec3, n), make([]mgl64.Vec3, n)
	for v := range previous {
		previous[v] = wide(m.Vertices[v])
	}
	for v, k := range laplacian(previous) {
		current[v] = previous[v].Sub(k.Mul(0.5))
		sum[v] = previous[v].Mul(weights[0]).Add(current[v].Mul(weights[1]))
	}
	for _, weight := range weights[2:] {
		k := laplacian(current)
		for v := range k {
			previous[v] = current[v].Mul(2).Sub(k[v]).Sub(previous[v])
			sum[v] = sum[v].Add(previous[v].Mul(weight))
		}
		previous, current = current, previous
	}
	filter := newSincFilter(neighboursOf(m), m.Vertices)
	filter.run(sincWeights(degree, []float64{0.1}), make([]uint32, n))
	filter.move(m.Vertices)
	for v := range sum {
		if off := wide(m.Vertices[v]).Sub(sum[v]).Len(); off > 1e-5 {
			t.Fatalf("vertex %d is %v mm off the filter's definition", v, off)
		}
	}
}

// TestSmoothingKeepsVolumeTenTimesBetterThanTheSinc: VTK's filter takes 0.48 %
// of this organ.
func TestSmoothingKeepsVolumeTenTimesBetterThanTheSinc(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million triangles")
	}
	m, err := readSurface(sharedData(t, "bench", "organ500k.ply"))
	if err != nil {
		t.Fatal(err)
	}
	before := m.Volume()
	m.Smooth(SmoothOptions{Iterations: 20})
	if change := m.Volume()/before - 1; math.Abs(change) > 0.00048 {
		t.Errorf("the volume changed by %.4f %%", 100*change)
	}
}

// TestSmoothingLeavesBordersInPlace: the outline of an open surface.
func TestSmoothingLeavesBordersInPlace(t *testing.T) {
	m := ballMesh(16, 6)
	random := rand.New(rand.NewPCG(1, 1))
	for v := range m.Vertices {
		m.Vertices[v][0] += float32(random.Float64()) / 5
	}
	m.Triangles = m.Triangles[:len(m.Triangles)/2]
	edges, border := m.edges(), map[uint32]bool{}
	for edge, ends := range edges.ends {
		if len(edges.sidesOf(edge)) == 1 {
			border[ends[0]], border[ends[1]] = true, true
		}
	}
	filter := newSincFilter(neighboursOf(m), m.Vertices)
	filter.run(sincWeights(20, []float64{0.1}), make([]uint32, len(m.Vertices)))
	moved := 0
	for v, s := range filter.sum {
		if s == (move{}) {
			continue
		}
		moved++
		if border[uint32(v)] {
			t.Fatalf("vertex %d on the border moved by %v", v, s)
		}
	}
	if moved == 0 || len(border) == 0 {
		t.Errorf("%d vertices moved, %d are on the border", moved, len(border))
	}
}
