package dicom

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/drylab/drylab/anatomy/imaging"
)

// volumeSum is a checksum of a volume, grid and values.
func volumeSum(v *imaging.Volume) [sha256.Size]byte {
	var out bytes.Buffer
	binary.Write(&out, binary.LittleEndian, v.PatientFromVoxel)
	fmt.Fprint(&out, v.Size)
	binary.Write(&out, binary.LittleEndian, v.Int16)
	binary.Write(&out, binary.LittleEndian, v.Float32)
	return sha256.Sum256(out.Bytes())
}

// shuffled gives the files of a folder other names, in other folders.
func shuffled(folder fstest.MapFS, seed uint64) fstest.MapFS {
	random := rand.New(rand.NewPCG(seed, seed))
	names := make([]string, 0, len(folder))
	for name := range folder {
		names = append(names, name)
	}
	slices.Sort(names)
	random.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
	result := fstest.MapFS{}
	for at, name := range names {
		result[fmt.Sprintf("%d/%x/%d.tmp", random.IntN(3), random.Uint32(), at)] = folder[name]
	}
	return result
}

// memoryOf copies a folder of the shared data.
func memoryOf(t testing.TB, names ...string) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	for _, name := range names {
		entries, err := os.ReadDir(filepath.Join(sharedData, name))
		if err != nil {
			t.Skipf("the shared data set is absent: %v", err)
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				folder[path.Join(path.Base(name), entry.Name())] = &fstest.MapFile{Data: readShared(t, path.Join(name, entry.Name()))}
			}
		}
	}
	return folder
}

