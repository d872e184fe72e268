// Package anatomy holds one patient: the de-identified scan, its structures,
// landmarks and plan, and answers questions about them. It is pure: files come
// in as fs.FS and go out through a create function.
package anatomy

import (
	"fmt"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// CaseSchema is the version of case.yaml that this build writes and reads.
const CaseSchema = "drylab.case/1"

// Case is one patient's anatomy, or a phantom's. It never holds an identifier.
type Case struct {
	Schema     string     `yaml:"schema"`
	ID         string     `yaml:"id"`       // lower-case letters, digits, hyphens
	Title      string     `yaml:"title"`    // for people; never a patient's name
	Modality   string     `yaml:"modality"` // CT, CBCT, MR or LABELS
	Provenance Provenance `yaml:"provenance"`
	// FrameOfReference is one UID for everything in the folder; a plan or
	// recording with another UID does not fit this case.
	FrameOfReference string      `yaml:"frame_of_reference"`
	Structures       []Structure `yaml:"structures"`
	Landmarks        []Landmark  `yaml:"landmarks,omitempty"`

	Volume *imaging.Volume   `yaml:"-"` // nil when only labels were imported
	Labels *imaging.LabelMap `yaml:"-"`
}

// Provenance says where a case came from without saying from whom.
type Provenance struct {
	SourceSHA256 string   `yaml:"source_sha256"` // of the imported file's bytes; the seed's for a phantom
	Engine       string   `yaml:"engine"`        // drylab version that imported it
	Recipe       []string `yaml:"recipe"`        // one line per structure, see segment.ParseRecipe
	Privacy      *Privacy `yaml:"privacy,omitempty"`
}

// Privacy says what an import did so that nobody recognises the patient.
type Privacy struct {
	Method  string   `yaml:"method"`            // what was followed, for people
	Removed []string `yaml:"removed,omitempty"` // names of attributes and header fields, never what they held
	// RecognisableHead says that the surface of the scan shows a face.
	RecognisableHead bool `yaml:"recognisable_head,omitempty"`
	Defaced          bool `yaml:"defaced,omitempty"` // the face was removed
	// AgeBand is all that is kept of the patient's age, such as 60-69 years.
	AgeBand string `yaml:"age_band,omitempty"`
}

// Structure is one segmented organ, vessel, bone or lesion.
type Structure struct {
	Name  string `yaml:"name"`  // kebab-case, unique in the case
	Label uint16 `yaml:"label"` // value in labels.nii.gz
	// Labels are the values whose union is the structure's solid, whose
	// boundary is Surface: Label first, then those of structures inside it
	// (the ventricles in the brain), ascending. A voxel has one label, that of
	// the innermost structure there.
	Labels   []uint16 `yaml:"labels,flow"`
	SNOMED   string   `yaml:"snomed,omitempty"` // SNOMED CT code
	Tissue   string   `yaml:"tissue"`           // skin, bone, brain, csf, vessel, tumour, organ, other
	Color    string   `yaml:"color"`            // #rrggbb
	Critical bool     `yaml:"critical,omitempty"`
	Target   bool     `yaml:"target,omitempty"`
	// Soft names the material of a structure that yields to instruments, as liver
	// or gauze; what there is, practice knows. Empty: the structure is rigid.
	Soft string `yaml:"soft,omitempty"`

	VolumeML   float64       `yaml:"volume_ml"` // enclosed by the surface
	Triangles  int           `yaml:"triangles"`
	Watertight bool          `yaml:"watertight"` // closed, 2-manifold, outward
	Surface    *mesh.TriMesh `yaml:"-"`
	// Tets fill a soft structure, from tets/NAME.msh; nil where the folder holds
	// none: then whoever needs them makes them of the surface.
	Tets *mesh.TetMesh `yaml:"-"`
}

// Landmark is a named point in the patient frame, mm.
type Landmark struct {
	Name     string     `yaml:"name"`
	Position mgl64.Vec3 `yaml:"position,flow"`
}

// Structure returns the structure of that name, or nil.
func (c *Case) Structure(name string) *Structure {
	for i := range c.Structures {
		if c.Structures[i].Name == name {
			return &c.Structures[i]
		}
	}
	return nil
}

// Named returns the structure of that name; it is an error, which lists the
// names most like it, when there is none.
func (c *Case) Named(name string) (*Structure, error) {
	if s := c.Structure(name); s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("the case has no structure %s; choose one of %s", quoted(name), strings.Join(Nearest(name, c.structureNames(), 5), ", "))
}

// Landmark returns the position of the landmark of that name; ok is false when
// the case has none.
func (c *Case) Landmark(name string) (position mgl64.Vec3, ok bool) {
	for _, l := range c.Landmarks {
		if l.Name == name {
			return l.Position, true
		}
	}
	return mgl64.Vec3{}, false
}

// Target returns the structure marked as target, or nil.
func (c *Case) Target() *Structure {
	for i := range c.Structures {
		if c.Structures[i].Target {
			return &c.Structures[i]
		}
	}
	return nil
}

// Grid is the lattice of the label map, else of the volume; ok is false when
// the case has neither.
func (c *Case) Grid() (grid imaging.Grid, ok bool) {
	switch {
	case c.Labels != nil:
		return c.Labels.Grid, true
	case c.Volume != nil:
		return c.Volume.Grid, true
	}
	return imaging.Grid{}, false
}

func (c *Case) structureNames() []string {
	names := make([]string, len(c.Structures))
	for i := range c.Structures {
		names[i] = c.Structures[i].Name
	}
	return names
}
