package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking/igtl"
	"github.com/go-gl/mathgl/mgl64"
)

// bench is a tracker, a patient and an instrument of which the truth is known.
type bench struct {
	patient mgl64.Mat4 // tracker → patient
	tool    mgl64.Mat4 // instrument in its device's frame
	random  *rand.Rand
}

// noiseMM is the standard deviation of each number of a position.
const noiseMM = 0.05

func newBench() *bench {
	tip := mgl64.Vec3{3, -7, 150}
	return &bench{
		patient: mgl64.Translate3D(40, -310, 120).Mul4(mgl64.HomogRotate3D(2, mgl64.Vec3{1, 2, -1}.Normalize())),
		tool:    mgl64.Translate3D(tip[0], tip[1], tip[2]).Mul4(mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, tip.Normalize()).Mat4()),
		random:  rand.New(rand.NewPCG(7, 7)),
	}
}

// device is where the tracker sees the device when the instrument is somewhere in
// the patient.
func (b *bench) device(instrument record.Pose) record.Pose {
	m := instrument.Orientation.Mat4()
	m.SetCol(3, instrument.Tip.Vec4(1))
	m = b.patient.Inv().Mul4(m).Mul4(b.tool.Inv())
	off := mgl64.Vec3{b.random.NormFloat64(), b.random.NormFloat64(), b.random.NormFloat64()}.Mul(noiseMM)
	return record.Pose{Tip: m.Col(3).Vec3().Add(off), Orientation: mgl64.Mat4ToQuat(m).Normalize()}
}

// swing is a pose with the tip at a place and the shaft tilted somehow.
func (b *bench) swing(tip mgl64.Vec3, tilt float64) record.Pose {
	across := mgl64.Vec3{b.random.NormFloat64(), b.random.NormFloat64(), 0}.Normalize()
	return record.Pose{Tip: tip, Orientation: mgl64.QuatRotate(tilt*b.random.Float64(), across)}
}

// sequence writes poses as PLUS does, 50 a second.
func sequence(t *testing.T, name string, poses []record.Pose) string {
	t.Helper()
	var s strings.Builder
	s.WriteString("ObjectType = Image\n")
	for i, p := range poses {
		m := p.Orientation.Mat4()
		fmt.Fprintf(&s, "Seq_Frame%04d_StylusToTrackerTransform =", i)
		for row := range 3 {
			fmt.Fprintf(&s, " %v %v %v %v", m.At(row, 0), m.At(row, 1), m.At(row, 2), p.Tip[row])
		}
		fmt.Fprintf(&s, " 0 0 0 1\nSeq_Frame%04d_StylusToTrackerTransformStatus = OK\nSeq_Frame%04d_Timestamp = %v\n", i, i, float64(i)/50)
	}
	s.WriteString("ElementDataFile = LOCAL\n")
	return write(t, name, s.String())
}

// TestTrackedInstrumentFromCalibrationToScore: tip and patient are found from
// recorded poses as truth has them, and an attempt with a device that is elsewhere
// than its instrument, in a tracker that is elsewhere than its patient, goes as the
// script's did, with what is uncertain about it in the recording.
func TestTrackedInstrumentFromCalibrationToScore(t *testing.T) {
	home := newHome(t)
	b := newBench()
	out := filepath.Join(home, "tracking.yaml")
	var poses []record.Pose
	for range 800 {
		poses = append(poses, b.device(b.swing(mgl64.Vec3{10, 20, 30}, 0.6)))
	}
	pivot := done[struct {
		Tip mgl64.Vec3 `json:"tip_mm"`
		RMS float64    `json:"rms_mm"`
	}](t, "calibrate", "pivot", "--from", sequence(t, "pivot.igs.mha", poses), "--device", "StylusToTracker", "--out", out)
	if off := pivot.Tip.Sub(b.tool.Col(3).Vec3()).Len(); off > 0.05 || math.Abs(pivot.RMS/(noiseMM*math.Sqrt(3))-1) > 0.1 {
		t.Errorf("tip %.3f mm off, RMS %.3f mm", off, pivot.RMS)
	}
	f, source := scripted(t)
	poses = nil
	args := []string{"register", "phantom-head", "--device", "StylusToTracker", "--out", out}
	for i, l := range f.Case.Landmarks {
		for range 100 {
			poses = append(poses, b.device(b.swing(l.Position, 0.3)))
		}
		args = append(args, "--touch", fmt.Sprintf("%s=%v", l.Name, 2*i+1))
	}
	registered := done[struct {
		FRE float64            `json:"fre_mm"`
		TRE map[string]float64 `json:"tre_mm"`
	}](t, append(args, "--from", sequence(t, "touch.igs.mha", poses))...)
	if registered.FRE > 0.05 || registered.TRE["tumour"] > 0.05 || registered.TRE["tumour"] <= 0 {
		t.Errorf("%+v", registered)
	}
	c := conversation{t: t, kind: igtl.TypeTracking, names: []string{"StylusToTracker"}, moved: b.device}
	c.perform(source)
	got := drylab(t, "practise", "ventricular-drain", "--headless", "--tracker", "igtl:"+peer(t, c.bytes, false), "--tracking", out)
	if got.code != exitDone {
		t.Fatalf("%d %s", got.code, got.stderr)
	}
	byScript := practise(t, "ventricular-drain", "--tracker", "script:demonstrator")
	asTheScript(t, onlyRecording(t, byScript.Paths["recording"]), byScript.Paths["recording"])
}

// onlyRecording is the recording that is not the other one.
func onlyRecording(t *testing.T, other string) string {
	t.Helper()
	all, _ := filepath.Glob(filepath.Join(home(), "recordings", "*.mcap"))
	for _, path := range all {
		if path != other {
			return path
		}
	}
	t.Fatal("there is no recording")
	return ""
}

// asTheScript compares a tracked attempt with its script's.
func asTheScript(t *testing.T, tracked, scripted string) {
	t.Helper()
	got, err := judge(tracked, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := judge(scripted, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.score.Outcome != want.score.Outcome || len(got.recording.Inputs) != len(want.recording.Inputs) {
		t.Errorf("%s after %d ticks, by script %s after %d", got.score.Outcome, len(got.recording.Inputs), want.score.Outcome, len(want.recording.Inputs))
	}
	n := min(len(got.recording.Inputs), len(want.recording.Inputs))
	square := 0.0
	for i := range n {
		off := got.recording.Inputs[i].Hands[0].Pose.Tip.Sub(want.recording.Inputs[i].Hands[0].Pose.Tip)
		square += off.Dot(off) / float64(n)
	}
	// The noise of three axes, and a tip and a patient that are found to about as much.
	if rms := math.Sqrt(square); rms > 2*noiseMM*math.Sqrt(3) {
		t.Errorf("the hand is %.3f mm off the script's, RMS", rms)
	}
	d := got.recording.Header.Device
	if math.Abs(d.SigmaMM/noiseMM-1) > 0.15 || d.UncertaintyMM <= d.SigmaMM || d.UncertaintyMM > 3*noiseMM || d.NoiseSpeed <= 0 {
		t.Errorf("device %+v", d)
	}
}
