package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
)

// TestACaseIsMadeAgain from the recipe in its case.yaml, bit for bit, or from
// the recipe's lines in a text file.
func TestACaseIsMadeAgain(t *testing.T) {
	emptyHome(t)
	scan := inFolder(t, madeSeries{}.files(t))
	points := write(t, "points.txt", "# sides of the body\nright -15 0 31\nleft 15 0 31\n")
	first := imports(t, scan, "--preset", "ct-skin", "--structure", "ball=400:3000", "--grow", "core=0,0,31",
		"--structure", "tissue=0:200", "--split", "tissue="+points, "--target", "ball")
	if right, left := volumeOf(t, first, "right"), volumeOf(t, first, "left"); math.Abs(right-left) > 0.05*left {
		t.Errorf("the halves have %.2f and %.2f mL", right, left)
	}
	if core, want := volumeOf(t, first, "core"), ballML(); math.Abs(core-want) > 0.2*want {
		t.Errorf("what grew from the middle of the ball has %.2f mL, want %.2f", core, want)
	}
	model := write(t, "model.yaml", read(t, filepath.Join(first.Path, "case.yaml")))
	if again := imports(t, scan, "--recipe", model); again.SHA256 != first.SHA256 {
		t.Errorf("made again it is %s, not %s", again.SHA256, first.SHA256)
	}
	lines := write(t, "recipe.txt", "# by hand\n\n"+strings.Join(first.Provenance.Recipe, "\n")+"\n")
	if again := imports(t, scan, "--recipe", lines, "--target", "ball"); !slices.Equal(again.Provenance.Recipe, first.Provenance.Recipe) {
		t.Errorf("from lines it is %q", again.Provenance.Recipe)
	}
	labels := write(t, "labels.nrrd", strings.Replace(segmentation(""), "(-15,-15,-15)", "(-15,-15,16)", 1))
	labelled := imports(t, scan, "--labels", labels, "--preset", "ct-skin")
	if again := imports(t, scan, "--labels", labels, "--recipe", filepath.Join(labelled.Path, "case.yaml")); again.SHA256 != labelled.SHA256 {
		t.Errorf("made again from labels it is %s, not %s", again.SHA256, labelled.SHA256)
	}
	refused(t, "line 2", scan, "--recipe", write(t, "wrong.txt", "skin: values from -300\nbone: polish twice\n"))
	refused(t, "NAME=FILE", scan, "--structure", "ball=400:3000", "--split", "bal="+points)
	refused(t, "ball", scan, "--structure", "ball=400:3000", "--target", "bal")
	refused(t, "outside", scan, "--grow", "core=900,0,31")
	refused(t, "lies in air", scan, "--grow", "core=28,28,31")
}

// TestFaceIsRemoved: a head is flagged as recognisable; without its face the
// skin in front of and below the eyes is gone, and the skull cap is where it was.
func TestFaceIsRemoved(t *testing.T) {
	newHome(t)
	a := &app{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	_, phantom, err := a.builtin("phantom-head")
	if err != nil {
		t.Fatal(err)
	}
	scan := filepath.Join(phantom, "volume.nii.gz")
	seen := imports(t, scan, "--preset", "ct-skin")
	hidden := imports(t, scan, "--preset", "ct-skin", "--deface")
	if p := seen.Provenance.Privacy; !p.RecognisableHead || p.Defaced {
		t.Errorf("before: %+v", p)
	}
	if p := hidden.Provenance.Privacy; p.RecognisableHead || !p.Defaced {
		t.Errorf("after: %+v", p)
	}
	// The phantom's nasion lies at (0, -96, -42) mm; its vertex above 60 mm.
	inFace := func(p [3]float64) bool { return p[1] < -60 && p[2] < -45 && math.Abs(p[0]) < 40 }
	atVertex := func(p [3]float64) bool { return p[2] > 20 }
	if before, after := vertices(t, seen, inFace), vertices(t, hidden, inFace); before < 1000 || after > 0 {
		t.Errorf("%d vertices of skin in the face before, %d after", before, after)
	}
	if before, after := vertices(t, seen, atVertex), vertices(t, hidden, atVertex); float64(after) < 0.9*float64(before) {
		t.Errorf("%d vertices of skin at the vertex before, %d after", before, after)
	}
	refused(t, "head", inFolder(t, madeSeries{}.files(t)), "--deface")
}

// vertices counts those of a case's skin that lie somewhere.
func vertices(t testing.TB, c imported, where func(p [3]float64) bool) int {
	t.Helper()
	skin, err := mesh.ReadSurface(os.DirFS(filepath.Join(c.Path, "surfaces")), "skin.ply")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, v := range skin.Vertices {
		if where([3]float64{float64(v[0]), float64(v[1]), float64(v[2])}) {
			count++
		}
	}
	return count
}
