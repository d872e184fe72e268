package dicom

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// TestEachSliceHasItsOwnRescale whole or not, in one volume.
func TestEachSliceHasItsOwnRescale(t *testing.T) {
	for _, c := range []struct {
		slopes  []string
		shifts  []string
		isWhole bool
	}{
		{[]string{"1", "2", "1"}, []string{"-1024", "-1000", "7"}, true},
		{[]string{"1", "0.25", "1"}, []string{"-1024", "-1000", "7"}, false},
		{[]string{"1", "1", "1"}, []string{"0", "0.25", "0"}, false},
		{[]string{"0.5", "2.0", "4"}, []string{"0", "0", "0"}, true}, // of even values
		{[]string{"1", "1", "900"}, []string{"0", "0", "0"}, false},  // beyond 16 bits
	} {
		images := stackOf(0, 1, 2)
		for at := range images {
			images[at].slope, images[at].shift = c.slopes[at], c.shifts[at]
			images[at].value = func(x, y int) int16 { return int16(2 * (x + 8*y + at)) }
		}
		v, _ := readVolume(t, onlyVolume(t, folderOf(t, images)), ReadOptions{})
		if (v.Int16 != nil) != c.isWhole {
			t.Errorf("slopes %v: whole is %v", c.slopes, v.Int16 != nil)
		}
		for k, m := range images {
			var slope, shift float64
			fmt.Sscan(m.slope, &slope)
			fmt.Sscan(m.shift, &shift)
			for i := range 48 {
				if got, want := v.Value(48*k+i), float32(float64(m.value(i%8, i/8))*slope+shift); got != want {
					t.Fatalf("slopes %v: slice %d voxel %d is %g, want %g", c.slopes, k, i, got, want)
				}
			}
		}
	}
}

// TestPaddingIsAir in CT, and zero elsewhere; a range of values too, and a
// signed value written as an unsigned one.
func TestPaddingIsAir(t *testing.T) {
	for _, c := range []struct {
		modality string
		extra    []Element
		want     []float32
	}{
		{"CT", []Element{wordElement(tagPixelPadding, 65536-2000)}, []float32{-1000, -2600, -900}},
		{"CT", []Element{wordElement(tagPixelPadding, 65536-2000), wordElement(tagPixelPaddingLimit, 65536-1500)}, []float32{-1000, -1000, -900}},
		{"MR", []Element{wordElement(tagPixelPadding, 65536-2000)}, []float32{0, -2600, -900}},
	} {
		images := stackOf(0, 1, 2)
		for at := range images {
			images[at].modality, images[at].shift, images[at].extra = c.modality, "-1000", c.extra
			images[at].value = func(x, y int) int16 { return []int16{-2000, -1600, 100}[x%3] }
		}
		v, _ := readVolume(t, onlyVolume(t, folderOf(t, images)), ReadOptions{})
		for x, want := range c.want {
			if got := v.At(x, 0, 1); got != want {
				t.Errorf("%s, padding of %d elements: value %d is %g, want %g", c.modality, len(c.extra), x, got, want)
			}
		}
	}
}

// TestUnreadableSlice refuses the series with the file's name, and is
// interpolated and told when that is allowed.
func TestUnreadableSlice(t *testing.T) {
	folder := folderOf(t, ramps(0, 1, 2, 3, 4))
	bad := ""
	for name, file := range folder {
		if f, err := Parse(file.Data); err == nil && f.Floats(tagImagePosition)[2] == 2 {
			bad = name
		}
	}
	folder[bad] = &fstest.MapFile{Data: folder[bad].Data[:len(folder[bad].Data)-20]}
	s := onlyVolume(t, folder)
	wantWords(t, refusal(t, s, ReadOptions{}), bad+" cannot be read: ")
	v, notes := readVolume(t, s, ReadOptions{AllowGaps: true})
	wantWords(t, strings.Join(notes, "\n"), bad+" cannot be read", "its slice at 2.0 mm was left out", "1 slice was interpolated between neighbours: at 2.0 mm")
	if v.Size[2] != 5 {
		t.Fatalf("size %v", v.Size)
	}
	for k := range 5 {
		if got, want := v.At(1, 1, k), float32(1110+10*k-1024); got != want {
			t.Errorf("slice %d is %g, want %g", k, got, want)
		}
	}
}

// TestUnreadableEnd is cut off, not invented.
func TestUnreadableEnd(t *testing.T) {
	folder := folderOf(t, ramps(0, 1, 2, 3, 4))
	for name, file := range folder {
		if f, err := Parse(file.Data); err == nil && f.Floats(tagImagePosition)[2] == 0 {
			folder[name] = &fstest.MapFile{Data: file.Data[:len(file.Data)-20]}
		}
	}
	v, _ := readVolume(t, onlyVolume(t, folder), ReadOptions{AllowGaps: true})
	if v.Size[2] != 4 || v.Position(0, 0, 0)[2] != 1 || v.At(0, 0, 0) != 1010-1024 {
		t.Errorf("size %v from %v, value %g", v.Size, v.Position(0, 0, 0), v.At(0, 0, 0))
	}
}

