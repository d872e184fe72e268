package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
)

// readRecipe makes the structures as --recipe says: all of another case, with
// its names, tissues, landmarks and target, or the lines of a text file.
func (c *importCommand) readRecipe(o *anatomy.BuildOptions) error {
	if c.Recipe == "" {
		return nil
	}
	before, read := len(o.Recipes), c.readLines
	if filepath.Ext(c.Recipe) == ".yaml" {
		read = c.asAnother
	}
	if err := read(o); err != nil {
		return err
	}
	if len(o.Recipes) == before {
		return fmt.Errorf("the recipe %s says nothing; write a line for each structure, as drylab presets shows them", c.Recipe)
	}
	return nil
}

func (c *importCommand) readLines(o *anatomy.BuildOptions) error {
	file, err := os.Open(c.Recipe)
	if err != nil {
		return fmt.Errorf("the recipe %s cannot be read: %w", c.Recipe, reason(err))
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		recipe, err := segment.ParseRecipe(line)
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", c.Recipe, number, err)
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("the recipe %s is no text with a line for each structure: %w", c.Recipe, reason(err))
	}
	return nil
}

// asAnother takes everything from another case but its voxels.
func (c *importCommand) asAnother(o *anatomy.BuildOptions) error {
	if _, err := os.Stat(c.Recipe); err != nil {
		return fmt.Errorf("the recipe %s cannot be read: %w", c.Recipe, reason(err))
	}
	model, err := anatomy.LoadMeta(asCase(c.Recipe))
	if err != nil {
		return fmt.Errorf("the recipe %s: %w", c.Recipe, err)
	}
	for _, line := range model.Provenance.Recipe {
		recipe, err := segment.ParseRecipe(line)
		if err != nil {
			return fmt.Errorf("the recipe of %s: %w", c.Recipe, err)
		}
		if s := model.Structure(recipe.Name); s != nil {
			recipe.Tissue, recipe.SNOMED, recipe.Color, recipe.Critical = s.Tissue, s.SNOMED, s.Color, s.Critical
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	// In the order of their numbers, which was that of the command line, they
	// get the same numbers again.
	slices.SortStableFunc(o.Recipes, func(a, b segment.Recipe) int { return cmp.Compare(numberOf(model, a.Name), numberOf(model, b.Name)) })
	o.Landmarks = model.Landmarks
	if target := model.Target(); target != nil && o.Target == "" {
		o.Target = target.Name
	}
	return nil
}

func numberOf(c *anatomy.Case, structure string) uint16 {
	if s := c.Structure(structure); s != nil {
		return s.Label
	}
	return 0
}

// asCase shows a file, whatever it is called, as the case.yaml of a folder.
type asCase string

// Open opens it.
func (path asCase) Open(string) (fs.File, error) { return os.Open(string(path)) }

// labelsByName turns recipes that take a label as it is into names, when all
// labels of the map have one: then structures keep the numbers of the map, as
// in the case that the recipes are from. A map with other labels only serves.
func labelsByName(recipes []segment.Recipe, l *imaging.LabelMap) (names []segment.Named, rest []segment.Recipe) {
	labels := map[uint16]bool{}
	for _, r := range recipes {
		if len(r.Steps) != 1 || r.Steps[0].Op != segment.OpLabel {
			rest = append(rest, r)
			continue
		}
		n := segment.Named{Label: uint16(r.Steps[0].N), Name: r.Name, SNOMED: r.SNOMED, Tissue: r.Tissue, Color: r.Color, Critical: r.Critical}
		names, labels[n.Label] = append(names, n), true
	}
	for _, n := range segment.Present(l) {
		if !labels[n] {
			return nil, recipes
		}
	}
	if len(labels) < len(names) {
		return nil, recipes
	}
	return names, rest
}

// splits replaces each structure that --split names by its parts.
func (c *importCommand) splits(o *anatomy.BuildOptions) error {
	method := segment.ByDistance
	if c.By == "walk" {
		method = segment.ByRandomWalk
	}
	for _, text := range c.Split {
		name, path, ok := strings.Cut(text, "=")
		at := slices.IndexFunc(o.Recipes, func(r segment.Recipe) bool { return r.Name == name })
		if !ok || at < 0 {
			return wrongUsage{fmt.Errorf("--split %s: write NAME=FILE, where NAME is a structure of a --preset, --structure or --recipe", text)}
		}
		seeds, err := readSeeds(path)
		if err != nil {
			return err
		}
		parts, err := segment.SplitRecipes(o.Recipes[at].Steps, seeds, method)
		if err != nil {
			return fmt.Errorf("--split %s: %w", text, err)
		}
		o.Recipes = slices.Replace(o.Recipes, at, at+1, parts...)
	}
	return nil
}

func readSeeds(path string) (seeds []segment.Seed, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the points %s cannot be read: %w", path, reason(err))
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if seeds, err = segment.ReadSeeds(file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return seeds, nil
}
