package mesh

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
)

// requireLabelsSolid checks the surface of every label and of some unions.
func requireLabelsSolid(t *testing.T, l *LabelMesh, random *rand.Rand, what string) {
	t.Helper()
	labels := l.Labels()
	for _, label := range labels {
		requireSolid(t, l.Of(label), fmt.Sprintf("%s, label %d", what, label))
	}
	for range 2 {
		union := slices.DeleteFunc(slices.Clone(labels), func(uint16) bool { return random.IntN(2) == 0 })
		if len(union) > 1 {
			requireSolid(t, l.Of(union...), fmt.Sprintf("%s, labels %v", what, union))
		}
	}
}

// randomLabels makes maps of single voxels, blocks, crosses and noise.
func randomLabels(random *rand.Rand, trial int) (labels []uint16, size [3]int) {
	size = [3]int{1 + random.IntN(7), 1 + random.IntN(7), 1 + random.IntN(7)}
	kinds := 2 + random.IntN(5)
	labels = make([]uint16, size[0]*size[1]*size[2])
	for i := range labels {
		x, y, z := i%size[0], i/size[0]%size[1], i/size[0]/size[1]
		switch trial % 4 {
		case 0:
			labels[i] = uint16(random.IntN(kinds))
		case 1:
			labels[i] = uint16((x + y + z) % kinds)
		case 2:
			labels[i] = uint16((x/2 + 2*(y/2) + 3*(z/2)) % kinds * 7)
		default:
			labels[i] = uint16(1000 * ((x ^ y ^ z) % kinds))
			if random.IntN(5) == 0 {
				labels[i] = uint16(random.IntN(kinds))
			}
		}
	}
	return labels, size
}

func TestRandomLabelMapsAreSolids(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for trial := range 1000 {
		labels, size := randomLabels(random, trial)
		l := FromLabels(labels, size, oblique(float64(1-2*(trial%2))))
		requireLabelsSolid(t, l, random, fmt.Sprintf("trial %d, size %v", trial, size))
	}
}

// TestOneLabelIsTheMasksSurface: with one label beside the background the
// surface is FromMask's, triangle by triangle.
func TestOneLabelIsTheMasksSurface(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for trial := range 50 {
		size := [3]int{1 + random.IntN(70), 1 + random.IntN(9), 1 + random.IntN(30)}
		labels, mask := make([]uint16, size[0]*size[1]*size[2]), make([]uint8, size[0]*size[1]*size[2])
		for i := range mask {
			mask[i] = uint8(random.IntN(2))
			labels[i] = 300 * uint16(mask[i])
		}
		place := oblique(float64(1 - 2*(trial%2)))
		want, got := FromMask(mask, size, place), FromLabels(labels, size, place).Of(300)
		if !reflect.DeepEqual(positionsOf(want), positionsOf(got)) {
			t.Fatalf("trial %d, size %v: the surface of a label differs from that of its mask", trial, size)
		}
	}
}

// positionsOf lists the triangles by the positions of their corners, sorted.
func positionsOf(m *TriMesh) [][3]mgl32.Vec3 {
	list := make([][3]mgl32.Vec3, len(m.Triangles))
	for t, triangle := range m.Triangles {
		list[t] = [3]mgl32.Vec3{m.Vertices[triangle[0]], m.Vertices[triangle[1]], m.Vertices[triangle[2]]}
	}
	slices.SortFunc(list, func(a, b [3]mgl32.Vec3) int {
		for i := range a {
			if c := slices.Compare(a[i][:], b[i][:]); c != 0 {
				return c
			}
		}
		return 0
	})
	return list
}

// TestAllPartitionsOfACellAreSolids puts every way to give eight voxels labels,
// equal or not, into an empty map: all 4,140 set partitions of a cell's
// corners, with labels that rise and that fall.
func TestAllPartitionsOfACellAreSolids(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	partitions := 0
	var class [8]uint16
	var visit func(corner int, classes uint16)
	visit = func(corner int, classes uint16) {
		if corner < 8 {
			for class[corner] = 0; class[corner] <= classes; class[corner]++ {
				visit(corner+1, max(classes, class[corner]+1))
			}
			return
		}
		partitions++
		var labels [8]uint16
		for i, c := range class {
			labels[i] = 10 + c
			if partitions%2 == 0 {
				labels[i] = 10 - c
			}
		}
		l := FromLabels(labels[:], [3]int{2, 2, 2}, oblique(1))
		requireLabelsSolid(t, l, random, fmt.Sprint(labels))
	}
	visit(0, 0)
	if partitions != 4140 {
		t.Errorf("%d partitions, there are 4,140", partitions)
	}
}

// TestBordersAreShared: two touching blocks. Both surfaces have the border's
// triangles, and no other place has anything twice.
func TestBordersAreShared(t *testing.T) {
	labels, size := make([]uint16, 6*6*6), [3]int{6, 6, 6}
	for i := range labels {
		if x := i % 6; i/6%6 > 0 && i/36 > 1 {
			labels[i] = uint16(1 + x/3)
		}
	}
	l := FromLabels(labels, size, oblique(1))
	shared := 0
	for _, sides := range l.Sides {
		if sides[0] != 0 && sides[1] != 0 {
			shared++
		}
	}
	if extra := len(l.Of(1).Triangles) + len(l.Of(2).Triangles) - len(l.Of(1, 2).Triangles); shared == 0 || extra != 2*shared {
		t.Errorf("%d triangles on the border, %d more in two surfaces than in one", shared, extra)
	}
	if whole := len(l.Of(0, 1, 2).Triangles); whole != 0 {
		t.Errorf("everything together has %d triangles", whole)
	}
	if none := l.Of(9); none == nil || len(none.Vertices)+len(none.Triangles) != 0 {
		t.Error("a label that is not there has a surface")
	}
}

func TestLabelSurfacesDoNotDependOnCores(t *testing.T) {
	size := [3]int{67, 13, 51}
	random := rand.New(rand.NewPCG(13, 14))
	labels := make([]uint16, size[0]*size[1]*size[2])
	for i := range labels {
		labels[i] = uint16(random.IntN(4))
	}
	surfaces := func() *LabelMesh { return FromLabels(labels, size, oblique(-1)) }
	one := onCores(1, surfaces)
	for _, cores := range []int{2, 8} {
		if !reflect.DeepEqual(one, onCores(cores, surfaces)) {
			t.Errorf("%d cores make other surfaces than one", cores)
		}
	}
}

func TestNoLabels(t *testing.T) {
	for _, size := range [][3]int{{0, 4, 4}, {2, 2, 2}} {
		l := FromLabels(make([]uint16, size[0]*size[1]*size[2]), size, oblique(1))
		if len(l.Triangles) != 0 || len(l.Labels()) != 0 || len(l.Of(1).Triangles) != 0 {
			t.Errorf("size %v without labels: %d triangles", size, len(l.Triangles))
		}
	}
}
