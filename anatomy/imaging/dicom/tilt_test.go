package dicom

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// sheared reads the planes of a series as they are, onto the sheared grid that
// their positions span. It is the independent half of the tests of tilt.
func sheared(t *testing.T, s *Series) *imaging.Volume {
	t.Helper()
	l := s.layout
	first, last := l.planes[0], l.planes[len(l.planes)-1]
	format := first.source.format
	step := last.position.Sub(first.position).Mul(1 / float64(len(l.planes)-1))
	v := &imaging.Volume{Grid: imaging.Grid{
		Size: [3]int{format.Columns, format.Rows, len(l.planes)},
		PatientFromVoxel: mgl64.Mat4FromCols(first.along.Mul(first.columnStep).Vec4(0), first.down.Mul(first.rowStep).Vec4(0),
			step.Vec4(0), first.position.Vec4(1)),
	}}
	v.Int16 = make([]int16, v.Len())
	for k, p := range l.planes {
		data, err := readFile(s.folder, p.source.name, nil)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		n := format.pixels()
		if err := f.decodeInt16(v.Int16[k*n:(k+1)*n], p.frame, p.slope, p.shift); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// checkUpright compares every voxel of an upright volume with the sheared one,
// sampled at the voxel's centre.
func checkUpright(t *testing.T, v, truth *imaging.Volume) {
	t.Helper()
	inside, worst := 0, 0.0
	for k := range v.Size[2] {
		for j := range v.Size[1] {
			for i := range v.Size[0] {
				p := v.Position(float64(i), float64(j), float64(k))
				want, ok := truth.Sample(p)
				if !ok {
					continue
				}
				inside++
				worst = math.Max(worst, math.Abs(float64(v.At(i, j, k))-want))
			}
		}
	}
	// Half a unit for rounding to whole numbers, the rest for positions that
	// are printed with seven decimals, at steps of thousands of units.
	if worst > 0.51 {
		t.Errorf("a voxel is %g from the sheared volume", worst)
	}
	if least := truth.Len() * 99 / 100; inside < least {
		t.Errorf("only %d of %d voxels were kept", inside, truth.Len())
	}
}

// checkRightAngles checks that a grid does not shear.
func checkRightAngles(t *testing.T, g imaging.Grid) {
	t.Helper()
	m := g.PatientFromVoxel
	for _, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
		a, b := m.Col(pair[0]).Vec3().Normalize(), m.Col(pair[1]).Vec3().Normalize()
		if math.Abs(a.Dot(b)) > 1e-6 {
			t.Errorf("axes %v are not perpendicular", pair)
		}
	}
}

// TestGantryTiltOfARealScan straightens a CT of 18.5 degrees of tilt.
func TestGantryTiltOfARealScan(t *testing.T) {
	folder := filepath.Join(sharedData, "dicom/ct_skull_phantom_tilt_m18")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	s := onlyVolume(t, os.DirFS(folder))
	v, notes := readVolume(t, s, ReadOptions{})
	wantWords(t, strings.Join(notes, "\n"), "18.5 degrees", "gantry tilt")
	checkRightAngles(t, v.Grid)
	if spacing := v.Spacing(); math.Abs(spacing[2]-2.37080925) > 1e-6 {
		t.Errorf("the slices lie %g mm apart", spacing[2])
	}
	checkUpright(t, v, sheared(t, s))
}

// TestTiltBothWays straightens small stacks that lean to every side, also with
// values that are not whole.
func TestTiltBothWays(t *testing.T) {
	for _, lean := range [][2]float64{{0, 0.8}, {0, -0.8}, {1.3, 0}, {-0.6, 0.9}} {
		images := stackOf(0, 2, 4, 6)
		for at := range images {
			images[at].position[0] += lean[0] * float64(at)
			images[at].position[1] += lean[1] * float64(at)
		}
		s := onlyVolume(t, folderOf(t, images))
		v, _ := readVolume(t, s, ReadOptions{})
		checkRightAngles(t, v.Grid)
		checkUpright(t, v, sheared(t, s))
	}
}

// TestOutsideOfATiltIsAir not zero Hounsfield units, which is water.
func TestOutsideOfATiltIsAir(t *testing.T) {
	images := stackOf(0, 2, 4, 6)
	for at := range images {
		images[at].position[1] += 2 * float64(at)
		images[at].value = func(x, y int) int16 { return 1024 + 40 }
	}
	v, _ := readVolume(t, onlyVolume(t, folderOf(t, images)), ReadOptions{})
	if v.Size != [3]int{8, 12, 4} {
		t.Fatalf("size %v", v.Size)
	}
	for j := range 12 {
		want := float32(-1000)
		if j < 6 {
			want = 40
		}
		if got := v.At(4, j, 0); got != want {
			t.Errorf("row %d of the first slice is %g, want %g", j, got, want)
		}
	}
}

// TestTiltWithAGap is interpolated between the slices as they were moved.
func TestTiltWithAGap(t *testing.T) {
	var images []madeSlice
	for _, k := range []float64{0, 1, 3, 4} {
		m := axial(2 * k)
		m.position[1] += k
		m.value = func(x, y int) int16 { return int16(2000 + 10*(y+int(k)) + int(4*k)) }
		images = append(images, m)
	}
	s := onlyVolume(t, folderOf(t, images))
	wantWords(t, refusal(t, s, ReadOptions{}), "1 slice is missing: at 4.0 mm")
	v, _ := readVolume(t, s, ReadOptions{AllowGaps: true})
	if v.Size != [3]int{8, 10, 5} {
		t.Fatalf("size %v", v.Size)
	}
	// Row 4 lies within all slices; the ramp goes along with the patient.
	for k := range 5 {
		if got, want := v.At(0, 4, k), float32(2000+10*4+4*k-1024); got != want {
			t.Errorf("slice %d is %g, want %g", k, got, want)
		}
	}
}
