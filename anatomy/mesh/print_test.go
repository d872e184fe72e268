package mesh

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
)

func TestPrintPlateStandsOnTheBed(t *testing.T) {
	ballPart := Part{"ball", "#ff0000", ballMesh(24, 9)}
	tower := Part{"tower", "#00ff00", box(mgl32.Vec3{-50, 10, 700}, mgl32.Vec3{-20, 60, 800})}
	slab := Part{"slab", "", box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{180, 20, 5})}
	parts := []Part{ballPart, tower, slab}
	plate, err := PrintPlate(parts, PrintOptions{Scale: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if len(plate.Thin) != 0 || plate.SizeMM[2] != 50 {
		t.Errorf("thin %v, size %v", plate.Thin, plate.SizeMM)
	}
	for i, part := range plate.Parts {
		low, high := part.Mesh.Bounds()
		if low[2] != 0 || low[0] < 5-1e-5 || low[1] < 5-1e-5 || high[0] > 215+1e-5 || high[1] > 215+1e-5 {
			t.Errorf("%s stands from %v to %v", part.Name, low, high)
		}
		if got, want := part.Mesh.Volume(), parts[i].Mesh.Volume()/8; math.Abs(got/want-1) > 1e-5 {
			t.Errorf("%s has %v mm³, want %v", part.Name, got, want)
		}
		requireSolid(t, part.Mesh, part.Name)
		for _, other := range plate.Parts[:i] {
			otherLow, otherHigh := other.Mesh.Bounds()
			gap := max(low[0]-otherHigh[0], otherLow[0]-high[0], low[1]-otherHigh[1], otherLow[1]-high[1])
			if gap < 5-1e-5 {
				t.Errorf("%s and %s stand %v mm apart", part.Name, other.Name, gap)
			}
		}
	}
	var file bytes.Buffer
	if err := WriteParts(&file, ThreeMF, plate.Parts...); err != nil {
		t.Fatal(err)
	}
	if back, err := readBytes(file.Bytes(), "plate.3mf"); err != nil || !reflect.DeepEqual(back, plate.Parts) {
		t.Errorf("the file came back different: %v", err)
	}
}

// TestThinWallsAreFound knows the thickness: plates, a shell, a wedge.
func TestThinWallsAreFound(t *testing.T) {
	hollow := together(box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{20, 20, 20}), flipped(box(mgl32.Vec3{3, 3, 3}, mgl32.Vec3{19.5, 17, 17})))
	for name, c := range map[string]struct {
		m                *TriMesh
		scale            float64
		thickness, share float64
	}{
		"a thick box":            {box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{10, 10, 1}), 1, 0, 0},
		"the same at half scale": {box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{10, 10, 1}), 0.5, 0.5, 200.0 / 240},
		"a thin plate":           {box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{40, 40, 0.3}), 1, 0.3, 3200.0 / 3248},
		// The thin wall lies at x from 19.5 to 20, behind 14 × 14 of the inner side.
		"a hollow box": {hollow, 1, 0.5, (2 * 14 * 14.0) / (2400 + 2*14*14 + 4*14*16.5)},
		"a ball":       {ballMesh(24, 9), 1, 0, 0},
	} {
		plate, err := PrintPlate([]Part{{name, "", c.m}}, PrintOptions{Scale: c.scale})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.thickness == 0 {
			if len(plate.Thin) != 0 {
				t.Errorf("%s: %+v", name, plate.Thin)
			}
			continue
		}
		if len(plate.Thin) != 1 {
			t.Errorf("%s: not found", name)
			continue
		}
		thin := plate.Thin[0]
		if math.Abs(thin.ThicknessMM-c.thickness) > 1e-3 || math.Abs(thin.Share-c.share) > 0.03 {
			t.Errorf("%s: %v mm over %v of it, want %v and %v", name, thin.ThicknessMM, thin.Share, c.thickness, c.share)
		}
		if _, gap, _ := NewBVH(c.m).Closest(thin.At); gap > 1e-4 {
			t.Errorf("%s: %v is not on the surface", name, thin.At)
		}
	}
}

func TestPrintRefusals(t *testing.T) {
	open := box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{1, 1, 1})
	open.Triangles = open.Triangles[1:]
	for symptom, c := range map[string]struct {
		parts   []Part
		options PrintOptions
	}{
		"no structure":                   {nil, PrintOptions{}},
		`"lid" is not watertight (3`:     {[]Part{{"lid", "", open}}, PrintOptions{}},
		"positive numbers":               {[]Part{{"", "", tetrahedron()}}, PrintOptions{Scale: -1}},
		"they would at 0.62":             {[]Part{{"tall", "", box(mgl32.Vec3{0, 0, 0}, mgl32.Vec3{1, 1, 400})}}, PrintOptions{}},
		"2 parts do not fit":             {[]Part{{"a", "", box(mgl32.Vec3{}, mgl32.Vec3{200, 150, 1})}, {"b", "", box(mgl32.Vec3{}, mgl32.Vec3{200, 150, 1})}}, PrintOptions{}},
		"not #rrggbb":                    {[]Part{{"a", "blue", tetrahedron()}}, PrintOptions{}},
		"do not fit on a bed of 10 × 10": {[]Part{{"a", "", tetrahedron()}}, PrintOptions{BedMM: [3]float64{10, 10, 10}}},
	} {
		plate, err := PrintPlate(c.parts, c.options)
		if plate != nil || err == nil || !strings.Contains(err.Error(), symptom) {
			t.Errorf("%s: %v", symptom, err)
		}
	}
}
