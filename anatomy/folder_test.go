package anatomy

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// memoryFile hands its bytes to a file system when it is closed.
type memoryFile struct {
	bytes.Buffer
	close func([]byte)
}

func (f *memoryFile) Close() error {
	f.close(f.Bytes())
	return nil
}

// saved is the case's folder in memory, and its files in the order of creation.
func saved(t testing.TB, c *Case) (folder fstest.MapFS, order []string) {
	t.Helper()
	folder = fstest.MapFS{}
	err := Save(c, func(name string) (io.WriteCloser, error) {
		order = append(order, name)
		return &memoryFile{close: func(data []byte) { folder[name] = &fstest.MapFile{Data: data} }}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder, order
}

func TestSavedAndLoadedCaseIsEqual(t *testing.T) {
	c := buildBall(t)
	c.Landmarks[0].Position[1] = 1.0 / 3 // no short decimal
	folder, order := saved(t, c)
	if want := []string{"volume.nii.gz", "labels.nii.gz", "surfaces/skin.ply", "surfaces/tumour.ply", "surfaces/vessel.ply", "case.yaml"}; !slices.Equal(order, want) {
		t.Errorf("files are %v, want %v, the case last", order, want)
	}
	loaded, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, loaded); diff != "" {
		t.Errorf("the loaded case differs:\n%s", diff)
	}
	if c.HashString() != loaded.HashString() {
		t.Error("the hash changed on the way through the folder")
	}
	again, _ := saved(t, loaded)
	for name := range folder {
		if !bytes.Equal(folder[name].Data, again[name].Data) {
			t.Errorf("%s has other bytes when saved again", name)
		}
	}
}

func TestObliqueCaseSurvivesTheFolder(t *testing.T) {
	grid := ballGrid()
	grid.PatientFromVoxel[4] = 0.123456789012345 // sheared, and not a float32
	c, err := Build(t.Context(), ballVolume(grid), ballOptions())
	if err != nil {
		t.Fatal(err)
	}
	folder, _ := saved(t, c)
	loaded, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if c.Volume.PatientFromVoxel != loaded.Volume.PatientFromVoxel || c.HashString() != loaded.HashString() {
		t.Errorf("the affine %v became %v", c.Volume.PatientFromVoxel, loaded.Volume.PatientFromVoxel)
	}
}

func TestLoadMetaReadsOnlyTheText(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	c, err := LoadMeta(fstest.MapFS{caseFile: folder[caseFile]})
	if err != nil {
		t.Fatal(err)
	}
	if c.ID != "ball" || len(c.Structures) != 3 || c.Structures[0].VolumeML == 0 || c.Volume != nil {
		t.Errorf("the case is %+v", c)
	}
}

func TestLabelsOnlyCaseNeedsNoVolume(t *testing.T) {
	c := buildBall(t)
	c.Volume, c.Modality = nil, "LABELS"
	folder, _ := saved(t, c)
	if _, ok := folder[volumeFile]; ok {
		t.Error("a volume was written")
	}
	if _, err := Load(folder); err != nil {
		t.Error(err)
	}
}

func TestLoadNamesTheMissingFile(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	for name := range folder {
		want := name + " is missing from the case folder; import the scan again, or restore the folder from a backup"
		if name == caseFile {
			want = "there is no case.yaml in this folder; choose a folder that drylab import wrote"
		}
		rest := maps.Clone(folder)
		delete(rest, name)
		if _, err := Load(rest); err == nil || err.Error() != want || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without %s the error is %v, want %s", name, err, want)
		}
	}
}

func TestLoadSaysWhichFileIsDamaged(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	for name, whole := range folder {
		if name == caseFile {
			continue // FuzzLoadCaseYAML and TestStrictCaseText
		}
		for _, length := range []int{0, 10, 300, len(whole.Data) / 2, len(whole.Data) - 1} {
			cut := maps.Clone(folder)
			cut[name] = &fstest.MapFile{Data: whole.Data[:length]}
			_, err := Load(cut)
			if err == nil {
				t.Errorf("%s cut after %d bytes is accepted", name, length)
				continue
			}
			text := err.Error()
			if !strings.HasPrefix(text, name+" is truncated or damaged (") || !strings.HasSuffix(text, "); "+anew) ||
				strings.Count(text, "truncated") > 1 || strings.Count(text, ";") > 1 || strings.Count(text, name) > 1 {
				t.Errorf("%s cut after %d bytes: %s", name, length, text)
			}
		}
	}
}

