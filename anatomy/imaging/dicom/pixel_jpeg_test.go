package dicom

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestBaselineJPEG compares an 8-bit image compressed by dcmtk with what
// dcmtk's own decoder makes of it. Decoders of JPEG may differ by one grey
// level, by the rounding of their cosine transforms.
func TestBaselineJPEG(t *testing.T) {
	compress, decompress := needsTool(t, "dcmcjpeg"), needsTool(t, "dcmdjpeg")
	const rows, columns = 37, 50
	raw := make([]byte, rows*columns)
	for i := range raw {
		raw[i] = byte(i%columns*4 + i/columns)
	}
	folder := t.TempDir()
	names := []string{filepath.Join(folder, "raw"), filepath.Join(folder, "jpeg"), filepath.Join(folder, "back")}
	if err := os.WriteFile(names[0], encoded(t, imageOf(rows, columns, 1, 8, 8, false, raw)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(compress, "+eb", names[0], names[1]).CombinedOutput(); err != nil {
		t.Fatalf("dcmcjpeg: %v: %s", err, out)
	}
	if out, err := exec.Command(decompress, names[1], names[2]).CombinedOutput(); err != nil {
		t.Fatalf("dcmdjpeg: %v: %s", err, out)
	}
	var values [2][]int16
	for i, name := range names[1:] {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parseDecodable(context.Background(), data, nil)
		if err != nil {
			t.Fatal(err)
		}
		values[i] = make([]int16, rows*columns)
		if err := f.decodeInt16(values[i], 0, 1, 0); err != nil {
			t.Fatal(err)
		}
	}
	for i, v := range values[0] {
		if d := v - values[1][i]; d < -1 || d > 1 {
			t.Fatalf("pixel %d is %d, dcmtk has %d", i, v, values[1][i])
		}
	}
}

// TestJPEGThatIsNone: colour, another size and damage are refused.
func TestJPEGThatIsNone(t *testing.T) {
	encode := func(picture image.Image) []byte {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, picture, nil); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	grey, colour := image.NewGray(image.Rect(0, 0, 9, 8)), image.NewRGBA(image.Rect(0, 0, 9, 8))
	colour.Set(1, 1, color.RGBA{200, 0, 0, 255})
	good := encode(grey)
	p := PixelFormat{Rows: 8, Columns: 9, Frames: 1, Allocated: 8, Stored: 8, High: 7}
	if raw, err := decodeJPEG(good, p, 0); err != nil || len(raw) != 72 {
		t.Fatalf("%d pixels, %v", len(raw), err)
	}
	wide := p
	wide.Columns = 10
	for name, err := range map[string]error{
		"colour":    second(decodeJPEG(encode(colour), p, 0)),
		"wider":     second(decodeJPEG(good, wide, 0)),
		"cut short": second(decodeJPEG(good[:len(good)-20], p, 0)),
		"no JPEG":   second(decodeJPEG([]byte("no JPEG"), p, 0)),
	} {
		if err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
}

// TestJPEGOfAFewBytesPromisesGigabytes: its decoder would set them aside.
func TestJPEGOfAFewBytesPromisesGigabytes(t *testing.T) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	small := out.Bytes()
	frame := bytes.Index(small, []byte{0xFF, 0xC0}) // the header of ITU-T T.81 §B.2.2: length, bits, lines, columns
	copy(small[frame+5:], []byte{0xFF, 0xFF, 0xFF, 0xFF})
	p := PixelFormat{Rows: 0xFFFF, Columns: 0xFFFF, Frames: 1, Allocated: 8, Stored: 8, High: 7}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := decodeJPEG(small, p, 0)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "too few") {
		t.Errorf("got %v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d bytes were allocated for %d", used, len(small))
	}
}

func second(_ []byte, err error) error { return err }

// TestFragmentsOfFrames: a frame may lie in several fragments, which then only
// the basic offset table can tell.
func TestFragmentsOfFrames(t *testing.T) {
	a, b, c := []byte("aa"), []byte("bbbb"), []byte("cc")
	table := []byte{0, 0, 0, 0, 22, 0, 0, 0} // a and b are 8+2+8+4 bytes long
	for _, test := range []struct {
		fragments     [][]byte
		frames, frame int
		want          string
	}{
		{[][]byte{nil, a, b, c}, 3, 1, "bbbb"},
		{[][]byte{nil, a, b, c}, 1, 0, "aabbbbcc"},
		{[][]byte{table, a, b, c}, 2, 0, "aabbbb"},
		{[][]byte{table, a, b, c}, 2, 1, "cc"},
	} {
		if got, err := frameFragments(test.fragments, test.frames, test.frame); err != nil || string(got) != test.want {
			t.Errorf("frame %d of %d: %q, %v", test.frame, test.frames, got, err)
		}
	}
	if _, err := frameFragments([][]byte{nil, a, b, c}, 2, 0); err == nil {
		t.Error("three fragments without a table are two frames")
	}
	if _, err := frameFragments(nil, 1, 0); err == nil {
		t.Error("no fragment is a frame")
	}
}

// TestTranscodeIsNotTrusted: what it gives must be the same image.
func TestTranscodeIsNotTrusted(t *testing.T) {
	packed := readShared(t, "dicom/transfer_syntax_mr/7.dcm")
	other := readShared(t, "dicom/oddities/MR_small.dcm")
	for name, transcode := range map[string]Transcode{
		"absent":     nil,
		"another":    func(context.Context, []byte) ([]byte, error) { return other, nil },
		"unchanged":  func(context.Context, []byte) ([]byte, error) { return packed, nil },
		"no DICOM":   func(context.Context, []byte) ([]byte, error) { return []byte("no DICOM"), nil },
		"that fails": func(context.Context, []byte) ([]byte, error) { return nil, os.ErrPermission },
	} {
		_, err := parseDecodable(context.Background(), packed, transcode)
		if err == nil {
			t.Errorf("a transcoder that is %s gave an image", name)
			continue
		}
		t.Logf("%s: %v", name, err)
	}
	if f, err := ParseHeader(bytes.NewReader(packed)); err != nil || !f.needsTranscode() {
		t.Errorf("the header alone does not show that JPEG-LS needs a transcoder (%v)", err)
	}
}
