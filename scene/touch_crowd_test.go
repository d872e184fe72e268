package scene

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// However finely the skin under an instrument is cut, and so in however many places
// it touches it, they are no stiffer together than 64 places, and press no harder.
func TestTissueGetsNoHarderByBeingCut(t *testing.T) {
	body := SoftBody{Name: "lobe", Mesh: brick(mgl64.Vec3{-12, -12, 0}, 6, 6, 3, 4, softLiver)}
	s := simulate(t, []SoftBody{body}, table(), earth, 1, testProbe)
	s.put(0, mgl64.Vec3{0, 0, 16}, pointsDown)
	s.to(0, mgl64.Vec3{0, 0, 10}, 40)
	tool := &s.tools[0]
	if len(tool.touches) == 0 {
		t.Fatal("the probe touches nothing")
	}
	together := func() (stiff, most float64) {
		s.ties = s.ties[:0]
		s.press(tool)
		for _, tie := range s.ties {
			stiff, most = stiff+float64(tie.Stiffness), most+float64(tie.Most)
		}
		return stiff, most
	}
	whole := tool.touches[:1]
	tool.touches = whole
	stiff, most := together()
	for _, places := range []int{2, 64, 65, 1000} {
		tool.touches = nil
		for range places {
			tool.touches = append(tool.touches, whole[0])
		}
		n := float64(min(places, 64))
		if gotStiff, gotMost := together(); math.Abs(gotStiff/(n*stiff)-1) > 1e-3 || math.Abs(gotMost/(n*most)-1) > 1e-3 {
			t.Errorf("%d places are as stiff as %.1f and press as hard as %.1f", places, gotStiff/stiff, gotMost/most)
		}
	}
}
