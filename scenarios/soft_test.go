package scenarios

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// TestOneLineMakesAStructureSoft: the block's ball, a needle's target.
func TestOneLineMakesAStructureSoft(t *testing.T) {
	c := block(t)
	c.Structure("ball").Soft = "liver"
	f, err := biopsy(t, "biopsy-entry", "top").Fit(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Setup.Soft) != 1 || len(f.Setup.Bodies) != 3 || f.Header().Soft[0] != (record.SoftStructure{Name: "ball", Material: "liver"}) {
		t.Fatalf("%d soft bodies, %d rigid, header %+v", len(f.Setup.Soft), len(f.Setup.Bodies), f.Header().Soft)
	}
	if f.Setup.EntrySurface < 0 {
		t.Error("a needle has no entry surface any more")
	}
	body := f.Setup.Soft[0]
	if n := len(body.Mesh.Tets); n < softElements*4/5 || n > softElements {
		t.Errorf("%d tetrahedra, want at most %d and at least four fifths", n, softElements)
	}
	// the vessel runs 3 mm beside the ball: it holds it, and that is no news; the
	// block's coarse voxels are.
	if len(f.Notices) != 1 || !strings.Contains(f.Notices[0], "more precision than the case holds") || len(body.Mesh.Fixed) < 3 {
		t.Errorf("notices %q, held at %d vertices", f.Notices, len(body.Mesh.Fixed))
	}
	for _, v := range body.Mesh.Fixed {
		if p := body.Mesh.Rest[v]; math.Hypot(float64(p[0])-14, float64(p[2])-10) > 4+2*math.Sqrt(3)+1 {
			t.Fatalf("held at %v, away from the vessel", p)
		}
	}
	if f.Setup.Gravity != (mgl64.Vec3{}) {
		t.Errorf("it falls with %v, and its scan was made under its weight", f.Setup.Gravity)
	}
	c.Structure("ball").Soft = "livre"
	if _, err := biopsy(t, "biopsy-entry", "top").Fit(c, 1); err == nil || !strings.Contains(err.Error(), "structure ball") || !strings.Contains(err.Error(), "choose one of liver") {
		t.Errorf("a material that does not exist: %v", err)
	}
}

// TestAStructureHasItsOwnForceLimit: one line gives one structure another limit than
// the scenario's, and names only what is soft.
func TestAStructureHasItsOwnForceLimit(t *testing.T) {
	c := block(t)
	c.Structure("ball").Soft = "liver"
	for _, given := range []struct {
		line, fault string
		want        float64
	}{
		{"force_limit_n: 4", "", 4},
		{"force_limit_n: 4\nforce_limits_n: {ball: 1.5}", "", 1.5},
		{"force_limit_n: 4\nforce_limits_n: {ball: 0}", "", 0},
		{"force_limits_n: {ball: 1.5, vessel: 1}", "vessel, which is not soft", 0},
		{"force_limits_n: {bowel: 1}", `no structure "bowel"`, 0},
	} {
		f, err := biopsy(t, "biopsy-entry", "top", "start_within_mm: 30", "start_within_mm: 30\n"+given.line).Fit(c, 1)
		if given.fault != "" {
			if err == nil || !strings.Contains(err.Error(), given.fault) {
				t.Errorf("%s: %v", given.line, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if body, told := f.Setup.Soft[0].ForceLimitN, f.Header().Soft[0].ForceLimitN; body != given.want || told != given.want {
			t.Errorf("%s: judged against %g N, recorded %g", given.line, body, told)
		}
	}
}

func TestWhatTouchesNothingIsHeldAtItsFarEnd(t *testing.T) {
	c := block(t)
	c.Structure("ball").Soft = "liver"
	c.Structures = slices.DeleteFunc(c.Structures, func(s anatomy.Structure) bool { return s.Name == "vessel" })
	f, err := biopsy(t, "biopsy-entry", "top", "clearance_min", "overshoot").Fit(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Notices) != 2 || !strings.Contains(f.Notices[0], "ball touches nothing rigid") {
		t.Errorf("notices %q", f.Notices)
	}
	body := f.Setup.Soft[0].Mesh
	for _, v := range body.Fixed {
		if p := body.Rest[v]; p[2] > -7 { // the ball's radius is 10, the entry above it
			t.Fatalf("held at %v, which is not its far end", p)
		}
	}
	if len(body.Fixed) < 10 {
		t.Errorf("held at %d vertices", len(body.Fixed))
	}
}
