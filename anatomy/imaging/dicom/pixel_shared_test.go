package dicom

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// imageFact is what pydicom, gdcmconv or dcmtk say of the pixels of a file.
type imageFact struct {
	Rows, Columns, Frames int
	Hash                  string // of the stored values, little endian
	Unsigned              bool
	Tools                 []string
}

// imageFacts are the facts of all DICOM images, by path below sharedData.
func imageFacts(t testing.TB) map[string]imageFact {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedData, "facts.json"))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	var all struct {
		DICOM map[string]struct {
			Series map[string]struct {
				Slices, Rows, Columns int
				Stored                struct{ DType string }
				Hashes                map[string]string `json:"per_file_sha256"`
				Images                map[string]struct {
					Rows, Columns, Frames int
					Hash                  string   `json:"sha256_decoded"`
					DType                 string   `json:"decoded_dtype"`
					Tools                 []string `json:"decoded_by"`
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	facts := map[string]imageFact{}
	for folder, group := range all.DICOM {
		for _, s := range group.Series {
			for name, hash := range s.Hashes {
				facts[path.Join(folder, name)] = imageFact{Rows: s.Rows, Columns: s.Columns, Frames: 1,
					Hash: hash, Unsigned: strings.Contains(s.Stored.DType, "u")}
			}
			for name, i := range s.Images {
				if i.Hash != "" {
					facts[path.Join(folder, name)] = imageFact{Rows: i.Rows, Columns: i.Columns, Frames: max(i.Frames, 1),
						Hash: i.Hash, Unsigned: strings.Contains(i.DType, "u"), Tools: i.Tools}
				}
			}
		}
	}
	return facts
}

// gdcmTranscode is the Transcode of the command: gdcmconv --raw.
func gdcmTranscode(t testing.TB) Transcode {
	program, err := exec.LookPath("gdcmconv")
	if err != nil {
		t.Log("gdcmconv is not installed: JPEG-LS, lossless JPEG and JPEG 2000 are left out")
		return nil
	}
	return func(ctx context.Context, file []byte) ([]byte, error) {
		in, out := filepath.Join(t.TempDir(), "in.dcm"), filepath.Join(t.TempDir(), "out.dcm")
		if err := os.WriteFile(in, file, 0o600); err != nil {
			return nil, err
		}
		if err := exec.CommandContext(ctx, program, "--raw", in, out).Run(); err != nil {
			return nil, err
		}
		return os.ReadFile(out)
	}
}

// storedHash decodes all frames to their stored values, in the number of bytes
// that the file allocates, and hashes them. 16-bit unsigned values go through
// decodeInt16 with an intercept that makes room, 8-bit and single bits with
// none.
func storedHash(t *testing.T, f *File) string {
	t.Helper()
	p, err := f.PixelFormat()
	if err != nil {
		t.Fatal(err)
	}
	shift := 0
	if p.Allocated == 16 && !p.Signed {
		shift = 1 << 15
	}
	hash := sha256.New()
	values := make([]int16, p.pixels())
	for frame := range p.Frames {
		if err := f.decodeInt16(values, frame, 1, float64(-shift)); err != nil {
			t.Fatal(err)
		}
		var raw []byte
		for _, v := range values {
			if p.Allocated == 16 {
				raw = binary.LittleEndian.AppendUint16(raw, uint16(int(v)+shift))
			} else {
				raw = append(raw, byte(v))
			}
		}
		hash.Write(raw)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// TestStoredPixelsAsOtherTools compares the stored values of every image with
// what pydicom, gdcmconv and dcmtk agreed on.
func TestStoredPixelsAsOtherTools(t *testing.T) {
	transcode := gdcmTranscode(t)
	compared := 0
	for name, want := range imageFacts(t) {
		t.Run(name, func(t *testing.T) {
			data := readShared(t, name)
			f, err := parseDecodable(context.Background(), data, transcode)
			if err != nil && transcode == nil {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			p, err := f.PixelFormat()
			if err != nil || p.Rows != want.Rows || p.Columns != want.Columns || p.Frames != want.Frames || p.Signed == want.Unsigned {
				t.Fatalf("format %+v, %v; want %+v", p, err, want)
			}
			if path.Base(name) == "MR_truncated.dcm" {
				err := f.decodeInt16(make([]int16, p.pixels()), 0, 1, 0)
				if err == nil || !strings.Contains(err.Error(), "cut short") {
					t.Fatalf("pixels that are not there: %v", err)
				}
				return
			}
			if got := storedHash(t, f); got != want.Hash {
				t.Errorf("the stored values hash to %s, %v have %s", got, want.Tools, want.Hash)
			}
			compared++
		})
	}
	t.Logf("%d images", compared)
}

// TestWhatNoToolReads: files that no other tool reads either give a sentence.
func TestWhatNoToolReads(t *testing.T) {
	if _, err := Parse(readShared(t, "dicom/oddities/no_meta.dcm")); err != ErrNotDICOM {
		t.Errorf("a file that begins within an element: %v", err)
	}
	others := []string{"provenance.json", "volumes/brain_mr_gd/MR_Gd.nii.gz"}
	broken, err := os.ReadDir(filepath.Join(sharedData, "broken"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range broken {
		others = append(others, path.Join("broken", entry.Name()))
	}
	for _, name := range others {
		data := readShared(t, name)
		if _, err := Parse(data); err != ErrNotDICOM {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ParseHeader(bytes.NewReader(data)); err != ErrNotDICOM {
			t.Errorf("%s: the header: %v", name, err)
		}
	}
}
