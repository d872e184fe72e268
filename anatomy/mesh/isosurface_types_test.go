package mesh

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// onCores runs a test's work with a number of cores.
func onCores[R any](cores int, work func() R) R {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	return work()
}

// TestSurfacesDoNotDependOnCores: many slabs, so that their borders count.
func TestSurfacesDoNotDependOnCores(t *testing.T) {
	size := [3]int{70, 41, 83}
	random := rand.New(rand.NewPCG(3, 4))
	values := make([]int16, size[0]*size[1]*size[2])
	for i := range values {
		values[i] = int16(random.IntN(100))
	}
	surface := func() *TriMesh { return Isosurface(values, size, oblique(-1), 90) }
	one := onCores(1, surface)
	requireSolid(t, one, "noise")
	for _, cores := range []int{2, 3, 8} {
		if !reflect.DeepEqual(one, onCores(cores, surface)) {
			t.Errorf("%d cores make another surface than one", cores)
		}
	}
}

// TestVoxelTypesAgree: whole numbers from 0 to 255 mean the same in every type.
func TestVoxelTypesAgree(t *testing.T) {
	size := [3]int{66, 9, 14}
	n := size[0] * size[1] * size[2]
	small, signed, unsigned, real := make([]uint8, n), make([]int16, n), make([]uint16, n), make([]float32, n)
	random := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		v := random.IntN(256)
		small[i], signed[i], unsigned[i], real[i] = uint8(v), int16(v), uint16(v), float32(v)
	}
	for _, level := range []float64{-3, 0, 0.5, 127, 127.5, 254.99, 255} {
		want := Isosurface(real, size, oblique(1), level)
		for name, got := range map[string]*TriMesh{
			"uint8":  Isosurface(small, size, oblique(1), level),
			"int16":  Isosurface(signed, size, oblique(1), level),
			"uint16": Isosurface(unsigned, size, oblique(1), level),
		} {
			if !reflect.DeepEqual(want, got) {
				t.Errorf("level %v: the surface of %s differs from that of float32", level, name)
			}
		}
	}
}

// TestLevelsBeyondTheType: all voxels inside, or none.
func TestLevelsBeyondTheType(t *testing.T) {
	values, size := []int16{math.MinInt16, math.MaxInt16}, [3]int{2, 1, 1}
	if all := Isosurface(values, size, mgl64.Ident4(), -1e9); math.Abs(all.Volume()-2.0/3) > 1e-6 {
		t.Errorf("everything inside: %v voxels, want an octahedron (1/6) with a prism of 1/2 in its middle", all.Volume())
	}
	for _, level := range []float64{math.MaxInt16 + 0.5, 1e9, math.Inf(1)} {
		if none := Isosurface(values, size, mgl64.Ident4(), level); len(none.Triangles) != 0 {
			t.Errorf("level %v: %d triangles, want none", level, len(none.Triangles))
		}
	}
}
