package mesh

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
)

// damage spoils a sound surface in every way that Repair mends and returns the
// longest edge around a removed face.
func damage(m *TriMesh, random *rand.Rand) (*TriMesh, float64) {
	bad := &TriMesh{Vertices: []mgl32.Vec3{{9e3, 9e3, 9e3}}}
	perimeter := 0.0
	for t, triangle := range m.Triangles {
		if random.IntN(60) == 0 { // a hole, or part of a larger one
			a, b, c := m.corners(t)
			perimeter += a.Sub(b).Len() + b.Sub(c).Len() + c.Sub(a).Len()
			continue
		}
		var moved [3]uint32
		for corner, v := range triangle { // every triangle on its own, a little off
			position := m.Vertices[v]
			for axis := range 3 {
				position[axis] += float32(random.Float64()-0.5) * 2e-4
			}
			moved[corner] = uint32(len(bad.Vertices))
			bad.Vertices = append(bad.Vertices, position)
		}
		if random.IntN(20) == 0 {
			moved[0], moved[1] = moved[1], moved[0]
		}
		bad.Triangles = append(bad.Triangles, moved)
		if random.IntN(40) == 0 {
			bad.Triangles = append(bad.Triangles, [3]uint32{moved[1], moved[2], moved[0]}, [3]uint32{moved[1], moved[1], moved[0]})
		}
	}
	crumb := uint32(len(bad.Vertices))
	bad.Vertices = append(bad.Vertices, mgl32.Vec3{500, 0, 0}, mgl32.Vec3{500.1, 0, 0}, mgl32.Vec3{500, 0.1, 0})
	bad.Triangles = append(bad.Triangles, [3]uint32{crumb, crumb + 1, crumb + 2})
	random.Shuffle(len(bad.Triangles), func(i, j int) {
		bad.Triangles[i], bad.Triangles[j] = bad.Triangles[j], bad.Triangles[i]
	})
	return bad, perimeter
}

func TestRepairMendsDamagedSurfaces(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	surfaces := labelSurfaces(t)
	delete(surfaces, "voxel") // loses an eighth of itself with a face
	if m, err := readSurface(filepath.Join("..", "..", "..", "shared", "data", "meshes", "cholecystectomy", "gallbladder_collision.stl")); err == nil {
		surfaces["gallbladder"] = m
	}
	for name, m := range surfaces {
		bad, perimeter := damage(m, random)
		before := clone(bad)
		mended, report, err := Repair(bad, RepairOptions{WeldMM: 1e-3, MaxHoleMM: perimeter, MinPieceShare: 1e-4})
		if err != nil {
			t.Errorf("%s: %v, %+v", name, err, report)
			continue
		}
		after, want := mended.Check(), m.Check()
		if !after.Watertight() || after.Degenerate != 0 || after.Euler != want.Euler || after.Components != want.Components {
			t.Errorf("%s: %+v, was %+v", name, after, want)
		}
		if change := mended.Volume()/m.Volume() - 1; math.Abs(change) > 0.005 {
			t.Errorf("%s: volume changed by %.3f %%", name, 100*change)
		}
		if report.Welded == 0 || report.Flipped == 0 || report.Duplicates == 0 || report.Unreferenced != 1 || report.DroppedPieces != 1 || len(report.Holes) == 0 {
			t.Errorf("%s: %+v", name, report)
		}
		again, _, err := Repair(bad, RepairOptions{WeldMM: 1e-3, MaxHoleMM: perimeter, MinPieceShare: 1e-4})
		if err != nil || !reflect.DeepEqual(again, mended) || !reflect.DeepEqual(bad, before) {
			t.Errorf("%s: the second run differs, or the input was changed (%v)", name, err)
		}
	}
}

func TestRepairSparesSoundSurfaces(t *testing.T) {
	for name, m := range labelSurfaces(t) {
		mended, report, err := Repair(m, RepairOptions{})
		if err != nil || !reflect.DeepEqual(mended.Weld(), m.Weld()) || report.Flipped+report.Cut+report.Degenerate != 0 {
			t.Errorf("%s: changed: %+v, %v", name, report, err)
		}
	}
}

// box returns a box with corners of its own.
func box(low, high mgl32.Vec3) *TriMesh {
	m := &TriMesh{}
	for i := range 8 {
		corner := low
		for axis := range 3 {
			if i>>axis&1 == 1 {
				corner[axis] = high[axis]
			}
		}
		m.Vertices = append(m.Vertices, corner)
	}
	for _, q := range [6][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{q[0], q[1], q[2]}, [3]uint32{q[0], q[2], q[3]})
	}
	return m
}

func together(meshes ...*TriMesh) *TriMesh {
	var parts []Part
	for _, m := range meshes {
		parts = append(parts, Part{Mesh: m})
	}
	return merged(parts)
}

