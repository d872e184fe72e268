package anatomy

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/go-gl/mathgl/mgl64"
)

// markupsSchema is the one that 3D Slicer 5 writes into .mrk.json files, and by
// which it knows them
// (Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json).
const markupsSchema = "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json#"

// WriteLandmarks writes points as a list of 3D Slicer's Markups module, a
// .mrk.json file, in LPS mm. Points keep all their digits. It is an error when
// a position is not finite.
func WriteLandmarks(w io.Writer, landmarks []Landmark) error {
	return writeMarkups(w, "Fiducial", landmarks)
}

// WriteTrajectory writes a straight way as a line of 3D Slicer's Markups
// module: the first point is the entry, the second the target. It is otherwise
// WriteLandmarks.
func WriteTrajectory(w io.Writer, entry, target mgl64.Vec3) error {
	return writeMarkups(w, "Line", []Landmark{{Name: "entry", Position: entry}, {Name: "target", Position: target}})
}

// markupsFile, markupsNode and controlPoint have what the schema requires, and
// what 3D Slicer would otherwise have to assume.
type markupsFile struct {
	Schema  string        `json:"@schema"`
	Markups []markupsNode `json:"markups"`
}

type markupsNode struct {
	Type                       string         `json:"type"` // Fiducial or Line
	CoordinateSystem           string         `json:"coordinateSystem"`
	CoordinateUnits            string         `json:"coordinateUnits"`
	Locked                     bool           `json:"locked"`
	FixedNumberOfControlPoints bool           `json:"fixedNumberOfControlPoints"`
	LabelFormat                string         `json:"labelFormat"`
	LastUsedControlPointNumber int            `json:"lastUsedControlPointNumber"`
	ControlPoints              []controlPoint `json:"controlPoints"`
}

type controlPoint struct {
	ID             string     `json:"id"`
	Label          string     `json:"label"`
	Position       mgl64.Vec3 `json:"position"`
	Selected       bool       `json:"selected"`
	Locked         bool       `json:"locked"`
	Visibility     bool       `json:"visibility"`
	PositionStatus string     `json:"positionStatus"`
}

func writeMarkups(w io.Writer, kind string, landmarks []Landmark) error {
	node := markupsNode{
		Type: kind, CoordinateSystem: "LPS", CoordinateUnits: "mm", LabelFormat: "%N-%d",
		LastUsedControlPointNumber: len(landmarks), ControlPoints: []controlPoint{},
	}
	for i, l := range landmarks {
		if sum := l.Position[0] + l.Position[1] + l.Position[2]; math.IsNaN(sum) || math.IsInf(sum, 0) {
			return fmt.Errorf("the point %s lies nowhere: its position is not finite; correct the landmark", quoted(l.Name))
		}
		node.ControlPoints = append(node.ControlPoints, controlPoint{
			ID: strconv.Itoa(i + 1), Label: l.Name, Position: l.Position,
			Selected: true, Visibility: true, PositionStatus: "defined",
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(markupsFile{Schema: markupsSchema, Markups: []markupsNode{node}})
}
