package segment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// SplitMethod is how a mask is divided among painted points.
type SplitMethod int

const (
	// ByDistance gives each voxel to the point with the shortest way to it
	// inside the mask, where steps between unlike intensities are longer. It
	// takes scans of any size in about a byte per voxel of the mask, and suits
	// parts that differ in brightness or meet near the middle between points.
	ByDistance SplitMethod = iota
	// ByRandomWalk gives each voxel to the points that a random walker from
	// there is likeliest to meet first (L. Grady, IEEE Trans. PAMI 28 (2006), doi
	// 10.1109/TPAMI.2006.233). It cuts at necks and faint edges, wherever the
	// points are, but takes up to 100 bytes for each voxel of the mask, which
	// may have two million, and a few seconds for each of the structures: choose it for joints, touching vessels, and within
	// a box.
	ByRandomWalk
)

// String is the method in the words of a recipe.
func (m SplitMethod) String() string {
	if m == ByRandomWalk {
		return "random walk"
	}
	return "distance"
}

// paintMM is the radius of the ball that a point paints, in mm.
const paintMM = 2

// split returns the part of the mask that belongs to the step's own points
// rather than to their rivals. What no point can reach belongs to none.
func split(ctx context.Context, v *imaging.Volume, m *Packed, s Step) (*Packed, error) {
	own, err := painted(m, s.Points)
	if err != nil {
		return nil, err
	}
	var rivals [][]int
	for _, group := range s.Rivals {
		voxels, err := painted(m, group)
		if err != nil {
			return nil, err
		}
		rivals = append(rivals, voxels)
	}
	if err := apart(m, append([][]int{own}, rivals...)); err != nil {
		return nil, err
	}
	if s.By == ByRandomWalk {
		return splitByRandomWalk(ctx, v, m, own, rivals)
	}
	return splitByDistance(v, m, own, slices.Concat(rivals...)), nil
}

// apart refuses voxels painted for two structures.
func apart(m *Packed, groups [][]int) error {
	owner := make(map[int]int)
	for number, group := range groups {
		for _, voxel := range group {
			if other, taken := owner[voxel]; taken && other != number {
				return fmt.Errorf("points of two structures mean the voxel at %.1f mm; move them apart", m.position(voxel))
			}
			owner[voxel] = number
		}
	}
	return nil
}

// painted lists the voxels of the mask that the points paint.
func painted(m *Packed, points []mgl64.Vec3) ([]int, error) {
	var voxels []int
	for _, p := range points {
		nearest, ok := m.nearest(p, seedReach)
		if !ok {
			return nil, fmt.Errorf("nothing lies within %d mm of the point %.1f mm (LPS); move it into the structure", seedReach, p)
		}
		voxels = append(voxels, nearest)
		eachNear(m.Grid, p, paintMM, func(index int, _ float64) {
			if index != nearest && m.Has(index) {
				voxels = append(voxels, index)
			}
		})
	}
	return voxels, nil
}

func (p *Packed) position(index int) mgl64.Vec3 {
	at := p.coordinates(index)
	return p.Position(float64(at[0]), float64(at[1]), float64(at[2]))
}

// roughness is the mean difference between marked neighbours along i: a
// measure of the noise, which most neighbours differ by. It is 0 without a
// volume and in a constant one.
func roughness(v *imaging.Volume, m *Packed) float64 {
	if v == nil {
		return 0
	}
	sum, n := 0.0, 0
	var runs []run
	for row := range m.rows() {
		runs = appendRuns(runs[:0], m.row(row), m.Size[0])
		for _, r := range runs {
			for i := row*m.Size[0] + r.start + 1; i < row*m.Size[0]+r.end; i++ {
				if d := math.Abs(float64(v.Value(i)) - float64(v.Value(i-1))); finite(d) {
					sum, n = sum+d, n+1
				}
			}
		}
	}
	return sum / float64(max(n, 1))
}

const (
	// distanceUnits is how many units of length the smallest spacing has: the
	// rounding of 1 in 10 is far below that of the path to 26 directions.
	distanceUnits = 10
	// steepest bounds the factor by which an edge lengthens a step, so that it
	// is a hill and not a wall.
	steepest = 20
)

