package dicom

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// finish makes the volume of the slices read, interpolating where some lack.
func (r *reading) finish(ctx context.Context) (*imaging.Volume, []string, error) {
	notes := append([]string(nil), r.series.Notes...)
	usable, notes := r.usable(notes)
	l := r.layout
	if len(usable) < 2 || l.count > 2*len(usable) {
		return nil, nil, r.hopeless()
	}
	if len(usable) == l.count && l.places != nil {
		return volumeOf(l.grid(), r.whole, r.real), notes, nil
	}
	grid, blends := r.regular(usable)
	var err error
	if r.whole != nil {
		r.whole, err = interpolated(ctx, r.whole, r.pixels, blends)
	} else {
		r.real, err = interpolated(ctx, r.real, r.pixels, blends)
	}
	if err != nil {
		return nil, nil, err
	}
	return volumeOf(grid, r.whole, r.real), append(notes, describeBlends(blends)...), nil
}

// hopeless is the error of a series of which too little can be read.
func (r *reading) hopeless() error {
	for slice, fault := range r.failed {
		if fault != nil {
			return fmt.Errorf("too few slices can be read to interpolate the others, of which %s is the first: %w",
				r.layout.planes[r.planes[slice]].source.name, fault)
		}
	}
	return errors.New("too many slices are missing to interpolate between those that remain; export the series again")
}

// volumeOf makes a volume of whole or real numbers.
func volumeOf(g imaging.Grid, whole []int16, real []float32) *imaging.Volume {
	if whole != nil {
		return &imaging.Volume{Grid: g, Int16: whole}
	}
	return imaging.NewVolume(g, real)
}

// usable gives the slices that could be read, and tells which could not.
func (r *reading) usable(notes []string) ([]int, []string) {
	var usable []int
	for slice, fault := range r.failed {
		if fault == nil {
			usable = append(usable, slice)
			continue
		}
		name := r.layout.planes[r.planes[slice]].source.name
		notes = append(notes, fmt.Sprintf("%s cannot be read (%v): its slice at %.1f mm was left out", name, fault, r.height(slice)))
	}
	if len(r.layout.doubled) > 0 {
		notes = append(notes, fmt.Sprintf("where two slices lie in one place, the first by image number was used: at %s mm",
			someHeights(r.layout.at(r.layout.doubled))))
	}
	return usable, notes
}

// height is where a slice lies along the normal, mm.
func (r *reading) height(slice int) float64 { return r.layout.heights[r.planes[slice]] }

// blendOf says how a slice of the regular grid comes from two slices read.
type blendOf struct {
	below, above int     // slices read; equal when one is used as it is
	weight       float64 // of above
	height       float64 // mm along the normal
}

// regular gives the regular grid between the lowest and the highest usable
// slice, and how its slices are made. A slice that lies within the jitter of
// its place is used as it is.
func (r *reading) regular(usable []int) (imaging.Grid, []blendOf) {
	l := r.layout
	lowest, highest := usable[0], usable[len(usable)-1]
	extent := r.height(highest) - r.height(lowest)
	count := max(2, int(math.Round(extent/l.spacing))+1)
	spacing := extent / float64(count-1)
	blends := make([]blendOf, count)
	at := 0
	for k := range blends {
		height := r.height(lowest) + float64(k)*spacing
		for at < len(usable)-2 && r.height(usable[at+1]) <= height {
			at++
		}
		blends[k] = r.blend(usable[at], usable[at+1], height, jitter(spacing))
	}
	return r.gridBetween(lowest, highest, count), blends
}

// blend makes a slice at a height between two others.
func (r *reading) blend(below, above int, height, near float64) blendOf {
	low, high := r.height(below), r.height(above)
	switch {
	case math.Abs(height-low) <= near:
		return blendOf{below, below, 0, height}
	case math.Abs(height-high) <= near:
		return blendOf{above, above, 0, height}
	}
	return blendOf{below, above, (height - low) / (high - low), height}
}

// gridBetween is the layout's grid, cut to the slices from lowest to highest.
func (r *reading) gridBetween(lowest, highest, count int) imaging.Grid {
	l, g := r.layout, r.layout.grid()
	first, last := l.planes[r.planes[lowest]], l.planes[r.planes[highest]]
	up := last.position.Sub(first.position).Mul(1 / float64(count-1))
	origin := first.position
	if l.lean.needed {
		up = l.normal.Mul((r.height(highest) - r.height(lowest)) / float64(count-1))
		origin = g.Position(0, 0, 0).Add(l.normal.Mul(r.height(lowest) - l.heights[0]))
	}
	g.Size[2] = count
	g.PatientFromVoxel = mgl64.Mat4FromCols(g.PatientFromVoxel.Col(0), g.PatientFromVoxel.Col(1), up.Vec4(0), origin.Vec4(1))
	return g
}

// interpolated makes a regular stack of the slices read.
func interpolated[T int16 | float32](ctx context.Context, stack []T, pixels int, blends []blendOf) ([]T, error) {
	regular := make([]T, len(blends)*pixels)
	_, whole := any(T(0)).(int16)
	err := inOrder(ctx, len(blends), func(k, _ int) error {
		b, dst := blends[k], regular[k*pixels:(k+1)*pixels]
		below, above := stack[b.below*pixels:][:pixels], stack[b.above*pixels:][:pixels]
		if b.below == b.above {
			copy(dst, below)
			return nil
		}
		for i := range dst {
			dst[i] = rounded[T](blend(below[i], above[i], b.weight), whole)
		}
		return nil
	})
	return regular, err
}

// describeBlends tells which slices are invented.
func describeBlends(blends []blendOf) []string {
	var heights []float64
	for _, b := range blends {
		if b.below != b.above {
			heights = append(heights, b.height)
		}
	}
	if len(heights) == 0 {
		return nil
	}
	were := "1 slice was"
	if len(heights) > 1 {
		were = countOf(len(heights), "slice") + " were"
	}
	return []string{fmt.Sprintf("%s interpolated between neighbours: at %s mm", were, someHeights(heights))}
}
