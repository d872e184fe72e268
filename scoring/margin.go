package scoring

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// margin is how much healthy tissue surrounds a tumour in its specimen.
type margin struct {
	least, most float64 // mm; below 0 the resection went through the tumour
	below1      float64 // part, 0–1, of the tumour's surface with less than 1 mm around it
	below5      float64 // and less than 5 mm
}

// marginOf measures at points of the tumour's surface, each with the area, mm²,
// that it stands for. depth is the signed distance of a point from the resection
// surface, mm, positive inside the specimen. There must be a point.
func marginOf(points []mgl64.Vec3, areas []float64, depth func(mgl64.Vec3) float64) margin {
	m := margin{least: math.Inf(1), most: math.Inf(-1)}
	total := 0.0
	for i, p := range points {
		d := depth(p)
		m.least, m.most = math.Min(m.least, d), math.Max(m.most, d)
		total += areas[i]
		if d < 1 {
			m.below1 += areas[i]
		}
		if d < 5 {
			m.below5 += areas[i]
		}
	}
	m.below1, m.below5 = m.below1/total, m.below5/total
	return m
}
