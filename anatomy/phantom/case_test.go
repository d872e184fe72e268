package phantom

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// standardCase is built once per test binary.
var standardCase = sync.OnceValues(func() (*anatomy.Case, error) { return standardScan().build(context.Background(), 1, "test", nil) })

func builtIn(t *testing.T) *anatomy.Case {
	t.Helper()
	c, err := standardCase()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCaseIsSound(t *testing.T) {
	c := builtIn(t)
	for _, f := range c.Check() {
		t.Errorf("Check: %+v", f)
	}
	if c.Target() == nil || c.Target().Name != "tumour" {
		t.Error("the tumour is not marked as target")
	}
	// One piece each; the cortical veins are eight.
	for _, s := range c.Structures {
		pieces := s.Surface.Check().Components
		want := 1
		switch s.Name {
		case "cortical-veins":
			want = 8
		case "skull": // jaw and neck are apart
			want = pieces
		}
		if pieces != want {
			t.Errorf("%s has %d pieces, want %d", s.Name, pieces, want)
		}
	}
}

func TestCaseKeepsThePlannedPathsClear(t *testing.T) {
	c := builtIn(t)
	for _, path := range [][2]string{{kocherRight, monroRight}, {biopsyEntry, tumourCentre}} {
		entry, _ := c.Landmark(path[0])
		target, _ := c.Landmark(path[1])
		for _, s := range c.Structures {
			want := math.Inf(-1)
			if s.Critical {
				want = 4
			} else if s.Tissue == "bone" {
				want = 3
			}
			if d := mesh.NewBVH(s.Surface).SegmentDistance(entry, target); d < want {
				t.Errorf("%s to %s passes %s at %.2f mm, want at least %g", path[0], path[1], s.Name, d, want)
			}
		}
	}
}

func TestCaseLandmarksLieWhereTheySay(t *testing.T) {
	c := builtIn(t)
	skin := mesh.NewBVH(c.Structure("skin").Surface)
	for _, name := range []string{nasion, inion, kocherRight, biopsyEntry} {
		p, _ := c.Landmark(name)
		// The surface comes from voxels of 0.9 x 0.9 x 1.25 mm.
		if d := skin.SignedDistance(p); math.Abs(d) > 0.5 {
			t.Errorf("%s is %.2f mm off the skin's surface", name, d)
		}
	}
	for name, want := range map[string][]string{
		monroRight:   {"skin", "brain", "ventricle-right"},
		tumourCentre: {"skin", "brain", "tumour"},
	} {
		p, _ := c.Landmark(name)
		if got := structuresAt(c, p); !slices.Equal(got, want) {
			t.Errorf("%s lies in %v, want %v", name, got, want)
		}
	}
}

// structuresAt names every structure whose surface encloses p.
func structuresAt(c *anatomy.Case, p mgl64.Vec3) []string {
	var names []string
	for _, s := range c.Structures {
		if mesh.NewBVH(s.Surface).Inside(p) {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestCaseHasAnAutomaticBiopsyPath(t *testing.T) {
	c := builtIn(t)
	entry, target, err := anatomy.PlanTrajectory(c, anatomy.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	centre, _ := c.Landmark(tumourCentre)
	if d := target.Sub(centre).Len(); d > 5 {
		t.Errorf("the deepest point of the tumour is %.1f mm from its centre", d)
	}
	authored, _ := c.Landmark(biopsyEntry)
	if d := entry.Sub(authored).Len(); d > 2*burrRadius {
		t.Errorf("the automatic entry is %.1f mm from the burr hole, the only way in", d)
	}
}

func BenchmarkHead(b *testing.B) {
	for b.Loop() {
		Head(1)
	}
}

func BenchmarkBuild(b *testing.B) {
	scan := Head(1)
	b.ResetTimer()
	for b.Loop() {
		if _, err := scan.build(b.Context(), 1, "bench", nil); err != nil {
			b.Fatal(err)
		}
	}
}
