package anatomy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/strictyaml"
)

// Load reads a case folder. What it returns keeps every rule of case.yaml and
// has its labels, surfaces as recorded and, unless only labels were imported,
// its volume; whether these agree with each other is Check's question. Errors name the
// file, and in case.yaml the line and column.
func Load(folder fs.FS) (*Case, error) {
	c, _, err := loadSolids(folder)
	if err != nil {
		return nil, err
	}
	if c.Volume, err = loadVolume(folder, c); err != nil {
		return nil, err
	}
	return c, nil
}

// Inspect is Load and Check in little memory: never more than one image at a
// time. withLabels is called, when not nil, while the label map is there and the
// volume is not yet. The case that comes back has its volume, and then of its
// label map only the grid.
func Inspect(folder fs.FS, withLabels func(*Case)) (*Case, []Finding, error) {
	c, reports, err := loadSolids(folder)
	if err != nil {
		return nil, nil, err
	}
	var f findings
	grid, ok := f.begin(c)
	if ok {
		f.checkLabelMap(c)
		f.checkContents(c, grid, reports)
	}
	if withLabels != nil {
		withLabels(c)
	}
	if c.Modality != "LABELS" {
		c.Labels.Data = nil
		runtime.GC() // before the volume takes as much
	}
	if c.Volume, err = loadVolume(folder, c); err != nil {
		return nil, nil, err
	}
	if ok {
		f.checkVolume(c, grid)
	}
	return c, f, nil
}

// loadSolids reads all but the volume, and examines the surfaces.
func loadSolids(folder fs.FS) (*Case, []mesh.Report, error) {
	c, err := LoadMeta(folder)
	if err != nil {
		return nil, nil, err
	}
	if c.Labels, err = loadFile(folder, labelsFile, imaging.ReadNIfTILabels); err != nil {
		return nil, nil, err
	}
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface, err = loadFile(folder, surfaceFile(s.Name), mesh.ReadPLY); err != nil {
			return nil, nil, err
		}
		if s.Tets, err = s.loadTets(folder); err != nil {
			return nil, nil, err
		}
	}
	reports := c.examine()
	for i := range c.Structures {
		s := &c.Structures[i]
		if err := s.checkRecord(reports[i].Watertight()); err != nil {
			return nil, nil, fmt.Errorf("%s and %s disagree about structure %s: %w; one of them was changed; %s", caseFile, surfaceFile(s.Name), s.Name, err, anew)
		}
	}
	return c, reports, nil
}

// loadVolume reads the volume, which only a case of labels lacks.
func loadVolume(folder fs.FS, c *Case) (*imaging.Volume, error) {
	v, err := loadFile(folder, volumeFile, imaging.ReadNIfTI)
	if errors.Is(err, fs.ErrNotExist) && c.Modality == "LABELS" {
		return nil, nil
	}
	return v, err
}

// LoadMeta reads case.yaml alone: no volume, labels or surfaces.
func LoadMeta(folder fs.FS) (*Case, error) {
	file, err := folder.Open(caseFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fileError{"there is no " + caseFile + " in this folder; choose a folder that drylab import wrote", err}
	}
	if err != nil {
		return nil, unopened(caseFile, err)
	}
	text, err := strictyaml.Read(caseFile, file)
	if err = errors.Join(err, file.Close()); err != nil {
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
		return none, unopened(name, err)
	}
	value, err := read(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return none, damaged(name, err)
	}
	return value, nil
}

// fileError is one sentence about a file of a case folder, for people, that
// keeps its cause for errors.Is and errors.As without repeating its words.
type fileError struct {
	sentence string
	cause    error
}

func (e *fileError) Error() string { return e.sentence }
func (e *fileError) Unwrap() error { return e.cause }

// anew is what helps when a file of a case folder is lost.
const anew = "import the scan again, or restore the folder from a backup"

func unopened(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &fileError{fmt.Sprintf("%s is missing from the case folder; %s", name, anew), err}
	}
	reason := err
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		reason = path.Err // it names the file again
	}
	return &fileError{fmt.Sprintf("%s cannot be opened (%v); check its permissions", name, reason), err}
}

// damaged takes the reader's reason without its advice, which is for single
// files and not for those of a case folder.
func damaged(name string, err error) error {
	reason, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "ply: "), "; ")
	reason, _, _ = strings.Cut(reason, ": it is truncated")
	return &fileError{fmt.Sprintf("%s is truncated or damaged (%s); %s", name, reason, anew), err}
}
