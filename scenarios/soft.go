package scenarios

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// softElements is the budget for a soft structure whose case holds no
	// tetrahedra: what two cores step in time beside two instruments.
	softElements = 10_000
	// earth is the acceleration of free fall, mm/s² (CODATA, standard gravity).
	earth = 9806.65
	// heldShare is the share of a structure's extent, at the end away from the
	// entry, that holds it where it touches nothing rigid. Our choice.
	heldShare = 0.1
)

func (s *Scenario) softProblems(f *faults) {
	f.unless(within(s.ForceLimitN, 0, 1000) || s.ForceLimitN == 0, "force_limit_n", "force_limit_n must lie between 0 and 1000")
	for _, name := range slices.Sorted(maps.Keys(s.ForceLimitsN)) {
		limit := s.ForceLimitsN[name]
		f.unless(within(limit, 0, 1000) || limit == 0, "force_limits_n."+name, "the limit of force on %s must lie between 0 and 1000 N", name)
	}
	f.unless(s.Gravity == nil || isDirection(s.Gravity), "gravity", "gravity is a direction: three numbers, to the patient's left, back and head, not all 0")
	c := s.Cut
	if c == nil {
		return
	}
	f.unless(c.Centre != "", "cut.centre", "a cut needs centre, the landmark in the middle of its circle")
	f.unless(within(c.RadiusMM, 0, 500), "cut.radius_mm", "radius_mm must lie above 0 and at most 500")
	f.unless(isDirection(c.Normal), "cut.normal", "normal is the direction across the sheet: three numbers, not all 0")
}

// isDirection tells three numbers that are one.
func isDirection(x []float64) bool {
	return len(x) == 3 && within(mgl64.Vec3{x[0], x[1], x[2]}.Len(), 1e-6, 1e6)
}

// forceLimitN is the force of an instrument on a soft structure above which it is
// too much, N; 0: none.
func (s *Scenario) forceLimitN(structure string) float64 {
	if limit, own := s.ForceLimitsN[structure]; own {
		return limit
	}
	return s.ForceLimitN
}

// fall is the acceleration of soft structures, mm/s².
func (s *Scenario) fall() mgl64.Vec3 {
	if s.Gravity == nil {
		return mgl64.Vec3{}
	}
	return mgl64.Vec3{s.Gravity[0], s.Gravity[1], s.Gravity[2]}.Normalize().Mul(earth)
}

// free tells whether nothing holds the instruments: on a case with soft
// structures, all but needles and catheters go where the hand goes.
func (s *Scenario) free(c *anatomy.Case) bool {
	first := s.rack()[0].Kind
	return hasSoft(c) && s.EntrySurface == "" && first != record.KindNeedle && first != record.KindCatheter
}

func hasSoft(c *anatomy.Case) bool {
	return slices.ContainsFunc(c.Structures, func(st anatomy.Structure) bool { return st.Soft != "" })
}

// soften makes the bodies of the soft structures, held by what is rigid.
func (f *Fitted) soften() error {
	for _, name := range slices.Sorted(maps.Keys(f.Scenario.ForceLimitsN)) {
		if st := f.Case.Structure(name); st != nil && st.Soft == "" {
			return fmt.Errorf("force_limits_n gives a limit for %s, which is not soft; make it so in case.yaml (soft: MATERIAL), or leave it out", name)
		}
	}
	for i := range f.Case.Structures {
		st := &f.Case.Structures[i]
		if st.Soft == "" {
			continue
		}
		body, err := f.softBody(st)
		if err != nil {
			return fmt.Errorf("structure %s cannot be soft: %w", st.Name, err)
		}
		body.ForceLimitN = f.Scenario.forceLimitN(st.Name)
		f.Setup.Soft = append(f.Setup.Soft, body)
		f.Soft = append(f.Soft, record.SoftStructure{Name: st.Name, Material: st.Soft, ForceLimitN: body.ForceLimitN})
	}
	f.Setup.Gravity = f.Scenario.fall()
	return nil
}

func (f *Fitted) softBody(st *anatomy.Structure) (scene.SoftBody, error) {
	material, ok := tissue.Named(st.Soft)
	if !ok {
		var names []string
		for _, m := range tissue.Table() {
			names = append(names, m.Name)
		}
		return scene.SoftBody{}, fmt.Errorf("no material is called %q; choose one of %s", st.Soft, strings.Join(anatomy.Nearest(st.Soft, names, 5), ", "))
	}
	solid := st.Tets
	if solid == nil {
		var err error
		if solid, err = mesh.Tetrahedralise(st.Surface, mesh.TetOptions{Budget: softElements}); err != nil {
			return scene.SoftBody{}, err
		}
	}
	body := scene.SoftSolid(st.Name, solid, material)
	body.Mesh.Fixed = f.held(st.Name, solid)
	return body, nil
}

