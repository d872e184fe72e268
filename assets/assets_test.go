package assets

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestManifestNamesEveryAssetWithSourceAndLicence(t *testing.T) {
	manifest, err := os.ReadFile("MANIFEST")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.SplitSeq(string(manifest), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || fields[1] == "" || fields[2] == "" {
			t.Errorf("MANIFEST line %q: want name, source and licence, separated by tabs", line)
			continue
		}
		listed[fields[0]] = true
	}
	err = fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path != "MANIFEST" && !strings.HasSuffix(path, ".go") && !listed[path] {
			t.Errorf("MANIFEST does not name %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range listed {
		if _, err := os.Stat(name); err != nil && !strings.HasPrefix(name, "font ") {
			t.Errorf("MANIFEST names %s, which is not there", name)
		}
	}
}

func TestUnknownShaderIsAnError(t *testing.T) {
	if _, err := Shader("none.frag"); err == nil || !strings.Contains(err.Error(), "none.frag") {
		t.Errorf("Shader(none.frag) = %v, want an error that names it", err)
	}
	if source, err := Shader("tissue.frag"); err != nil || !strings.Contains(source, "FragColor") {
		t.Errorf("Shader(tissue.frag) = %.20q, %v", source, err)
	}
}
