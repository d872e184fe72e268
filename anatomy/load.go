package anatomy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/strictyaml"
)

// Load reads a case folder. What it returns keeps every rule of case.yaml and
// has its labels, surfaces as recorded and, unless only labels were imported,
// its volume; whether these agree with each other is Check's question. Errors name the
// file, and in case.yaml the line and column.
func Load(folder fs.FS) (*Case, error) {
	c, err := LoadMeta(folder)
	if err != nil {
		return nil, err
	}
	if c.Labels, err = loadFile(folder, labelsFile, imaging.ReadNIfTILabels); err != nil {
		return nil, err
	}
	c.Volume, err = loadFile(folder, volumeFile, imaging.ReadNIfTI)
	if err != nil && !(errors.Is(err, fs.ErrNotExist) && c.Modality == "LABELS") {
		return nil, err
	}
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface, err = loadFile(folder, surfaceFile(s.Name), mesh.ReadPLY); err != nil {
			return nil, err
		}
		if err := s.checkRecord(s.Surface.Check().Watertight()); err != nil {
			return nil, fmt.Errorf("%s and %s disagree about structure %s: %w; one of them was changed, import the scan again", caseFile, surfaceFile(s.Name), s.Name, err)
		}
	}
	return c, nil
}

// LoadMeta reads case.yaml alone: no volume, labels or surfaces.
func LoadMeta(folder fs.FS) (*Case, error) {
	text, err := loadFile(folder, caseFile, func(r io.Reader) ([]byte, error) { return strictyaml.Read(caseFile, r) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no %s in this folder; choose a folder that drylab import wrote: %w", caseFile, err)
	}
	if err != nil {
		return nil, err
	}
	return parseCase(text)
}

// loadFile reads one file of the folder; read must not keep the reader. The
// result is nil when there is an error.
func loadFile[T any](folder fs.FS, name string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	file, err := folder.Open(name)
	if err != nil {
		return none, fmt.Errorf("load %s: %w", name, err)
	}
	value, err := read(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return none, fmt.Errorf("load %s: %w", name, err)
	}
	return value, nil
}