// zipOf packs a folder.
func zipOf(t testing.TB, folder fstest.MapFS) fs.FS {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, file := range folder {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write(file.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestNamesAndOrderDoNotMatter finds the same volumes, bit for bit, in several
// real series at once, shuffled and renamed, zipped, and on any number of
// cores.
func TestNamesAndOrderDoNotMatter(t *testing.T) {
	folder := memoryOf(t, "dicom/ct_skull_phantom_tilt_m18", "dicom/mr_head_oblique", "dicom/seg_liver_ct3/ct", "dicom/enhanced_multiframe")
	sums := func(folder fs.FS) (all []string) {
		c := findIn(t, folder)
		for _, s := range c.Volumes {
			v, notes := readVolume(t, s, ReadOptions{})
			all = append(all, fmt.Sprintf("%s %x %q", s.Describe(), volumeSum(v), notes))
		}
		for _, s := range c.LeftOut {
			all = append(all, s.Describe()+" "+s.Reason)
		}
		return append(all, c.Notes...)
	}
	want := sums(folder)
	if len(want) < 7 {
		t.Fatalf("only %q", want)
	}
	for seed := range uint64(3) {
		if got := sums(shuffled(folder, seed)); !slices.Equal(got, want) {
			t.Errorf("shuffled:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if got := sums(zipOf(t, shuffled(folder, 9))); !slices.Equal(got, want) {
		t.Errorf("zipped:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := sums(folder); !slices.Equal(got, want) {
		t.Errorf("on one core:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestOtherFilesAreCounted and do no harm.
func TestOtherFilesAreCounted(t *testing.T) {
	folder := folderOf(t, stackOf(0, 1, 2))
	folder["README.txt"] = &fstest.MapFile{Data: []byte("hello")}
	folder["empty"] = &fstest.MapFile{}
	folder["viewer.exe"] = &fstest.MapFile{Data: bytes.Repeat([]byte{8, 0, 0x16, 0, 77}, 1000)}
	folder["broken.dcm"] = &fstest.MapFile{Data: append(make([]byte, 128), "DICM\x08\x00\x16\x00UI\x40"...)}
	c := findIn(t, folder)
	if c.Files != 7 || c.Foreign != 3 || len(c.Volumes) != 1 {
		t.Errorf("%d files, %d foreign, %d volumes", c.Files, c.Foreign, len(c.Volumes))
	}
	if len(c.Notes) != 1 {
		t.Fatalf("notes %q", c.Notes)
	}
	wantWords(t, c.Notes[0], "broken.dcm was left out: ")
	only := fstest.MapFS{}
	for at := range 9 {
		only[fmt.Sprint(at)] = folder["broken.dcm"]
	}
	c = findIn(t, only)
	wantWords(t, c.Explain(), "no file can be read: 0 was left out: ")
	wantWords(t, c.Notes[len(c.Notes)-1], "6 files more cannot be read")
}

// TestEmptyFolders say what to give.
func TestEmptyFolders(t *testing.T) {
	wantWords(t, findIn(t, fstest.MapFS{}).Explain(), "empty", "give the folder")
	wantWords(t, findIn(t, fstest.MapFS{"a.txt": {Data: []byte("a")}}).Explain(), "1 file", "no", "DICOM")
	if _, err := Find(context.Background(), os.DirFS("/does/not/exist"), FindOptions{}); err == nil {
		t.Error("a folder that is not there was read")
	}
}

// TestCopiesAreUsedOnce when they are the same, and refused when not.
func TestCopiesAreUsedOnce(t *testing.T) {
	images := stackOf(0, 1, 2, 3)
	folder := folderOf(t, images)
	for at, m := range images[:2] {
		folder[fmt.Sprintf("copy/%d", at)] = &fstest.MapFile{Data: m.encode(t)}
	}
	c := findIn(t, folder)
	if len(c.Volumes) != 1 || c.Volumes[0].Images != 4 {
		t.Fatalf("%d volumes", len(c.Volumes))
	}
	wantWords(t, strings.Join(c.Notes, "\n"), "2 files are the same as others and used once")

	images[1].value = func(x, y int) int16 { return 5 }
	folder["copy/1"] = &fstest.MapFile{Data: images[1].encode(t)}
	c = findIn(t, folder)
	if len(c.LeftOut) != 1 || len(c.Volumes) != 1 {
		t.Fatalf("%d volumes, %d left out", len(c.Volumes), len(c.LeftOut))
	}
	wantWords(t, c.LeftOut[0].Reason, "different pixels under one identity", "copy/1")
	wantWords(t, refusal(t, c.Volumes[0], ReadOptions{}), "1 slice is missing: at 1.0 mm")
}

// directoryOf makes a DICOMDIR that names files.
func directoryOf(t testing.TB, names ...string) []byte {
	var records []Dataset
	for _, name := range names {
		records = append(records, Dataset{Elements: []Element{
			textElement(tagReferencedFileID, "CS", strings.ReplaceAll(name, "/", `\`)),
		}})
	}
	f := &File{}
	f.Elements = []Element{
		textElement(tagSOPClass, "UI", directoryClass), textElement(tagSOPInstance, "UI", "1.2.77"),
	}
	// Encode writes no group 0004, so the records go behind what it writes.
	data := encoded(t, f)
	var sequence bytes.Buffer
	for _, record := range records {
		id := record.Elements[0].Value
		if len(id)%2 == 1 {
			id = append(id, ' ')
		}
		binary.Write(&sequence, binary.LittleEndian, []uint16{0xfffe, 0xe000})
		binary.Write(&sequence, binary.LittleEndian, uint32(8+len(id)))
		binary.Write(&sequence, binary.LittleEndian, []uint16{0x0004, 0x1500})
		sequence.WriteString("CS")
		binary.Write(&sequence, binary.LittleEndian, uint16(len(id)))
		sequence.Write(id)
	}
	at := bytes.Index(data, []byte{8, 0, 0x16, 0})
	var out bytes.Buffer
	out.Write(data[:at])
	out.Write([]byte{4, 0, 0x20, 0x12, 'S', 'Q', 0, 0})
	binary.Write(&out, binary.LittleEndian, uint32(sequence.Len()))
	out.Write(sequence.Bytes())
	out.Write(data[at:])
	return out.Bytes()
}

// TestDirectory is checked against the files: missing ones are told, forgotten
// ones are used, and a broken directory is said to be.
func TestDirectory(t *testing.T) {
	folder := fstest.MapFS{}
	var names []string
	for at, m := range stackOf(0, 1, 2, 3) {
		name := fmt.Sprintf("CT/IM%d", at)
		names = append(names, name)
		folder[strings.ToLower(name)] = &fstest.MapFile{Data: m.encode(t)}
	}
	folder["DICOMDIR"] = &fstest.MapFile{Data: directoryOf(t, names...)}
	c := findIn(t, folder)
	if len(c.Volumes) != 1 || len(c.Notes) != 0 {
		t.Errorf("a complete disc: %d volumes, notes %q", len(c.Volumes), c.Notes)
	}
	delete(folder, "ct/im3")
	folder["DICOMDIR"] = &fstest.MapFile{Data: directoryOf(t, append(names[1:], "CT/IM9")...)}
	c = findIn(t, folder)
	if len(c.Volumes) != 1 || c.Volumes[0].Images != 3 || len(c.Notes) != 1 {
		t.Fatalf("notes %q", c.Notes)
	}
	wantWords(t, c.Notes[0], "DICOMDIR", "missing: CT/IM3 and 1 file more", "copy the whole disc")
	folder["DICOMDIR"] = &fstest.MapFile{Data: []byte("no directory")}
	c = findIn(t, folder)
	if len(c.Volumes) != 1 || len(c.Notes) != 1 {
		t.Fatalf("notes %q", c.Notes)
	}
	wantWords(t, c.Notes[0], "DICOMDIR cannot be read", "all files of its folder were looked at")
}

// TestDirectoryOfDcmtk reads a DICOMDIR as dcmmkdir writes it.
func TestDirectoryOfDcmtk(t *testing.T) {
	program := needsTool(t, "dcmmkdir")
	disc := t.TempDir()
	for at, name := range []string{"03.dcm", "02.dcm", "01.dcm"} {
		data := readShared(t, "dicom/seg_liver_ct3/ct/"+name)
		if err := os.WriteFile(filepath.Join(disc, fmt.Sprintf("IM%d", at)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(program, "-W", "-Nxc", "IM0", "IM1", "IM2")
	command.Dir = disc
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("dcmmkdir: %v: %s", err, out)
	}
	c := findIn(t, os.DirFS(disc))
	if len(c.Volumes) != 1 || len(c.Notes) != 0 {
		t.Fatalf("%d volumes, notes %q", len(c.Volumes), c.Notes)
	}
	if err := os.Remove(filepath.Join(disc, "IM1")); err != nil {
		t.Fatal(err)
	}
	wantWords(t, strings.Join(findIn(t, os.DirFS(disc)).Notes, "\n"), "DICOMDIR names files that are missing: IM1 is not there")
}

// TestFindCanBeStopped and reports its progress.
func TestFindCanBeStopped(t *testing.T) {
	folder := folderOf(t, stackOf(0, 1, 2, 3))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var steps []int
	_, err := Find(ctx, folder, FindOptions{Progress: func(done, total int) {
		steps = append(steps, 10*done+total)
		stop()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(steps) == 0 || steps[0] != 14 {
		t.Errorf("progress %v", steps)
	}
}
