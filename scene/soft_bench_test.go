package scene

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// lobe is a slab of 10,368 tetrahedra, 96 × 96 × 12 mm, fixed at one side.
func lobe() tissue.Mesh {
	return fixed(brick(mgl64.Vec3{-48, -48, -12}, 24, 24, 3, 4, softLiver), func(p tissue.Vec) bool { return p[0] < -47.9 })
}

// pointsBack points a tool along -x.
var pointsBack = pointsX.Mul(mgl64.QuatRotate(math.Pi, mgl64.Vec3{0, 1, 0}))

// operate moves two instruments for one step: the first takes the lobe's edge and
// lifts it to and fro, the second strokes it or cuts into it.
func operate(s *sim, n int, cutting bool) {
	a := float64(n) / 40
	edge := mgl64.Vec3{max(38, 80-float64(n)), 5, -6}
	if n > 60 {
		edge[2] += 4 * (1 - math.Cos(a-1.5))
	}
	s.put(0, edge, pointsBack)
	if n > 50 {
		s.hands[0].jaw = 1
	}
	tip := mgl64.Vec3{10 * math.Cos(a), -10 + 10*math.Sin(a), max(1.5, 20-float64(n)/2)}
	if cutting {
		tip = mgl64.Vec3{10, -65 + 0.2*float64(n), -13}
	}
	s.put(1, tip, pointsDown)
}

// BenchmarkSurgicalScene is one step of 10 ms with 10,368 elements and two
// instruments in contact.
func BenchmarkSurgicalScene(b *testing.B) {
	for _, cutting := range []bool{false, true} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("cutting=%v/threads=%d", cutting, workers), func(b *testing.B) {
				second := testProbe
				if cutting {
					second = testScalpel
				}
				s := simulate(b, []SoftBody{{Name: "lobe", Mesh: lobe()}}, nil, mgl64.Vec3{}, workers, testGrasper, second)
				for n := range 100 {
					operate(s, n, cutting)
					s.tick()
				}
				var took []float64
				b.ReportAllocs()
				for n := 100; b.Loop(); n++ {
					operate(s, n, cutting)
					from := time.Now()
					if err := s.step(softTicks*tickSeconds, s.hands); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(from).Seconds()*1e3)
				}
				slices.Sort(took)
				b.ReportMetric(took[len(took)/2], "p50-ms")
				b.ReportMetric(took[len(took)*99/100], "p99-ms")
				b.ReportMetric(float64(len(s.ties)), "ties")
			})
		}
	}
}

// BenchmarkTouch is what one instrument that lies on the lobe costs beside the
// solver: finding what it touches, and its ties.
func BenchmarkTouch(b *testing.B) {
	for _, tool := range []record.Tool{testProbe, testGrasper} {
		b.Run(tool.Name, func(b *testing.B) {
			s := simulate(b, []SoftBody{{Name: "lobe", Mesh: lobe()}}, nil, mgl64.Vec3{}, 1, tool)
			s.put(0, mgl64.Vec3{0, 0, 1.5}, pointsX)
			s.hands[0].jaw = 1
			s.settle(50)
			t := &s.tools[0]
			b.ReportAllocs()
			for b.Loop() {
				s.softField.ties = s.softField.ties[:0]
				s.feel(t)
				s.press(t)
			}
			b.ReportMetric(float64(len(t.touches)), "touches")
		})
	}
}
