package anatomy

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// validate checks the rules that a case keeps on disk and in memory.
func (c *Case) validate() error {
	if err := cmp.Or(checkSchema(c.Schema), checkName("the case", c.ID), checkModality(c.Modality), checkUID(c.FrameOfReference)); err != nil {
		return err
	}
	if err := c.validateTexts(); err != nil {
		return err
	}
	if len(c.Structures) == 0 {
		return errors.New("the case has no structures; import it again")
	}
	names, labels := make(map[string]bool), make(map[uint16]bool)
	for i := range c.Structures {
		s := &c.Structures[i]
		if err := s.validate(); err != nil {
			return err
		}
		if names[s.Name] || labels[s.Label] {
			return fmt.Errorf("structure %s: its name or its label %d is used twice", s.Name, s.Label)
		}
		names[s.Name], labels[s.Label] = true, true
	}
	for i := range c.Structures {
		for _, label := range c.Structures[i].Labels {
			if !labels[label] {
				return fmt.Errorf("structure %s contains label %d, which is no structure's", c.Structures[i].Name, label)
			}
		}
	}
	return c.validateLandmarks()
}

func (c *Case) validateTexts() error {
	p := &c.Provenance
	if err := cmp.Or(checkText("the title", c.Title), checkText("the source's hash", p.SourceSHA256), checkText("the engine's version", p.Engine)); err != nil {
		return err
	}
	for _, line := range p.Recipe {
		if err := checkText("the recipe line", line); err != nil {
			return err
		}
	}
	if p.Privacy == nil {
		return nil
	}
	for _, text := range append(slices.Clone(p.Privacy.Removed), p.Privacy.Method, p.Privacy.AgeBand) {
		if err := checkText("the privacy line", text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Structure) validate() error {
	if err := cmp.Or(checkName("structure", s.Name), checkTissue(s.Name, s.Tissue), checkColor(s.Name, s.Color), checkText("the SNOMED code", s.SNOMED), checkText("the soft material", s.Soft)); err != nil {
		return err
	}
	if s.Label == 0 {
		return fmt.Errorf("structure %s has label 0, which is background; give it another", s.Name)
	}
	if len(s.Labels) == 0 || s.Labels[0] != s.Label {
		return fmt.Errorf("structure %s: its labels must begin with its own, %d", s.Name, s.Label)
	}
	for i := 1; i < len(s.Labels); i++ {
		if s.Labels[i] == s.Label || i > 1 && s.Labels[i] <= s.Labels[i-1] {
			return fmt.Errorf("structure %s: its inner labels must ascend, each once", s.Name)
		}
	}
	if !(s.VolumeML >= 0) || math.IsInf(s.VolumeML, 0) || s.Triangles < 0 {
		return fmt.Errorf("structure %s: volume_ml and triangles must be numbers from 0", s.Name)
	}
	return nil
}

func (c *Case) validateLandmarks() error {
	seen := make(map[string]bool)
	for _, l := range c.Landmarks {
		if err := checkName("landmark", l.Name); err != nil {
			return err
		}
		if seen[l.Name] {
			return fmt.Errorf("two landmarks are named %s; rename one", l.Name)
		}
		seen[l.Name] = true
		if length := l.Position.Len(); math.IsNaN(length) || math.IsInf(length, 0) {
			return fmt.Errorf("landmark %s has a position that is not finite; write three numbers in mm", l.Name)
		}
	}
	return nil
}

// checkUID accepts a DICOM unique identifier: at most 64 digits and dots, no
// empty part and no leading zero (PS3.5 section 9.1).
func checkUID(uid string) error {
	valid := len(uid) <= 64
	for part := range strings.SplitSeq(uid, ".") {
		valid = valid && part != "" && (part[0] != '0' || len(part) == 1) && strings.Trim(part, "0123456789") == ""
	}
	if !valid {
		return fmt.Errorf("the frame of reference %s is not a DICOM unique identifier", quoted(uid))
	}
	return nil
}
