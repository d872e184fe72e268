package imaging

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// nrrdOf is a header of 2 x 2 x 2 voxels with some lines changed, without the
// empty line at its end. A line without content is left out.
func nrrdOf(changes ...string) string {
	lines := []string{
		"type: short", "dimension: 3", "space: left-posterior-superior", "sizes: 2 2 2",
		"space directions: (1,0,0) (0,1,0) (0,0,1)", "kinds: domain domain domain", "endian: little", "encoding: raw",
		"space origin: (0,0,0)",
	}
	for _, change := range changes {
		field, text, _ := strings.Cut(change, ":")
		at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, field+":") })
		switch {
		case at < 0:
			lines = append(lines, change)
		case text == "":
			lines = slices.Delete(lines, at, at+1)
		default:
			lines[at] = change
		}
	}
	return "NRRD0005\n# a comment\n" + strings.Join(lines, "\n") + "\n"
}

func TestNRRDReadsEveryTypeAndEncoding(t *testing.T) {
	for _, kind := range typesOfVoxels {
		for name, order := range map[string]binary.ByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
			raw := stored(order, kind.voxels)
			header := nrrdOf("type: "+kind.nrrd, "endian: "+name)
			for encoding, data := range map[string][]byte{"raw": raw, "gzip": zipped(raw), "gz": zipped(raw)} {
				file := append([]byte(strings.Replace(header, "encoding: raw", "encoding: "+encoding, 1)+"\n"), data...)
				image := mustOpen(t, "a.nrrd", map[string][]byte{"a.nrrd": file}, OpenOptions{})
				if got := image.EveryNth(1); !slices.Equal(got, kind.want) {
					t.Errorf("%s, %s endian, %s: %v, want %v", kind.nrrd, name, encoding, got, kind.want)
				}
			}
		}
	}
}

func TestNRRDReadsTextAndBzip2(t *testing.T) {
	want := []float32{1, 2, 3, 4, 5, 6, 7, 8}
	// Of Python's bz2.compress(struct.pack('<8h', 1, 2, 3, 4, 5, 6, 7, 8)).
	packed, err := hex.DecodeString("425a6839314159265359f48c400b00000440007fc0200021a068f50832620abc7bc092f177245385090f48c400b0")
	if err != nil {
		t.Fatal(err)
	}
	for encoding, data := range map[string][]byte{"bzip2": packed, "ascii": []byte("1 2\n3.0e0 4,5 6\r\n 7 8"), "txt": []byte("1 2 3 4 5 6 7 8\n")} {
		file := append([]byte(nrrdOf("encoding: "+encoding)+"\n"), data...)
		if got := mustOpen(t, "a.nrrd", map[string][]byte{"a.nrrd": file}, OpenOptions{}).EveryNth(1); !slices.Equal(got, want) {
			t.Errorf("%s: %v", encoding, got)
		}
	}
}

// TestNRRDPlacesInClosedForm: where voxel (1, 1, 1) lies, worked out by hand.
func TestNRRDPlacesInClosedForm(t *testing.T) {
	oblique := "space directions: (2,0,1) (0,-3,0) (0.5,0,4)"
	for name, c := range map[string]struct {
		changes []string
		want    mgl64.Vec3
	}{
		"LPS":                {[]string{oblique, "space origin: (10,20,30)"}, mgl64.Vec3{12.5, 17, 35}},
		"RAS":                {[]string{oblique, "space origin: (10,20,30)", "space: RAS"}, mgl64.Vec3{-12.5, -17, 35}},
		"LAS":                {[]string{oblique, "space origin: (10,20,30)", "space: left-anterior-superior"}, mgl64.Vec3{12.5, -17, 35}},
		"centimetres":        {[]string{oblique, `space units: "cm" "cm" "cm"`}, mgl64.Vec3{25, -30, 50}},
		"blanks in vectors":  {[]string{"space directions: ( 2 , 0 , 1 ) (0,-3,0)(0.5, 0,4)"}, mgl64.Vec3{2.5, -3, 5}},
		"no origin":          {[]string{"space origin:"}, mgl64.Vec3{1, 1, 1}},
		"a fourth axis of 1": {[]string{"dimension: 4", "sizes: 1 2 2 2", "space directions: none (1,0,0) (0,1,0) (0,0,1)", "kinds: vector space space space"}, mgl64.Vec3{1, 1, 1}},
		"pynrrd's none":      {[]string{"dimension: 4", "sizes: 2 2 2 1", "space directions: (1,0,0) (0,1,0) (0,0,1) (nan,nan,nan)", "kinds: space space space list"}, mgl64.Vec3{1, 1, 1}},
	} {
		file := append([]byte(nrrdOf(c.changes...)+"\n"), stored(binary.LittleEndian, eightVoxels)...)
		image := mustOpen(t, "a.nrrd", map[string][]byte{"a.nrrd": file}, OpenOptions{})
		if got := image.Position(1, 1, 1); got.Sub(c.want).Len() > 1e-12 {
			t.Errorf("%s: voxel 1 1 1 lies at %v, want %v", name, got, c.want)
		}
		if (name == "no origin") != (len(image.Notes) > 0) {
			t.Errorf("%s: notes %q", name, image.Notes)
		}
	}
}

