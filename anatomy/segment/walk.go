package segment

import (
	"context"
	"errors"
	"math"
	"math/bits"

	"github.com/drylab/drylab/anatomy/imaging"
)

const (
	// mostWalkers bounds the voxels of a random walk: 2 million take 200 MB.
	mostWalkers = 2_000_000
	// walkTolerance is the residual at which probabilities are settled, as a
	// part of that of the start: they are compared with each other only.
	walkTolerance = 1e-4
	// walkRounds bounds the iterations; conjugate gradients need about as many
	// as the longest way through the mask has voxels.
	walkRounds = 5000
	// faintest is the weight of the steepest edge, above zero so that no voxel
	// is cut off.
	faintest = 1e-4
	// edgeScale is the difference, in mean roughnesses, that counts as an edge: at
	// three times the noise a weight has fallen to 1/e, and a step is twice as
	// long.
	edgeScale = 3
)

// splitByRandomWalk solves, for every structure with seeds and every voxel of
// the mask, for the probability that a walker from there meets a seed of that
// structure first: the harmonic function with value 1 there and 0 at all other
// seeds, on the graph of voxel faces with weights that fall with the difference
// in intensity (Grady 2006, equations 1 and 7), by conjugate gradients with
// Jacobi's preconditioner, beginning at the split by distance. The voxels at
// which no rival is likelier than the own structure are returned.
func splitByRandomWalk(ctx context.Context, v *imaging.Volume, m *Packed, own []int, rivals [][]int) (*Packed, error) {
	groups := append([][]int{own}, rivals...)
	reached, err := m.holdingVoxels(groups...)
	if err != nil {
		return nil, err
	}
	g := newWalkGraph(v, reached)
	// The probabilities of all structures sum to 1, so the last one's is what
	// the others leave.
	mine, left := make([]float32, len(g.x)), make([]float32, len(g.x))
	lost := make([]bool, len(g.x))
	for number := range groups[1:] {
		g.begin(v, groups, number)
		if err := g.solve(ctx); err != nil {
			return nil, err
		}
		for node, p := range g.x {
			if number == 0 {
				mine[node], left[node] = float32(p), 1-float32(p)
				continue
			}
			left[node] -= float32(p)
			lost[node] = lost[node] || float32(p) > mine[node]
		}
	}
	won := newPacked(m.Grid)
	g.eachNode(func(node, voxel int) {
		if !lost[node] && mine[node] >= left[node] {
			won.set(voxel)
		}
	})
	return won, nil
}

// begin fixes the seeds for one group, and takes the split by distance as the
// first guess at its probability.
func (g *walkGraph) begin(v *imaging.Volume, groups [][]int, number int) {
	var others []int
	for i, group := range groups {
		if i != number {
			others = append(others, group...)
		}
	}
	start := splitByDistance(v, g.mask, groups[number], others)
	g.eachNode(func(node, voxel int) {
		g.x[node] = 0
		if start.Has(voxel) {
			g.x[node] = 1
		}
	})
	for i, group := range groups {
		for _, voxel := range group {
			node := g.node(voxel)
			g.fixed[node], g.x[node] = true, 0
			if i == number {
				g.x[node] = 1
			}
		}
	}
}

// holdingVoxels is the components that hold a seed.
func (p *Packed) holdingVoxels(seeds ...[]int) (*Packed, error) {
	found := componentsOf(p)
	wanted := make([]bool, len(found.list))
	for _, list := range seeds {
		for _, voxel := range list {
			wanted[found.at(voxel)] = true
		}
	}
	reached := found.only(wanted)
	if reached.Count() > mostWalkers {
		return nil, errSplitTooLarge
	}
	return reached, nil
}

// walkGraph is the mask as a graph; nodes are its voxels in order of memory.
type walkGraph struct {
	mask      *Packed
	rowStart  []int32      // first node of each row
	neighbour [][6]int32   // through the faces; the node itself where there is none
	weight    [][6]float32 // of the edges; 0 where there is none
	fixed     []bool       // seeds
	x         []float64    // probability
	diagonal  []float64    // sum of a node's weights
}