func flipped(m *TriMesh) *TriMesh {
	turned := clone(m)
	turned.flip()
	return turned
}

// TestRepairOfSolidsThatTouch knows the answers.
func TestRepairOfSolidsThatTouch(t *testing.T) {
	unit := box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{1, 1, 1})
	large := box(mgl32.Vec3{-3, -3, -3}, mgl32.Vec3{4, 4, 4})
	middle := box(mgl32.Vec3{-1, -1, -1}, mgl32.Vec3{2, 2, 2})
	for name, c := range map[string]struct {
		m          *TriMesh
		components int
		volume     float64
	}{
		"two boxes at an edge":        {together(unit, box(mgl32.Vec3{1, 1, 0}, mgl32.Vec3{2, 2, 1})), 2, 2},
		"two boxes at a corner":       {together(unit, box(mgl32.Vec3{1, 1, 1}, mgl32.Vec3{2, 2, 2})), 2, 2},
		"two boxes with a wall":       {together(unit, box(mgl32.Vec3{1, 0, 0}, mgl32.Vec3{2, 1, 1})), 1, 2},
		"four boxes around an edge":   {together(unit, box(mgl32.Vec3{1, 1, 0}, mgl32.Vec3{2, 2, 1}), box(mgl32.Vec3{1, 1, 1}, mgl32.Vec3{2, 2, 2})), 2, 3},
		"a box stored twice":          {together(unit, unit), 1, 1},
		"a box stored in both ways":   {together(unit, flipped(unit)), 1, 1},
		"a box inside out":            {flipped(unit), 1, 1},
		"a box in a box":              {together(large, unit), 2, 344},
		"a cavity":                    {together(large, flipped(unit)), 2, 342},
		"a cavity, inside out":        {together(flipped(large), unit), 2, 342},
		"a box in a cavity":           {together(large, flipped(middle), unit), 3, 317},
		"a box in a cavity, reversed": {together(flipped(large), middle, flipped(unit)), 3, 317},
	} {
		mended, report, err := Repair(c.m, RepairOptions{MaxHoleMM: 1})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		requireSolid(t, mended, name)
		if report.After.Components != c.components || math.Abs(mended.Volume()-c.volume) > 1e-6 {
			t.Errorf("%s: %d pieces of %v mm³, want %d of %v", name, report.After.Components, mended.Volume(), c.components, c.volume)
		}
	}
}

// moebius is a strip of n quads with half a turn.
func moebius(n int) *TriMesh {
	m := &TriMesh{}
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		for _, side := range []float64{-1, 1} {
			r := 5 + side*math.Cos(angle/2)
			m.Vertices = append(m.Vertices, mgl32.Vec3{float32(r * math.Cos(angle)), float32(r * math.Sin(angle)), float32(side * math.Sin(angle/2))})
		}
	}
	for i := range uint32(n) {
		a, b, c, d := 2*i, 2*i+1, 2*i+2, 2*i+3
		if i == uint32(n)-1 {
			c, d = 1, 0
		}
		m.Triangles = append(m.Triangles, [3]uint32{a, b, c}, [3]uint32{b, d, c})
	}
	return m
}

// TestRepairRefusesWithThePlace: what cannot be mended, and where it is.
func TestRepairRefusesWithThePlace(t *testing.T) {
	open := box(mgl32.Vec3{10, 20, 30}, mgl32.Vec3{12, 22, 32})
	open.Triangles = open.Triangles[2:]
	for problem, c := range map[string]struct {
		m  *TriMesh
		at mgl32.Vec3
	}{
		"a hole with 4 edges and a perimeter of 8.0 mm": {open, mgl32.Vec3{11, 21, 30}},
		"one side only": {moebius(24), mgl32.Vec3{0, 0, 0}},
		"no triangle":   {&TriMesh{Vertices: open.Vertices}, mgl32.Vec3{0, 0, 0}},
	} {
		mended, _, err := Repair(c.m, RepairOptions{MaxHoleMM: 7})
		var refusal *RepairError
		if mended != nil || !errors.As(err, &refusal) || !regexp.MustCompile(problem).MatchString(err.Error()) {
			t.Errorf("%s: %v", problem, err)
			continue
		}
		if gap := refusal.At.Sub(wide(c.at)).Len(); gap > 7 || problem[0] == 'a' && gap > 1e-6 {
			t.Errorf("%s at %v", problem, refusal.At)
		}
	}
	if mended, report, err := Repair(open, RepairOptions{MaxHoleMM: 9}); err != nil || math.Abs(mended.Volume()-8) > 1e-6 || len(report.Holes) != 1 {
		t.Errorf("the open box: %v, %+v", err, report)
	}
}

