package imaging

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"
)

// analyzeFiles is a pair without NIfTI's magic.
func analyzeFiles() map[string][]byte {
	m := newMade(binary.LittleEndian)
	m.identify()
	m.float32(76, 0, 2, 3, 4)
	m.float32(108, 0, 0, 0)
	m.int16(252, 0, 0)
	copy(m.header[344:], "\x00\x00\x00\x00")
	return map[string][]byte{"a.hdr": m.header[:348], "a.img": stored(binary.LittleEndian, eightVoxels)}
}

func TestAnalyzeNeedsItsAxesStated(t *testing.T) {
	for _, name := range []string{"a.hdr", "a.img"} {
		if _, err := opened(t, name, analyzeFiles(), OpenOptions{}); err == nil || !strings.Contains(err.Error(), "ANALYZE 7.5, which does not tell left from right") {
			t.Errorf("%s: got %v", name, err)
		}
		image := mustOpen(t, name, analyzeFiles(), OpenOptions{Axes: "LAS"})
		// The middle of 2 x 2 x 2 voxels lies at the origin.
		if got, want := image.Position(1, 1, 1), (mgl64.Vec3{1, -1.5, 2}); got != want || image.Value(7) != 8 {
			t.Errorf("%s: voxel 1 1 1 lies at %v, want %v; values %v", name, got, want, image.EveryNth(1))
		}
		if image.Format != "Analyze 7.5" || len(image.Notes) != 1 || !slices.Contains(image.Dropped, "history") || !slices.Contains(image.Dropped, "descrip") {
			t.Errorf("%s: %+v", name, image.Source)
		}
	}
	for _, axes := range []string{"LA", "LAX", "LRS", "LASS", "lal"} {
		if _, err := opened(t, "a.hdr", analyzeFiles(), OpenOptions{Axes: axes}); err == nil || !strings.Contains(err.Error(), "three letters") {
			t.Errorf("axes %q: got %v", axes, err)
		}
	}
}

// TestStatedAxesServeEveryFormat, and count only where the file is silent.
func TestStatedAxesServeEveryFormat(t *testing.T) {
	raw := stored(binary.LittleEndian, eightVoxels)
	bare := newMade(binary.LittleEndian)
	bare.int16(252, 0)
	for name, c := range map[string]struct {
		file   []byte
		silent bool
	}{
		"NRRD without space":       {append([]byte(nrrdOf("space:", "space origin:")+"\n"), raw...), true},
		"NRRD with spacings only":  {append([]byte(nrrdOf("space:", "space directions:", "space origin:", "spacings: 1 1 1")+"\n"), raw...), true},
		"NRRD in RAS":              {append([]byte(nrrdOf("space: RAS")+"\n"), raw...), false},
		"MetaImage without matrix": {append(metaOf("TransformMatrix ="), raw...), true},
		"MetaImage with matrix":    {append(metaOf(), raw...), false},
		"NIfTI without transforms": {bare.file(eightVoxels), true},
		"NIfTI with a qform":       {newMade(binary.LittleEndian).file(eightVoxels), false},
	} {
		image := mustOpen(t, "a", map[string][]byte{"a": c.file}, OpenOptions{Axes: "asr"})
		i, _, k, _ := image.axes()
		if stated := i == (mgl64.Vec3{0, -1, 0}) && k == (mgl64.Vec3{-1, 0, 0}); stated != c.silent {
			t.Errorf("%s: axes as stated %v, want %v", name, stated, c.silent)
		}
	}
	_, err := opened(t, "a", map[string][]byte{"a": append([]byte(nrrdOf("space:", "space directions:")+"\n"), raw...)}, OpenOptions{Axes: "RAS"})
	if err == nil || !strings.Contains(err.Error(), "how far voxels lie apart") {
		t.Errorf("got %v", err)
	}
}

