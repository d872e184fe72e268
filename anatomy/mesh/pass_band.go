package mesh

import "math"

// Bounds on the pass band of smoothing: the highest frequency of the mesh that
// is kept, as an eigenvalue of the Laplacian in 0…2.
const (
	// lowestPassBand is what VTK and 3D Slicer use for labels. Below it the
	// tips of ventricles and the rims of the head's cut faces shrink.
	lowestPassBand = 0.1
	// highestPassBand still takes out the steps from voxel to voxel, which have
	// the eigenvalues of an edge or two: from 0.5 up.
	highestPassBand = 0.5
)

// ringsKept is how far above the frequency of a component's own roundness its
// pass band lies. The filter falls off over about that factor at degree 20, so
// that less would thin a vessel. Measured on the vessels of a synthetic head,
// whose distance is known: 6 to 15 differ by less than 0.01 mm.
const ringsKept = 10

// passBands chooses a pass band for each component by how thin it is. Once
// around a tube of radius r whose vertices lie h apart, a position turns like a
// wave of the eigenvalue (1 − cos(h/r))/2 ≈ (h/2r)² (the mesh's Laplacian
// averages over two directions, of which one runs along the tube). A filter
// that stops this wave takes the tube away, which is what a fixed pass band
// does to vessels a few voxels wide. r is twice the volume over the area: right
// for a tube, and of the right order for anything.
func (k *volumeKeeper) passBands(m *TriMesh) []float64 {
	area, lengths := make([]float64, k.parts.count), make([]float64, k.parts.count)
	edges := make([]float64, k.parts.count)
	for t, piece := range k.parts.of {
		a, b, c := m.cornerPoints(t)
		ab, bc, ca := b.minus(a), c.minus(b), a.minus(c)
		area[piece] += crossOf(ab, ca).length() / 2
		lengths[piece] += ab.length() + bc.length() + ca.length()
		edges[piece] += 3
	}
	bands := make([]float64, k.parts.count)
	for piece := range bands {
		bands[piece] = passBand(k.volumes[piece], area[piece], lengths[piece]/edges[piece])
	}
	return bands
}

// passBand returns the band for a volume, an area and a mean distance of vertices.
func passBand(volume, area, spacing float64) float64 {
	ring := spacing / (4 * math.Abs(volume) / area)
	if band := ringsKept * ring * ring; band < highestPassBand { // not for a flat sheet, whose radius is 0
		return max(band, lowestPassBand)
	}
	return highestPassBand
}

// sincWeights returns, for each Chebyshev term, the coefficient in every
// component's filter.
func sincWeights(degree int, bands []float64) [][]float32 {
	weights := make([][]float32, degree+1)
	for n := range weights {
		weights[n] = make([]float32, len(bands))
	}
	for piece, band := range bands {
		for n, weight := range lowPass(degree, band) {
			weights[n][piece] = float32(weight)
		}
	}
	return weights
}

// lowPass returns the Chebyshev coefficients of the ideal low pass up to
// band, under a Hamming window, scaled so that a constant stays constant.
func lowPass(degree int, band float64) []float64 {
	weights := make([]float64, degree+1)
	theta := math.Acos(1 - band/2)
	total := 0.0
	for n := range weights {
		ideal := theta / math.Pi
		if n > 0 {
			ideal = 2 * math.Sin(float64(n)*theta) / (float64(n) * math.Pi)
		}
		weights[n] = ideal * (0.54 + 0.46*math.Cos(float64(n)*math.Pi/float64(degree+1)))
		total += weights[n]
	}
	for n := range weights {
		weights[n] /= total
	}
	return weights
}
