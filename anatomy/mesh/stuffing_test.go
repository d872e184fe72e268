package mesh

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// hostileField has any material anywhere and cuts anywhere, ends included: far
// worse than any surface or label map.
type hostileField struct {
	seed      uint64
	materials int
	density   float64 // of points that are not outside
}

func (f *hostileField) label(l *bcc, labels []uint16) {
	random := rand.New(rand.NewPCG(f.seed, 1))
	for p := range labels {
		q := p % l.gridLength()
		if l.isInside(q%l.size[0], q/l.size[0]%l.size[1], q/(l.size[0]*l.size[1])) && random.Float64() < f.density {
			labels[p] = uint16(1 + random.IntN(f.materials))
		}
	}
}

func (f *hostileField) cut(_ *bcc, _ []uint16, from, to int) float64 {
	random := rand.New(rand.NewPCG(f.seed+2, uint64(from)<<32+uint64(to)))
	switch random.IntN(4) {
	case 0:
		return 0
	case 1:
		return 1
	case 2:
		return cutLong
	}
	return random.Float64()
}

// requireSound fails for a mesh that breaks what the package promises, and
// returns its report.
func requireSound(t *testing.T, m *TetMesh, what string) TetReport {
	t.Helper()
	report := m.Check()
	if !report.Sound() || report.Unreferenced > 0 {
		t.Fatalf("%s: %+v", what, report)
	}
	if report.MinDihedralDeg < 13 || report.MaxDihedralDeg > 165 {
		t.Fatalf("%s: dihedral angles from %.2f° to %.2f°", what, report.MinDihedralDeg, report.MaxDihedralDeg)
	}
	return report
}

func TestHostileFieldsGiveSoundMeshes(t *testing.T) {
	rounds := 48
	if testing.Short() {
		rounds = 24
	}
	least, most := map[int]float64{}, map[int]float64{}
	for round := range rounds {
		field := &hostileField{seed: uint64(round), materials: 1 + round%6, density: []float64{0.1, 0.5, 0.9, 1}[round/6%4]}
		l := newBCC(point{-100, 50, 3}, point{-97, 53, 6}, 1)
		m := stuff(l, field)
		if len(m.Tets) == 0 {
			continue
		}
		report := requireSound(t, m, fmt.Sprint("round ", round))
		if least[field.materials] == 0 {
			least[field.materials] = 180
		}
		least[field.materials] = min(least[field.materials], report.MinDihedralDeg)
		most[field.materials] = max(most[field.materials], report.MaxDihedralDeg)
	}
	for materials := 1; materials <= 6; materials++ {
		t.Logf("%d materials: dihedral angles from %.2f° to %.2f°", materials, least[materials], most[materials])
	}
}

// TestRandomLabelMapsGiveSoundMeshes has checkerboards and noise of two to six
// labels, on lattices finer and coarser than the voxels.
func TestRandomLabelMapsGiveSoundMeshes(t *testing.T) {
	rounds := 300
	if testing.Short() {
		rounds = 40
	}
	random := rand.New(rand.NewPCG(5, 5))
	least, most, made := 180.0, 0.0, 0
	for round := range rounds {
		size := [3]int{1 + random.IntN(5), 1 + random.IntN(5), 1 + random.IntN(5)}
		labels := make([]uint16, size[0]*size[1]*size[2])
		kinds := 2 + random.IntN(5)
		for i := range labels {
			labels[i] = uint16(random.IntN(kinds))
			if round%10 == 0 {
				labels[i] = uint16((i%size[0] + i/size[0]%size[1] + i/(size[0]*size[1])) % kinds)
			}
		}
		options := TetOptions{SpacingMM: 0.4 + 1.2*random.Float64(), SmoothIterations: random.IntN(3)}
		m, err := TetrahedraliseLabels(labels, size, oblique(float64(1-2*(round%2))), options)
		if err != nil {
			continue // lost between coarse points, or nothing there
		}
		made++
		report := requireSound(t, m, fmt.Sprint("round ", round))
		least, most = min(least, report.MinDihedralDeg), max(most, report.MaxDihedralDeg)
	}
	t.Logf("%d meshes, dihedral angles from %.2f° to %.2f°", made, least, most)
	if made < rounds*4/5 {
		t.Errorf("only %d of %d maps were filled", made, rounds)
	}
}

func TestLatticeIsMadeOfEqualTetrahedra(t *testing.T) {
	l := newBCC(point{}, point{3, 3, 3}, 1)
	m := stuff(l, everywhere{})
	report := requireSound(t, m, "everywhere")
	if math.Abs(report.MinDihedralDeg-60) > 1e-4 && report.Dihedrals[6] == 0 {
		t.Errorf("%+v", report)
	}
	for n := range bccNeighbours {
		p := l.index(1, [3]int{3, 3, 3})
		q := p + l.step[1][n]
		if back := q + l.step[l.gridOf(q)][opposite(n)]; back != p {
			t.Errorf("neighbour %d of %d is %d, whose opposite is %d", n, p, q, back)
		}
		want := 1.0
		if n >= bccLong {
			want = math.Sqrt(3) / 2
		}
		if got := l.position(q).minus(l.position(p)).length(); math.Abs(got-want) > 1e-12 {
			t.Errorf("neighbour %d is %v away", n, got)
		}
	}
}

// everywhere is one material in all points that may have one.
type everywhere struct{}

func (everywhere) label(l *bcc, labels []uint16) {
	for p := range labels {
		q := p % l.gridLength()
		if l.isInside(q%l.size[0], q/l.size[0]%l.size[1], q/(l.size[0]*l.size[1])) {
			labels[p] = 1
		}
	}
}

func (everywhere) cut(*bcc, []uint16, int, int) float64 { return 0.5 }

func TestTetrahedraAreTheSameOnAnyNumberOfCores(t *testing.T) {
	labels := make([]uint16, 24*24*24)
	for i := range labels {
		x, y, z := float64(i%24)-11.5, float64(i/24%24)-11.5, float64(i/576)-11.5
		if r := math.Hypot(math.Hypot(x, y), z); r < 10 {
			labels[i] = uint16(1 + int(r)/4)
		}
	}
	ball := ballMesh(30, 11)
	var wantSolid, wantLabels *TetMesh
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		solid, err := Tetrahedralise(ball, TetOptions{SpacingMM: 2})
		if err != nil {
			t.Fatal(err)
		}
		many, err := TetrahedraliseLabels(labels, [3]int{24, 24, 24}, mgl64.Scale3D(1, 1, 1.3), TetOptions{SpacingMM: 1.5, SmoothIterations: 3})
		if err != nil {
			t.Fatal(err)
		}
		if wantSolid == nil {
			wantSolid, wantLabels = solid, many
		}
		if !reflect.DeepEqual(solid, wantSolid) || !reflect.DeepEqual(many, wantLabels) {
			t.Errorf("%d cores give another mesh", cores)
		}
	}
}