func TestDetachedNRRDFindsItsVoxels(t *testing.T) {
	raw := stored(binary.LittleEndian, eightVoxels)
	padded := append([]byte("one\ntwo\n123"), raw...)
	for name, c := range map[string]struct {
		changes []string
		voxels  []byte
	}{
		"voxels.raw":        {[]string{"data file: voxels.raw"}, raw},
		"below/voxels.raw":  {[]string{"datafile: ./voxels.raw"}, raw},
		"voxels.raw.gz":     {[]string{"encoding: gzip", "data file: voxels.raw.gz"}, zipped(raw)},
		"skips/v.raw":       {[]string{"line skip: 2", "byte skip: 3", "data file: v.raw"}, padded},
		"end/v.raw":         {[]string{"byte skip: -1", "data file: v.raw"}, padded},
		"sub/data/v.raw.gz": {[]string{"encoding: gzip", "byte skip: 5", "data file: data\\v.raw.gz"}, zipped(append([]byte("12345"), raw...))},
	} {
		header := "a.nhdr"
		if dir, _, found := strings.Cut(name, "/"); found {
			header = dir + "/a.nhdr"
		}
		image := mustOpen(t, header, map[string][]byte{header: []byte(nrrdOf(c.changes...)), name: c.voxels}, OpenOptions{})
		if image.Count() != 8 || image.Value(7) != 8 {
			t.Errorf("%s: %v", name, image.Volume)
		}
	}
}

func TestNRRDRefuses(t *testing.T) {
	raw := stored(binary.LittleEndian, eightVoxels)
	for want, changes := range map[string][]string{
		"lie in several files":            {"data file: LIST"},
		"voxels lie in several":           {"data file: slice%03d.raw 1 20 1"},
		"outside its own folder":          {"data file: ../" + patientText + ".raw"},
		"names a voxel file outside":      {"data file: /etc/" + patientText},
		"put both into one":               {"data file: ..\\..\\secret.raw"},
		"put both into one folder":        {"data file: C:\\secret.raw"},
		"is not beside it":                {"data file: " + patientText + ".raw"},
		"type of the voxels is missing":   {"type:"},
		"missing or unknown; save":        {"type: block"},
		"dimension and the number":        {"dimension: 4"},
		"sizes of the image cannot":       {"sizes: 2 2 " + patientText},
		"else than whole numbers":         {"sizes: 2 2 -2"},
		"more than the limit":             {"sizes: 2000 2000 2000"},
		"left from right":                 {"space:"},
		"none of a patient":               {"space: scanner-xyz"},
		"directions are missing":          {"space directions:"},
		"space directions and the sizes":  {"space directions: (1,0,0) (0,1,0)"},
		"space directions cannot be read": {"space directions: (1,0,0) (0,1,0) (0,0,x)"},
		"three finite numbers":            {"space directions: (1,0,0) (0,1,0) (0,0,inf)"},
		"in one plane":                    {"space directions: (1,0,0) (0,1,0) (0,1,0)"},
		"2 dimensions in space":           {"space directions: (1,0,0) (0,1,0) none", "sizes: 2 2 1"},
		"space origin cannot":             {"space origin: (" + patientText + ")"},
		"unit of the space":               {`space units: "parsec" "parsec" "parsec"`},
		"different units":                 {`space units: "mm" "mm" "cm"`},
		"holds 2 values":                  {"dimension: 4", "sizes: 2 2 2 2", "space directions: none (1,0,0) (0,1,0) (0,0,1)"},
		"a series of 2 images":            {"dimension: 4", "sizes: 2 2 2 2", "space directions: (1,0,0) (0,1,0) (0,0,1) (0,0,1)"},
		"every voxel holds 2":             {"dimension: 4", "sizes: 2 2 2 2", "space directions: (1,0,0) none (0,1,0) (0,0,1)"},
		"order of bytes":                  {"endian:"},
		"encoding of the voxels":          {"encoding: hex"},
		"impossible number":               {"line skip: -1"},
		"skips an impossible":             {"byte skip: " + patientText},
		"which only raw data allow":       {"encoding: gzip", "byte skip: -1"},
		"gzip data are damaged":           {"encoding: gzip"},
		"damaged after 0 of 8 voxels":     {"encoding: bz2"},
		"one of them is no number":        {"encoding: ascii"},
		"line 12 of the NRRD header":      {patientText},
		"repeats a field":                 {"type: short\ntype: int"},
		"fewer lines than":                {"line skip: 4000"},
		"the image should begin":          {"byte skip: 400"},
		"ends after 8 of 27 voxels":       {"sizes: 3 3 3"},
	} {
		file := append([]byte(nrrdOf(changes...)+"\n"), raw...)
		if want == "gzip data are damaged" {
			file = append([]byte(nrrdOf(changes...)+"\n"), 0x1f, 0x8b, 1, 1)
		}
		image, err := opened(t, "d/a.nrrd", map[string][]byte{"d/a.nrrd": file, "secret.raw": raw}, OpenOptions{})
		if image != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", changes, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "DOE") {
			t.Errorf("the error names the patient: %v", err)
		}
	}
}

func TestNRRDHeaderWithoutEndCostsLittle(t *testing.T) {
	file := []byte("NRRD0005\n" + strings.Repeat("key:="+strings.Repeat("x", 5000)+"\n", 2000))
	if _, err := opened(t, "a.nrrd", map[string][]byte{"a.nrrd": file}, OpenOptions{}); err == nil || !strings.Contains(err.Error(), "does not look like a header") {
		t.Errorf("got %v", err)
	}
}

func TestNRRDTellsWhatItDropped(t *testing.T) {
	header := nrrdOf("content: "+patientText, "sample units: "+patientText) + patientText + ":=" + patientText + "\nother:=1\n\n"
	image := mustOpen(t, "a.nrrd", map[string][]byte{"a.nrrd": append([]byte(header), stored(binary.LittleEndian, eightVoxels)...)}, OpenOptions{})
	if want := []string{"content", "sampleunits", "comments (1)", "key/value pairs (2)"}; !slices.Equal(image.Dropped, want) {
		t.Errorf("dropped %q, want %q", image.Dropped, want)
	}
}
