package anatomy

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// TestMarkupsReadBack by the reader of seeds, which takes files of 3D Slicer.
func TestMarkupsReadBack(t *testing.T) {
	landmarks := []Landmark{{"nasion", mgl64.Vec3{-1.0 / 3, 80.125, 12}}, {"inion", mgl64.Vec3{0, -97, 1e-9}}}
	var out bytes.Buffer
	if err := WriteLandmarks(&out, landmarks); err != nil {
		t.Fatal(err)
	}
	seeds, err := segment.ReadSeeds(bytes.NewReader(out.Bytes()))
	if err != nil || len(seeds) != 2 {
		t.Fatalf("%v, %v", seeds, err)
	}
	for i, seed := range seeds {
		if seed.Name != landmarks[i].Name || seed.Position != landmarks[i].Position {
			t.Errorf("%v came back as %v", landmarks[i], seed)
		}
	}
}

// TestMarkupsHaveWhatSlicerRequires: the fields that the schema names as
// required (markups-schema-v1.0.3.json), and a line of two points.
func TestMarkupsHaveWhatSlicerRequires(t *testing.T) {
	var out bytes.Buffer
	if err := WriteTrajectory(&out, mgl64.Vec3{1, 2, 3}, mgl64.Vec3{4, 5, 6}); err != nil {
		t.Fatal(err)
	}
	var file struct {
		Schema  string `json:"@schema"`
		Markups []struct {
			Type, CoordinateSystem, CoordinateUnits string
			ControlPoints                           []struct {
				ID, Label, PositionStatus string
				Position                  []float64
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.Schema, "markups-schema-v1.0.3.json#") || len(file.Markups) != 1 {
		t.Fatalf("schema %s, %d lists", file.Schema, len(file.Markups))
	}
	line := file.Markups[0]
	if line.Type != "Line" || line.CoordinateSystem != "LPS" || line.CoordinateUnits != "mm" || len(line.ControlPoints) != 2 {
		t.Errorf("%+v", line)
	}
	if p := line.ControlPoints[1]; p.ID != "2" || p.Label != "target" || p.PositionStatus != "defined" || p.Position[2] != 6 {
		t.Errorf("%+v", p)
	}
	if WriteLandmarks(&out, []Landmark{{"lost", mgl64.Vec3{math.NaN(), 0, 0}}}) == nil {
		t.Error("a point nowhere was written")
	}
}
