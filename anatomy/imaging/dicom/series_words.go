package dicom

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// describeGaps says where the slices make no regular grid. Heights are told
// along the normal, which is the table position in an axial CT.
func (l *layout) describeGaps() []string {
	var gaps []string
	if missing := l.missing(); len(missing) > 0 {
		gaps = append(gaps, fmt.Sprintf("%s missing: at %s mm (the slices lie every %.4g mm from %.4g to %.4g mm)",
			areSlices(len(missing)), someHeights(missing), l.spacing, l.heights[0], l.heights[len(l.heights)-1]))
	}
	if len(l.doubled) > 0 {
		gaps = append(gaps, fmt.Sprintf("%s there twice, with different images: at %s mm",
			areSlices(len(l.doubled)), someHeights(l.at(l.doubled))))
	}
	if len(l.uneven) > 0 {
		gaps = append(gaps, fmt.Sprintf("the slices are unevenly spaced, first at %s mm (they mostly lie every %.4g mm)",
			someHeights(l.at(l.uneven)), l.spacing))
	}
	return gaps
}

func areSlices(n int) string {
	if n == 1 {
		return "1 slice is"
	}
	return countOf(n, "slice") + " are"
}

// at gives the heights of some planes.
func (l *layout) at(planes []int) []float64 {
	heights := make([]float64, len(planes))
	for i, at := range planes {
		heights[i] = l.heights[at]
	}
	return heights
}

// someHeights lists up to six numbers.
func someHeights(heights []float64) string {
	const most = 6
	var texts []string
	for at, height := range heights {
		if at == most {
			texts = append(texts, fmt.Sprintf("and %d more", len(heights)-most))
			break
		}
		texts = append(texts, fmt.Sprintf("%.1f", height))
	}
	return strings.Join(texts, ", ")
}

// describe says what Read does to sound images, and what a person should know.
func (s *Series) describe() []string {
	var notes []string
	lean := s.layout.lean
	switch {
	case lean.needed && lean.straight:
		notes = append(notes, fmt.Sprintf("the slices lean by %.1f degrees (gantry tilt): they are moved onto an upright grid, interpolated within each slice",
			lean.angle*180/math.Pi))
	case lean.needed:
		notes = append(notes, "the slices do not lie straight above each other: they are moved onto an upright grid, interpolated within each slice")
	}
	if slices.ContainsFunc(s.planes, func(p *plane) bool { return p.source.lossy }) {
		notes = append(notes, "the images were compressed with loss: fine detail may be missing")
	}
	thick, apart := s.layout.thickness(), s.layout.spacing
	switch {
	case thick > 0 && apart > 1.1*thick: // scanners round away less than a tenth
		notes = append(notes, fmt.Sprintf("the slices are %.3g mm thick and lie %.3g mm apart: what lies between was not scanned", thick, apart))
	case apart > coarse:
		notes = append(notes, fmt.Sprintf("the slices lie %.3g mm apart: small structures are lost between them", apart))
	}
	return notes
}

// coarse, in mm, is the distance of slices above which vessels and nerves slip
// between them. Protocols for planning ask for 1 to 3 mm.
const coarse = 5

// Describe says in a line what a series is, for a person who chooses among
// several. It holds numbers and coded values only, nothing that people typed.
func (s *Series) Describe() string {
	first := s.planes[0]
	parts := []string{modalityName(s.Modality)}
	if s.Number > 0 {
		parts[0] = fmt.Sprintf("%d: %s", s.Number, parts[0])
	}
	if s.Reason != "" {
		return fmt.Sprintf("%s, %s of %d x %d", parts[0], countOf(s.Images, "image"), first.source.format.Columns, first.source.format.Rows)
	}
	parts = append(parts, direction(s.layout.normal),
		countOf(s.Images, "slice"),
		fmt.Sprintf("%d x %d x %d", s.Grid.Size[0], s.Grid.Size[1], s.Grid.Size[2]),
		fmt.Sprintf("%.3g x %.3g x %.3g mm", first.columnStep, first.rowStep, s.layout.spacing))
	parts = append(parts, first.source.hints.words()...)
	parts = append(parts, kindWords(first)...)
	if s.label != "" {
		parts = append(parts, s.label)
	}
	return strings.Join(parts, ", ")
}

func modalityName(modality string) string {
	switch modality {
	case "CT", "MR", "PT", "XA", "NM", "US", "CR", "DX", "OT", "RTDOSE":
		return modality
	}
	return "image"
}

func (h hints) words() []string {
	var words []string
	if h.kernel != "" {
		words = append(words, "kernel "+h.kernel)
	}
	if h.contrast {
		words = append(words, "contrast agent")
	}
	if h.weighting != "" {
		words = append(words, h.weighting)
	}
	if h.repetition > 0 {
		words = append(words, fmt.Sprintf("TR %.4g ms", h.repetition))
	}
	return words
}

// kindWords translates the coded values of an image's type that matter for the
// choice.
func kindWords(p *plane) []string {
	var words []string
	if echo := p.traits[traitEchoTime]; echo != "" && p.source.modality == "MR" {
		if ms, ok := plainNumber(echo); ok && ms > 0 {
			words = append(words, fmt.Sprintf("TE %.4g ms", ms))
		}
	}
	kinds := strings.ToUpper(p.traits[traitKind] + `\` + p.traits[traitComponent])
	for _, known := range []struct{ code, word string }{
		{"DERIVED", "derived"}, {"MPR", "reformatted"}, {"PHASE", "phase image"}, {"P", "phase image"},
		{"PHASE MAP", "phase image"}, {"FIELD_MAP", "field map"}, {"ADC", "diffusion coefficient"},
		{"PERFUSION", "perfusion map"}, {"SUBTRACTION", "subtracted"}, {"REAL", "real part"},
		{"IMAGINARY", "imaginary part"}, {"W", "water"}, {"F", "fat"}, {"WATER", "water"}, {"FAT", "fat"},
	} {
		if strings.Contains(`\`+kinds+`\`, `\`+known.code+`\`) && !slices.Contains(words, known.word) {
			words = append(words, known.word)
		}
	}
	return words
}

// direction names the plane of slices with a normal. Within 20 degrees of an
// axis it is that axis' plane, as radiologists say it.
func direction(normal mgl64.Vec3) string {
	names := [3]string{"sagittal", "coronal", "axial"}
	for axis, name := range names {
		switch along := math.Abs(normal[axis]); {
		case along > 0.9999:
			return name
		case along > math.Cos(20*math.Pi/180):
			return name + " oblique"
		}
	}
	return "oblique"
}
