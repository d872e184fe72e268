package imaging

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// metaOf is a header of 2 x 2 x 2 voxels with some lines changed. A line
// without content is left out.
func metaOf(changes ...string) []byte {
	lines := []string{
		"ObjectType = Image", "NDims = 3", "BinaryData = True", "BinaryDataByteOrderMSB = False",
		"CompressedData = False", "TransformMatrix = 1 0 0 0 1 0 0 0 1", "Offset = 0 0 0", "CenterOfRotation = 0 0 0",
		"ElementSpacing = 1 1 1", "DimSize = 2 2 2", "ElementType = MET_SHORT",
	}
	last := "ElementDataFile = LOCAL"
	for _, change := range changes {
		key, text, _ := strings.Cut(change, " =")
		at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, key+" ") })
		switch {
		case key == "ElementDataFile":
			last = change
		case at < 0:
			lines = append(lines, change)
		case text == "":
			lines = slices.Delete(lines, at, at+1)
		default:
			lines[at] = change
		}
	}
	return []byte(strings.Join(lines, "\n") + "\n" + last + "\n")
}

func TestMetaImageReadsEveryType(t *testing.T) {
	for _, kind := range typesOfVoxels {
		for msb, order := range map[string]binary.ByteOrder{"False": binary.LittleEndian, "True": binary.BigEndian} {
			raw := stored(order, kind.voxels)
			for name, c := range map[string]struct {
				changes []string
				data    []byte
			}{
				"raw":                  {[]string{"BinaryDataByteOrderMSB = " + msb}, raw},
				"the other key":        {[]string{"BinaryDataByteOrderMSB =", "ElementByteOrderMSB = " + msb}, raw},
				"zlib, size too small": {[]string{"BinaryDataByteOrderMSB = " + msb, "CompressedData = True", "CompressedDataSize = 3"}, deflated(raw)},
				"gzip":                 {[]string{"BinaryDataByteOrderMSB = " + msb, "CompressedData = True"}, zipped(raw)},
				"after other bytes":    {[]string{"BinaryDataByteOrderMSB = " + msb, "HeaderSize = -1"}, append([]byte("12345"), raw...)},
				"after 5 bytes":        {[]string{"BinaryDataByteOrderMSB = " + msb, "HeaderSize = 5"}, append([]byte("12345"), raw...)},
			} {
				changes := append(c.changes, "ElementType = "+kind.meta)
				local := mustOpen(t, "a.mha", map[string][]byte{"a.mha": append(metaOf(changes...), c.data...)}, OpenOptions{})
				beside := mustOpen(t, "a.mhd", map[string][]byte{"a.mhd": metaOf(append(changes, "ElementDataFile = a.raw")...), "a.raw": c.data}, OpenOptions{})
				for _, image := range []*Image{local, beside} {
					if got := image.EveryNth(1); !slices.Equal(got, kind.want) {
						t.Errorf("%s, MSB %s, %s: %v, want %v", kind.meta, msb, name, got, kind.want)
					}
				}
			}
		}
	}
}

// TestMetaImagePlacesInClosedForm: where voxel (1, 1, 1) lies, worked out by
// hand. The matrix holds the direction of the first axis, then the second.
func TestMetaImagePlacesInClosedForm(t *testing.T) {
	for name, c := range map[string]struct {
		changes []string
		want    mgl64.Vec3
		notes   int
	}{
		"offset and spacing": {[]string{"Offset = 10 20 30", "ElementSpacing = 2 3 4"}, mgl64.Vec3{12, 23, 34}, 0},
		"quarter turn":       {[]string{"TransformMatrix = 0 1 0 -1 0 0 0 0 1", "ElementSpacing = 2 3 4"}, mgl64.Vec3{-3, 2, 4}, 0},
		"older names":        {[]string{"TransformMatrix =", "Orientation = -1 0 0 0 1 0 0 0 1", "Offset =", "Position = 1 2 3"}, mgl64.Vec3{0, 3, 4}, 0},
		"size for spacing":   {[]string{"ElementSpacing =", "ElementSize = 2 2 2"}, mgl64.Vec3{2, 2, 2}, 0},
		"centimetres":        {[]string{"DistanceUnits = cm", "Offset = 1 1 1"}, mgl64.Vec3{20, 20, 20}, 0},
		"no matrix":          {[]string{"TransformMatrix ="}, mgl64.Vec3{1, 1, 1}, 1},
		"no offset":          {[]string{"Offset ="}, mgl64.Vec3{1, 1, 1}, 1},
		"four dimensions": {[]string{"NDims = 4", "DimSize = 2 2 2 1", "ElementSpacing = 2 3 4 1", "Offset = 1 2 3 0",
			"TransformMatrix = 0 1 0 0 1 0 0 0 0 0 1 0 0 0 0 1"}, mgl64.Vec3{4, 4, 7}, 0},
		"four, no matrix": {[]string{"NDims = 4", "DimSize = 2 2 2 1", "ElementSpacing = 2 3 4 1", "Offset = 1 2 3 0", "TransformMatrix ="}, mgl64.Vec3{3, 5, 7}, 1},
	} {
		file := append(metaOf(c.changes...), stored(binary.LittleEndian, eightVoxels)...)
		image := mustOpen(t, "a.mha", map[string][]byte{"a.mha": file}, OpenOptions{})
		if got := image.Position(1, 1, 1); got.Sub(c.want).Len() > 1e-12 || len(image.Notes) != c.notes {
			t.Errorf("%s: voxel 1 1 1 lies at %v, want %v; notes %q", name, got, c.want, image.Notes)
		}
	}
}

