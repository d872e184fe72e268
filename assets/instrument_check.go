package assets

import (
	"fmt"
	"io/fs"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// faults collects problems with their YAML paths.
type faults []strictyaml.Problem

func (f *faults) unless(ok bool, at, format string, args ...any) {
	if !ok {
		*f = append(*f, strictyaml.Problem{Path: "$." + at, Message: fmt.Sprintf(format, args...)})
	}
}

// problems is everything that is wrong with an instrument's file of that name.
func (i *Instrument) problems(name string) []strictyaml.Problem {
	var f faults
	f.unless(i.Schema == InstrumentSchema, "schema", "schema must be %q, not %q", InstrumentSchema, i.Schema)
	f.unless(instrumentID.MatchString(i.ID) && i.ID == name, "id", "id %q must be the file's name, in lower-case letters, digits and single hyphens", i.ID)
	f.unless(i.Title != "", "title", "an instrument needs a title")
	f.unless(slices.Contains(record.Kinds(), i.Kind), "kind", "unknown kind of instrument %q; known are %v", i.Kind, record.Kinds())
	f.unless(within(i.LengthMM, 0, 500), "length_mm", "length_mm must lie above 0 and at most 500")
	f.unless(within(i.RadiusMM, 0, 20), "radius_mm", "radius_mm must lie above 0 and at most 20")
	f.unless(i.JawMM == 0 || within(i.JawMM, 0, min(100, i.LengthMM)), "jaw_mm", "jaw_mm must lie above 0 and at most 100 and the instrument's length")
	f.unless((i.JawMM == 0) == (i.JawDeg == 0) && i.JawDeg >= 0 && i.JawDeg <= 120, "jaw_deg", "jaws need a length and an angle when open, above 0 and at most 120")
	f.unless(i.TrocarMM == 0 || within(i.TrocarMM, 2*i.RadiusMM-1e-9, 50), "trocar_mm", "a shaft of %g mm does not pass a trocar of %g mm", 2*i.RadiusMM, i.TrocarMM)
	scope := i.Kind == record.KindEndoscope
	f.unless(scope == (i.FieldDeg != 0) && i.FieldDeg >= 0 && i.FieldDeg <= 120, "field_deg", "an endoscope, and nothing else, has a field of view, above 0 and at most 120")
	f.unless((scope || i.OpticDeg == 0) && i.OpticDeg >= 0 && i.OpticDeg <= 90, "optic_deg", "an endoscope, and nothing else, looks aside, by at most 90")
	f.unless(slices.Contains(handles, i.Handle), "handle", "unknown handle %q; known are %v", i.Handle, handles)
	f.unless(len(i.Parts) > 0 && len(i.Parts) <= 64, "parts", "an instrument has 1 to 64 parts")
	for k := range i.Parts {
		i.partProblems(&f, &i.Parts[k], fmt.Sprintf("parts[%d]", k))
	}
	return f
}

func (i *Instrument) partProblems(f *faults, p *Part, at string) {
	shapes := 0
	for _, has := range []bool{p.Turned != nil, p.Bent != nil, p.Plate != nil, p.Jaw != nil, p.Mesh != ""} {
		if has {
			shapes++
		}
	}
	f.unless(shapes == 1, at, "a part has exactly one of turned, bent, plate, jaw and mesh; this one has %d", shapes)
	f.unless(slices.Contains(materials, p.Of), at+".of", "unknown material %q; known are %v", p.Of, materials)
	f.unless(slices.Contains(movers, p.On), at+".on", "a part moves on the shaft (leave on out), on jaws or on the stylet, not on %q", p.On)
	f.unless((p.On == OnJaws || p.Jaw != nil) == (p.On == OnJaws && i.JawMM > 0), at+".on", "jaws are on jaws, of an instrument that has jaw_mm")
	f.unless(near(p.At[:]...) && near(p.TurnDeg), at+".at", "a part lies within %d mm of the tip", farMM)
	f.unless(p.BevelDeg == 0 || p.Turned != nil && within(p.BevelDeg, 0, 80), at+".bevel_deg", "what is turned can be slanted, by at most 80")
	switch {
	case p.Turned != nil:
		f.unless(len(p.Turned) >= 2 && len(p.Turned) <= mostPoints, at+".turned", "an outline has 2 to %d points", mostPoints)
		for _, q := range p.Turned {
			f.unless(q[0] >= 0 && near(q[:]...), at+".turned", "an outline's points are a radius of 0 or more and a z within %d mm", farMM)
		}
	case p.Bent != nil:
		f.unless(len(p.Bent.Through) >= 2 && len(p.Bent.Through) <= mostPoints, at+".bent", "a wire goes through 2 to %d points", mostPoints)
		f.unless(within(p.Bent.Radius, 0, 50), at+".bent.radius", "a wire's radius lies above 0 and at most 50")
		for k, q := range p.Bent.Through {
			f.unless(near(q[:]...), at+".bent.through", "a wire's points lie within %d mm of the tip", farMM)
			f.unless(k == 0 || q != p.Bent.Through[k-1], at+".bent.through", "two of a wire's points, one after the other, are the same")
		}
	case p.Plate != nil:
		f.unless(len(p.Plate.Outline) >= 3 && len(p.Plate.Outline) <= mostPoints, at+".plate", "a plate's outline has 3 to %d points", mostPoints)
		f.unless(within(p.Plate.Thick, 0, 50), at+".plate.thick", "a plate's thickness lies above 0 and at most 50")
		for _, q := range p.Plate.Outline {
			f.unless(near(q[:]...), at+".plate.outline", "a plate's points lie within %d mm of the tip", farMM)
		}
	case p.Jaw != nil:
		for _, x := range []float64{p.Jaw.Width[0], p.Jaw.Width[1], p.Jaw.Height[0], p.Jaw.Height[1]} {
			f.unless(within(x, 0, 50), at+".jaw", "a jaw's widths and heights lie above 0 and at most 50")
		}
		f.unless(p.Jaw.Teeth >= 0 && p.Jaw.Teeth <= 60 && near(p.Jaw.Curve), at+".jaw", "a jaw has 0 to 60 teeth and a curve in mm")
	case p.Mesh != "":
		f.unless(fs.ValidPath(p.Mesh), at+".mesh", "mesh %q must name a file beside the instrument's", p.Mesh)
	}
}

const (
	// farMM is further than any part of a hand-held instrument from its tip.
	farMM = 1000
	// mostPoints bounds what a small file can make.
	mostPoints = 256
)

func within(x, above, most float64) bool { return x > above && x <= most }

func near(numbers ...float64) bool {
	return !slices.ContainsFunc(numbers, func(x float64) bool { return !(math.Abs(x) <= farMM) })
}

// readMesh reads a part that is a file.
func readMesh(from fs.FS, name string) (Solid, error) {
	if _, err := fs.Stat(from, name); err != nil {
		return Solid{}, fmt.Errorf("its mesh %s is missing; put the file there, or leave the part out", name)
	}
	m, err := mesh.ReadSurface(from, name)
	if err != nil {
		return Solid{}, fmt.Errorf("its mesh: %w", err)
	}
	s := Solid{Points: make([]mgl64.Vec3, len(m.Vertices)), Triangles: m.Triangles}
	for i, v := range m.Vertices {
		s.Points[i] = mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}
	}
	return s, nil
}
