package dicom

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
)

// assemble makes series of the images, which are sorted by identity.
func (c *Catalogue) assemble(folder fs.FS, images []*source) {
	for at := 0; at < len(images); {
		next := at + 1
		for next < len(images) && images[next].series == images[at].series {
			next++
		}
		c.assembleSeries(folder, images[at:next])
		at = next
	}
	slices.SortStableFunc(c.Volumes, bySize)
	slices.SortStableFunc(c.LeftOut, func(a, b *Series) int { return cmp.Compare(b.Images, a.Images) })
}

// bySize puts what is sound before what has gaps, and the larger first.
func bySize(a, b *Series) int {
	return cmp.Or(
		cmp.Compare(min(len(a.Gaps), 1), min(len(b.Gaps), 1)),
		cmp.Compare(b.Grid.Len(), a.Grid.Len()),
		cmp.Compare(a.Number, b.Number),
	)
}

// assembleSeries makes volumes of the images that a scanner calls one series.
func (c *Catalogue) assembleSeries(folder fs.FS, images []*source) {
	var usable [][]*plane             // of one kind each
	unusable := map[string][]*plane{} // by reason
	for _, s := range images {
		for i := range s.planes {
			if p := &s.planes[i]; s.reason != "" {
				unusable[s.reason] = append(unusable[s.reason], p)
			} else if len(usable) < maxKinds {
				usable = sortIn(usable, p)
			} else {
				unusable[tooManyKinds] = append(unusable[tooManyKinds], p)
			}
		}
	}
	if isThreeWay(usable) {
		for _, planes := range usable {
			const reason = "it is a localiser (few planes in several directions)"
			unusable[reason] = append(unusable[reason], planes...)
		}
		usable = nil
	}
	for _, planes := range usable {
		if len(planes) == 1 {
			unusable[singleImage] = append(unusable[singleImage], planes[0])
			continue
		}
		groups := separate(planes, nil)
		for at, g := range groups {
			series := newSeries(folder, g.planes)
			series.label = g.label(at, len(groups))
			c.add(series)
		}
	}
	for _, reason := range sortedKeys(unusable) {
		c.add(leftOut(folder, unusable[reason], reason))
	}
}

// Why planes that stand alone make no volume, and how many kinds of planes a
// series may have: a hundred times what one was seen to have, and few enough to
// compare each plane with.
const (
	singleImage  = "a single image is no volume; give the folder with all slices of the series"
	tooManyKinds = "its images are of too many kinds to be slices of a volume"
	maxKinds     = 1000
)

// add files a series where it belongs.
func (c *Catalogue) add(s *Series) {
	if s.Reason != "" {
		c.LeftOut = append(c.LeftOut, s)
		return
	}
	c.Volumes = append(c.Volumes, s)
}

func sortedKeys(of map[string][]*plane) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// sortIn puts a plane to the first group whose first plane it can make a volume
// with, or into one of its own.
func sortIn(groups [][]*plane, p *plane) [][]*plane {
	for i, group := range groups {
		if sameKind(group[0], p) {
			groups[i] = append(group, p)
			return groups
		}
	}
	return append(groups, []*plane{p})
}

// sameKind says whether two planes may be slices of one volume, wherever they
// lie: by patient, coordinate system, orientation, size, spacing and kind.
func sameKind(a, b *plane) bool {
	x, y := a.source, b.source
	for t := range alwaysApart {
		if a.traits[t] != b.traits[t] {
			return false
		}
	}
	return x.patient == y.patient && x.frameUID == y.frameUID && x.modality == y.modality && x.class == y.class &&
		x.format.Rows == y.format.Rows && x.format.Columns == y.format.Columns &&
		a.along.Sub(b.along).Len() <= sameDirection && a.down.Sub(b.down).Len() <= sameDirection &&
		math.Abs(a.rowStep-b.rowStep) <= sameSpacing*a.rowStep &&
		math.Abs(a.columnStep-b.columnStep) <= sameSpacing*a.columnStep
}

// isThreeWay recognises the planning scans that are not marked as such: few
// planes each, in three directions at more than 45 degrees to each other.
func isThreeWay(groups [][]*plane) bool {
	const few = 30
	var directions []*plane
	for _, group := range groups {
		if len(group) > few {
			return false
		}
		normal := group[0].along.Cross(group[0].down)
		if !slices.ContainsFunc(directions, func(p *plane) bool {
			return math.Abs(p.along.Cross(p.down).Dot(normal)) > math.Sqrt2/2
		}) {
			directions = append(directions, group[0])
		}
	}
	return len(directions) >= 3
}

// split is a trait by which images of one place were told apart, and the value
// that one group has.
type split struct {
	by    trait
	value string
}

// group is planes of one volume and how they were told from the others.
type group struct {
	planes []*plane
	splits []split
}

// label says which of several volumes of one series this is.
func (g group) label(at, of int) string {
	var words []string
	for _, s := range g.splits {
		if word := s.word(); word != "" {
			words = append(words, word)
		}
	}
	if of > 1 {
		words = append(words, fmt.Sprintf("%d of %d in the series", at+1, of))
	}
	return strings.Join(words, ", ")
}

// separate parts planes of which several lie in one place, as the phases of a
// heart or the directions of a diffusion scan do, by the first trait that makes
// the crowd thinner. A trait that takes more values than images lie in any
// place is none by which volumes differ: it changes from slice to slice.
func separate(planes []*plane, splits []split) []group {
	crowd, most := crowding(planes)
	if crowd == 0 {
		return []group{{planes, splits}}
	}
	for t := alwaysApart; t < traitCount; t++ {
		classes := classify(planes, t)
		if len(classes) < 2 || len(classes) > most {
			continue
		}
		left := 0
		for _, class := range classes {
			more, _ := crowding(class)
			left += more
		}
		if left >= crowd {
			continue
		}
		var groups []group
		for _, class := range classes {
			groups = append(groups, separate(class, append(slices.Clone(splits), split{t, class[0].traits[t]}))...)
		}
		return groups
	}
	return []group{{planes, splits}}
}

// crowding counts the planes that lie where another lies, and how many lie in
// the fullest place.
func crowding(planes []*plane) (crowd, most int) {
	normal := planes[0].along.Cross(planes[0].down)
	heights := make([]float64, len(planes))
	for at, p := range planes {
		heights[at] = p.position.Dot(normal)
	}
	slices.Sort(heights)
	run := 1
	for at := 1; at < len(heights); at++ {
		if heights[at]-heights[at-1] < samePlace {
			run++
			crowd++
		} else {
			run = 1
		}
		most = max(most, run)
	}
	return crowd, most
}

// classify groups planes by a trait, classes by their values' order.
func classify(planes []*plane, t trait) [][]*plane {
	byValue := map[string][]*plane{}
	for _, p := range planes {
		byValue[p.traits[t]] = append(byValue[p.traits[t]], p)
	}
	var classes [][]*plane
	for _, value := range sortedKeys(byValue) {
		classes = append(classes, byValue[value])
	}
	slices.SortStableFunc(classes, func(a, b []*plane) int {
		x, okX := plainNumber(a[0].traits[t])
		y, okY := plainNumber(b[0].traits[t])
		if okX && okY {
			return cmp.Compare(x, y)
		}
		return 0
	})
	return classes
}