func TestLoadSaysWhatCannotBeOpened(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	for _, name := range []string{caseFile, labelsFile, "surfaces/skin.ply"} {
		_, err := Load(locked{folder, name})
		if want := name + " cannot be opened (permission denied); check its permissions"; err == nil || err.Error() != want || !errors.Is(err, fs.ErrPermission) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
}

// locked is a folder in which one file may not be read.
type locked struct {
	fs.FS
	name string
}

func (l locked) Open(name string) (fs.File, error) {
	if name == l.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

// TestLoadRefusesARecordThatTheSurfaceContradicts: practice trusts the record,
// and would leave a vessel unguarded that says it is not watertight.
func TestLoadRefusesARecordThatTheSurfaceContradicts(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	text := string(folder[caseFile].Data)
	vessel := strings.Index(text, "name: vessel")
	for _, test := range []struct{ old, new, want string }{
		{"watertight: true", "watertight: false", "watertight is recorded as false and found to be true"},
		{"triangles: ", "triangles: 1", "triangles are recorded"},
		{"volume_ml: 0", "volume_ml: 1", "ml are recorded"},
	} {
		changed := maps.Clone(folder)
		edited := text[:vessel] + strings.Replace(text[vessel:], test.old, test.new, 1)
		if edited == text {
			t.Fatalf("the text has no %q:\n%s", test.old, text)
		}
		changed[caseFile] = &fstest.MapFile{Data: []byte(edited)}
		if _, err := Load(changed); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "surfaces/vessel.ply") {
			t.Errorf("with %s the error is %v, want %q", test.new, err, test.want)
		}
	}
}

func TestSavePassesErrorsOn(t *testing.T) {
	full := errors.New("no space left on device")
	c := buildBall(t)
	for _, failing := range []string{volumeFile, labelsFile, "surfaces/tumour.ply", caseFile} {
		wroteCase := false
		err := Save(c, func(name string) (io.WriteCloser, error) {
			if name == failing {
				return nil, full
			}
			return &memoryFile{close: func([]byte) { wroteCase = wroteCase || name == caseFile }}, nil
		})
		if !errors.Is(err, full) || !strings.Contains(err.Error(), failing) {
			t.Errorf("error is %v, want it to name %s and wrap the cause", err, failing)
		}
		if wroteCase {
			t.Errorf("%s was written although %s failed", caseFile, failing)
		}
	}
}

func TestStrictCaseText(t *testing.T) {
	folder, _ := saved(t, buildBall(t))
	text := string(folder[caseFile].Data)
	for name, test := range map[string]struct{ old, new, want string }{
		"unknown key":          {"title:", "titel:", ":3:1: unknown key \"titel\""},
		"repeated key":         {"title:", "id:", "the key \"id\" stands here twice"},
		"newer schema":         {"drylab.case/1", "drylab.case/2", "update drylab"},
		"other schema":         {"drylab.case/1", "slicer/1", "choose a folder that drylab import wrote"},
		"path in a name":       {"name: skin", "name: ../skin", "structure name \"../skin\" is not allowed"},
		"drive in a name":      {"name: skin", "name: c:skin", "not allowed"},
		"same name twice":      {"name: tumour", "name: skin", "used twice"},
		"label zero":           {"label: 3", "label: 0", "label 0"},
		"label too large":      {"label: 3", "label: 70000", "70000 is too large here; the greatest is 65535"},
		"stranger inside":      {"labels: [3, 1, 2]", "labels: [3, 1, 200]", "label 200"},
		"own label not first":  {"labels: [3, 1, 2]", "labels: [1, 2]", "begin with its own"},
		"labels out of order":  {"labels: [3, 1, 2]", "labels: [3, 2, 1]", "ascend"},
		"four coordinates":     {"position: [3.0, ", "position: [3.0, 1.0, ", "4 numbers"},
		"two coordinates":      {"position: [3.0, -5.0, 7.0]", "position: [3.0, -5.0]", "2 numbers"},
		"text as coordinate":   {"position: [3.0, ", "position: [x, ", `the position "[x, -5.0, 7.0]" is not a list of three numbers`},
		"infinite coordinate":  {"position: [3.0, ", "position: [.inf, ", "not finite"},
		"not a number volume":  {"triangles:", "triangles: -4 #", "numbers from 0"},
		"bad frame":            {"frame_of_reference: 2.25.", "frame_of_reference: 2.x.", "unique identifier"},
		"anchor":               {"title: A ball", "title: &a A ball", "anchors"},
		"deep nesting":         {"title: A ball", "title: [[[[[[A]]]]]]", "nested too deeply"},
		"endless line":         {"title: A ball", "title: " + strings.Repeat("a", 8<<10), "case.yaml:3:1: the line is longer than"},
		"escape in the title":  {"title: A ball", `title: "A \e[31m ball"`, "printable"},
		"two lines in a title": {"title: A ball", "title: |\n  A\n  ball", "printable"},
		"modality":             {"modality: CT", "modality: XX", "CT, MR or LABELS"},
		"same landmark twice":  {"name: top", "name: centre", "two landmarks"},
		"landmark without key": {"name: top", "nom: top", "unknown key"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, test.old, test.new, 1)
			if changed == text {
				t.Fatalf("the text has no %q:\n%s", test.old, text)
			}
			_, err := LoadMeta(fstest.MapFS{caseFile: &fstest.MapFile{Data: []byte(changed)}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestHugeCaseTextIsRefused(t *testing.T) {
	data := bytes.Repeat([]byte("# nothing\n"), strictyaml.MaxBytes/8)
	if _, err := LoadMeta(fstest.MapFS{caseFile: &fstest.MapFile{Data: data}}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("error is %v", err)
	}
}

func FuzzLoadCaseYAML(f *testing.F) {
	c := buildBall(f)
	folder, _ := saved(f, c)
	text := folder[caseFile].Data
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Add([]byte("schema: drylab.case/1\nid: a\n"))
	f.Add([]byte("schema: drylab.case/1\nlandmarks:\n  - {name: a, position: [1, 2, 3, 4]}\n"))
	f.Add([]byte("schema: drylab.case/1\ntitle: |\n  two\n  lines\n"))
	f.Add(bytes.Repeat([]byte("- "), 2000))
	f.Add(bytes.Repeat([]byte("{a: "), 2000))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseCase(data)
		if err != nil {
			return
		}
		text, err := yaml.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseCase(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Fatalf("written and read again, the case differs:\n%s", diff)
		}
	})
}
