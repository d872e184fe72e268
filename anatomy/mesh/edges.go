package mesh

import (
	"cmp"
	"slices"
)

// noEdge stands in edgeTable.of for the edges of a triangle that repeats a vertex.
const noEdge = ^uint32(0)

// edgeTable lists the undirected edges of a mesh and the triangle sides on each.
// A side is 3*triangle+corner and runs from that corner to the next.
// Triangles that repeat a vertex have no area and no sides here.
type edgeTable struct {
	ends  [][2]uint32 // lower vertex, higher vertex; sorted
	of    [][3]uint32 // per triangle and corner, the edge to the next corner
	first []uint32    // sides[first[e]:first[e+1]] are the sides on edge e
	sides []uint32
}

// repeatsVertex reports a triangle that is an edge or a point.
func repeatsVertex(t [3]uint32) bool {
	return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]
}

// halfEdge is one triangle side on its way into the table.
type halfEdge struct{ high, side uint32 }

// edges builds the table in time proportional to the number of triangles: a
// counting sort by lower vertex, then a small sort for each.
func (m *TriMesh) edges() *edgeTable {
	sorted, first := m.sidesByLowVertex()
	table := &edgeTable{
		ends:  make([][2]uint32, 0, len(sorted)/2+1),
		of:    make([][3]uint32, len(m.Triangles)),
		sides: make([]uint32, len(sorted)),
	}
	for t := range table.of {
		table.of[t] = [3]uint32{noEdge, noEdge, noEdge}
	}
	for low := range m.Vertices {
		sides := sorted[first[low]:first[low+1]]
		slices.SortFunc(sides, func(a, b halfEdge) int {
			return cmp.Or(cmp.Compare(a.high, b.high), cmp.Compare(a.side, b.side))
		})
		for i, half := range sides {
			if i == 0 || half.high != sides[i-1].high {
				table.ends = append(table.ends, [2]uint32{uint32(low), half.high})
				table.first = append(table.first, first[low]+uint32(i))
			}
			table.sides[first[low]+uint32(i)] = half.side
			table.of[half.side/3][half.side%3] = uint32(len(table.ends) - 1)
		}
	}
	table.first = append(table.first, uint32(len(sorted)))
	return table
}

// sidesByLowVertex groups the triangle sides by their lower vertex.
func (m *TriMesh) sidesByLowVertex() (sorted []halfEdge, first []uint32) {
	first = make([]uint32, len(m.Vertices)+1)
	m.eachSide(func(low, _, _ uint32) { first[low+1]++ })
	for v := range m.Vertices {
		first[v+1] += first[v]
	}
	sorted = make([]halfEdge, first[len(m.Vertices)])
	next := slices.Clone(first)
	m.eachSide(func(low, high, side uint32) {
		sorted[next[low]] = halfEdge{high, side}
		next[low]++
	})
	return sorted, first
}

func (m *TriMesh) eachSide(visit func(low, high, side uint32)) {
	for t, triangle := range m.Triangles {
		if repeatsVertex(triangle) {
			continue
		}
		for corner := range 3 {
			a, b := triangle[corner], triangle[(corner+1)%3]
			visit(min(a, b), max(a, b), uint32(3*t+corner))
		}
	}
}

// sidesOf returns the triangle sides on an edge.
func (e *edgeTable) sidesOf(edge int) []uint32 {
	return e.sides[e.first[edge]:e.first[edge+1]]
}

// forest is a union–find structure over 0…n-1; the root of a set is its
// lowest member, so that results do not depend on the order of unions.
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

func (f forest) root(i uint32) uint32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(a, b uint32) {
	a, b = f.root(a), f.root(b)
	f[max(a, b)] = min(a, b)
}