func newWalkGraph(v *imaging.Volume, m *Packed) *walkGraph {
	g := &walkGraph{mask: m, rowStart: make([]int32, m.rows()+1)}
	for row := range m.rows() {
		n := 0
		for _, word := range m.row(row) {
			n += bits.OnesCount64(word)
		}
		g.rowStart[row+1] = g.rowStart[row] + int32(n)
	}
	nodes := int(g.rowStart[m.rows()])
	g.neighbour, g.weight = make([][6]int32, nodes), make([][6]float32, nodes)
	g.fixed, g.x, g.diagonal = make([]bool, nodes), make([]float64, nodes), make([]float64, nodes)
	scale := edgeScale * roughness(v, m)
	spacing := m.Spacing()
	g.eachNode(func(node, voxel int) {
		at, stride := m.coordinates(voxel), 1
		for axis, n := range m.Size {
			for side, step := range [2]int{-1, 1} {
				edge := 2*axis + side
				g.neighbour[node][edge] = int32(node)
				other := voxel + step*stride
				if to := at[axis] + step; to < 0 || to >= n || !m.Has(other) {
					continue
				}
				w := edgeBetween(v, voxel, other, scale) / (spacing[axis] * spacing[axis])
				g.neighbour[node][edge], g.weight[node][edge] = int32(g.node(other)), float32(w)
				g.diagonal[node] += float64(float32(w))
			}
			stride *= n
		}
	})
	return g
}

// edgeBetween is the weight of like or unlike neighbours. Dividing it by the
// squared spacing makes the graph that of diffusion in mm.
func edgeBetween(v *imaging.Volume, a, b int, scale float64) float64 {
	if scale == 0 {
		return 1
	}
	d := (float64(v.Value(a)) - float64(v.Value(b))) / scale
	if w := math.Exp(-d * d); w > faintest {
		return w
	}
	return faintest
}

// node is the number of a voxel of the mask.
func (g *walkGraph) node(voxel int) int {
	row, i := voxel/g.mask.Size[0], voxel%g.mask.Size[0]
	words, n := g.mask.row(row), int(g.rowStart[row])
	for _, word := range words[:i>>6] {
		n += bits.OnesCount64(word)
	}
	return n + bits.OnesCount64(words[i>>6]&(1<<(i&63)-1))
}

func (g *walkGraph) eachNode(visit func(node, voxel int)) {
	for row := range g.mask.rows() {
		node := int(g.rowStart[row])
		for w, word := range g.mask.row(row) {
			for ; word != 0; word &= word - 1 {
				visit(node, row*g.mask.Size[0]+w<<6+bits.TrailingZeros64(word))
				node++
			}
		}
	}
}

// solve runs preconditioned conjugate gradients (Hestenes and Stiefel 1952,
// doi 10.6028/jres.049.044) on the nodes that are not fixed.
func (g *walkGraph) solve(ctx context.Context) error {
	n := len(g.x)
	residual, direction, image := make([]float64, n), make([]float64, n), make([]float64, n)
	g.apply(image, g.x)
	inParallel(n, func(from, to int) {
		for i := from; i < to; i++ {
			if !g.fixed[i] {
				residual[i] = -image[i]
				direction[i] = residual[i] / g.diagonal[i]
			}
		}
	})
	slope := g.dot(residual, residual, true)
	first := slope
	for round := 0; slope > first*walkTolerance*walkTolerance && slope > 0; round++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if round == walkRounds {
			return errors.New("the random walk does not settle; split by distance, or take a smaller box")
		}
		g.apply(image, direction)
		length := slope / g.dot(direction, image, false)
		inParallel(n, func(from, to int) {
			for i := from; i < to; i++ {
				g.x[i] += length * direction[i]
				if !g.fixed[i] {
					residual[i] -= length * image[i]
				}
			}
		})
		before := slope
		slope = g.dot(residual, residual, true)
		inParallel(n, func(from, to int) {
			for i := from; i < to; i++ {
				if !g.fixed[i] {
					direction[i] = residual[i]/g.diagonal[i] + slope/before*direction[i]
				}
			}
		})
	}
	return nil
}

// apply computes the graph's Laplacian times x.
func (g *walkGraph) apply(result, x []float64) {
	inParallel(len(x), func(from, to int) {
		for i := from; i < to; i++ {
			sum := g.diagonal[i] * x[i]
			for edge, other := range g.neighbour[i] {
				sum -= float64(g.weight[i][edge]) * x[other]
			}
			result[i] = sum
		}
	})
}

// dotPart is how many terms are summed at a time: the same on any number of
// cores, so that rounding is too.
const dotPart = 1 << 13

// dot is the scalar product of a and b, scaled by the preconditioner when
// asked, over the nodes that are not fixed.
func (g *walkGraph) dot(a, b []float64, scaled bool) float64 {
	parts := make([]float64, (len(a)+dotPart-1)/dotPart)
	inParallel(len(parts), func(from, to int) {
		for part := from; part < to; part++ {
			sum := 0.0
			for i := part * dotPart; i < min((part+1)*dotPart, len(a)); i++ {
				switch {
				case g.fixed[i]:
				case scaled:
					sum += a[i] * b[i] / g.diagonal[i]
				default:
					sum += a[i] * b[i]
				}
			}
			parts[part] = sum
		}
	})
	total := 0.0
	for _, part := range parts {
		total += part
	}
	return total
}
