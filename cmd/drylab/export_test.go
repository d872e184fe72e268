package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
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
