package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/mesh"
)

// TestExportComesBack: the scan and either segmentation of an export make the
// same structures again, and the same case gives the same bytes.
func TestExportComesBack(t *testing.T) {
	emptyHome(t)
	c := imports(t, inFolder(t, madeSeries{}.files(t)), "--preset", "ct-skin", "--structure", "ball=400:3000")
	dir := filepath.Join(t.TempDir(), "planning")
	done[any](t, "case", "export", c.Path, "--out", dir)
	for _, labels := range []string{"segmentation.dcm", "segmentation.seg.nrrd"} {
		again := imports(t, filepath.Join(dir, "scan.nrrd"), "--labels", filepath.Join(dir, labels))
		ball, want := volumeOf(t, again, "ball"), volumeOf(t, c, "ball")
		if math.Abs(ball-want) > 1e-3*want {
			t.Errorf("%s: the ball has %.3f mL, want %.3f", labels, ball, want)
		}
		skin := volumeOf(t, again, "skin")
		if strings.HasSuffix(labels, ".nrrd") {
			skin += ball // a label map says whose a voxel is, not what encloses what
		}
		if want := volumeOf(t, c, "skin"); math.Abs(skin-want) > 0.01*want {
			t.Errorf("%s: the skin encloses %.3f mL, want %.3f", labels, skin, want)
		}
	}
	first, err := os.ReadFile(filepath.Join(dir, "segmentation.dcm"))
	if err != nil {
		t.Fatal(err)
	}
	done[any](t, "case", "export", c.Path, "--out", dir, "--force")
	if second, err := os.ReadFile(filepath.Join(dir, "segmentation.dcm")); err != nil || string(second) != string(first) {
		t.Errorf("the second export differs (%v)", err)
	}
	f, err := dicom.Parse(first)
	if err != nil || f.Text(0x00100020) != c.Case || !strings.HasPrefix(f.Text(0x00080018), "2.25.") {
		t.Errorf("the patient of the segmentation is not the case (%v)", err)
	}
}

// TestExportedBordersAreShared: the ball lies in the tissue, whose cavity is then
// made of the ball's very vertices.
func TestExportedBordersAreShared(t *testing.T) {
	emptyHome(t)
	c := imports(t, inFolder(t, madeSeries{}.files(t)), "--structure", "tissue=-300:399", "--structure", "ball=400:3000")
	dir := filepath.Join(t.TempDir(), "planning")
	done[any](t, "case", "export", c.Path, "--out", dir, "--shared-borders")
	surface := func(name string) *mesh.TriMesh {
		file, err := os.Open(filepath.Join(dir, "surfaces", name+".ply"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		m, err := mesh.ReadPLY(file)
		if err != nil || !m.Check().Watertight() {
			t.Fatalf("%s is not watertight (%v)", name, err)
		}
		return m
	}
	of := map[[3]float32]bool{}
	for _, v := range surface("tissue").Vertices {
		of[v] = true
	}
	ball := surface("ball")
	for _, v := range ball.Vertices {
		if !of[v] {
			t.Fatalf("the ball's vertex %v is none of the tissue's", v)
		}
	}
	if got, want := ball.Volume()/1000, volumeOf(t, c, "ball"); math.Abs(got-want) > 0.01*want {
		t.Errorf("the ball has %.3f mL, in the case %.3f", got, want)
	}
}

// TestExportedSegmentationIsValid to dicom3tools' verifier, for all structures
// of the built-in case.
func TestExportedSegmentationIsValid(t *testing.T) {
	program, err := exec.LookPath("dciodvfy")
	if err != nil {
		t.Skip("dciodvfy is not installed")
	}
	newHome(t)
	dir := filepath.Join(t.TempDir(), "planning")
	done[any](t, "case", "export", "phantom-head", "--out", dir)
	said, _ := exec.Command(program, "-new", filepath.Join(dir, "segmentation.dcm")).CombinedOutput()
	for line := range strings.Lines(string(said)) {
		if strings.HasPrefix(line, "Error") {
			t.Error(line)
		}
	}
}
