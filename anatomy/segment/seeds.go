package segment

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// Seed is a point that someone set inside a structure.
type Seed struct {
	Name     string // of the structure, kebab-case
	Position mgl64.Vec3
}

const (
	maxSeedFile = 4 << 20 // bytes: far more points than a hand sets
	maxSeeds    = 10_000
)

// ReadSeeds reads painted points. A text file has one point a line,
//
//	liver -62.5 -18 108      # name x y z, LPS mm
//
// and # starts a comment. A file of 3D Slicer's Markups module (.mrk.json) is
// known by its opening brace: the label of a control point names its structure,
// less the number that Slicer appends (liver-1, liver-2), and its list's coordinate system, LPS
// or RAS, is respected. Errors give the line or the number of the point.
func ReadSeeds(r io.Reader) ([]Seed, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSeedFile+1))
	if err != nil {
		return nil, fmt.Errorf("the points cannot be read: %w", err)
	}
	if len(data) > maxSeedFile {
		return nil, fmt.Errorf("the file of points is larger than %d bytes; give one with fewer", maxSeedFile)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	read := readSeedLines
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		read = readMarkups
	}
	seeds, err := read(data)
	switch {
	case err != nil:
		return nil, err
	case len(seeds) == 0:
		return nil, errors.New("the file holds no point; write lines such as: liver -62.5 -18 108")
	case len(seeds) > maxSeeds:
		return nil, fmt.Errorf("the file holds %d points, more than %d; give fewer", len(seeds), maxSeeds)
	}
	return seeds, nil
}

func readSeedLines(data []byte) ([]Seed, error) {
	var seeds []Seed
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxNamesLine)
	number := 0
	for lines.Scan() {
		number++
		text, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(text)
		if len(fields) == 0 {
			continue
		}
		seed, err := parseSeed(fields)
		if err != nil {
			return nil, fmt.Errorf("points, line %d: %w", number, err)
		}
		seeds = append(seeds, seed)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("points, after line %d: %w", number, err)
	}
	return seeds, nil
}

func parseSeed(fields []string) (Seed, error) {
	if len(fields) != 4 {
		return Seed{}, fmt.Errorf("%d columns instead of name x y z; names have no blanks, write left-kidney", len(fields))
	}
	seed := Seed{Name: kebab(fields[0])}
	if seed.Name == "" {
		return Seed{}, errors.New("the name has no letters or digits")
	}
	for axis, text := range fields[1:] {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !finite(x) {
			return Seed{}, fmt.Errorf("coordinate %c is not a number; write mm with a point, such as -62.5", 'x'+axis)
		}
		seed.Position[axis] = x + 0
	}
	return seed, nil
}

// markups is what a .mrk.json file says of points; the rest is passed over.
type markups struct {
	Markups []struct {
		CoordinateSystem string
		ControlPoints    []struct {
			Label          string
			Position       []float64
			PositionStatus string
		}
	}
}

func readMarkups(data []byte) ([]Seed, error) {
	var file markups
	if err := json.Unmarshal(data, &file); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("the markups file is not JSON at byte %d; save it again from 3D Slicer", syntax.Offset)
		}
		return nil, errors.New("the file is JSON, but not as 3D Slicer's Markups module writes it; save the points as .mrk.json")
	}
	var seeds []Seed
	for _, list := range file.Markups {
		flip, err := frameOf(list.CoordinateSystem)
		if err != nil {
			return nil, err
		}
		for i, p := range list.ControlPoints {
			if p.PositionStatus == "undefined" || p.PositionStatus == "preview" {
				continue // named, but not yet set
			}
			name := seedName(p.Label)
			if name == "" || len(p.Position) != 3 {
				return nil, fmt.Errorf("markups: point %d of a list has no label with letters, or not three coordinates", i+1)
			}
			seeds = append(seeds, Seed{name, mgl64.Vec3{flip*p.Position[0] + 0, flip*p.Position[1] + 0, p.Position[2] + 0}})
		}
	}
	return seeds, nil
}

// frameOf is the factor of x and y to LPS, which Slicer means when it says
// nothing.
func frameOf(system string) (flip float64, err error) {
	switch system {
	case "LPS", "":
		return 1, nil
	case "RAS":
		return -1, nil
	}
	return 0, errors.New("markups: the coordinate system is neither LPS nor RAS; save the points again in one of them")
}

// seedName is a control point's label without the number that Slicer appends
// to it: liver for liver-2, but vertebra-l1 for vertebra_L1.
func seedName(label string) string {
	if without := strings.TrimRight(label, "0123456789"); strings.HasSuffix(without, "-") && kebab(without) != "" {
		label = without
	}
	return kebab(label)
}

// SplitRecipes makes a recipe for every name among the seeds: the steps of base,
// which find everything together, and then the part nearest to the name's own
// seeds rather than to the others'. There must be two names at least.
func SplitRecipes(base []Step, seeds []Seed, by SplitMethod) ([]Recipe, error) {
	points := make(map[string][]mgl64.Vec3)
	var names []string
	for _, s := range seeds {
		if points[s.Name] == nil {
			names = append(names, s.Name)
		}
		points[s.Name] = append(points[s.Name], s.Position)
	}
	if len(names) < 2 {
		return nil, errors.New("a split needs points of two structures at least; name some of them otherwise, such as: rest 10 20 30")
	}
	var recipes []Recipe
	for _, name := range names {
		step := Step{Op: OpSplit, Points: points[name], By: by}
		for _, other := range names {
			if other != name {
				step.Rivals = append(step.Rivals, points[other])
			}
		}
		r := newRecipe(name)
		r.Steps = append(append(r.Steps, base...), step)
		recipes = append(recipes, r)
	}
	return recipes, nil
}
