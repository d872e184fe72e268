package scene

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
// holds and one that cuts, and a surface of 200,000 triangles that is cut and
// brought along. Processor time is of all threads together, and says more than
// the clock on a machine that others use.
func BenchmarkSurgicalFrame(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("threads=%d", workers), func(b *testing.B) {
			for b.Loop() {
				f := surgicalFrames(b, workers)
				for k, name := range []string{"frame", "without-dress", "dress"} {
					slices.Sort(f.wall[k])
					slices.Sort(f.work[k])
					for _, p := range []int{50, 99} {
						b.ReportMetric(f.wall[k][benchFrames*p/100], fmt.Sprintf("p%d-%s-ms", p, name))
						b.ReportMetric(f.work[k][benchFrames*p/100], fmt.Sprintf("p%d-%s-cpu-ms", p, name))
					}
				}
				b.Logf("by the clock, ms, a frame by its kind:\n%s", f.table())
				b.ReportMetric(float64(f.split), "split-triangles")
				b.ReportMetric(float64(f.cuts), "cuts")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// framed is the clock's time and the processors' of the frames, their steps and
// cuts alone, and the bringing along of the surface alone, ms.
type framed struct {
	wall, work [3][]float64
	parts      []parted
	cuts       int
	split      int // triangles that cuts added to the surface
}

// frameParts are the parts of a frame, as the field tells them.
var frameParts = []string{"contact", "self-contact", "solver", "skin", "forces", "cut", "judgement", "dress"}

// parted is one frame: its kind, and how long each of its parts took, ms.
type parted struct {
	kind string
	ms   map[string]float64
	all  float64
}

// table is the mean of each part in the frames of each kind, and in the slowest of
// all, those that the 99th percentile is about.
func (f *framed) table() string {
	slices.SortStableFunc(f.parts, func(p, q parted) int { return cmp.Compare(q.all, p.all) })
	var text strings.Builder
	fmt.Fprintf(&text, "%-20s %6s %6s", "frames", "count", "all")
	for _, part := range frameParts {
		fmt.Fprintf(&text, " %12s", part)
	}
	row := func(name string, frames []parted) {
		fmt.Fprintf(&text, "\n%-20s %6d", name, len(frames))
		n := float64(max(len(frames), 1))
		sum := map[string]float64{}
		for _, p := range frames {
			sum["all"] += p.all / n
			for part, ms := range p.ms {
				sum[part] += ms / n
			}
		}
		fmt.Fprintf(&text, " %6.2f", sum["all"])
		for _, part := range frameParts {
			fmt.Fprintf(&text, " %12.2f", sum[part])
		}
	}
	for _, kind := range []string{"1 step", "1 step, cut", "2 steps", "2 steps, cut"} {
		row(kind, slices.DeleteFunc(slices.Clone(f.parts), func(p parted) bool { return p.kind != kind }))
	}
	row("slowest of all", f.parts[:len(f.parts)/50])
	return text.String()
}

// surgicalFrames operates until the scalpel is through most of the lobe.
func surgicalFrames(b *testing.B, workers int) (f framed) {
	s := simulate(b, []SoftBody{{Name: "lobe", Mesh: lobe()}}, nil, mgl64.Vec3{}, workers, testGrasper, testScalpel)
	triangles, points, normals := wrapping(mgl64.Vec3{-48, -48, -12}, [3]int{200, 200, 25}, 0.48)
	anchors, err := s.body.Embed(points)
	if err != nil {
		b.Fatal(err)
	}
	cover, err := s.matter.NewCover(triangles, anchors, normals)
	if err != nil {
		b.Fatal(err)
	}
	skin, err := s.body.NewSkin(cover.Anchors, cover.Normals)
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
		var at [3]time.Time
		var spent [3]float64
		now := parted{ms: map[string]float64{}}
		at[0], spent[0] = time.Now(), processorMS()
		last, steps, cuts := at[0], 0, f.cuts
		s.watch = func(part string) {
			moment := time.Now()
			now.ms[part], last = now.ms[part]+moment.Sub(last).Seconds()*1e3, moment
		}
		for due += 1 / (displayHz * softTicks * tickSeconds); due >= 1; due-- {
			operate(s, n, true)
			n, steps = n+1, steps+1
			shape := s.skin.shape
			if err := s.step(softTicks*tickSeconds, s.hands); err != nil {
				b.Fatal(err)
			}
			if s.skin.shape != shape {
				f.cuts++
			}
		}
		at[1], spent[1] = time.Now(), processorMS()
		s.body.Rehang(skin, cover)
		s.body.Dress(skin)
		at[2], spent[2] = time.Now(), processorMS()
		s.watch("dress")
		now.all = at[2].Sub(at[0]).Seconds() * 1e3
		now.kind = []string{"1 step", "2 steps"}[steps-1]
		if f.cuts > cuts {
			now.kind += ", cut"
		}
		f.parts = append(f.parts, now)
		for k, span := range [3][2]int{{0, 2}, {0, 1}, {1, 2}} {
			f.wall[k] = append(f.wall[k], at[span[1]].Sub(at[span[0]]).Seconds()*1e3)
			f.work[k] = append(f.work[k], spent[span[1]]-spent[span[0]])
		}
	}
	f.split = len(cover.Triangles) - len(triangles)
	return f
}

// wrapping is the outside of a block of so many squares of a size, each as two
// triangles, with its lowest corner at lo.
func wrapping(lo mgl64.Vec3, n [3]int, size float64) (triangles [][3]int32, points, normals []tissue.Vec) {
	number := map[[3]int]int32{}
	point := func(at [3]int) int32 {
		v, known := number[at]
		if !known {
			v = int32(len(points))
			number[at] = v
			var p, out mgl64.Vec3
			for c := range 3 {
				p[c] = lo[c] + size*float64(at[c])
				switch at[c] {
				case 0:
					out[c] = -1
				case n[c]:
					out[c] = 1
				}
			}
			points, normals = append(points, shorten(p)), append(normals, shorten(out.Normalize()))
		}
		return v
	}
	for axis := range 3 {
		u, v := (axis+1)%3, (axis+2)%3
		for side := range 2 {
			for i := range n[u] {
				for j := range n[v] {
					var corner [4]int32
					for k, step := range [4][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
						var at [3]int
						at[axis], at[u], at[v] = side*n[axis], i+step[0], j+step[1]
						corner[k] = point(at)
					}
					if side == 0 {
						corner[1], corner[3] = corner[3], corner[1]
					}
					triangles = append(triangles, [3]int32{corner[0], corner[1], corner[2]}, [3]int32{corner[0], corner[2], corner[3]})
				}
			}
		}
	}
	return triangles, points, normals
}
