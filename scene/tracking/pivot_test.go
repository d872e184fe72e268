package tracking

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// swung are poses of a device that is swung about its tip, which stands at centre,
// in a cone of so many degrees; each number is off by noise, mm.
func swung(n int, tip, centre mgl64.Vec3, coneDeg, noise float64) []record.Pose {
	random := rand.New(rand.NewPCG(3, 3))
	var poses []record.Pose
	for range n {
		axis := mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), 0}.Normalize()
		q := mgl64.QuatRotate(mgl64.DegToRad(coneDeg/2)*math.Sqrt(random.Float64()), axis).Mul(mgl64.QuatRotate(6*random.Float64(), mgl64.Vec3{0, 0, 1}))
		off := mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Mul(noise)
		poses = append(poses, record.Pose{Tip: centre.Sub(q.Rotate(tip)).Add(off), Orientation: q})
	}
	return poses
}

// TestPivotFindsTheTip: exactly without noise; with noise as well as the number of
// poses lets it, and what remains is the noise.
func TestPivotFindsTheTip(t *testing.T) {
	tip, centre := mgl64.Vec3{3, -7, 150}, mgl64.Vec3{300, -150, 9000}
	got, err := CalibratePivot(swung(100, tip, centre, 60, 0))
	if err != nil || got.Tip.Sub(tip).Len() > 1e-8 || got.Centre.Sub(centre).Len() > 1e-8 || got.RMS > 1e-8 {
		t.Errorf("without noise: %+v, %v", got, err)
	}
	const noise = 0.3
	got, err = CalibratePivot(swung(2000, tip, centre, 60, noise))
	if err != nil {
		t.Fatal(err)
	}
	// Of 2000 poses in a cone of 60° the tip's standard error is below 0.05 mm.
	if off := got.Tip.Sub(tip).Len(); off > 0.15 {
		t.Errorf("the tip is %.3f mm off", off)
	}
	if ratio := got.RMS / (noise * math.Sqrt(3)); math.Abs(ratio-1) > 0.05 {
		t.Errorf("what remains is %.3f mm, the noise %.3f mm", got.RMS, noise*math.Sqrt(3))
	}
}

// TestPivotLeavesOutWhatSlipped: the tip slipped for a moment.
func TestPivotLeavesOutWhatSlipped(t *testing.T) {
	tip, centre := mgl64.Vec3{0, 0, 150}, mgl64.Vec3{10, 20, 30}
	poses := swung(500, tip, centre, 60, 0.1)
	for i := range 10 {
		poses[i].Tip = poses[i].Tip.Add(mgl64.Vec3{20, 0, 0})
	}
	got, err := CalibratePivot(poses)
	if err != nil || got.Dropped < 10 || got.Dropped > 15 || got.Tip.Sub(tip).Len() > 0.1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPivotThatTellsNothing(t *testing.T) {
	tip, centre := mgl64.Vec3{0, 0, 150}, mgl64.Vec3{}
	for name, poses := range map[string][]record.Pose{
		"few":        swung(10, tip, centre, 60, 0),
		"not swung":  swung(100, tip, centre, 10, 0),
		"one motion": rolled(100),
	} {
		if got, err := CalibratePivot(poses); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// rolled are poses that were only turned about the device's own line.
func rolled(n int) []record.Pose {
	var poses []record.Pose
	for i := range n {
		q := mgl64.QuatRotate(float64(i)/float64(n)*2, mgl64.Vec3{0, 0, 1})
		poses = append(poses, record.Pose{Tip: mgl64.Vec3{0, 0, -150}, Orientation: q})
	}
	return poses
}
