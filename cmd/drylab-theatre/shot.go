package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// The cameras of a film.
const (
	cameraScenario = "scenario" // where the trainee's stood at first
	cameraTip      = "tip"      // nearer, and with the first instrument's tip
	cameraFree     = "free"     // where one puts it
)

// tipNearness is the share of the first camera's distance from which a tip is
// followed: the work fills the picture, and what is around it is still in it.
const tipNearness = 0.45

// steadySeconds is how long the way is over which a followed tip is averaged, so
// that the picture does not shake with the hand.
const steadySeconds = 1.0

// steadyTip is the first tip's mean place around a sample; false when it was nowhere.
func steadyTip(samples []record.Sample, at int) (mgl64.Vec3, bool) {
	const half = int(steadySeconds * record.TickHz / 2)
	var sum mgl64.Vec3
	n := 0.0
	for i := max(at-half, 0); i <= min(at+half, len(samples)-1); i++ {
		if first := &samples[i].Tools[0]; first.Valid {
			sum, n = sum.Add(first.Pose.Tip), n+1
		}
	}
	if n == 0 {
		return sum, false
	}
	return sum.Mul(1 / n), true
}

// followTip moves a camera so that it looks at the tip of a sample.
func followTip(home view.Orbit, samples []record.Sample, at int) view.Orbit {
	tip, ok := steadyTip(samples, at)
	if !ok {
		return home
	}
	o := home
	o.Focus = tip
	o.Zoom(tipNearness)
	return o
}

// parseLook puts a camera where "yaw,pitch,distance" says: degrees to the patient's
// left and upwards from the front, and mm from the focus, which may be left out.
func parseLook(home view.Orbit, text string) (view.Orbit, error) {
	wrong := fmt.Errorf("--look %q: write degrees to the patient's left and up from the front, and mm of distance if you like, such as 30,20 or 30,20,400", text)
	var numbers []float64
	for _, word := range strings.Split(text, ",") {
		number, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			return home, wrong
		}
		numbers = append(numbers, number)
	}
	if len(numbers) != 2 && len(numbers) != 3 {
		return home, wrong
	}
	o := home
	o.Yaw, o.Pitch = 0, 0
	o.Turn(mgl64.DegToRad(numbers[0]), mgl64.DegToRad(numbers[1]))
	if len(numbers) == 3 {
		o.Distance = numbers[2]
		o.Zoom(1) // into the camera's limits
	}
	return o, nil
}
