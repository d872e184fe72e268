package assets

import (
	"io/fs"
	"strings"
	"testing"
)

func TestManifestNamesEveryAssetWithSourceAndLicence(t *testing.T) {
	listed := map[string]bool{}
	for _, line := range strings.Split(Manifest(), "\n") {
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
	err := fs.WalkDir(files, "shaders", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !listed[path] {
			t.Errorf("%s is embedded but MANIFEST does not name its licence", path)
		}
		delete(listed, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range listed {
		if !strings.HasPrefix(name, "font ") {
			t.Errorf("MANIFEST names %s, which is not embedded", name)
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