// TestFolderChangesMeanwhile is told, not imported.
func TestFolderChangesMeanwhile(t *testing.T) {
	folder := folderOf(t, stackOf(0, 1, 2))
	s := onlyVolume(t, folder)
	folder["a/000"] = &fstest.MapFile{Data: axial(77).encode(t)}
	wantWords(t, refusal(t, s, ReadOptions{}), "a/000", "changed since")
	delete(folder, "a/000")
	wantWords(t, refusal(t, s, ReadOptions{}), "a/000", "cannot be opened any more")
}

// TestReadCanBeStopped and reports its progress, and every file, once.
func TestReadCanBeStopped(t *testing.T) {
	images := stackOf(0, 1, 2, 3)
	for at := range images {
		images[at].slope = "3" // some values need more than 16 bits
		images[at].value = func(x, y int) int16 { return int16(5000 * at) }
	}
	s := onlyVolume(t, folderOf(t, images))
	var steps []int
	var lock sync.Mutex
	seen := map[string]int{}
	v, _ := readVolume(t, s, ReadOptions{
		Progress: func(done, total int) { steps = append(steps, 10*done+total) },
		Seen: func(f *File) {
			lock.Lock()
			defer lock.Unlock()
			seen[f.Text(tagSOPInstance)]++
		},
	})
	if v.Float32 == nil || !slices.Equal(steps, []int{14, 24, 34, 44}) {
		t.Errorf("progress %v", steps)
	}
	for _, m := range images {
		if seen[m.instance] != 1 {
			t.Errorf("seen %v", seen)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	_, _, err := s.Read(ctx, ReadOptions{AllowGaps: true, Progress: func(done, total int) { stop() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestCompressedSeries needs the program, says so, and gives the same volume
// with it.
func TestCompressedSeries(t *testing.T) {
	program := needsTool(t, "gdcmconv")
	plain, packed := fstest.MapFS{}, fstest.MapFS{}
	for name, file := range memoryOf(t, "dicom/seg_liver_ct3/ct") {
		plain[name] = file
		packed[name] = &fstest.MapFile{Data: compressed(t, program, "--jpegls", file.Data)}
	}
	s := onlyVolume(t, packed)
	for _, gaps := range []bool{false, true} {
		wantWords(t, refusal(t, s, ReadOptions{AllowGaps: gaps}), "JPEG-LS", "libgdcm-tools")
	}
	v, _ := readVolume(t, s, ReadOptions{Transcode: gdcmTranscode(t)})
	want, _ := readVolume(t, onlyVolume(t, plain), ReadOptions{})
	if volumeSum(v) != volumeSum(want) {
		t.Error("the compressed series gives another volume")
	}
}

// TestReadKeepsToItsMemory decodes straight into the volume: beside it there
// are a file per worker and little else.
func TestReadKeepsToItsMemory(t *testing.T) {
	images := make([]madeSlice, 64)
	for at := range images {
		images[at] = axial(float64(at))
		images[at].columns, images[at].rows = 256, 256
		images[at].value = func(x, y int) int16 { return int16(x ^ y) }
	}
	s := onlyVolume(t, folderOf(t, images))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	v, _ := readVolume(t, s, ReadOptions{})
	runtime.ReadMemStats(&after)
	// All that was allocated on the way, freed or not.
	if used, size := after.TotalAlloc-before.TotalAlloc, uint64(2*v.Len()); used > size*3/2 {
		t.Errorf("%d bytes were allocated for a volume of %d", used, size)
	}
}

// TestHeadersThatPromiseTooMuch are refused before memory is set aside.
func TestHeadersThatPromiseTooMuch(t *testing.T) {
	images := stackOf(0, 1, 2)
	for at := range images {
		images[at].extra = []Element{wordElement(tagRows, 12000), wordElement(tagColumns, 12000)}
	}
	c := findIn(t, folderOf(t, images))
	for _, s := range append(c.Volumes, c.LeftOut...) {
		refusal(t, s, ReadOptions{AllowGaps: true})
		if _, err := s.Thumbnail(context.Background(), nil); err == nil {
			t.Error("an image of 12000 x 12000 pixels was drawn of 96 bytes")
		}
	}
}

// compressed is a file as gdcmconv compresses it.
func compressed(t *testing.T, program, how string, data []byte) []byte {
	t.Helper()
	in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if message, err := exec.Command(program, how, in, out).CombinedOutput(); err != nil {
		t.Fatalf("gdcmconv: %v: %s", err, message)
	}
	packed, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// TestArchiveThatLiesAboutAFilesSize: no memory is set aside for what an archive
// claims.
func TestArchiveThatLiesAboutAFilesSize(t *testing.T) {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	entry, err := archive.CreateRaw(&zip.FileHeader{Name: "a", UncompressedSize64: maxFile - 1, CompressedSize64: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write([]byte("DICM")); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	folder, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = readFile(folder, "a", nil)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; err == nil || used > 65<<20 {
		t.Errorf("%d bytes were allocated for 4: %v", used, err)
	}
}
