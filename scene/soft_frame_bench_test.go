package scene

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// displayHz is how often a headset shows a picture.
const displayHz = 90

// benchFrames is 400 pictures: the scalpel goes through most of the lobe in them.
const benchFrames = 400

// BenchmarkSurgicalFrame is what 90 pictures a second ask of the simulation: the
// steps of 10,368 elements that are due, one or two, with an instrument that
// holds and one that cuts, and 100,000 points of 200,000 triangles brought along.
func BenchmarkSurgicalFrame(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("threads=%d", workers), func(b *testing.B) {
			for b.Loop() {
				took, worst := surgicalFrames(b, workers)
				b.ReportMetric(took[len(took)/2], "p50-ms")
				b.ReportMetric(took[len(took)*99/100], "p99-ms")
				b.ReportMetric(worst, "dress-ms")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// surgicalFrames are the times of the frames in ms, rising, and the mean time in
// which the points followed.
func surgicalFrames(b *testing.B, workers int) (took []float64, dressing float64) {
	s := simulate(b, []SoftBody{{Name: "lobe", Mesh: lobe()}}, nil, mgl64.Vec3{}, workers, testGrasper, testScalpel)
	points, normals := speckle(100_000)
	anchors, err := s.body.Embed(points)
	if err != nil {
		b.Fatal(err)
	}
	skin, err := s.body.NewSkin(anchors, normals)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for ; n < 100; n++ {
		operate(s, n, true)
		s.tick()
	}
	due := 0.0
	for range benchFrames {
		from := time.Now()
		for due += 1 / (displayHz * softTicks * tickSeconds); due >= 1; due-- {
			operate(s, n, true)
			n++
			if err := s.step(softTicks*tickSeconds, s.hands); err != nil {
				b.Fatal(err)
			}
		}
		between := time.Now()
		s.body.Dress(skin)
		dressing += time.Since(between).Seconds() * 1e3 / benchFrames
		took = append(took, time.Since(from).Seconds()*1e3)
	}
	slices.Sort(took)
	return took, dressing
}

// speckle is points with normals on the lobe's upper side.
func speckle(n int) (points, normals []tissue.Vec) {
	for i := range n {
		// Additive recurrence with the plastic number: even, and without a grid.
		_, x := math.Modf(0.7548776662466927 * float64(i))
		_, y := math.Modf(0.5698402909980532 * float64(i))
		points = append(points, tissue.Vec{float32(96*x - 48), float32(96*y - 48), 0})
		normals = append(normals, tissue.Vec{0, 0, 1})
	}
	return points, normals
}
