package anatomy

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// TestUnsoundSurfacesFallBack: a step that tears a surface open is not taken.
func TestUnsoundSurfacesFallBack(t *testing.T) {
	cube := func() *mesh.TriMesh { return mesh.FromMask([]uint8{1}, [3]int{1, 1, 1}, mgl64.Ident4()) }
	keep := func(m *mesh.TriMesh) *mesh.TriMesh { return m }
	turn := func(m *mesh.TriMesh) *mesh.TriMesh {
		for i, triangle := range m.Triangles {
			m.Triangles[i] = [3]uint32{triangle[1], triangle[0], triangle[2]}
		}
		return m
	}
	tear := func(m *mesh.TriMesh) *mesh.TriMesh { m.Triangles = m.Triangles[1:]; return m }
	for name, c := range map[string]struct {
		ways [][]meshStep
		want int
	}{
		"sound":         {[][]meshStep{{keep, keep}, {keep}}, 0},
		"torn":          {[][]meshStep{{keep, tear}, {keep}}, 1},
		"inside out":    {[][]meshStep{{turn}, {turn, tear}, {keep}}, 2},
		"no way at all": {[][]meshStep{{tear}, {turn}, {}}, 2},
	} {
		surface, watertight, way := firstSound(cube, c.ways)
		if way != c.want || !watertight || !surface.Check().Watertight() {
			t.Errorf("%s: way %d, watertight %t; want %d and true", name, way, surface.Check().Watertight(), c.want)
		}
	}
	if _, watertight, way := firstSound(cube, [][]meshStep{{turn}, {tear}}); watertight || way != 1 {
		t.Errorf("without a sound way, way %d is called watertight: %t", way, watertight)
	}
}

// TestBuildNeverLeaksFromNoise: specks, cavities and sheets of one voxel, by
// thousands, have watertight surfaces, be the budget large or out of reach.
func TestBuildNeverLeaksFromNoise(t *testing.T) {
	for name, paint := range map[string]func(at [3]int, chance float64) uint16{
		"specks":   func(_ [3]int, chance float64) uint16 { return uint16(chance * 1.04) },
		"cavities": func(_ [3]int, chance float64) uint16 { return uint16(chance + 0.96) },
		"sheets":   func(at [3]int, _ float64) uint16 { return uint16(1 - min(1, at[2]%3)) },
		"noise":    func(_ [3]int, chance float64) uint16 { return uint16(chance * 2) },
		"labels":   func(_ [3]int, chance float64) uint16 { return uint16(chance * 5) },
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, uint64(len(name))))
			grid := imaging.Grid{Size: [3]int{32, 30, 28}, PatientFromVoxel: mgl64.Scale3D(0.7, 0.7, 1.25)}
			l := &imaging.LabelMap{Grid: grid, Data: make([]uint16, grid.Len())}
			for i := range l.Data {
				l.Data[i] = paint([3]int{i % 32, i / 32 % 30, i / 32 / 30}, random.Float64())
			}
			checkSoundAtBudgets(t, l)
		})
	}
}

func checkSoundAtBudgets(t *testing.T, l *imaging.LabelMap) {
	t.Helper()
	o := BuildOptions{ID: "noise", Modality: "LABELS", Labels: l}
	for _, label := range segment.Present(l) {
		o.Names = append(o.Names, segment.Named{Label: label, Name: "noise-" + strings.Repeat("i", int(label)), Tissue: "other", Color: "#808080"})
	}
	for _, budget := range []int{0, 500} {
		var notices []string
		o.Triangles, o.Notice = budget, func(sentence string) { notices = append(notices, sentence) }
		c, err := Build(t.Context(), nil, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Structures {
			if !s.Watertight || !s.Surface.Check().Watertight() {
				t.Errorf("budget %d: %s is not watertight", budget, s.Name)
			}
			coarse := slices.ContainsFunc(notices, func(n string) bool { return strings.Contains(n, "surface of "+s.Name+" ") })
			t.Logf("budget %d: %s has %d triangles, %.4f ml, left coarse: %t", budget, s.Name, s.Triangles, s.VolumeML, coarse)
		}
	}
}
