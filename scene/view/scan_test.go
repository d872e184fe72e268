package view

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

func TestScanThatIsTooLargeKeepsItsPlace(t *testing.T) {
	v := &imaging.Volume{Grid: imaging.Grid{Size: [3]int{100, 41, 7}, PatientFromVoxel: mgl64.Translate3D(5, 6, 7).Mul4(mgl64.Scale3D(0.5, 2, -3))}}
	for _, limit := range []struct{ longest, most int }{{2048, 1 << 30}, {30, 1 << 30}, {2048, 3000}} {
		s := &scan{everyNthVoxel: [3]int{1, 1, 1}}
		s.fit(v.Size, limit.longest, limit.most)
		s.place(v)
		if n := s.stored; max(n[0], n[1], n[2]) > limit.longest || n[0]*n[1]*n[2] > limit.most {
			t.Errorf("%+v: stores %v", limit, n)
		}
		// The middle of stored voxel (2, 1, 1) lies at its own patient point.
		index := mgl64.Vec3{2 * float64(s.everyNthVoxel[0]), float64(s.everyNthVoxel[1]), float64(s.everyNthVoxel[2])}
		p := mgl64.Vec3{5 + 0.5*index[0], 6 + 2*index[1], 7 - 3*index[2]}
		got := mgl64.TransformCoordinate(p, s.scanFromPatient)
		want := mgl64.Vec3{2.5 / float64(s.stored[0]), 1.5 / float64(s.stored[1]), 1.5 / float64(s.stored[2])}
		if got.Sub(want).Len() > 1e-12 {
			t.Errorf("%+v: voxel %v at texture %v, want %v", limit, index, got, want)
		}
	}
}

func TestScanStoresValuesToAFractionOfTheirRange(t *testing.T) {
	s := &scan{}
	data := []float32{-1024, float32(math.NaN()), 3071, 40, float32(math.Inf(1))}
	s.setRange(&imaging.Volume{Float32: data})
	for _, value := range []float32{-1024, 0, 40, 3071} {
		back := float32(s.store(value))/65535*s.scale + s.offset
		if math.Abs(float64(back-value)) > 0.04 { // half of 4095 HU / 65535 steps
			t.Errorf("%g HU comes back as %g", value, back)
		}
	}
	if s.store(float32(math.NaN())) != 0 {
		t.Error("a value that is not a number must be the smallest")
	}
}

func TestWindowFollowsModalityAndAnatomy(t *testing.T) {
	volume := &imaging.Volume{Float32: make([]float32, 1000)}
	for i := range volume.Float32 {
		volume.Float32[i] = float32(i)
	}
	brain := []anatomy.Structure{{Tissue: "brain"}}
	for _, c := range []struct {
		of         anatomy.Case
		low, width float32
	}{
		{anatomy.Case{Modality: "CT", Volume: volume, Structures: brain}, 0, 80},
		{anatomy.Case{Modality: "CT", Volume: volume}, -160, 400},
		{anatomy.Case{Modality: "MR", Volume: volume, Structures: brain}, 10, 985},
	} {
		s := &scan{}
		if s.setWindow(&c.of); s.low != c.low || s.width != c.width {
			t.Errorf("%s: window from %g, %g wide; want %g, %g", c.of.Modality, s.low, s.width, c.low, c.width)
		}
	}
}

func TestUnsoundVolumeIsRefused(t *testing.T) {
	theatre := offscreen(t, Options{Width: 320, Height: 240})
	for name, v := range map[string]*imaging.Volume{
		"too few values": {Grid: imaging.Grid{Size: [3]int{4, 4, 4}, PatientFromVoxel: mgl64.Ident4()}, Float32: make([]float32, 3)},
		"flat affine":    {Grid: imaging.Grid{Size: [3]int{1, 1, 1}}, Float32: make([]float32, 1)},
		"no voxels":      {Grid: imaging.Grid{PatientFromVoxel: mgl64.Ident4()}},
	} {
		err := theatre.Load(Stage{Case: &anatomy.Case{ID: "broken", Volume: v}})
		if err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("%s: %v, want an error that names the case", name, err)
		}
		if err := theatre.Draw(noTool()); err != nil {
			t.Errorf("%s: the stage before is gone: %v", name, err)
		}
	}
}
