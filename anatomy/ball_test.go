package anatomy

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// The tests' patient is a ball of flesh with closed forms for everything: skin
// of radius 20 mm about (3, -5, 7), a tumour of radius 6 mm at its centre, and
// a vessel of radius 2.5 mm along x, 11 mm above the centre.
const (
	skinRadius, tumourRadius = 20.0, 6.0
	vesselRadius, vesselLift = 2.5, 11.0
)

var ballCenter = mgl64.Vec3{3, -5, 7}

const (
	fleshHU, tumourHU, vesselHU = 40, 90, 300
)

// ballGrid is a cube of 1 mm voxels around the ball.
func ballGrid() imaging.Grid {
	return imaging.Grid{
		Size:             [3]int{48, 48, 48},
		PatientFromVoxel: mgl64.Translate3D(ballCenter[0]-23.5, ballCenter[1]-23.5, ballCenter[2]-23.5),
	}
}

// ballHU is the ball's attenuation at a point.
func ballHU(p mgl64.Vec3) float32 {
	p = p.Sub(ballCenter)
	switch {
	case math.Hypot(p[1], p[2]-vesselLift) < vesselRadius && math.Abs(p[0]) < 12:
		return vesselHU
	case p.Len() < tumourRadius:
		return tumourHU
	case p.Len() < skinRadius:
		return fleshHU
	}
	return -1000
}

func ballVolume(grid imaging.Grid) *imaging.Volume {
	values := make([]float32, grid.Len())
	for k := range grid.Size[2] {
		for j := range grid.Size[1] {
			for i := range grid.Size[0] {
				values[grid.Index(i, j, k)] = ballHU(grid.Position(float64(i), float64(j), float64(k)))
			}
		}
	}
	return imaging.NewVolume(grid, values)
}

// ballOptions segments the ball; recipes are given in no useful order.
func ballOptions() BuildOptions {
	return BuildOptions{
		ID: "ball", Title: "A ball", Modality: "CT", Engine: "test", SourceSHA256: "00ff",
		Recipes: []segment.Recipe{
			{Name: "vessel", Tissue: "vessel", Color: "#b3202c", Critical: true, Steps: []segment.Step{segment.Values(200, 400)}},
			{Name: "tumour", Tissue: "tumour", SNOMED: "126952004", Color: "#c9a227", Steps: []segment.Step{segment.Values(80, 100)}},
			{Name: "skin", Tissue: "skin", Color: "#e0b69c", Steps: []segment.Step{segment.Values(-300, 1000)}},
		},
		Landmarks: []Landmark{{"centre", ballCenter}, {"top", ballCenter.Add(mgl64.Vec3{0, 0, skinRadius})}},
		Target:    "tumour",
	}
}

func buildBall(t testing.TB) *Case {
	t.Helper()
	c, err := Build(t.Context(), ballVolume(ballGrid()), ballOptions())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sphereML(radius float64) float64 { return 4.0 / 3 * math.Pi * radius * radius * radius / 1000 }
