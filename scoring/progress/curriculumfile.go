package progress

import (
	"fmt"
	"io"

	"github.com/drylab/drylab/anatomy/strictyaml"
)

// curriculumSchema is the version of the curriculum format that this build reads.
const curriculumSchema = "drylab.curriculum/1"

// curriculumFile is a curriculum as its author writes it.
type curriculumFile struct {
	Schema  string `yaml:"schema"`
	ID      string `yaml:"id"`
	Version string `yaml:"version"`
	Title   string `yaml:"title"`
	Steps   []struct {
		ID          string   `yaml:"id"`
		Scenario    string   `yaml:"scenario"`
		Consecutive int      `yaml:"consecutive"`
		More        int      `yaml:"more"`
		Requires    []string `yaml:"requires"`
	} `yaml:"steps"`
}

// ReadCurriculum parses and checks a curriculum. The name is for messages only.
func ReadCurriculum(name string, r io.Reader) (Curriculum, error) {
	var c Curriculum
	var file curriculumFile
	text, err := strictyaml.Load(name, r, &file)
	if err != nil {
		return c, err
	}
	if file.Schema != curriculumSchema {
		return c, fmt.Errorf("%s has schema %q; this drylab reads %s", name, file.Schema, curriculumSchema)
	}
	c = Curriculum{CurriculumRef: CurriculumRef{file.ID, file.Version}, Title: file.Title, Text: string(text)}
	for _, step := range file.Steps {
		c.Steps = append(c.Steps, CurriculumStep(step))
	}
	if err := c.check(); err != nil {
		return Curriculum{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}
