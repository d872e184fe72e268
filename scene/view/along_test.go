package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// TestSlicesAlongTheInstrumentHoldItAndCutWhatItMeets: with the tip in a ball's
// middle both show the ball's great circle and the whole shaft, upwards from the
// middle, however the instrument leans; the axial slice stays.
func TestSlicesAlongTheInstrumentHoldItAndCutWhatItMeets(t *testing.T) {
	theatre := offscreen(t, small())
	centre := mgl64.Vec3{8, -5, 12}
	load(t, theatre, Stage{Case: oneSphere("#10c010", centre, 40), Tools: []record.Tool{drainTool()}})
	theatre.mapping.Handle(Event{Kind: KeyEvent, Key: letter('A'), Down: true})
	amber := func(r, g, b int) bool { return r > 190 && g > 110 && g < 210 && b < 110 }
	for _, along := range []mgl64.Vec3{{0.3, 0.5, -0.8}, {-0.9, 0.1, 0.2}, {0, 0, -1}} {
		pose := record.Pose{Tip: centre, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, along.Normalize())}
		img := picture(t, theatre, Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: pose, Valid: true}}}})
		for i, s := range theatre.stage.sections.slices {
			panel := theatre.layout.slices[i]
			want := 80 / s.scale
			inner := rect{panel.x + panel.w/10, panel.y + panel.h/8, panel.w * 8 / 10, panel.h * 6 / 8}
			_, count, bounds := blobOf(img, panel, green)
			if count == 0 || math.Abs(float64(bounds.Dx())-want) > 3 || math.Abs(float64(bounds.Dy())-want) > 3 {
				t.Errorf("along %v, slice %d: the outline spans %v, want %.1f pixels", along, i, bounds, want)
			}
			if i == 0 {
				if s.title != "AXIAL" {
					t.Errorf("the first slice is %s", s.title)
				}
				continue
			}
			middle, count, bounds := blobOf(img, inner, amber)
			x, y := float64(panel.x)+float64(panel.w)/2, float64(panel.y)+float64(panel.h)/2
			if count < 30 || math.Abs(middle.X()-x) > 2 || float64(bounds.Max.Y) > y+8 || float64(bounds.Min.Y) > y-want/3 {
				t.Errorf("along %v, slice %d: the shaft shows in %v, %d pixels; want it upwards from %.0f, %.0f", along, i, bounds, count, x, y)
			}
		}
	}
}

func TestEdgesAreNamedByTheNearestAxes(t *testing.T) {
	for want, d := range map[string]mgl64.Vec3{"L": {1, 0.1, 0}, "R": {-1, 0, 0.2}, "AL": {0.6, -0.75, 0.1}, "SP": {0.1, 0.5, 0.8}, "I": {0, 0, -1}} {
		if got := edgeLetters(d.Normalize()); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
