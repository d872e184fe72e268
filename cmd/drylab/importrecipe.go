package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/segment"
)

// readRecipe makes the structures as --recipe says: all of another case, with
// its names, tissues, landmarks and target, or the lines of a text file.
func (c *importCommand) readRecipe(o *anatomy.BuildOptions) error {
	switch {
	case c.Recipe == "":
		return nil
	case filepath.Ext(c.Recipe) == ".yaml":
		return c.asAnother(o)
	}
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
	return lines.Err()
}

// asAnother takes everything from another case but its voxels.
func (c *importCommand) asAnother(o *anatomy.BuildOptions) error {
	model, err := anatomy.LoadMeta(os.DirFS(filepath.Dir(c.Recipe)))
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
	o.Landmarks = model.Landmarks
	if target := model.Target(); target != nil && o.Target == "" {
		o.Target = target.Name
	}
	return nil
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
