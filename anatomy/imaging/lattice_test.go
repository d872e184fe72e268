package imaging

import (
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// drawGrid draws a small oblique, sheared, perhaps left-handed grid.
func drawGrid(t *rapid.T) Grid {
	number := func(name string, low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
	axis := mgl64.Vec3{number("x", -1, 1), number("y", -1, 1), number("z", 0.1, 1)}.Normalize()
	turn := mgl64.HomogRotate3D(number("angle", 0, 6.28), axis)
	scale := mgl64.Scale3D(number("si", 0.2, 5), number("sj", 0.2, 5), number("sk", 0.2, 5))
	if rapid.Bool().Draw(t, "left-handed") {
		scale = scale.Mul4(mgl64.Scale3D(1, 1, -1))
	}
	shear := mgl64.Ident4()
	shear.Set(1, 2, number("shear", -0.5, 0.5))
	offset := mgl64.Translate3D(number("ox", -500, 500), number("oy", -500, 500), number("oz", -500, 500))
	return Grid{
		Size: [3]int{
			rapid.IntRange(1, 6).Draw(t, "i"), rapid.IntRange(1, 5).Draw(t, "j"), rapid.IntRange(1, 4).Draw(t, "k"),
		},
		PatientFromVoxel: offset.Mul4(turn).Mul4(shear).Mul4(scale),
	}
}

func drawPoint(t *rapid.T, low, high float64) mgl64.Vec3 {
	var p mgl64.Vec3
	for axis := range p {
		p[axis] = rapid.Float64Range(low, high).Draw(t, "coordinate")
	}
	return p
}

func TestVoxelFromPatientInvertsPosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		if err := g.Validate(); err != nil {
			t.Fatal(err)
		}
		v := drawPoint(t, -20, 20)
		back := mgl64.TransformCoordinate(g.Position(v[0], v[1], v[2]), g.VoxelFromPatient())
		if back.Sub(v).Len() > 1e-9 {
			t.Fatalf("%v came back as %v", v, back)
		}
	})
}

func TestIndexEnumeratesDataWithIFastest(t *testing.T) {
	g, next := Grid{Size: [3]int{3, 4, 5}}, 0
	for k := range 5 {
		for j := range 4 {
			for i := range 3 {
				if got := g.Index(i, j, k); got != next {
					t.Fatalf("voxel %d %d %d has index %d, want %d", i, j, k, got, next)
				}
				next++
			}
		}
	}
	if g.Len() != next {
		t.Errorf("length %d, want %d", g.Len(), next)
	}
}

// TestGantryTilt has the numbers of a CT tilted by 18.5 degrees: slices are
// 2.5 mm apart along the table and 2.5*cos(18.5°) = 2.371 mm along their normal.
func TestGantryTilt(t *testing.T) {
	tilt := 18.5 * math.Pi / 180
	g := Grid{Size: [3]int{512, 512, 18}, PatientFromVoxel: mgl64.Mat4FromCols(
		mgl64.Vec4{0.4824, 0, 0, 0},
		mgl64.Vec4{0, 0.4824 * math.Cos(tilt), -0.4824 * math.Sin(tilt), 0},
		mgl64.Vec4{0, 0, 2.5, 0},
		mgl64.Vec4{-120, -130, 40, 1},
	)}
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	if s := g.Spacing(); s.Sub(mgl64.Vec3{0.4824, 0.4824, 2.5}).Len() > 1e-12 {
		t.Errorf("spacing %v", s)
	}
	if got, want := g.VoxelVolume(), 0.4824*0.4824*2.5*math.Cos(tilt); math.Abs(got-want) > 1e-12 {
		t.Errorf("voxel volume %g, want %g", got, want)
	}
}

func TestContainsReachesToTheOuterFaces(t *testing.T) {
	g := Grid{Size: [3]int{10, 20, 1}, PatientFromVoxel: mgl64.Translate3D(100, 0, 0).Mul4(mgl64.Scale3D(-2, 3, 5))}
	for _, c := range []struct {
		p    mgl64.Vec3
		want bool
	}{
		{mgl64.Vec3{101, -1.5, -2.5}, true}, // a corner of voxel (0, 0, 0)
		{mgl64.Vec3{81, 58.5, 2.5}, true},   // the opposite corner of the grid
		{mgl64.Vec3{101.01, 0, 0}, false},
		{mgl64.Vec3{80.99, 0, 0}, false},
		{mgl64.Vec3{90, 58.51, 0}, false},
		{mgl64.Vec3{90, 0, -2.51}, false},
		{mgl64.Vec3{math.NaN(), 0, 0}, false},
	} {
		if got := g.Contains(c.p); got != c.want {
			t.Errorf("Contains(%v) = %v, want %v", c.p, got, c.want)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	set := func(row, column int, value float64) func(*Grid) {
		return func(g *Grid) { g.PatientFromVoxel.Set(row, column, value) }
	}
	size := func(i, j, k int) func(*Grid) { return func(g *Grid) { g.Size = [3]int{i, j, k} } }
	for want, spoil := range map[string]func(*Grid){
		"at least 1":               size(4, 0, 4),
		"no image":                 size(4, 4, -1),
		"more than the limit":      size(1000, 1000, 1000),
		"are more than the limit":  size(math.MaxInt, math.MaxInt, math.MaxInt),
		"not finite":               set(1, 1, math.NaN()),
		"a number that is not":     set(0, 3, math.Inf(-1)),
		"last row":                 set(3, 0, 0.1),
		"spacing of 0 mm along j":  set(1, 1, 0),
		"spacing of 2000 mm along": set(2, 2, 2000),
		"in one plane":             func(g *Grid) { g.PatientFromVoxel.SetCol(1, mgl64.Vec4{1, 1e-4, 0, 0}) },
		"from the origin":          set(2, 3, 1e9),
	} {
		g := Grid{Size: [3]int{4, 4, 4}, PatientFromVoxel: mgl64.Ident4()}
		if err := g.Validate(); err != nil {
			t.Fatalf("the sound grid is refused: %v", err)
		}
		spoil(&g)
		if err := g.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestSameAs(t *testing.T) {
	g := Grid{Size: [3]int{100, 100, 100}, PatientFromVoxel: mgl64.Translate3D(-50, 20, 300)}
	rounded := g
	for i, x := range rounded.PatientFromVoxel {
		rounded.PatientFromVoxel[i] = x * (1 + 1e-7)
	}
	if !g.SameAs(rounded) || !g.SameAs(g) {
		t.Error("rounding to float32 must not make another grid")
	}
	for name, other := range map[string]Grid{
		"size":     {Size: [3]int{100, 100, 99}, PatientFromVoxel: g.PatientFromVoxel},
		"offset":   {Size: g.Size, PatientFromVoxel: mgl64.Translate3D(-50, 20.02, 300)},
		"far end":  {Size: g.Size, PatientFromVoxel: g.PatientFromVoxel.Mul4(mgl64.Scale3D(1, 1, 1.0002))},
		"mirrored": {Size: g.Size, PatientFromVoxel: g.PatientFromVoxel.Mul4(mgl64.Scale3D(-1, 1, 1))},
		"NaN":      {Size: g.Size, PatientFromVoxel: mgl64.Translate3D(math.NaN(), 20, 300)},
	} {
		if g.SameAs(other) || other.SameAs(g) {
			t.Errorf("%s: another grid passes for the same", name)
		}
	}
}
