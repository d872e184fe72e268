package anatomy

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/goccy/go-yaml"
)

// Names of the files in a case folder.
const (
	caseFile   = "case.yaml"
	volumeFile = "volume.nii.gz"
	labelsFile = "labels.nii.gz"
)

// surfaceFile is the slash-separated name of a structure's surface in the folder.
func surfaceFile(structure string) string { return "surfaces/" + structure + ".ply" }

// Save writes the case folder: create is called with each file's slash-separated
// name within the folder and makes parent folders as needed. case.yaml comes
// last, so that a folder without it was not finished. Save writes equal bytes
// for equal cases. It is an error when the case breaks a rule of Load; the
// first failing file is named, and create's own errors are wrapped.
func Save(c *Case, create func(name string) (io.WriteCloser, error)) error {
	if err := c.validate(); err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	if c.Labels == nil {
		return errors.New("save case: there is no label map; build or load the case completely first")
	}
	if err := saveVolume(c.Volume, create); err != nil {
		return err
	}
	if err := saveLabels(c.Labels, create); err != nil {
		return err
	}
	return saveRest(c, create)
}

// saveVolume writes the scan when there is one.
func saveVolume(v *imaging.Volume, create func(string) (io.WriteCloser, error)) error {
	if v == nil {
		return nil
	}
	return saveFile(create, volumeFile, func(w io.Writer) error { return imaging.WriteNIfTI(w, v) })
}

func saveLabels(l *imaging.LabelMap, create func(string) (io.WriteCloser, error)) error {
	return saveFile(create, labelsFile, func(w io.Writer) error { return imaging.WriteNIfTILabels(w, l) })
}

// saveRest writes all but the images.
func saveRest(c *Case, create func(string) (io.WriteCloser, error)) error {
	text, err := yaml.Marshal(c)
	if err != nil {
		return fmt.Errorf("save %s: %w", caseFile, err)
	}
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface == nil {
			return fmt.Errorf("save %s: structure %s has no surface; build the case again", surfaceFile(s.Name), s.Name)
		}
		if err := saveFile(create, surfaceFile(s.Name), func(w io.Writer) error { return mesh.WritePLY(w, s.Surface) }); err != nil {
			return err
		}
		if err := s.saveTets(create); err != nil {
			return err
		}
	}
	return saveFile(create, caseFile, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

func saveFile(create func(string) (io.WriteCloser, error), name string, write func(io.Writer) error) error {
	file, err := create(name)
	if err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	return nil
}