// held are the vertices that do not move: those that touch something rigid or,
// where the structure touches nothing, its end away from the planned entry.
func (f *Fitted) held(name string, solid *mesh.TetMesh) []int32 {
	touching := f.touching(solid.Surface(), f.touchMM())
	if len(touching) == 0 {
		f.notice("The soft structure %s touches nothing rigid and is held at its end away from the entry.", name)
		touching = farEnd(solid.Vertices, f.Plan.Entry)
	}
	var fixed []int32
	for v, p := range solid.Vertices {
		if touching[p] {
			fixed = append(fixed, int32(v))
		}
	}
	return fixed
}

// touchMM is how near is touching: a voxel's diagonal, for two segmented
// structures cannot be told apart better.
func (f *Fitted) touchMM() float64 {
	grid, ok := f.Case.Grid()
	if !ok {
		return 1
	}
	squares := 0.0
	for c := range 3 {
		squares += grid.PatientFromVoxel.Col(c).Vec3().LenSqr()
	}
	return math.Sqrt(squares)
}

// touching are the places on a surface that are as near as that to one of the
// rigid bodies.
func (f *Fitted) touching(surface *mesh.TriMesh, mm float64) map[mgl32.Vec3]bool {
	touching := map[mgl32.Vec3]bool{}
	for i := range f.Setup.Bodies {
		for _, p := range surface.Vertices {
			if _, d, _ := f.Setup.Bodies[i].Solid.Closest(wide(p)); d <= mm {
				touching[p] = true
			}
		}
	}
	return touching
}

// farEnd are the places that are farthest from a point.
func farEnd(places []mgl32.Vec3, from mgl64.Vec3) map[mgl32.Vec3]bool {
	least, most := math.Inf(1), 0.0
	for _, p := range places {
		d := wide(p).Sub(from).Len()
		least, most = min(least, d), max(most, d)
	}
	end := map[mgl32.Vec3]bool{}
	for _, p := range places {
		if wide(p).Sub(from).Len() >= most-heldShare*(most-least) {
			end[p] = true
		}
	}
	return end
}

func (f *Fitted) notice(format string, values ...any) {
	f.Notices = append(f.Notices, fmt.Sprintf(format, values...))
}

func wide(p mgl32.Vec3) mgl64.Vec3 { return mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])} }

// cutStepMM is the distance of the points of a planned cut.
const cutStepMM = 0.5

// planCut draws the line to cut: straight from its start to the circle, and
// round once.
func (f *Fitted) planCut() error {
	c := f.Scenario.Cut
	if c == nil {
		return nil
	}
	centre, ok := f.Case.Landmark(c.Centre)
	if !ok {
		return fmt.Errorf("cut: the case has no landmark %q", c.Centre)
	}
	normal := mgl64.Vec3{c.Normal[0], c.Normal[1], c.Normal[2]}.Normalize()
	plan := &record.CutPlan{Normal: normal}
	spoke := normal.Cross(mgl64.Vec3{1, 0, 0})
	if math.Abs(normal[0]) > 0.9 {
		spoke = normal.Cross(mgl64.Vec3{0, 1, 0})
	}
	if c.From != "" {
		from, ok := f.Case.Landmark(c.From)
		if !ok {
			return fmt.Errorf("cut: the case has no landmark %q", c.From)
		}
		spoke = from.Sub(centre)
		spoke = spoke.Sub(normal.Mul(spoke.Dot(normal)))
		if spoke.Len() < c.RadiusMM {
			return fmt.Errorf("cut: %s lies inside the circle; begin the cut outside", c.From)
		}
		way := spoke.Len() - c.RadiusMM
		for mm := 0.0; mm < way; mm += cutStepMM {
			plan.Line = append(plan.Line, from.Sub(spoke.Normalize().Mul(mm)))
		}
	}
	spoke = spoke.Normalize().Mul(c.RadiusMM)
	n := int(math.Ceil(2 * math.Pi * c.RadiusMM / cutStepMM))
	for i := range n + 1 {
		plan.Line = append(plan.Line, centre.Add(mgl64.QuatRotate(2*math.Pi*float64(i)/float64(n), normal).Rotate(spoke)))
	}
	f.Cut = plan
	return nil
}
