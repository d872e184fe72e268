package dicom

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Tolerances for slices that do not lie exactly where a regular grid has them.
const (
	// maxJitter, in mm, is how far along the normal a slice may lie from its
	// place: a fifth of the millimetre in which margins are told. Scanners
	// round positions and turn them into cosines of few digits; an oblique MR
	// of 7 mm spacing was seen to deviate by 0.07 mm.
	maxJitter = 0.2
	// maxJitterPart bounds it for thin slices, as a part of their distance: a
	// tenth changes an interpolated value by less than the slice's own blur.
	maxJitterPart = 0.1
	// samePlace, in mm, is the distance below which two slices lie in one
	// place: scanners print positions to 0.01 mm, and no slices are so thin.
	samePlace = 0.01
	// maxDrift, in pixels, is how far the stack may lean, or a slice lie aside,
	// before its pixels must be moved: beyond a half, another would be nearest.
	maxDrift = 0.5
	// sameDirection bounds the difference of direction cosines of one volume's
	// slices. It moves the edge of a 500 mm field by 0.125 mm.
	sameDirection = 5e-4
	// sameSpacing is the relative difference of pixel spacings of one volume.
	// Over 512 pixels it makes a twentieth of a pixel.
	sameSpacing = 1e-4
)

// layout is how the planes of a stack lie along their common normal, and which
// grid they make.
type layout struct {
	planes  []*plane
	normal  mgl64.Vec3
	heights []float64 // of each plane along the normal, mm, ascending
	places  []int     // of each plane on the regular grid, from 0; nil when uneven
	count   int       // slices of the regular grid
	spacing float64   // mm between its slices, along the normal
	doubled []int     // planes that lie where the one before lies
	uneven  []int     // planes whose distance to the one before fits no grid
	lean    lean
}

// layOut sorts planes by position and finds the regular grid that they make.
// All have one orientation, size and spacing.
func layOut(planes []*plane) *layout {
	first := planes[0]
	l := &layout{planes: slices.Clone(planes), normal: first.along.Cross(first.down).Normalize()}
	height := func(p *plane) float64 { return p.position.Dot(l.normal) }
	slices.SortFunc(l.planes, func(a, b *plane) int {
		return cmp.Or(
			cmp.Compare(height(a), height(b)),
			cmp.Compare(a.source.instanceNumber, b.source.instanceNumber),
			cmp.Compare(a.source.instance, b.source.instance),
			cmp.Compare(a.frame, b.frame),
		)
	})
	for at, p := range l.planes {
		l.heights = append(l.heights, height(p))
		if at > 0 && l.heights[at]-l.heights[at-1] < samePlace {
			l.doubled = append(l.doubled, at)
		}
	}
	l.measure()
	return l
}

// measure finds spacing and places. The middle one of all distances is the
// spacing, so that gaps do not count as long as they are fewer than half.
func (l *layout) measure() {
	var steps []float64
	for at := 1; at < len(l.heights); at++ {
		if step := l.heights[at] - l.heights[at-1]; step >= samePlace {
			steps = append(steps, step)
		}
	}
	l.count = 1
	if len(steps) == 0 {
		return
	}
	slices.Sort(steps)
	middle := steps[(len(steps)-1)/2]
	l.places = l.findPlaces(middle)
	l.count = int(math.Round(l.extent()/middle)) + 1
	if l.places != nil {
		l.count = l.places[len(l.places)-1] + 1
	}
	l.spacing = l.extent() / float64(l.count-1)
	l.checkPlaces()
	l.lean = leanOf(l)
}

// extent is the distance from the first slice to the last, mm.
func (l *layout) extent() float64 { return l.heights[len(l.heights)-1] - l.heights[0] }

// scattered says whether more than half of the regular grid would be invented.
func (l *layout) scattered() bool { return l.count > 2*len(l.planes) }

// findPlaces counts spacings from slice to slice; nil when some distance is no
// multiple of the spacing.
func (l *layout) findPlaces(spacing float64) []int {
	places := make([]int, len(l.heights))
	for at := 1; at < len(places); at++ {
		step := l.heights[at] - l.heights[at-1]
		count := math.Round(step / spacing)
		// Both ends may be off, each by the tolerance.
		if step >= samePlace && (count < 1 || math.Abs(step-count*spacing) > 2*jitter(spacing)) {
			l.uneven = append(l.uneven, at)
			count = 0
		}
		if step < samePlace {
			count = 0
		}
		places[at] = places[at-1] + int(count)
	}
	if l.uneven != nil {
		return nil
	}
	return places
}

// checkPlaces refuses the regular grid when some slice lies off its place, as
// when small deviations add up.
func (l *layout) checkPlaces() {
	for at, place := range l.places {
		if math.Abs(l.heights[at]-l.heights[0]-float64(place)*l.spacing) > jitter(l.spacing) {
			l.uneven = append(l.uneven, at)
		}
	}
	if l.uneven != nil {
		l.places = nil
	}
}

// jitter is how far, in mm, a slice may lie from its place on a grid.
func jitter(spacing float64) float64 { return math.Min(maxJitter, maxJitterPart*spacing) }

// missing gives the heights, in mm along the normal, at which the regular grid
// has no slice. They may be many when the planes are scattered.
func (l *layout) missing() []float64 {
	var heights []float64
	for at := 1; at < len(l.places); at++ {
		for place := l.places[at-1] + 1; place < l.places[at]; place++ {
			heights = append(heights, l.heights[0]+float64(place)*l.spacing)
		}
	}
	return heights
}
