package mesh

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// PrintOptions says how surfaces are laid out for a 3D printer.
type PrintOptions struct {
	Scale     float64    // of the model to the patient; zero means 1
	BedMM     [3]float64 // width, depth and height that can be printed; zero means 220 × 220 × 250
	GapMM     float64    // between models, and to the bed's edge; zero means 5
	MinWallMM float64    // thinnest wall that prints; zero means 0.8, two lines of a 0.4 mm nozzle
}

// withDefaults replaces zeros.
func (o PrintOptions) withDefaults() PrintOptions {
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.BedMM == [3]float64{} {
		o.BedMM = [3]float64{220, 220, 250}
	}
	if o.GapMM == 0 {
		o.GapMM = 5
	}
	if o.MinWallMM == 0 {
		o.MinWallMM = 0.8
	}
	return o
}

func (o PrintOptions) check() error {
	for _, length := range []float64{o.Scale, o.BedMM[0], o.BedMM[1], o.BedMM[2], o.GapMM, o.MinWallMM} {
		if !(length > 0) || math.IsInf(length, 1) {
			return errors.New("print: scale, bed, gap and wall must be positive numbers")
		}
	}
	return nil
}

// Plate is what a printer gets: parts side by side on a bed that begins at the
// origin, each standing on z = 0, in millimetres of the print. Write it with
// WriteParts as 3MF, which keeps names and colours, or as STL.
type Plate struct {
	Parts []Part
	// Thin has an entry for each part with walls thinner than asked for. They may
	// break off or not be printed at all.
	Thin []ThinWall
	// SizeMM is the extent of all parts together.
	SizeMM [3]float64
}

// ThinWall says where a part is too thin to be printed.
type ThinWall struct {
	Part        string
	ThicknessMM float64    // the thinnest found, in the print
	At          mgl64.Vec3 // its place in the patient, mm
	Share       float64    // of the part's area that is too thin, 0 to 1
}

// PrintPlate lays parts out for a 3D printer: turned nowhere, so that superior
// is up, scaled, and placed in rows, the deepest first, in an order that does not
// depend on anything but the parts. Their walls are measured.
//
// It refuses a part that is not watertight, which slicers fill by guessing, and
// parts that do not fit on the bed, with the scale at which they would.
func PrintPlate(parts []Part, options PrintOptions) (*Plate, error) {
	options = options.withDefaults()
	if err := errors.Join(options.check(), checkParts(parts)); err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, errors.New("print: no structure was chosen")
	}
	for _, part := range parts {
		if err := printable(part); err != nil {
			return nil, err
		}
	}
	places, ok := layOut(parts, options)
	if !ok {
		return nil, tooLarge(parts, options)
	}
	plate := &Plate{}
	var high mgl64.Vec3
	for i, part := range parts {
		low, _ := part.Mesh.Bounds()
		move := mgl64.Translate3D(places[i][0], places[i][1], 0).
			Mul4(mgl64.Scale3D(options.Scale, options.Scale, options.Scale)).
			Mul4(mgl64.Translate3D(-low[0], -low[1], -low[2]))
		placed, err := part.Mesh.transformed(move)
		if err != nil {
			return nil, fmt.Errorf("print: part %q: %w", part.Name, err)
		}
		plate.Parts = append(plate.Parts, Part{part.Name, part.Color, placed})
		_, top := placed.Bounds()
		for axis := range 3 {
			high[axis] = max(high[axis], top[axis])
		}
		if thin, found := part.thinWall(options); found {
			plate.Thin = append(plate.Thin, thin)
		}
	}
	plate.SizeMM = [3]float64{high[0] - options.GapMM, high[1] - options.GapMM, high[2]}
	return plate, nil
}

// printable refuses what bounds no solid.
func printable(part Part) error {
	report := part.Mesh.Check()
	if report.Watertight() {
		return nil
	}
	return fmt.Errorf("print: part %q is not watertight (%d open and %d non-manifold edges): repair it first",
		part.Name, report.BoundaryEdges, report.NonManifoldEdges)
}

// tooLarge names the largest scale that fits, to a hundredth below.
func tooLarge(parts []Part, options PrintOptions) error {
	fits, fails := 0.0, options.Scale
	for range 40 {
		middle := (fits + fails) / 2
		smaller := options
		smaller.Scale = middle
		if _, ok := layOut(parts, smaller); ok {
			fits = middle
		} else {
			fails = middle
		}
	}
	bed := fmt.Sprintf("%.0f × %.0f × %.0f mm", options.BedMM[0], options.BedMM[1], options.BedMM[2])
	if fits = math.Floor(fits*100) / 100; fits == 0 {
		return fmt.Errorf("print: %d parts do not fit on a bed of %s at any useful scale: print fewer of them", len(parts), bed)
	}
	return fmt.Errorf("print: %d parts do not fit on a bed of %s at scale %g; they would at %g: choose that, fewer parts or a larger bed",
		len(parts), bed, options.Scale, fits)
}
