package anatomy

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// addBall gives a case one more organ: a ball in the flesh.
func addBall(c *Case, name, tissue string, at mgl64.Vec3, radius float64) {
	c.Structures = append(c.Structures, Structure{Name: name, Tissue: tissue,
		Surface: shellWithHole(at, -1, radius, mgl64.Vec3{}, 0)})
}

func TestCrossedNamesOrgansInOrder(t *testing.T) {
	c := buildBall(t)
	below := func(mm float64) mgl64.Vec3 { return ballCenter.Sub(mgl64.Vec3{0, 0, mm}) }
	addBall(c, "near", "organ", below(10), 2)
	addBall(c, "far", "csf", below(16), 2)
	addBall(c, "muscle", "other", below(13), 1)
	addBall(c, "around", "brain", ballCenter, 16.5)
	addBall(c, "beside", "organ", below(10).Add(mgl64.Vec3{3, 0, 0}), 2)
	for name, test := range map[string]struct {
		entry, target mgl64.Vec3
		except        string
		want          []string
	}{
		"to the tumour":       {below(20), ballCenter, "tumour", []string{"far", "near"}},
		"to a point in it":    {below(20), ballCenter, "", []string{"far", "near"}},
		"one left out":        {below(20), ballCenter, "far", []string{"near"}},
		"from inside":         {below(16), ballCenter, "", []string{"far", "near"}},
		"stops short":         {below(20), below(13), "", []string{"far"}},
		"out of the brain":    {ballCenter, below(19), "", []string{"tumour", "around", "near", "far"}},
		"one beside the line": {below(20).Add(mgl64.Vec3{3, 0, 0}), ballCenter.Add(mgl64.Vec3{3, 0, 0}), "", []string{"beside"}},
		"sideways":            {ballCenter.Add(mgl64.Vec3{20, 0, 0}), ballCenter, "", nil},
	} {
		if got := c.Crossed(test.entry, test.target, test.except); !slices.Equal(got, test.want) {
			t.Errorf("%s: crosses %v, want %v", name, got, test.want)
		}
	}
}

// TestPlanLeavesAnOrganAlone puts an organ where the way would be clearest.
func TestPlanLeavesAnOrganAlone(t *testing.T) {
	c := buildBall(t)
	addBall(c, "spleen", "organ", ballCenter.Sub(mgl64.Vec3{0, 0, 13}), 5)
	entry, target, err := PlanTrajectory(c, PlanOptions{MarginMM: 3, RadiusMM: 1})
	if err != nil {
		t.Fatal(err)
	}
	// From the centre the organ and the margin of 3 + 1 mm about it span a cone.
	angle := math.Acos(entry.Sub(target).Normalize().Dot(mgl64.Vec3{0, 0, -1}))
	if cone := math.Asin((5 + 3 + 1) / 13.0); angle < cone-0.02 {
		t.Errorf("the way is %.1f degrees off the organ, want %.1f or more", angle*180/math.Pi, cone*180/math.Pi)
	}
}

// TestPlanCrossesTheFewest compares with a count by formula over all directions,
// in a flesh so full of balls that many ways are blocked.
func TestPlanCrossesTheFewest(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 7))
		c := buildBall(t)
		c.Structures = slices.DeleteFunc(c.Structures, func(s Structure) bool { return s.Name == "vessel" })
		var centers []mgl64.Vec3
		var radii []float64
		for i := range 20 {
			at := fibonacciDirection(i, 20).Mul(10 + 3*random.Float64()).Add(ballCenter)
			centers, radii = append(centers, at), append(radii, 6+2*random.Float64())
			addBall(c, "organ", "organ", at, radii[i])
		}
		entry, target, err := PlanTrajectory(c, PlanOptions{Directions: 1000})
		if err != nil {
			t.Fatal(err)
		}
		hits := func(direction mgl64.Vec3, slack float64) (n int) {
			for i, at := range centers {
				along := max(at.Sub(target).Dot(direction), 0)
				if at.Sub(target).Sub(direction.Mul(along)).Len() < radii[i]+slack {
					n++
				}
			}
			return n
		}
		fewest, surely := math.MaxInt, math.MaxInt // what a surface a bit smaller or larger than its ball gives
		for i := range 1000 {
			fewest = min(fewest, hits(fibonacciDirection(i, 1000), -0.1))
			surely = min(surely, hits(fibonacciDirection(i, 1000), 0.1))
		}
		if got := len(c.Crossed(entry, target, "tumour")); got < fewest || got > surely {
			t.Errorf("seed %d: the way crosses %d balls, the best crosses %d to %d", seed, got, fewest, surely)
		}
	}
}

func TestPlanDoesNotCountWhatEnclosesTheTarget(t *testing.T) {
	c := buildBall(t)
	before, _, err := PlanTrajectory(c, PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	addBall(c, "brain", "brain", ballCenter, 15)
	if after, _, err := PlanTrajectory(c, PlanOptions{}); err != nil || after != before {
		t.Errorf("with a brain around the tumour the way enters at %v (%v), without at %v", after, err, before)
	}
}
