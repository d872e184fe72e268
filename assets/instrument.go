package assets

import (
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// InstrumentSchema is the version of the instrument files.
const InstrumentSchema = "drylab.instrument/1"

// Instrument is one of the library: what it is, how it moves, what the field
// lets it do and how it looks. Its frame has the functional tip at the origin and
// the shaft along −Z; jaws open in the XZ plane. Lengths are mm.
type Instrument struct {
	Schema string `yaml:"schema" json:"-"`
	ID     string `yaml:"id" json:"id"`       // the file's name without its ending
	Title  string `yaml:"title" json:"title"` // as one would ask for it
	For    string `yaml:"for" json:"for"`     // what it is for in the operating room
	// Kind is what the field does with it: one of scene/record's kinds.
	Kind     string  `yaml:"kind" json:"kind"`
	LengthMM float64 `yaml:"length_mm" json:"length_mm"`                 // from the tip to the handle
	RadiusMM float64 `yaml:"radius_mm" json:"radius_mm"`                 // of the shaft
	JawMM    float64 `yaml:"jaw_mm,omitempty" json:"jaw_mm,omitempty"`   // from the hinge to the tip; 0: no jaws
	JawDeg   float64 `yaml:"jaw_deg,omitempty" json:"jaw_deg,omitempty"` // between the open jaws
	// Ratchet keeps the jaws as far closed as they were, until the hand opens
	// them all the way.
	Ratchet bool `yaml:"ratchet,omitempty" json:"ratchet,omitempty"`
	// TrocarMM is the inner diameter of the smallest trocar that it passes; 0: it
	// is not used through one.
	TrocarMM float64 `yaml:"trocar_mm,omitempty" json:"trocar_mm,omitempty"`
	// OpticDeg is how far an endoscope looks away from its axis, towards +Y, and
	// FieldDeg its field of view from edge to edge; 0 for other instruments.
	OpticDeg float64 `yaml:"optic_deg,omitempty" json:"optic_deg,omitempty"`
	FieldDeg float64 `yaml:"field_deg,omitempty" json:"field_deg,omitempty"`
	Handle   Handle  `yaml:"handle" json:"-"`
	Parts    []Part  `yaml:"parts" json:"-"`

	meshes map[string]Solid // of the parts that are files
}

// Part is one solid of an instrument; exactly one of its shapes is set.
type Part struct {
	Of Material `yaml:"of"`
	// On is what the part moves with. Parts on the jaws are given for the jaw
	// that opens towards +X, from its hinge at the origin to its tip at +Z; the
	// other jaw has their mirror image.
	On     Mover        `yaml:"on,omitempty"`
	Turned [][2]float64 `yaml:"turned,omitempty"` // an outline of radius and z, turned about the axis
	// BevelDeg slants the front of what is turned, as a needle's or an angled
	// optic's: its face leans towards +Y by so much.
	BevelDeg float64    `yaml:"bevel_deg,omitempty"`
	Bent     *Wire      `yaml:"bent,omitempty"`
	Plate    *Plate     `yaml:"plate,omitempty"`
	Jaw      *Jaw       `yaml:"jaw,omitempty"`
	Mesh     string     `yaml:"mesh,omitempty"`     // a closed surface: an STL, PLY or OBJ file beside the instrument's
	At       mgl64.Vec3 `yaml:"at,omitempty"`       // where the part's origin is
	TurnDeg  float64    `yaml:"turn_deg,omitempty"` // about the y axis, before it is put there
}

// Wire is a round rod along a smooth way.
type Wire struct {
	Radius  float64      `yaml:"radius"`
	Through []mgl64.Vec3 `yaml:"through"`
}

// Plate is a flat piece in the XZ plane.
type Plate struct {
	Thick   float64      `yaml:"thick"`
	Outline [][2]float64 `yaml:"outline"` // x and z
}

// Jaw is half of a jaw: flat where it meets the other, round outside.
type Jaw struct {
	Width  [2]float64 `yaml:"width"`           // at hinge and tip, along y
	Height [2]float64 `yaml:"height"`          // at hinge and tip, along x
	Curve  float64    `yaml:"curve,omitempty"` // of the tip, along y
	Teeth  int        `yaml:"teeth,omitempty"` // across the flat
}

// Material names a surface that the theatre knows how to draw.
type Material string

// Mover is what a part moves with.
type Mover string

// What instruments are made of, and what moves.
const (
	Steel    Material = "steel"
	Coated   Material = "coated" // black insulation
	Grip     Material = "grip"   // dark plastic
	Accent   Material = "accent" // the ring by which one knows it
	Silicone Material = "silicone"
	Gold     Material = "gold"
	Ceramic  Material = "ceramic"
	Glass    Material = "glass"

	OnShaft  Mover = ""
	OnJaws   Mover = "jaws"
	OnStylet Mover = "stylet" // slides back when it is drawn
)

var (
	materials    = []Material{Steel, Coated, Grip, Accent, Silicone, Gold, Ceramic, Glass}
	movers       = []Mover{OnShaft, OnJaws, OnStylet}
	instrumentID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

const instrumentEnding = ".yaml"

// Instruments lists the ids of the built-in library, sorted.
func Instruments() []string {
	entries, err := fs.ReadDir(files, "instruments")
	if err != nil {
		panic("assets: " + err.Error()) // it is embedded
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), instrumentEnding); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// BuiltinInstrument is the one of the library with that id.
func BuiltinInstrument(id string) (*Instrument, error) {
	if !slices.Contains(Instruments(), id) {
		return nil, fmt.Errorf("there is no instrument %q; the library has %s", id, strings.Join(Instruments(), ", "))
	}
	return ReadInstrument(files, "instruments/"+id+instrumentEnding)
}

// InstrumentOfKind is the library's typical one of a kind: what an instrument looks
// like that names none.
func InstrumentOfKind(kind string) (*Instrument, error) {
	typical := map[string]string{
		record.KindNeedle: "biopsy-needle", record.KindCatheter: "ventricular-catheter", record.KindGrasper: "grasper",
		record.KindScissors: "scissors", record.KindScalpel: "scalpel", record.KindProbe: "blunt-probe",
		record.KindHook: "hook-cautery", record.KindEndoscope: "endoscope-30",
	}
	return BuiltinInstrument(typical[kind])
}

// ReadInstrument reads and checks an instrument's file and the meshes that it
// names. A faulty file gives strictyaml.Problems, each with its place.
func ReadInstrument(from fs.FS, name string) (*Instrument, error) {
	file, err := from.Open(name)
	if err != nil {
		return nil, fmt.Errorf("instrument %s cannot be opened: %w", name, err)
	}
	defer file.Close()
	i := &Instrument{meshes: map[string]Solid{}}
	text, err := strictyaml.Load(name, file, i)
	if err != nil {
		return nil, err
	}
	if problems := i.problems(strings.TrimSuffix(path.Base(name), instrumentEnding)); len(problems) > 0 {
		return nil, strictyaml.Locate(name, text, problems)
	}
	for k, p := range i.Parts {
		if p.Mesh == "" {
			continue
		}
		if i.meshes[p.Mesh], err = readMesh(from, path.Join(path.Dir(name), p.Mesh)); err != nil {
			return nil, fmt.Errorf("instrument %s: parts[%d]: %w", name, k, err)
		}
	}
	return i, nil
}

// Piece is a solid of an instrument in the tool's frame, or the jaw's.
type Piece struct {
	Solid
	Of  Material
	On  Mover
	Jaw int // 0 and 1: the jaws that open towards +X and −X; 0 for what is not on jaws
	// Handle says that it is what the hand holds.
	Handle bool
}

// Pieces builds the instrument in the size of a scenario's, its handle included.
// Pieces on jaws are in the jaw's frame, whose origin is the hinge, jawMM behind
// the tip. The handle fits a hand whatever the shaft.
func (i *Instrument) Pieces(lengthMM, radiusMM, jawMM float64) []Piece {
	var all []Piece
	size := i.sizing(lengthMM, radiusMM, jawMM)
	for k := range i.Parts {
		p := &i.Parts[k]
		one := Piece{Solid: i.shape(p), Of: p.Of, On: p.On}
		if p.TurnDeg != 0 || p.At != (mgl64.Vec3{}) {
			one.Solid = one.moved(mgl64.DegToRad(p.TurnDeg), p.At)
		}
		one.Solid = one.mapped(size.point(p.On))
		all = append(all, one)
		if p.On == OnJaws {
			all = append(all, Piece{Solid: one.Mirrored(), Of: p.Of, On: p.On, Jaw: 1})
		}
	}
	for _, piece := range i.Handle.pieces(lengthMM, radiusMM) {
		piece.Handle = true
		all = append(all, piece)
	}
	return all
}

// roundSides is how many sides round parts have: at a hand's breadth from the
// eye a side of a 5 mm shaft is less than a pixel's error.
const roundSides = 28

func (i *Instrument) shape(p *Part) Solid {
	switch {
	case p.Turned != nil && p.BevelDeg > 0:
		s := turned(p.Turned, roundSides)
		return s.mapped(i.bevelled(p.BevelDeg))
	case p.Turned != nil:
		return turned(p.Turned, roundSides)
	case p.Bent != nil:
		return bent(p.Bent.Through, p.Bent.Radius, roundSides/2)
	case p.Plate != nil:
		return plate(p.Plate.Outline, p.Plate.Thick)
	case p.Jaw != nil:
		return p.Jaw.solid(i.JawMM)
	}
	return i.meshes[p.Mesh]
}

// bevelled slants what is less than a radius behind the tip.
func (i *Instrument) bevelled(deg float64) func(mgl64.Vec3) mgl64.Vec3 {
	slope := math.Tan(mgl64.DegToRad(deg))
	return func(p mgl64.Vec3) mgl64.Vec3 {
		if p[2] > -i.RadiusMM {
			p[2] -= slope * (p[1] + i.RadiusMM)
		}
		return p
	}
}
