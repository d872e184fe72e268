package anatomy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
)

// folderInMemory is a case folder under construction.
type folderInMemory struct {
	mu    sync.Mutex
	files fstest.MapFS
	order []string
}

type fileInMemory struct {
	bytes.Buffer
	folder *folderInMemory
	name   string
}

func (f *folderInMemory) create(name string) (io.WriteCloser, error) {
	return &fileInMemory{folder: f, name: name}, nil
}

func (f *fileInMemory) Close() error {
	f.folder.mu.Lock()
	defer f.folder.mu.Unlock()
	if f.folder.files == nil {
		f.folder.files = fstest.MapFS{}
	}
	f.folder.files[f.name] = &fstest.MapFile{Data: f.Bytes()}
	f.folder.order = append(f.folder.order, f.name)
	return nil
}

// TestBuildToWritesWhatBuildAndSaveDo: the same bytes from a scan, from a label
// map, from both, and from a label map that only serves a recipe.
func TestBuildToWritesWhatBuildAndSaveDo(t *testing.T) {
	scan := ballVolume(ballGrid())
	labels := &imaging.LabelMap{Grid: scan.Grid, Data: make([]uint16, scan.Len())}
	for i, hu := range scan.EveryNth(1) {
		switch hu {
		case tumourHU:
			labels.Data[i] = 7
		case fleshHU:
			labels.Data[i] = uint16(300 * (i % 2)) // the rest is left to the skin
		}
	}
	names := []segment.Named{{Label: 7, Name: "glioma", Tissue: "tumour", Color: "#c9a227"}, {Label: 300, Name: "brain", Tissue: "brain", Color: "#d9a7a0"}}
	seven, err := segment.ParseRecipe("glioma: label 7 of the imported label map, dilate 1 mm")
	if err != nil {
		t.Fatal(err)
	}
	seven.Tissue, seven.Color = "tumour", "#c9a227"
	for name, c := range map[string]struct {
		scan    bool
		options func() BuildOptions
	}{
		"scan":   {true, ballOptions},
		"labels": {false, func() BuildOptions { return BuildOptions{ID: "x", Modality: "LABELS", Labels: labels, Names: names} }},
		"scan and labels": {true, func() BuildOptions {
			o := ballOptions()
			o.Labels, o.Names, o.Recipes, o.Target = labels, names, slices.DeleteFunc(o.Recipes, func(r segment.Recipe) bool { return r.Name == "tumour" }), "glioma"
			return o
		}},
		"labels for a recipe": {true, func() BuildOptions {
			o := ballOptions()
			o.Labels, o.Recipes, o.Target = labels, []segment.Recipe{o.Recipes[0], seven}, "glioma"
			return o
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var v, own *imaging.Volume
			if c.scan {
				v, own = scan, &imaging.Volume{Grid: scan.Grid, Int16: slices.Clone(scan.Int16), Float32: slices.Clone(scan.Float32)}
			}
			saved, written := &folderInMemory{}, &folderInMemory{}
			built, err := Build(t.Context(), v, c.options())
			if err != nil {
				t.Fatal(err)
			}
			if err := Save(built, saved.create); err != nil {
				t.Fatal(err)
			}
			o := c.options()
			if o.Labels != nil {
				o.Labels = &imaging.LabelMap{Grid: labels.Grid, Data: slices.Clone(labels.Data)}
			}
			if err := BuildTo(t.Context(), own, o, written.create); err != nil {
				t.Fatal(err)
			}
			compareFolders(t, written, saved)
			if own != nil && own.Count() > 0 || o.Labels != nil && o.Labels.Data != nil {
				t.Error("the images are still in memory")
			}
			if again, err := Load(written.files); err != nil || again.HashString() != built.HashString() {
				t.Errorf("the case read again has another hash than the one that Build made: %v", err)
			}
		})
	}
}

func compareFolders(t *testing.T, got, want *folderInMemory) {
	t.Helper()
	if names := slices.Sorted(maps.Keys(want.files)); !slices.Equal(slices.Sorted(maps.Keys(got.files)), names) {
		t.Fatalf("the files are %v, want %v", got.order, names)
	}
	for name, file := range want.files {
		if !bytes.Equal(got.files[name].Data, file.Data) {
			t.Errorf("%s differs", name)
		}
	}
	if last := got.order[len(got.order)-1]; last != caseFile {
		t.Errorf("the last file is %s, want %s", last, caseFile)
	}
}

// TestBuildToTellsWhatFails: a full disk, a structure that is not there and a
// user who had enough each give one sentence and no case.
func TestBuildToTellsWhatFails(t *testing.T) {
	full := errors.New("the disk is full")
	for name, c := range map[string]struct {
		change func(*BuildOptions)
		refuse string // a file that cannot be written
		want   string
	}{
		"scan not written":    {refuse: volumeFile, want: "save volume.nii.gz: the disk is full"},
		"labels not written":  {refuse: labelsFile, want: "save labels.nii.gz: the disk is full"},
		"surface not written": {refuse: "surfaces/skin.ply", want: "save surfaces/skin.ply: the disk is full"},
		"nothing found":       {change: func(o *BuildOptions) { o.Recipes[0].Steps = []segment.Step{segment.Values(2000, 3000)} }, want: "no voxel of vessel"},
		"wrong target":        {change: func(o *BuildOptions) { o.Target = "soul" }, want: "not a structure of the case"},
	} {
		t.Run(name, func(t *testing.T) {
			o, folder := ballOptions(), &folderInMemory{}
			if c.change != nil {
				c.change(&o)
			}
			err := BuildTo(t.Context(), ballVolume(ballGrid()), o, func(name string) (io.WriteCloser, error) {
				if name == c.refuse {
					return nil, full
				}
				return folder.create(name)
			})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one sentence with %q", err, c.want)
			}
			if folder.files[caseFile] != nil {
				t.Error("there is a case nevertheless")
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	o, folder := ballOptions(), &folderInMemory{}
	o.Progress = func(_, _ int, what string) {
		if strings.HasPrefix(what, "surface of") {
			cancel()
		}
	}
	if err := BuildTo(ctx, ballVolume(ballGrid()), o, folder.create); !errors.Is(err, context.Canceled) || folder.files[caseFile] != nil {
		t.Errorf("cancelled, BuildTo returned %v", err)
	}
}
