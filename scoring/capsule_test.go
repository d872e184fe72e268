package scoring

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func TestCapsulesAgainstReference(t *testing.T) {
	var all struct {
		Cases []struct {
			Seg       [2]mgl64.Vec3
			Radius    float64
			Point     *mgl64.Vec3
			Seg2      [2]mgl64.Vec3
			Radius2   float64
			Clearance float64
		} `json:"segment_clearance"`
	}
	readReference(t, "precision_expected.json", &all)
	if len(all.Cases) != 5 {
		t.Fatalf("%d cases, want 5", len(all.Cases))
	}
	for _, c := range all.Cases {
		other := capsule{c.Seg2[0], c.Seg2[1], c.Radius2}
		if c.Point != nil {
			other = capsule{from: *c.Point, to: *c.Point}
		}
		one := capsule{c.Seg[0], c.Seg[1], c.Radius}
		near(t, "clearance", one.clearance(other), c.Clearance, 1e-8)
		near(t, "clearance the other way", other.clearance(one), c.Clearance, 1e-8)
	}
}

// TestSegmentDistanceAgainstSearch: nothing on a fine grid of both pieces is nearer.
func TestSegmentDistanceAgainstSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p [4]mgl64.Vec3
		for i := range p {
			for axis := range p[i] {
				p[i][axis] = float64(rapid.IntRange(-3, 3).Draw(t, "x"))
			}
		}
		got, least := segmentDistance(p[0], p[1], p[2], p[3]), math.Inf(1)
		const n = 200
		for i := range n + 1 {
			on := p[0].Add(p[1].Sub(p[0]).Mul(float64(i) / n))
			least = math.Min(least, line{p[2], p[3]}.distance(on))
		}
		if step := p[1].Sub(p[0]).Len() / n; got > least+1e-12 || got < least-step {
			t.Fatalf("%g, a search finds %g between %v", got, least, p)
		}
	})
}

func TestBreachGrades(t *testing.T) {
	var all struct {
		Gertzbein []struct {
			MM    float64 `json:"breach_mm"`
			Grade string
		}
	}
	readReference(t, "precision_expected.json", &all)
	for _, c := range all.Gertzbein {
		if got := "ABCDE"[breachGrade(c.MM)]; string(got) != c.Grade {
			t.Errorf("a breach of %g mm is grade %c, want %s", c.MM, got, c.Grade)
		}
	}
}
