package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// damagedScans are scans with something wrong in them, made from a sound one.
func damagedScans(t testing.TB) []string {
	t.Helper()
	sound := nrrdHeader + string(madeVoxels(madeImages))
	var paths []string
	for name, text := range map[string]string{
		"empty.nrrd":    "",
		"cut.nrrd":      sound[:len(sound)/2],
		"header.nrrd":   nrrdHeader,
		"lying.nrrd":    strings.Replace(sound, "32 32 32", "99999 99999 99999", 1),
		"flat.nrrd":     strings.Replace(sound, "(0,0,2)", "(0,2,0)", 1),
		"nan.nrrd":      strings.Replace(sound, "(0,0,2)", "(0,0,nan)", 1),
		"nowhere.mhd":   strings.Replace(metaHeader, "LOCAL", "/etc/passwd", 1),
		"gzip.nii.gz":   "\x1f\x8b\x08\x00garbage",
		"lying.nii":     strings.Replace(nifti1("n+1\x00"), " \x00 \x00 \x00", "\xff\x7f\xff\x7f\xff\x7f", 1),
		"DICOMDIR":      strings.Repeat("\x00", 128) + "DICM\xff\xff",
		"cut.dcm":       string(madeSeries{}.slice(t, 0)[:400]),
		"zip.zip":       "PK\x03\x04garbage",
		"voxelless.nii": nifti1("n+1\x00"),
	} {
		paths = append(paths, write(t, name, text))
	}
	return paths
}

// TestBadInput: whatever is given for a scan, labels, names, points or a recipe
// ends with one sentence that names it, and leaves nothing.
func TestBadInput(t *testing.T) {
	emptyHome(t)
	files := damagedScans(t)
	for _, folder := range []string{"broken", "broken/sofa_lgpl", "dicom/oddities"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Logf("the shared data set is not here: nothing of %s is tried", folder)
		}
		files = append(files, found...)
	}
	sound := write(t, "scan.nrrd", nrrdHeader+string(madeVoxels(madeImages)))
	files = append(files, filepath.Join(t.TempDir(), "missing.nii"), t.TempDir(), os.DevNull)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			base := filepath.Base(file)
			refused(t, base, file, theBall...)
			for flag, args := range map[string][]string{
				"labels": {"--labels", file}, "names": {"--labels", file, "--names", file}, "recipe": {"--recipe", file},
				"points": {"--structure", "ball=400:3000", "--split", "ball=" + file},
			} {
				t.Run(flag, func(t *testing.T) { refused(t, base, sound, args...) })
			}
		})
	}
}