func TestPairsAreFoundByEitherName(t *testing.T) {
	m := newMade(binary.LittleEndian)
	copy(m.header[344:], "ni1\x00")
	m.float32(108, 0)
	header, image := m.header[:348], stored(binary.LittleEndian, eightVoxels)
	for _, names := range [][2]string{{"a.hdr", "a.img"}, {"d/a.hdr.gz", "d/a.img.gz"}, {"a.hdr", "a.img.gz"}, {"A.HDR", "A.IMG"}} {
		files := map[string][]byte{names[0]: header, names[1]: image}
		if strings.HasSuffix(names[1], "gz") {
			files[names[1]] = zipped(image)
		}
		if strings.HasSuffix(names[0], "gz") {
			files[names[0]] = zipped(header)
		}
		for at, name := range names {
			if at == 1 && strings.HasSuffix(names[0], "r") && strings.HasSuffix(names[1], "z") {
				continue // a.img.gz belongs to a.hdr.gz
			}
			if got := mustOpen(t, name, files, OpenOptions{}); got.Value(7) != 8 || got.Format != "NIfTI-1" {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
	if _, err := opened(t, "a.hdr", map[string][]byte{"a.hdr": header}, OpenOptions{}); err == nil || !strings.Contains(err.Error(), "not beside it") {
		t.Errorf("got %v", err)
	}
	// Some tools name a single file .img.
	single := newMade(binary.LittleEndian).file(eightVoxels)
	if got := mustOpen(t, "a.img", map[string][]byte{"a.img": single}, OpenOptions{}); got.Value(7) != 8 {
		t.Errorf("got %v", got)
	}
}

// nifti2Header is a header of 2 x 2 x 2 voxels, at the offsets printed in
// nifti2.h, scaled by 0.5 x + 10.
func nifti2Header(order binary.ByteOrder) []byte {
	header := make([]byte, 544)
	put := func(at int, value any) { copy(header[at:], stored(order, value)) }
	put(0, int32(540))
	copy(header[4:], "n+2\x00\r\n\x1a\n")
	put(12, []int16{4, 16})
	put(16, []int64{3, 2, 2, 2, 1, 1, 1, 1})
	put(104, []float64{1, 2, 3, 4})
	put(168, int64(544))
	put(176, []float64{0.5, 10})
	copy(header[240:], patientText)
	put(348, int32(1))
	put(400, []float64{2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30})
	put(500, int32(2))
	copy(header[508:], patientText)
	return header
}

func TestNIfTI2InClosedForm(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		file := append(nifti2Header(order), stored(order, eightVoxels)...)
		image := mustOpen(t, "a.nii", map[string][]byte{"a.nii": file}, OpenOptions{})
		if got, want := image.Position(1, 1, 1), (mgl64.Vec3{-12, -23, 34}); got != want || image.Value(7) != 14 {
			t.Errorf("voxel 1 1 1 lies at %v, want %v; values %v", got, want, image.EveryNth(1))
		}
		if want := []string{"descrip", "intent_name"}; image.Format != "NIfTI-2" || !slices.Equal(image.Dropped, want) {
			t.Errorf("%+v", image.Source)
		}
	}
}

func TestNIfTITellsWhatItDropped(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.identify()
	m.float32(108, 400)
	image := mustOpen(t, "a", map[string][]byte{"a": m.file(append(make([]int16, 24), eightVoxels...))}, OpenOptions{})
	if want := []string{"data_type", "db_name", "descrip", "aux_file", "intent_name", "header extensions"}; !slices.Equal(image.Dropped, want) {
		t.Errorf("dropped %q, want %q", image.Dropped, want)
	}
}

// TestDigestTakesEveryByte: also those after the last voxel, and both files.
func TestDigestTakesEveryByte(t *testing.T) {
	raw := append(stored(binary.LittleEndian, eightVoxels), "and more"...)
	header := []byte(nrrdOf("data file: a.raw"))
	for name, all := range map[string][]byte{"a.nhdr": slices.Concat(header, raw), "a.nrrd": append([]byte(nrrdOf()+"\n"), raw...), "a.nii": zipped(newMade(binary.BigEndian).file(eightVoxels))} {
		digest := sha256.New()
		var done, total int64
		o := OpenOptions{Digest: digest, Progress: func(d, t int64) { done, total = d, t }}
		files := map[string][]byte{name: all, "a.raw": raw}
		if name == "a.nhdr" {
			files[name] = header
		}
		mustOpen(t, name, files, o)
		if want := sha256.Sum256(all); !slices.Equal(digest.Sum(nil), want[:]) {
			t.Errorf("%s: the digest is another", name)
		}
		if done != int64(len(all)) || total != done {
			t.Errorf("%s: %d of %d bytes, want %d", name, done, total, len(all))
		}
	}
}

// TestOpenStopsWhenToldTo, in the middle of a file, with any format.
func TestOpenStopsWhenToldTo(t *testing.T) {
	v := filled(Grid{Size: [3]int{200, 100, 60}, PatientFromVoxel: mgl64.Ident4()}, func(p mgl64.Vec3) float64 { return p.Dot(p) })
	plain := unzipped(t, encode(t, v))
	raw := plain[352:]
	for name, file := range map[string][]byte{
		"nifti": plain, "nifti.gz": encode(t, v),
		"nrrd": append([]byte(nrrdOf("sizes: 200 100 60", "type: float")+"\n"), raw...),
		"meta": append(metaOf("DimSize = 200 100 60", "ElementType = MET_FLOAT"), raw...),
		"zlib": append(metaOf("DimSize = 200 100 60", "ElementType = MET_FLOAT", "CompressedData = True"), deflated(raw)...),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		o := OpenOptions{Progress: func(done, total int64) {
			if done > total/2 {
				cancel()
			}
		}}
		if _, err := Open(ctx, fstest.MapFS{name: {Data: file}}, name, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := OpenLabels(ctx, fstest.MapFS{name: {Data: file}}, name, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, cancelled before: got %v", name, err)
		}
		cancel()
	}
}

func TestOpenNamesNoFile(t *testing.T) {
	files := map[string][]byte{patientText + "/empty": nil}
	for name, want := range map[string]string{
		patientText + ".nii":        "cannot be opened: file does not exist",
		patientText:                 "this is a folder",
		"../" + patientText:         "no path within the folder",
		"/" + patientText:           "no path within the folder",
		patientText + "/empty":      "the file is empty",
		patientText + "/gone/x.img": "file does not exist",
	} {
		_, err := opened(t, name, files, OpenOptions{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "DOE") {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	if _, err := opened(t, "a", files, OpenOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
