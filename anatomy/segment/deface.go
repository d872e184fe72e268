package segment

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"sort"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// Face is the part of a head by which a person is recognised: what lies in
// front of and below a plane along the brain's lower side, from above the eyes
// to the nape; the eyes; and the ears where they stand out.
type Face struct {
	// parts are joined: each is what lies in all of its cuts.
	parts [][]cut
	air   float32
}

// cut is a half-space: all points p with normal·p > distance, LPS mm.
type cut struct {
	normal   mgl64.Vec3
	distance float64
}

func (c cut) contains(p mgl64.Vec3) bool { return c.normal.Dot(p) > c.distance }

// faceBuffer, in mm, is kept between the brain as found and the plane: three
// times what its mask may lack at its rims. The eyes are nearer to it, so their
// cut keeps half of that. earBuffer is kept on the widest part of the head.
const (
	faceBuffer = 10
	eyeBuffer  = 5
	earBuffer  = 2
)

// FindFace finds the face of a head scan (CT, CBCT or MR), to remove it with
// Remove. The plane is that of Quickshear: tangent to the convex hull of the
// brain, seen from the side, with a buffer (N. Schimke, J. Hale, Quickshear
// Defacing for Neuroimages, HealthSec 2011). Everything that the hull encloses
// stays.
//
// It is an error when the scan shows no head or no brain to steer by. Look at
// the result: an unusual head may keep a part of its face.
func FindFace(v *imaging.Volume) (*Face, error) {
	s := newSurvey(v)
	h, found := s.findHead()
	if !found {
		return nil, errors.New("no face can be removed, for no head was found in the scan; if it shows one, cut the face off in another program and import the result")
	}
	brain := s.findBrain(h)
	if ml := brain.VolumeML(); ml < leastBrainML {
		return nil, errors.New("no face can be removed, for the brain that must stay was not found in the scan; cut the face off in another program and import the result")
	}
	parts := [][]cut{{shear(brain)}, eyes(brain)}
	return &Face{parts: append(parts, ears(h)...), air: s.air()}, nil
}

// leastBrainML is less than the part of a newborn's brain (350 ml) that a scan
// of the whole head shows.
const leastBrainML = 200

// Contains says whether a point (LPS, mm) belongs to the face or the space
// before it.
func (f *Face) Contains(p mgl64.Vec3) bool {
	for _, part := range f.parts {
		if inAll(part, p) {
			return true
		}
	}
	return false
}

func inAll(cuts []cut, p mgl64.Vec3) bool {
	for _, c := range cuts {
		if !c.contains(p) {
			return false
		}
	}
	return true
}

// Remove fills the face, and the air before it, where a moving nose leaves
// ghosts, with one value: the median of what surrounds the body. It works in
// place and gives the number of voxels that it filled.
func (f *Face) Remove(v *imaging.Volume) int {
	return f.eachVoxel(v.Grid, func(from, to int) {
		for i := from; i < to; i++ {
			if v.Int16 != nil {
				v.Int16[i] = int16(f.air)
			} else {
				v.Float32[i] = f.air
			}
		}
	})
}

// RemoveLabels clears the labels in the face, of skin and bone for example.
func (f *Face) RemoveLabels(l *imaging.LabelMap) int {
	return f.eachVoxel(l.Grid, func(from, to int) { clear(l.Data[from:to]) })
}

// eachVoxel tells the stretches of voxels, from up to to, that lie in the
// face, and counts the voxels.
func (f *Face) eachVoxel(g imaging.Grid, fill func(from, to int)) int {
	filled := 0
	for k := range g.Size[2] {
		for j := range g.Size[1] {
			row, end := g.Index(0, j, k), 0
			for _, s := range f.stretches(g, j, k) {
				if s.start = max(s.start, end); s.start < s.end {
					fill(row+s.start, row+s.end)
					filled, end = filled+s.end-s.start, s.end
				}
			}
		}
	}
	return filled
}

// stretches gives what of a row of voxels lies in the parts of the face, by
// ascending start. A row enters or leaves a half-space once.
func (f *Face) stretches(g imaging.Grid, j, k int) []run {
	n := g.Size[0]
	at := func(i int) mgl64.Vec3 { return g.Position(float64(i), float64(j), float64(k)) }
	var found []run
	for _, part := range f.parts {
		s := run{0, n}
		for _, c := range part {
			first := c.contains(at(0))
			turn := sort.Search(n, func(i int) bool { return c.contains(at(i)) != first })
			if first {
				s.end = min(s.end, turn)
			} else {
				s.start = max(s.start, turn)
			}
		}
		if s.start < s.end {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b run) int { return cmp.Compare(a.start, b.start) })
	return found
}

// air is the value to fill with: the median around the body, rounded, so that
// whole numbers stay such.
func (s *survey) air() float32 {
	around := NewMask(s.body.Grid)
	for i, bit := range s.body.Bits {
		around.Bits[i] = 1 - bit
	}
	if around.Count() == 0 {
		low, _ := s.scan.Range()
		return float32(math.Round(float64(low)))
	}
	return float32(math.Round(s.median(around)))
}

// ears are the half-spaces beside the widest part of the head above them.
func ears(h head) [][]cut {
	// A side that the scan does not show has nothing to cut.
	left, right := math.Inf(-1), math.Inf(-1)
	for _, r := range h.rays {
		// Between 12 and 37 degrees above the level of the brain's middle.
		if z := r.direction[2]; r.skin > 0 && z > 0.2 && z < 0.6 {
			x := h.centre.Add(r.direction.Mul(r.skin))[0]
			left, right = max(left, x), max(right, -x)
		}
	}
	if math.IsInf(left, -1) || math.IsInf(right, -1) {
		return nil
	}
	return [][]cut{
		{{mgl64.Vec3{1, 0, 0}, left + earBuffer}},
		{{mgl64.Vec3{-1, 0, 0}, right + earBuffer}},
	}
}
