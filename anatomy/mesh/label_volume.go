package mesh

import (
	"math"
	"slices"
)

// OffsetToVolumes moves borders along their normals until each label encloses
// its volume, in mm³, to 0.01 % as far as no vertex moves further than maxMoveMM.
// Labels without an entry keep theirs. FromLabels cuts the corners off voxels,
// which this gives back.
func (l *LabelMesh) OffsetToVolumes(volumes map[uint16]float64, maxMoveMM float64) {
	original, table := slices.Clone(l.Vertices), l.measure()
	for i, label := range table.labels {
		if volume, given := volumes[label]; given && i > 0 {
			table.volumes[i] = volume
		}
	}
	l.restoreVolumes(table, func(v int) { l.Vertices[v] = limitMove(original[v], l.Vertices[v], maxMoveMM) })
}

// restoreVolumes offsets all borders until every label has the table's volume
// again. Think of a pressure in each label: a border gives way by the
// difference between its sides. To first order a label then gains
// Σ area·(its pressure − the other's) over its borders, which is a system of
// linear equations; the background, with no pressure, takes up the rest.
func (l *LabelMesh) restoreVolumes(t *labelTable, limit func(v int)) {
	const steps = 8 // convergence needs two or three; limit may slow it
	for range steps {
		missing, done := l.volumes(t), true
		for i := range missing {
			missing[i] = t.volumes[i] - missing[i]
			if i > 0 && math.Abs(missing[i]) > smoothedVolume*math.Abs(t.volumes[i]) {
				done = false
			}
		}
		if done {
			return
		}
		l.offset(t, t.pressures(l.contacts(t), missing), limit)
	}
}

// contact is the area between two labels, by their places in the table.
type contact struct {
	a, b uint32
	area float64
}

// contacts lists the borders between labels in the order in which they appear.
func (l *LabelMesh) contacts(t *labelTable) []contact {
	var list []contact
	at := map[[2]uint32]int{}
	mesh := l.asTriMesh()
	for i, sides := range l.Sides {
		key := [2]uint32{t.index[sides[0]], t.index[sides[1]]}
		if key[0] > key[1] {
			key[0], key[1] = key[1], key[0]
		}
		place, known := at[key]
		if !known {
			place = len(list)
			at[key] = place
			list = append(list, contact{a: key[0], b: key[1]})
		}
		a, b, c := mesh.cornerPoints(i)
		list[place].area += crossOf(b.minus(a), c.minus(a)).length() / 2
	}
	return list
}

// pressures solves for the pressure of every label, in mm of offset, by
// Gauss–Seidel sweeps over the labels, which converge because every label
// touches something (the matrix is diagonally dominant).
func (t *labelTable) pressures(contacts []contact, missing []float64) []float64 {
	const sweeps = 60 // volumes are asked for again after each step
	touching := make([][]contact, len(t.labels))
	for _, c := range contacts {
		touching[c.a] = append(touching[c.a], c)
		touching[c.b] = append(touching[c.b], contact{a: c.b, b: c.a, area: c.area})
	}
	pressure := make([]float64, len(t.labels))
	for range sweeps {
		for i := 1; i < len(pressure); i++ {
			sum, area := missing[i], 0.0
			for _, c := range touching[i] {
				sum += c.area * pressure[c.b]
				area += c.area
			}
			if area > 0 {
				pressure[i] = sum / area
			}
		}
	}
	return pressure
}

// offset moves every vertex by the mean, over the triangles around it by area,
// of the difference in pressure along their normals.
func (l *LabelMesh) offset(t *labelTable, pressure []float64, limit func(v int)) {
	moves, areas := make([]point, len(l.Vertices)), make([]float64, len(l.Vertices))
	mesh := l.asTriMesh()
	for i, sides := range l.Sides {
		a, b, c := mesh.cornerPoints(i)
		normal := crossOf(b.minus(a), c.minus(a))
		area := normal.length()
		push := normal.times(pressure[t.index[sides[0]]] - pressure[t.index[sides[1]]])
		for _, v := range l.Triangles[i] {
			moves[v] = moves[v].plus(push)
			areas[v] += area
		}
	}
	for v, move := range moves {
		if areas[v] > 0 {
			l.Vertices[v] = pointOf(wide(l.Vertices[v])).plus(move.times(1 / areas[v])).narrow()
			limit(v)
		}
	}
}
