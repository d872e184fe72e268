package view

import (
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// TestRoomStandsBehindThePatient: from the front and from above cloth is around
// the patient, and nothing of it before; from behind the table lets one look through.
func TestRoomStandsBehindThePatient(t *testing.T) {
	theatre := offscreen(t, small())
	stage := Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 60), HideScan: true, Room: true,
		Trocars: []Trocar{{At: mgl64.Vec3{150, -40, 0}, Inward: mgl64.Vec3{0, 1, 0}, RadiusMM: 5}}}
	cloth := func(r, g, b int) bool { return g > 20 && b > 20 && g > 2*r }
	for _, c := range []struct {
		o     Orbit
		cloth bool
	}{{Orbit{Distance: 700}, true}, {Orbit{Distance: 700, Pitch: 0.7, Yaw: 0.5}, true}, {Orbit{Distance: 700, Yaw: 3.1}, false}} {
		var patient, draped [2]int
		for i, room := range []bool{false, true} {
			stage.Room = room
			load(t, theatre, stage)
			theatre.SetOpacity("ball", 1)
			theatre.SetCamera(c.o)
			img := picture(t, theatre, noTool())
			_, patient[i], _ = blobOf(img, middleOf(theatre), red)
			_, draped[i], _ = blobOf(img, middleOf(theatre), cloth)
		}
		if patient[1] < patient[0]*95/100 || patient[0] < 1000 {
			t.Errorf("%+v: %d pixels of the patient, with the room %d", c.o, patient[0], patient[1])
		}
		if draped[0] > 300 || (draped[1] > 3000) != c.cloth {
			t.Errorf("%+v: %d pixels of cloth, without the room %d", c.o, draped[1], draped[0])
		}
	}
}
