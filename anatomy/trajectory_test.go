package anatomy

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

func TestDeepestPointIsTheCentre(t *testing.T) {
	c := buildBall(t)
	for _, name := range []string{"tumour", "skin"} {
		p, ok := c.Deepest(name)
		if !ok || p.Sub(ballCenter).Len() > 0.5 {
			t.Errorf("the deepest point of %s is %v, want the centre %v", name, p, ballCenter)
		}
	}
	if _, ok := c.Deepest("soul"); ok {
		t.Error("a structure that does not exist has a deepest point")
	}
}

func TestPlanKeepsItsPromises(t *testing.T) {
	c := buildBall(t)
	entry, target, err := PlanTrajectory(c, PlanOptions{MarginMM: 4})
	if err != nil {
		t.Fatal(err)
	}
	if d := target.Sub(ballCenter).Len(); d > 0.5 {
		t.Errorf("the target is %.2f mm from the tumour's centre", d)
	}
	if r := entry.Sub(ballCenter).Len(); math.Abs(r-skinRadius) > 0.6 {
		t.Errorf("the entry is %.2f mm from the centre, want it on the skin at %g", r, skinRadius)
	}
	// The vessel runs above: the clearest ways come from below, where the target itself is nearest to it.
	if got, want := mesh.NewBVH(c.Structure("vessel").Surface).SegmentDistance(entry, target), vesselLift-vesselRadius; math.Abs(got-want) > 0.6 {
		t.Errorf("the path passes the vessel at %.2f mm, the best possible is %.2f", got, want)
	}
	again, _, err := PlanTrajectory(c, PlanOptions{MarginMM: 4})
	if err != nil || again != entry {
		t.Errorf("a second plan enters at %v, the first at %v", again, entry)
	}
}

// TestPlanFindsTheOnlyWay walls the target in with bone but for a burr hole.
func TestPlanFindsTheOnlyWay(t *testing.T) {
	c := buildBall(t)
	hole := mgl64.Vec3{0.6, 0, -0.8}
	skull := Structure{Name: "skull", Label: 40, Labels: []uint16{40}, Tissue: "bone", Color: "#ffffff", Watertight: true}
	skull.Surface = shellWithHole(ballCenter, 14, 16, hole, 3)
	c.Structures = append(c.Structures, skull)
	entry, target, err := PlanTrajectory(c, PlanOptions{MarginMM: 1})
	if err != nil {
		t.Fatal(err)
	}
	if angle := math.Acos(entry.Sub(target).Normalize().Dot(hole)); angle > math.Asin(2.0/14)*1.1 {
		t.Errorf("the path is %.1f degrees off the hole's axis: it does not fit", angle*180/math.Pi)
	}
	if len(mesh.NewBVH(skull.Surface).Crossings(entry, target, nil)) != 0 {
		t.Error("the path crosses bone")
	}
	drilled, _, err := PlanTrajectory(c, PlanOptions{MarginMM: 1, ThroughBone: true})
	if err != nil || drilled == entry {
		t.Errorf("with a drill the way is %v (%v), want a better one than the hole", drilled, err)
	}
}

func TestPlanRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*Case)
		options PlanOptions
		want    string
	}{
		"no target":       {func(c *Case) { c.Structure("tumour").Target = false }, PlanOptions{}, "is marked target"},
		"unknown target":  {func(*Case) {}, PlanOptions{Target: "liver"}, "no structure \"liver\""},
		"unknown entry":   {func(*Case) {}, PlanOptions{Entry: "scalp"}, "no surface \"scalp\""},
		"too short":       {func(*Case) {}, PlanOptions{LengthMM: 15}, "longer than 15 mm"},
		"too much margin": {func(*Case) {}, PlanOptions{MarginMM: 9}, "vessel (4000)"},
		"walled in": {func(c *Case) {
			c.Structures = append(c.Structures, Structure{Name: "skull", Label: 40, Tissue: "bone",
				Surface: shellWithHole(ballCenter, 14, 16, mgl64.Vec3{0, 0, 1}, 0)})
		}, PlanOptions{MarginMM: 1}, "skull"},
		"only the text": {func(c *Case) { c.Labels = nil }, PlanOptions{}, "load the case completely"},
	} {
		t.Run(name, func(t *testing.T) {
			c := buildBall(t)
			test.change(c)
			if _, _, err := PlanTrajectory(c, test.options); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestPlanDoesNotEnterWhereTheScanEnds(t *testing.T) {
	grid := ballGrid()
	grid.Size[2] = 30 // cuts the ball's upper third off: the shortest way out
	o := ballOptions()
	o.Recipes, o.Landmarks = o.Recipes[1:], nil
	c, err := Build(t.Context(), ballVolume(grid), o)
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err := PlanTrajectory(c, PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if r := entry.Sub(ballCenter).Len(); math.Abs(r-skinRadius) > 0.6 {
		t.Errorf("the entry is %.1f mm from the centre, on the cut face and not on the skin at %g", r, skinRadius)
	}
}

func TestPlanWithoutSkinEntersOnASphere(t *testing.T) {
	c := buildBall(t)
	c.Structures = slices.DeleteFunc(c.Structures, func(s Structure) bool { return s.Name == "skin" })
	entry, target, err := PlanTrajectory(c, PlanOptions{LengthMM: 18})
	if err != nil {
		t.Fatal(err)
	}
	if d := entry.Sub(target).Len(); math.Abs(d-18) > 1e-9 {
		t.Errorf("the path is %g mm long, want the instrument's 18", d)
	}
}

func TestFibonacciDirectionsAreEven(t *testing.T) {
	const n = 500
	var mean mgl64.Vec3
	nearest := math.Inf(1)
	for i := range n {
		d := fibonacciDirection(i, n)
		if math.Abs(d.Len()-1) > 1e-12 {
			t.Fatalf("direction %d has length %g", i, d.Len())
		}
		mean = mean.Add(d.Mul(1.0 / n))
		for j := range i {
			nearest = min(nearest, d.Sub(fibonacciDirection(j, n)).Len())
		}
	}
	// n caps of equal area leave neighbours about sqrt(4 pi / n) apart.
	if spacing := math.Sqrt(4 * math.Pi / n); nearest < 0.8*spacing || mean.Len() > 0.01 {
		t.Errorf("the nearest two are %.3f apart where even ones are %.3f; their mean is %v", nearest, spacing, mean)
	}
}

// shellWithHole is a closed spherical shell with a round hole of the given
// radius, in mm, along an axis: the isosurface of its own distance field.
func shellWithHole(center mgl64.Vec3, inner, outer float64, axis mgl64.Vec3, hole float64) *mesh.TriMesh {
	const n, step = 70, 0.5
	corner := center.Sub(mgl64.Vec3{1, 1, 1}.Mul((n - 1) * step / 2))
	values := make([]float32, 0, n*n*n)
	for k := range n {
		for j := range n {
			for i := range n {
				p := corner.Add(mgl64.Vec3{float64(i), float64(j), float64(k)}.Mul(step)).Sub(center)
				d := math.Max(p.Len()-outer, inner-p.Len())
				if along := p.Dot(axis); hole > 0 && along > 0 {
					d = math.Max(d, hole-p.Sub(axis.Mul(along)).Len())
				}
				values = append(values, float32(-d))
			}
		}
	}
	place := mgl64.Translate3D(corner[0], corner[1], corner[2]).Mul4(mgl64.Scale3D(step, step, step))
	return mesh.Isosurface(values, [3]int{n, n, n}, place, 0)
}
