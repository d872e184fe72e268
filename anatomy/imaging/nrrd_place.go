package imaging

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// place reads sizes and geometry into e.
func (h *nrrdHeader) place(e *encoding, axes string, source *Source) error {
	sizes, err := wholeNumbers(h.fields["sizes"])
	if err != nil {
		return fmt.Errorf("the sizes of the image cannot be read: %w", err)
	}
	if h.fields["dimension"] != strconv.Itoa(len(sizes)) || len(sizes) > 16 {
		return errors.New("the dimension and the number of sizes contradict each other; the file is damaged")
	}
	steps, err := h.directions(len(sizes))
	if err != nil {
		return err
	}
	spatial, err := h.spatialAxes(e, sizes, steps)
	if err != nil {
		return err
	}
	for i, axis := range spatial {
		e.grid.Size[i] = sizes[axis]
	}
	if e.grid.PatientFromVoxel, err = h.affine(e.grid.Size, spatial, steps, axes, source); err != nil {
		return err
	}
	return e.grid.Validate()
}

// spatialAxes finds the three axes that are space, and what the fourth is.
// Section 6 calls an axis without a direction, or of another kind than space
// or domain, a range: a list of layers, colours, vectors.
func (h *nrrdHeader) spatialAxes(e *encoding, sizes []int, steps []*mgl64.Vec3) ([]int, error) {
	kinds := strings.Fields(strings.ToLower(h.fields["kinds"]))
	ranges := func(axis int) bool {
		if steps != nil {
			return steps[axis] == nil
		}
		return len(kinds) == len(sizes) && !slices.Contains([]string{"domain", "space", "???", "none"}, kinds[axis])
	}
	e.perVoxel = 1
	var spatial []int
	for axis, n := range sizes {
		switch {
		case !ranges(axis) && (len(spatial) < 3 || n > 1):
			spatial = append(spatial, axis)
		case n == 1:
		case e.perVoxel > 1 || axis > 0 && axis < len(sizes)-1:
			return nil, severalValues(n)
		default:
			e.perVoxel, e.layersLast = n, axis > 0
		}
	}
	switch {
	case len(spatial) > 3:
		return nil, fmt.Errorf("this is a series of %d images (axis %d); save the one to use as a 3-D image", sizes[spatial[3]], spatial[3]+1)
	case len(spatial) < 3:
		return nil, fmt.Errorf("this image has %d dimensions in space; a scan has three", len(spatial))
	case e.perVoxel > maxLayers:
		return nil, severalValues(e.perVoxel)
	}
	return spatial, nil
}

func severalValues(n int) error {
	return fmt.Errorf("every voxel holds %d values (a series, colours or vectors); save a 3-D image of one value each", n)
}

// toLPS turns the spaces of section 4 that mean a patient into LPS. The last
// coordinate of those with -time is none of space, and they are refused.
var toLPS = map[string]mgl64.Vec3{
	"right-anterior-superior": {-1, -1, 1}, "ras": {-1, -1, 1},
	"left-anterior-superior": {1, -1, 1}, "las": {1, -1, 1},
	"left-posterior-superior": {1, 1, 1}, "lps": {1, 1, 1},
}

// affine is the place of the voxels in LPS mm.
func (h *nrrdHeader) affine(size [3]int, spatial []int, steps []*mgl64.Vec3, axes string, source *Source) (mgl64.Mat4, error) {
	sign, anatomical := toLPS[strings.ToLower(h.fields["space"])]
	if !anatomical || steps == nil {
		return h.stated(size, spatial, steps, axes, source)
	}
	mm, err := h.millimetres()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	origin := mgl64.Vec3{}
	if text := h.fields["spaceorigin"]; text == "" {
		source.Notes = append(source.Notes, "the file does not tell where the patient lies (no space origin); its first voxel was taken as the origin")
	} else if origin, err = nrrdVector(text); err != nil {
		return mgl64.Mat4{}, fmt.Errorf("the space origin cannot be read: %w", err)
	}
	columns := [4]mgl64.Vec4{3: origin.Vec4(1)}
	for i, axis := range spatial {
		columns[i] = steps[axis].Vec4(0)
	}
	scale := mgl64.Scale3D(mm*sign[0], mm*sign[1], mm*sign[2])
	return scale.Mul4(mgl64.Mat4FromCols(columns[0], columns[1], columns[2], columns[3])), nil
}

