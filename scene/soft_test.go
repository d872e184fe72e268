package scene

import (
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func TestTheSkinOfABrickIsItsSixSides(t *testing.T) {
	m := brick(mgl64.Vec3{}, 4, 3, 2, 5, softLiver)
	s := &simulate(t, []SoftBody{{Name: "brick", Mesh: m}}, nil, mgl64.Vec3{}, 1).skin
	if len(s.triangles) != 2*2*(4*3+3*2+2*4) {
		t.Fatalf("%d triangles", len(s.triangles))
	}
	var volume float64
	corners, edges := 0, 0
	for i, v := range s.triangles {
		volume += s.now[v[0]].Dot(s.now[v[1]].Cross(s.now[v[2]])) / 6
		for k := range 3 {
			corners += int(s.owned[i] >> k & 1)
			edges += int(s.owned[i] >> (3 + k) & 1)
		}
	}
	if volume < 2999 || volume > 3001 {
		t.Errorf("encloses %g mm³ of 3000", volume)
	}
	if corners-edges+len(s.triangles) != 2 || corners != len(s.outside) {
		t.Errorf("Euler's number is %d, not 2", corners-edges+len(s.triangles))
	}
}
