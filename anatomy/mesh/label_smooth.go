package mesh

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// Smooth does for all labels at once what TriMesh.Smooth does for one surface.
// Every vertex moves once, so that borders stay shared; where three labels meet,
// only the curve along which they do pulls, so that it is smoothed as a curve.
// Then every border is offset until each label has its former volume again, to
// 0.01 % as far as MaxMoveMM permits. A piece of a label that the filter would
// take more than half of keeps its shape.
func (l *LabelMesh) Smooth(options SmoothOptions) {
	if options.Iterations <= 0 || len(l.Triangles) == 0 {
		return
	}
	original := slices.Clone(l.Vertices)
	table := l.measure()
	bands, class := l.bands(table)
	filter := newSincFilter(l.neighbours(), l.Vertices)
	filter.run(sincWeights(options.Iterations, bands), class)
	filter.move(l.Vertices)
	limit := func(v int) { l.Vertices[v] = limitMove(original[v], l.Vertices[v], options.MaxMoveMM) }
	for v := range l.Vertices {
		limit(v)
	}
	l.revertCollapsed(table, original)
	l.restoreVolumes(table, limit)
}

// labelTable is what is known of each label with a surface, the background
// first.
type labelTable struct {
	labels  []uint16
	index   []uint32 // by label, valid for those with a surface
	volumes []float64
	areas   []float64
	edges   []float64 // sums of lengths of triangles' sides, and of their number
	sides   []float64
}

// measure sums up volume, area and edges for every label. The background's
// volume is minus that of all others.
func (l *LabelMesh) measure() *labelTable {
	t := &labelTable{labels: append([]uint16{0}, l.Labels()...), index: make([]uint32, 1<<16)}
	for i, label := range t.labels {
		t.index[label] = uint32(i)
	}
	for _, sums := range []*[]float64{&t.volumes, &t.areas, &t.edges, &t.sides} {
		*sums = make([]float64, len(t.labels))
	}
	mesh := l.asTriMesh()
	for i, sides := range l.Sides {
		a, b, c := mesh.cornerPoints(i)
		ab, bc, ca := b.minus(a), c.minus(b), a.minus(c)
		area, length := crossOf(ab, ca).length()/2, ab.length()+bc.length()+ca.length()
		for _, label := range sides {
			at := t.index[label]
			t.areas[at] += area
			t.edges[at] += length
			t.sides[at] += 3
		}
	}
	t.volumes = l.volumes(t)
	return t
}

// asTriMesh shares the vertices and triangles.
func (l *LabelMesh) asTriMesh() *TriMesh { return &TriMesh{l.Vertices, l.Triangles} }

// volumes returns the volume of every label in the table, in mm³.
func (l *LabelMesh) volumes(t *labelTable) []float64 {
	volumes, mesh := make([]float64, len(t.labels)), l.asTriMesh()
	low, high := mesh.Bounds()
	reference := pointOf(low.Add(high).Mul(0.5))
	for i, sides := range l.Sides {
		a, b, c := mesh.cornerPoints(i)
		a, b, c = a.minus(reference), b.minus(reference), c.minus(reference)
		volume := a.dot(crossOf(b, c)) / 6
		volumes[t.index[sides[0]]] += volume
		volumes[t.index[sides[1]]] -= volume
	}
	return volumes
}

// bands returns a pass band for every label in the table, by how thin it is, and
// of the labels at every vertex the one with the highest: the thinnest.
func (l *LabelMesh) bands(t *labelTable) (bands []float64, class []uint32) {
	bands = make([]float64, len(t.labels))
	bands[0] = lowestPassBand
	for i := 1; i < len(bands); i++ {
		bands[i] = passBand(t.volumes[i], t.areas[i], t.edges[i]/t.sides[i])
	}
	class = make([]uint32, len(l.Vertices))
	for i, triangle := range l.Triangles {
		for _, label := range l.Sides[i] {
			at := t.index[label]
			for _, v := range triangle {
				if now := class[v]; bands[at] > bands[now] || now == 0 {
					class[v] = at
				}
			}
		}
	}
	return bands, class
}

// neighbours lists, for every vertex, those that share an edge with it: only
// the edges with three triangles where there are such.
func (l *LabelMesh) neighbours() *neighbours {
	n := &neighbours{first: make([]uint32, len(l.Vertices)+1), share: make([]float32, len(l.Vertices))}
	start := make([]uint32, len(l.Vertices)+1)
	for _, t := range l.Triangles {
		start[t[0]+1] += 2
		start[t[1]+1] += 2
		start[t[2]+1] += 2
	}
	for v := range l.Vertices {
		start[v+1] += start[v]
	}
	all := make([]uint32, start[len(l.Vertices)])
	next := slices.Clone(start)
	for _, t := range l.Triangles {
		for i, v := range t {
			all[next[v]], all[next[v]+1] = t[(i+1)%3], t[(i+2)%3]
			next[v] += 2
		}
	}
	for v := range l.Vertices {
		n.of = appendRing(n.of, all[start[v]:start[v+1]])
		n.first[v+1] = uint32(len(n.of))
		if count := n.first[v+1] - n.first[v]; count > 0 {
			n.share[v] = 1 / float32(count)
		}
	}
	return n
}

// appendRing appends the vertices that are listed three times, or else all,
// once each. It sorts the list.
func appendRing(ring, listed []uint32) []uint32 {
	slices.Sort(listed)
	first := len(ring)
	for _, least := range []int{3, 1} {
		for i, times := 0, 0; i < len(listed); i += times {
			times = 1
			for i+times < len(listed) && listed[i+times] == listed[i] {
				times++
			}
			if times >= least {
				ring = append(ring, listed[i])
			}
		}
		if len(ring) > first {
			break
		}
	}
	return ring
}

// revertCollapsed gives pieces of labels that lost more than half of their
// volume their original positions back.
func (l *LabelMesh) revertCollapsed(t *labelTable, original []mgl32.Vec3) {
	smoothed := slices.Clone(l.Vertices)
	for _, label := range t.labels[1:] {
		now, sources := l.of([]uint16{label})
		before := &TriMesh{Vertices: make([]mgl32.Vec3, len(sources)), Triangles: now.Triangles}
		for v, source := range sources {
			before.Vertices[v], now.Vertices[v] = original[source], smoothed[source]
		}
		pieces := before.pieces()
		volumes, remaining := before.volumesOf(pieces), now.volumesOf(pieces)
		for i, triangle := range before.Triangles {
			piece := pieces.of[i]
			if remaining[piece]*math.Copysign(1, volumes[piece]) < math.Abs(volumes[piece])/2 {
				for _, v := range triangle {
					l.Vertices[sources[v]] = original[sources[v]]
				}
			}
		}
	}
}