// TestHolesAreFilledFlat: a pit in a plane of triangles, with a winding border,
// is filled in the plane and without folds: the area is what was cut out.
func TestHolesAreFilledFlat(t *testing.T) {
	const n = 12
	grid := &TriMesh{}
	for i := range uint32((n + 1) * (n + 1)) {
		grid.Vertices = append(grid.Vertices, mgl32.Vec3{float32(i % (n + 1)), float32(i / (n + 1)), 0})
	}
	for y := range uint32(n) {
		for x := range uint32(n) {
			if x > 1 && y > 1 && x < n-2 && y < n-2 && x+y < 14 && (x%3 > 0 || y > 5) {
				continue
			}
			at := y*(n+1) + x
			grid.Triangles = append(grid.Triangles, [3]uint32{at, at + 1, at + n + 2}, [3]uint32{at, at + n + 2, at + n + 1})
		}
	}
	edges := grid.edges()
	for _, loop := range grid.holes(edges) {
		if described := grid.describe(loop); described.PerimeterMM < 4*n-1 {
			grid.fill(loop, edges)
		}
	}
	if math.Abs(grid.Area()-n*n) > 1e-4 {
		t.Errorf("the area is %v, want %d", grid.Area(), n*n)
	}
}

// TestAdmeshAgrees: admesh, which mends STL for printing, closes the same
// spheres and blocks to the same volume.
func TestAdmeshAgrees(t *testing.T) {
	admesh, err := exec.LookPath("admesh")
	if err != nil {
		t.Skip("admesh is not installed: ", err)
	}
	root := sharedData(t, "data")
	volume := regexp.MustCompile(`Volume\s+:\s+([-0-9.eE+]+)`)
	for _, name := range []string{"broken/sphereWithHole.stl", "broken/angle_block.STL", "broken/7_8ths_cube.stl", "meshes/cholecystectomy/gallbladder_collision.stl", "meshes/instruments/gripper_2.STL"} {
		m, err := ReadSurface(os.DirFS(root), name)
		if err != nil {
			t.Fatal(err)
		}
		low, high := m.Bounds()
		size := high.Sub(low).Len()
		mended, report, err := Repair(m, RepairOptions{WeldMM: 1e-6 * size, MaxHoleMM: size})
		if err != nil {
			t.Errorf("%s: %v, %+v", name, err, report)
			continue
		}
		out, err := exec.Command(admesh, filepath.Join(root, name)).Output()
		match := volume.FindSubmatch(out)
		if err != nil || match == nil {
			t.Errorf("%s: admesh: %v", name, err)
			continue
		}
		want, _ := strconv.ParseFloat(string(match[1]), 64)
		if math.Abs(mended.Volume()-want) > 1e-3*want+1e-6 {
			t.Errorf("%s: %v mm³, admesh has %v", name, mended.Volume(), want)
		}
		if found := fmt.Sprint(report.After.Watertight()); found != "true" {
			t.Errorf("%s: watertight %s", name, found)
		}
	}
}

// TestBrokenSurfacesAreMendedOrRefused: nothing else may happen to them.
func TestBrokenSurfacesAreMendedOrRefused(t *testing.T) {
	folder := sharedData(t, "data", "broken")
	files, _ := filepath.Glob(filepath.Join(folder, "*.*"))
	mendable := 0
	for _, file := range files {
		if testing.Short() && filepath.Ext(file) == ".vtk" {
			continue
		}
		m, err := ReadSurface(os.DirFS(folder), filepath.Base(file))
		if err != nil {
			continue
		}
		low, high := m.Bounds()
		mended, report, err := Repair(m, RepairOptions{WeldMM: 1e-6 * high.Sub(low).Len(), MaxHoleMM: 2 * high.Sub(low).Len()})
		var refusal *RepairError
		if err != nil && !errors.As(err, &refusal) || err == nil && !mended.Check().Watertight() {
			t.Errorf("%s: %v, %+v", filepath.Base(file), err, report.After)
		}
		if err == nil {
			mendable++
		}
	}
	if mendable < 15 {
		t.Errorf("only %d of %d mended", mendable, len(files))
	}
}

// TestRepairOfNonsense: small random triangles over few vertices, where
// everything that can meet meets.
func TestRepairOfNonsense(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	mended := 0
	for range 3000 {
		m := &TriMesh{}
		for range 4 + random.IntN(5) {
			m.Vertices = append(m.Vertices, mgl32.Vec3{float32(random.IntN(5)), float32(random.IntN(5)), float32(random.IntN(5))})
		}
		for range 3 + random.IntN(20) {
			m.Triangles = append(m.Triangles, [3]uint32{uint32(random.IntN(len(m.Vertices))), uint32(random.IntN(len(m.Vertices))), uint32(random.IntN(len(m.Vertices)))})
		}
		result, report, err := Repair(m, RepairOptions{MaxHoleMM: 1e3})
		if err == nil {
			mended++
			if !result.Check().Watertight() {
				t.Fatalf("%v became %+v", m, report.After)
			}
		}
	}
	if mended < 300 {
		t.Errorf("only %d mended", mended)
	}
}
