package view

import (
	"image"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

func TestPicturesOfInstruments(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Width: 520, Height: 420, Quality: QualityHigh})
	ids := assets.Instruments()
	s := newSheet(t, 6, len(ids), image.Pt(320, 300))
	pose := record.Pose{Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{-0.84, 0.1, -0.53}.Normalize())}
	along := pose.Orientation
	for _, id := range ids {
		model, err := assets.BuiltinInstrument(id)
		if err != nil {
			t.Fatal(err)
		}
		lump := structure("lump", "peritoneum", "#c8a08c", sphere(mgl64.Vec3{0, 120, -160}, 40, 24, 32))
		stage := Stage{
			Case:     &anatomy.Case{ID: "bench", Modality: "LABELS", Structures: []anatomy.Structure{lump}},
			HideScan: true,
			Tools:    []record.Tool{{Name: model.Title, Kind: model.Kind, Model: id, RadiusMM: model.RadiusMM, LengthMM: model.LengthMM, JawMM: model.JawMM, JawDeg: model.JawDeg}},
		}
		load(t, theatre, stage)
		scope := theatre.Scope()
		scope.On = false // an endoscope is seen here, not seen through
		theatre.SetScope(scope)
		roll := -0.9
		if model.JawMM == 0 {
			roll += math.Pi // bevels face the eye
		}
		pose.Orientation = along.Mul(mgl64.QuatRotate(roll, mgl64.Vec3{0, 0, 1}))
		near := 12 + 26*model.RadiusMM + model.JawMM
		theatre.SetCamera(Orbit{Distance: near, Pitch: 0.25, Yaw: 0.15})
		pose.Tip = mgl64.Vec3{-0.16, 0, -0.09}.Mul(near)
		f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Valid: true, Jaw: 0.35, Pose: pose}}}}
		v := theatre.layout.view
		s.add(id, picture(t, theatre, f), image.Pt(v.x+(v.w-320)/2, v.y+(v.h-300)/2))
	}
	s.save(t, "instruments")
}