// splitByDistance grows from all seeds at once, nearest first (Dijkstra 1959,
// doi 10.1007/BF01386390, with the ring of buckets of Dial 1969, doi
// 10.1145/363269.363610), to the 26 neighbours of each voxel. A step is longer
// by the square of the difference in intensity over edgeScale times the
// roughness, which is small for noise and large for edges. Equal distances go to
// the seed that comes first in memory, whoever asks, so that the parts of all
// structures together are the mask. Memory: two bits per voxel and 8 bytes for
// each voxel waiting at the front.
func splitByDistance(v *imaging.Volume, m *Packed, own, rivals []int) *Packed {
	r := newRace(v, m)
	for _, voxel := range own {
		r.enter(0, voxel, 0)
	}
	for _, voxel := range rivals {
		r.enter(0, voxel, 1)
	}
	slices.Sort(r.buckets[0])
	r.run()
	return r.won
}

// race is the state of splitByDistance.
type race struct {
	volume    *imaging.Volume
	left, won *Packed    // the mask still without an owner; what the own seeds got
	moves     []move     // to the 26 neighbours
	buckets   [][]uint64 // waiting voxels by distance, modulo their number: 2*index + 1 for rivals
	waiting   int
	perUnit   float64 // one over edgeScale times the roughness; 0 without
}

// move is a step to a neighbour.
type move struct {
	di, dj, dk int
	offset     int     // in memory
	length     float64 // in units
}

func newRace(v *imaging.Volume, m *Packed) *race {
	r := &race{volume: v, left: m.clone(), won: newPacked(m.Grid)}
	if rough := roughness(v, m); rough > 0 {
		r.perUnit = 1 / (edgeScale * rough)
	}
	spacing := m.Spacing()
	unit, longest := min(spacing[0], spacing[1], spacing[2])/distanceUnits, 0.0
	for dk := -1; dk <= 1; dk++ {
		for dj := -1; dj <= 1; dj++ {
			for di := -1; di <= 1; di++ {
				if di == 0 && dj == 0 && dk == 0 {
					continue
				}
				away := m.Position(float64(di), float64(dj), float64(dk)).Sub(m.Position(0, 0, 0))
				r.moves = append(r.moves, move{di, dj, dk, m.Index(di, dj, dk), away.Len() / unit})
				longest = max(longest, away.Len()/unit)
			}
		}
	}
	r.buckets = make([][]uint64, int(longest*steepest)+2)
	return r
}

func (r *race) enter(distance, voxel, rival int) {
	bucket := distance % len(r.buckets)
	r.buckets[bucket] = append(r.buckets[bucket], uint64(2*voxel+rival))
	r.waiting++
}

func (r *race) run() {
	for distance := 0; r.waiting > 0; distance++ {
		bucket := distance % len(r.buckets)
		// A move is never of length zero, so nothing enters this bucket now.
		for _, entry := range r.buckets[bucket] {
			voxel, rival := int(entry/2), int(entry%2)
			r.waiting--
			if !r.left.Has(voxel) {
				continue
			}
			r.left.unset(voxel)
			if rival == 0 {
				r.won.set(voxel)
			}
			r.moveOn(distance, voxel, rival)
		}
		r.buckets[bucket] = r.buckets[bucket][:0]
	}
}

func (r *race) moveOn(distance, voxel, rival int) {
	at, size := r.left.coordinates(voxel), r.left.Size
	for _, m := range r.moves {
		i, j, k := at[0]+m.di, at[1]+m.dj, at[2]+m.dk
		if i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2] || !r.left.Has(voxel+m.offset) {
			continue
		}
		r.enter(distance+r.cost(voxel, m), voxel+m.offset, rival)
	}
}

// cost is the length of a move in whole units, at least 1.
func (r *race) cost(voxel int, m move) int {
	factor := 1.0
	if r.perUnit > 0 {
		step := r.perUnit * (float64(r.volume.Value(voxel+m.offset)) - float64(r.volume.Value(voxel)))
		if factor = 1 + step*step; !(factor <= steepest) { // nor a number
			factor = steepest
		}
	}
	return max(1, int(m.length*factor+0.5))
}

var errSplitTooLarge = errors.New("the part to split has more than 2,000,000 voxels, too many for a random walk; split by distance, or take a box around the border first: in the box x y z to x y z")
