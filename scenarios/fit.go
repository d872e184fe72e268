package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// Fitted is a scenario on one case: places found, surfaces ready.
type Fitted struct {
	Scenario *Scenario
	Case     *anatomy.Case
	Plan     record.Plan
	Setup    scene.Setup
	// Structures describes Setup.Bodies for the recording, in the same order.
	Structures []record.Structure
	// Soft describes Setup.Soft for the recording, in the same order, and Cut is
	// the line to cut, nil when there is none.
	Soft []record.SoftStructure
	Cut  *record.CutPlan
	// Notices are what people should know of the fit, one sentence each.
	Notices []string
}

// Fit places a scenario on a case, with the distance queries shared by that
// many workers. Its errors name what the case lacks.
func (s *Scenario) Fit(c *anatomy.Case, workers int) (*Fitted, error) {
	if err := s.needs(c); err != nil {
		return nil, fmt.Errorf("scenario %s does not fit case %s: %w", s.ID, c.ID, err)
	}
	plan, err := s.place(c)
	if err != nil {
		return nil, fmt.Errorf("scenario %s cannot be planned on case %s: %w", s.ID, c.ID, err)
	}
	return s.fit(c, plan, workers)
}

func (s *Scenario) fit(c *anatomy.Case, plan record.Plan, workers int) (*Fitted, error) {
	f := &Fitted{Scenario: s, Case: c, Plan: plan}
	f.Setup = scene.Setup{
		Tools:        s.tools(c),
		PivotMM:      s.rack()[0].PivotMM,
		Work:         plan.Entry,
		WorkRadiusMM: s.StartWithinMM,
		Workers:      workers,
		EntrySurface: -1,
	}
	entrySurface := s.entrySurface(c)
	for i := range c.Structures {
		st := &c.Structures[i]
		if st.Surface == nil || len(st.Surface.Triangles) == 0 || st.Soft != "" {
			continue
		}
		if st.Name == entrySurface {
			f.Setup.EntrySurface = len(f.Setup.Bodies)
		}
		noGo := slices.Contains(s.NoGo, st.Name)
		if (st.Critical || noGo) && !st.Watertight {
			return nil, fmt.Errorf("structure %q must not be touched, but its surface is not closed, so nobody could tell; import the scan again (drylab case check says what is wrong)", st.Name)
		}
		f.Setup.Bodies = append(f.Setup.Bodies, scene.Body{
			Name:    st.Name,
			Solid:   mesh.NewBVH(st.Surface),
			Guarded: st.Critical || noGo,
			Hard:    st.Tissue == "bone" || slices.Contains(s.Firm, st.Name),
			Fluid:   slices.Contains(s.Fluid, st.Name),
		})
		f.Structures = append(f.Structures, record.Structure{
			Name: st.Name, SNOMED: st.SNOMED, Critical: st.Critical, NoGo: noGo, Watertight: st.Watertight,
		})
	}
	if err := errors.Join(f.soften(), f.planCut(), f.askWithinReason()); err != nil {
		return nil, fmt.Errorf("scenario %s does not fit case %s: %w", s.ID, c.ID, err)
	}
	return f, nil
}

// Header describes the fitted scenario for a recording; the caller adds who,
// when and with which device.
func (f *Fitted) Header() record.Header {
	return record.Header{
		Schema:       record.Schema,
		Scenario:     record.Ref{ID: f.Scenario.ID, Version: f.Scenario.Version, SHA256: digest(f.Scenario.source)},
		Rubric:       RubricRef(&f.Scenario.Rubric),
		Case:         record.Ref{ID: f.Case.ID, SHA256: f.Case.HashString()},
		Tools:        f.Setup.Tools,
		Plan:         f.Plan,
		Structures:   f.Structures,
		Soft:         f.Soft,
		Cut:          f.Cut,
		ScenarioText: string(f.Scenario.source),
	}
}

// Passed names the organs that the planned way passes before its target.
func (f *Fitted) Passed() []string {
	return f.Case.Crossed(f.Plan.Entry, f.Plan.Target, f.Scenario.Plan.Target.structureOf(f.Case))
}

