package dicom

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sharedData holds real files and, in facts.json, what other tools say of them.
const sharedData = "../../../../shared/data"

// sharedFiles are the paths of the DICOM files of the shared data, relative to
// it, without the one that no tool reads (see TestWhatNoToolReads). Of a series
// of many images there are every tenth only, unless DRYLAB_SOAK=1.
func sharedFiles(t testing.TB) []string {
	t.Helper()
	var paths []string
	root := os.DirFS(sharedData)
	err := fs.WalkDir(root, "dicom", func(path string, entry fs.DirEntry, err error) error {
		switch filepath.Ext(path) {
		case ".nrrd", ".nii", ".txt", ".json":
			return err
		}
		if err == nil && !entry.IsDir() && entry.Name() != "no_meta.dcm" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	slices.Sort(paths)
	if os.Getenv("DRYLAB_SOAK") == "1" {
		return paths
	}
	seen := map[string]int{}
	return slices.DeleteFunc(paths, func(path string) bool {
		folder := filepath.Dir(path)
		seen[folder]++
		large := strings.Contains(folder, "/ct_") || strings.Contains(folder, "/mr_")
		return large && seen[folder]%10 != 1
	})
}

// readShared reads one of the shared files.
func readShared(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedData, path))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	return data
}

// needsTool skips a test when a program that it compares with is not there.
func needsTool(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed", program)
	}
	return path
}

// pydicom runs a script with Debian's pydicom and gives its output by lines.
func pydicom(t testing.TB, script string, arguments ...string) []string {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import pydicom, numpy").Run(); err != nil {
		t.Skip("python3-pydicom and python3-numpy are not installed")
	}
	command := exec.Command(python, append([]string{"-W", "ignore", "-c", script}, arguments...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("pydicom: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
