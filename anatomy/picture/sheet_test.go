package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// cubeCase is a scan of 20 mm with a cube of 8 mm in it, which is the target.
func cubeCase(t *testing.T) *anatomy.Case {
	t.Helper()
	grid := imaging.Grid{Size: [3]int{20, 20, 20}, PatientFromVoxel: mgl64.Ident4()}
	labels := &imaging.LabelMap{Grid: grid, Data: make([]uint16, grid.Len())}
	for k := 6; k < 14; k++ {
		for j := 6; j < 14; j++ {
			for i := 6; i < 14; i++ {
				labels.Data[grid.Index(i, j, k)] = 7
			}
		}
	}
	c, err := anatomy.Build(t.Context(), nil, anatomy.BuildOptions{
		ID: "cube", Modality: "LABELS", Labels: labels, Target: "lesion-a",
		Names: []segment.Named{{Label: 7, Name: "lesion-a", Tissue: "tumour", Color: "#30a040"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestASheetShowsWhatTheCaseHolds: the page is well-formed, needs nothing from
// elsewhere, and names what is in the case and what the import has to say.
func TestASheetShowsWhatTheCaseHolds(t *testing.T) {
	c := cubeCase(t)
	sheet := NewSheet(c, []string{"One slice was <missing>."})
	if len(sheet.Views) != 2 || len(sheet.Slices) != 3 {
		t.Fatalf("%d views and %d slices, want 2 and 3", len(sheet.Views), len(sheet.Slices))
	}
	var page bytes.Buffer
	if err := sheet.HTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"lesion a", "#30a040", "tumour", "0.51", "One slice was &lt;missing&gt;.", "20 × 20 × 20 voxels of 1 × 1 × 1 mm"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	for _, banned := range []string{"http:", "https:", "<script", "<link"} {
		if strings.Contains(strings.ReplaceAll(page.String(), "http://www.w3.org", ""), banned) {
			t.Errorf("the sheet contains %q", banned)
		}
	}
	decoder := xml.NewDecoder(&page)
	decoder.Strict = true
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

// TestTheTargetIsInTheMiddleOfTheSlices: the cube's pixels are its colour.
func TestTheTargetIsInTheMiddleOfTheSlices(t *testing.T) {
	at := middle(cubeCase(t))
	for axis := range 3 {
		if at[axis] < 6 || at[axis] > 13 {
			t.Fatalf("slices through %v, outside the target", at)
		}
	}
}
