package main

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

func TestLookIsWhereAFreeCameraStands(t *testing.T) {
	home := view.Orbit{Focus: mgl64.Vec3{1, 2, 3}, Yaw: 1, Pitch: 1, Distance: 500}
	for text, want := range map[string]view.Orbit{
		"90,0":      {Focus: home.Focus, Yaw: math.Pi / 2, Distance: 500},
		"-30,20.5":  {Focus: home.Focus, Yaw: -math.Pi / 6, Pitch: 20.5 * math.Pi / 180, Distance: 500},
		"0,0,250":   {Focus: home.Focus, Distance: 250},
		"0,0,1e-30": {Focus: home.Focus, Distance: 60},
	} {
		got, err := parseLook(home, text)
		if err != nil || got.Focus != want.Focus || math.Abs(got.Yaw-want.Yaw)+math.Abs(got.Pitch-want.Pitch)+math.Abs(got.Distance-want.Distance) > 1e-9 {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "30", "30,", "30,20x", "30,20,", "1,2,3,4", "NaN,0", "0,Inf"} {
		if _, err := parseLook(home, text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestCameraGoesSteadilyWithTheTip: the mean of a second of an even way is its middle;
// a tip that nobody saw leaves the camera where it is.
func TestCameraGoesSteadilyWithTheTip(t *testing.T) {
	rec := made() // 10 mm/s down from 60 mm
	home := view.Orbit{Distance: 400}
	if o := followTip(home, rec.Samples, 400); math.Abs(o.Focus[2]-40) > 1e-9 || o.Distance != 400*tipNearness {
		t.Errorf("at 2 s the camera looks at %v from %v mm", o.Focus, o.Distance)
	}
	if o := followTip(home, make([]record.Sample, 0), 0); o != home {
		t.Errorf("without a sample: %+v", o)
	}
	unseen := []record.Sample{{Tools: []record.ToolSample{{}}}}
	if o := followTip(home, unseen, 0); o != home {
		t.Errorf("unseen: %+v", o)
	}
}
