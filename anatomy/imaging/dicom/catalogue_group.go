package dicom

import (
	"cmp"
	"io/fs"
	"math"
	"slices"
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