// stated places an image that has no anatomical space, as the caller says.
func (h *nrrdHeader) stated(size [3]int, spatial []int, steps []*mgl64.Vec3, axes string, source *Source) (mgl64.Mat4, error) {
	if axes == "" {
		return mgl64.Mat4{}, fmt.Errorf("the header does not tell left from right (its space is none of a patient, or directions are missing); save it from 3D Slicer, %w", ErrAxesUnknown)
	}
	spacings := strings.Fields(h.fields["spacings"])
	var spacing mgl64.Vec3
	for i, axis := range spatial {
		switch {
		case steps != nil:
			spacing[i] = steps[axis].Len()
		case axis < len(spacings):
			spacing[i], _ = strconv.ParseFloat(spacings[axis], 64) // zero is refused below
		}
		if !(spacing[i] > 0) || math.IsInf(spacing[i], 0) {
			return mgl64.Mat4{}, errors.New("the header does not tell how far voxels lie apart (spacings); save the image again")
		}
	}
	mm, err := h.millimetres()
	if err != nil {
		return mgl64.Mat4{}, err
	}
	return statedAxes(size, spacing.Mul(mm), axes, source)
}

// directions are the steps of the axes in the file's space; nil for an axis
// that is none of space, and nil altogether when the file has none.
func (h *nrrdHeader) directions(axes int) ([]*mgl64.Vec3, error) {
	text := h.fields["spacedirections"]
	if text == "" {
		return nil, nil
	}
	words := joinVectors(strings.Fields(strings.NewReplacer("(", " (", ")", ") ").Replace(text)))
	if len(words) != axes {
		return nil, errors.New("the space directions and the sizes contradict each other; the file is damaged")
	}
	steps := make([]*mgl64.Vec3, axes)
	for axis, word := range words {
		if word = strings.ToLower(word); word == "none" || word == "(nan,nan,nan)" {
			continue // the second is pynrrd's
		}
		step, err := nrrdVector(word)
		if err != nil {
			return nil, fmt.Errorf("the space directions cannot be read: %w", err)
		}
		steps[axis] = &step
	}
	return steps, nil
}

// joinVectors puts together what blanks within parentheses took apart.
func joinVectors(words []string) []string {
	var joined []string
	open := false
	for _, word := range words {
		if open {
			joined[len(joined)-1] += word
		} else {
			joined = append(joined, word)
		}
		open = (open || strings.HasPrefix(word, "(")) && !strings.HasSuffix(word, ")")
	}
	return joined
}

// nrrdVector reads (x,y,z).
func nrrdVector(text string) (mgl64.Vec3, error) {
	inner, opened := strings.CutPrefix(strings.TrimSpace(text), "(")
	inner, closed := strings.CutSuffix(inner, ")")
	numbers, err := finiteNumbers(strings.ReplaceAll(inner, ",", " "))
	if err != nil || len(numbers) != 3 || !opened || !closed {
		return mgl64.Vec3{}, errors.New("it is not three finite numbers in parentheses")
	}
	return mgl64.Vec3{numbers[0], numbers[1], numbers[2]}, nil
}

// millimetres is the length of the header's unit, "space units:"; missing
// means mm, as every medical tool takes it.
func (h *nrrdHeader) millimetres() (float64, error) {
	units := strings.Fields(strings.NewReplacer(`"`, " ").Replace(strings.ToLower(h.fields["spaceunits"])))
	if len(units) == 0 {
		return 1, nil
	}
	for _, unit := range units {
		if unit != units[0] {
			return 0, errors.New("the axes have different units (space units); save the image in millimetres")
		}
	}
	switch units[0] {
	case "mm", "millimeter", "millimetre", "millimeters", "millimetres":
		return 1, nil
	case "cm":
		return 10, nil
	case "m":
		return 1000, nil
	case "um", "µm", "μm", "micron", "microns":
		return 0.001, nil
	}
	return 0, errors.New("the unit of the space is unknown (space units); save the image in millimetres")
}
