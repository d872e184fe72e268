package dicom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