// entrySurface is the structure that holds the shaft: the authored one, the
// skin, or where a case has none the structure that encloses most. It is "" for
// instruments that nothing holds.
func (s *Scenario) entrySurface(c *anatomy.Case) string {
	if s.EntrySurface != "" || s.free(c) {
		return s.EntrySurface
	}
	name, most := "skin", -1.0
	if c.Structure(name) != nil {
		return name
	}
	for i := range c.Structures {
		if c.Structures[i].VolumeML > most {
			name, most = c.Structures[i].Name, c.Structures[i].VolumeML
		}
	}
	return name
}

// needs checks every structure that the scenario names.
func (s *Scenario) needs(c *anatomy.Case) error {
	names := slices.Concat(s.NoGo, s.Fluid, s.Firm, slices.Sorted(maps.Keys(s.ForceLimitsN)))
	for _, step := range s.Steps {
		names = append(names, step.Done.Inside, step.Done.Touch)
		if near := step.Done.Near; near != nil && near.Point != "entry" && near.Point != "target" {
			if _, ok := c.Landmark(near.Point); !ok {
				return fmt.Errorf("step %s waits at the landmark %q, which it does not have", step.ID, near.Point)
			}
		}
	}
	for _, i := range s.rack() {
		if _, ok := c.Landmark(i.Trocar); !ok && i.Trocar != "" {
			return fmt.Errorf("the trocar of the %s is at the landmark %q, which it does not have", i.Name, i.Trocar)
		}
	}
	surface := s.entrySurface(c)
	if entry := c.Structure(surface); entry != nil && (entry.Tissue == "bone" || entry.Surface == nil) {
		return fmt.Errorf("structure %q cannot be the entry surface: a needle does not pass bone, nor what has no surface; name another with entry_surface", surface)
	}
	for _, name := range append([]string{surface}, names...) {
		if name != "" && c.Structure(name) == nil {
			return fmt.Errorf("it has no structure %q; import it with one, or choose another case (drylab case show lists what is inside)", name)
		}
	}
	return s.measurable(c)
}

// measurable checks that every metric of the rubric exists on this case.
func (s *Scenario) measurable(c *anatomy.Case) error {
	var names []string
	for i := range c.Structures {
		names = append(names, c.Structures[i].Name)
	}
	for _, p := range s.Rubric.Validate(scoring.KnownMetrics(names)) {
		return fmt.Errorf("its rubric asks for what the case does not have: %s (%s)", p.Message, p.Path)
	}
	for _, item := range s.Rubric.Checklist {
		if item.Structure != "" && c.Structure(item.Structure) == nil {
			return fmt.Errorf("its rubric's checklist waits for %q, which the case does not have", item.Structure)
		}
	}
	if err := s.hasWhatItMeasures(c); err != nil {
		return err
	}
	return s.guardsItsMetrics(c)
}

// hasWhatItMeasures refuses metrics that no attempt of the scenario on this case
// can have: of soft tissue where all is rigid, and the other way round; of a cut, a
// second hand or a step that there is not.
func (s *Scenario) hasWhatItMeasures(c *anatomy.Case) error {
	for _, metric := range s.Rubric.Metrics() {
		switch d, _ := scoring.Describe(metric); {
		case d.Needs == scoring.NeedsSoft && !hasSoft(c):
			return fmt.Errorf("its rubric asks for %s, and no structure is soft; add a line such as `soft: liver` to one in case.yaml", metric)
		case d.Needs == scoring.NeedsCut && (s.Cut == nil || !hasSoft(c)):
			return fmt.Errorf("its rubric asks for %s, and no cut is planned; add cut, with the circle to cut, to the scenario, and a soft structure to the case", metric)
		case d.Needs == scoring.NeedsHands && !s.holds(func(i *Instrument, hand int) bool { return hand == 1 && i.Kind != record.KindEndoscope }):
			return fmt.Errorf("its rubric asks for %s, and there is one instrument; list two under instruments", metric)
		case d.Needs == scoring.NeedsRoute && hasSoft(c):
			return fmt.Errorf("its rubric asks for %s, which needs a plan that is the whole route; on soft tissue it is not", metric)
		case d.Needs == scoring.NeedsCamera && !s.holds(func(i *Instrument, _ int) bool { return i.Kind == record.KindEndoscope }):
			return fmt.Errorf("its rubric asks for %s, and nobody holds a camera; add `use: endoscope-30` to the instruments", metric)
		case d.Awaited():
			return fmt.Errorf("its rubric asks for %s, which no recording can give yet; drylab metrics list %s says what it needs", metric, metric)
		}
		if step, ok := strings.CutPrefix(metric, "time_phase."); ok && !slices.ContainsFunc(s.Steps, func(one Step) bool { return one.ID == step }) {
			return fmt.Errorf("its rubric asks for %s, and there is no step %q", metric, step)
		}
	}
	return nil
}