func TestMetaImageScalesAndReadsText(t *testing.T) {
	file := append(metaOf("ElementToIntensityFunctionSlope = 0.5", "ElementToIntensityFunctionOffset = -2"), stored(binary.LittleEndian, eightVoxels)...)
	if image := mustOpen(t, "a.mha", map[string][]byte{"a.mha": file}, OpenOptions{}); image.Value(0) != -1.5 || image.Value(7) != 2 {
		t.Errorf("got %v", image.EveryNth(1))
	}
	file = append(metaOf("BinaryData = False"), "1 2 3 4 5 6 7 8"...)
	if image := mustOpen(t, "a.mha", map[string][]byte{"a.mha": file}, OpenOptions{}); image.Value(7) != 8 {
		t.Errorf("got %v", image.EveryNth(1))
	}
}

func TestMetaImageRefuses(t *testing.T) {
	raw := stored(binary.LittleEndian, eightVoxels)
	for want, changes := range map[string][]string{
		"lie in several files":       {"ElementDataFile = LIST"},
		"voxels lie in several":      {"ElementDataFile = s%03d.raw 1 20 1"},
		"outside its own folder":     {"ElementDataFile = ../" + patientText},
		"names a voxel file outside": {"ElementDataFile = /etc/" + patientText},
		"is not beside it":           {"ElementDataFile = " + patientText + ".raw"},
		"contradict each other":      {"NDims = 4"},
		"DimSize) cannot be read":    {"DimSize = 2 2 " + patientText},
		"has 2 dimensions":           {"NDims = 2", "DimSize = 2 4"},
		"series of 3 images":         {"NDims = 4", "DimSize = 2 2 2 3"},
		"holds several values":       {"ElementNumberOfChannels = 3"},
		"type of the voxels":         {"ElementType = MET_FLOAT_ARRAY"},
		"scaling (ElementTo":         {"ElementToIntensityFunctionSlope = " + patientText},
		"Slope) is zero":             {"ElementToIntensityFunctionSlope = 0"},
		"how far voxels lie apart":   {"ElementSpacing ="},
		"spacing along j is 0":       {"ElementSpacing = 1 0 1"},
		"TransformMatrix) cannot":    {"TransformMatrix = 1 0 0 0 1 0 0 0"},
		"not of length one":          {"TransformMatrix = 2 0 0 0 1 0 0 0 1"},
		"in one plane":               {"TransformMatrix = 1 0 0 1 0 0 0 0 1"},
		"Offset) cannot be read":     {"Offset = 1 2 nan"},
		"DistanceUnits":              {"DistanceUnits = furlong"},
		"impossible number":          {"HeaderSize = x"},
		"compressed or shorter":      {"HeaderSize = -1", "DimSize = 20 20 20"},
		"compressed data are":        {"CompressedData = True"},
		"line 12 of the MetaImage":   {patientText},
		"ends after 8 of 27 voxels":  {"DimSize = 3 3 3"},
		"is no number":               {"BinaryData = False"},
	} {
		file := append(metaOf(changes...), raw...)
		image, err := opened(t, "d/a.mha", map[string][]byte{"d/a.mha": file}, OpenOptions{})
		if image != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", changes, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "DOE") {
			t.Errorf("the error names the patient: %v", err)
		}
	}
	if _, err := opened(t, "a.mha", map[string][]byte{"a.mha": []byte("NDims = 3\n")}, OpenOptions{}); err == nil || !strings.Contains(err.Error(), "does not name its voxels") {
		t.Errorf("got %v", err)
	}
}

func TestMetaImageTellsWhatItDropped(t *testing.T) {
	file := append(metaOf("Comment = "+patientText, "PatientName = "+patientText, "Name = x"), stored(binary.LittleEndian, eightVoxels)...)
	image := mustOpen(t, "a.mha", map[string][]byte{"a.mha": file}, OpenOptions{})
	if want := []string{"Comment", "other keys (2)"}; !slices.Equal(image.Dropped, want) {
		t.Errorf("dropped %q, want %q", image.Dropped, want)
	}
}