// guardsItsMetrics refuses the clearance of a structure whose clearance is not measured.
func (s *Scenario) guardsItsMetrics(c *anatomy.Case) error {
	for _, criterion := range s.Rubric.Criteria {
		name, ok := strings.CutPrefix(criterion.Metric, "clearance.")
		if st := c.Structure(name); ok && st != nil && !st.Critical && !slices.Contains(s.NoGo, name) {
			return fmt.Errorf("its rubric asks for the clearance of %s, which is neither critical in the case nor under no_go; list it there", name)
		}
	}
	return nil
}

// place finds the plan's two points and checks that they make sense.
func (s *Scenario) place(c *anatomy.Case) (record.Plan, error) {
	target, structure, err := s.Plan.Target.find(c)
	if err != nil {
		return record.Plan{}, fmt.Errorf("target: %w", err)
	}
	plan := record.Plan{Target: target}
	if landmark, ok := c.Landmark(s.Plan.Entry.Landmark); ok {
		plan.Entry = landmark
	} else if !s.Plan.Entry.Auto {
		return plan, fmt.Errorf("entry: the case has no landmark %q", s.Plan.Entry.Landmark)
	} else if plan.Entry, err = s.planEntry(c, structure); err != nil {
		return plan, fmt.Errorf("entry: %w", err)
	}
	return plan, s.sensible(c, plan)
}

// planEntry asks for the safest entry to a target structure.
func (s *Scenario) planEntry(c *anatomy.Case, structure string) (mgl64.Vec3, error) {
	if structure == "" {
		return mgl64.Vec3{}, errors.New("an automatic entry needs a structure as the target, not a landmark")
	}
	entry, _, err := anatomy.PlanTrajectory(c, anatomy.PlanOptions{
		Target:   structure,
		Entry:    s.entrySurface(c),
		LengthMM: s.rack()[0].LengthMM,
		RadiusMM: s.rack()[0].RadiusMM,
	})
	return entry, err
}

func (s *Scenario) sensible(c *anatomy.Case, p record.Plan) error {
	if g, ok := c.Grid(); ok && !g.Contains(p.Target) {
		return fmt.Errorf("the target %.1f mm lies outside the volume; correct the landmark", p.Target)
	}
	length := p.Target.Sub(p.Entry).Len()
	if length < 5 {
		return fmt.Errorf("entry and target are only %.1f mm apart; at least 5 mm are needed to define a direction", length)
	}
	if reach := s.rack()[0].LengthMM; length > reach {
		return fmt.Errorf("the target is %.0f mm from the entry and the instrument only %.0f mm long", length, reach)
	}
	return nil
}

// structureOf is the name of the structure that a place is the middle of; the
// word target stands for the case's own.
func (p *Place) structureOf(c *anatomy.Case) string {
	if target := c.Target(); p.Structure == "target" && target != nil {
		return target.Name
	}
	return p.Structure
}

// find gives the place's point, and its structure where it is one's middle.
func (p *Place) find(c *anatomy.Case) (point mgl64.Vec3, structure string, err error) {
	if landmark, ok := c.Landmark(p.Landmark); ok {
		return landmark, "", nil
	}
	if p.Structure == "" {
		return point, "", fmt.Errorf("the case has no landmark %q", p.Landmark)
	}
	structure = p.structureOf(c)
	point, ok := c.Deepest(structure)
	if !ok {
		return point, "", fmt.Errorf("no structure is %q; import with --target NAME, or mark one with `target: true` in case.yaml", p.Structure)
	}
	return point, structure, nil
}
