package scoring

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// TestMarginsOfSpheres: a ball of 10 mm in one of 18 mm, off its centre.
func TestMarginsOfSpheres(t *testing.T) {
	type sphere struct {
		C mgl64.Vec3
		R float64
	}
	var all struct {
		Margin struct {
			Tumour, Resection sphere
			Min               float64 `json:"min_margin"`
			Max               float64 `json:"max_margin"`
			Breach            struct {
				Resection sphere
				Min       float64 `json:"min_margin"`
			} `json:"breach_example"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	tumour := all.Margin.Tumour
	var points []mgl64.Vec3
	var areas []float64
	const rings = 400 // from pole to pole along the axis of the offset
	for i := range rings + 1 {
		sin, cos := math.Sincos(float64(i) / rings * math.Pi)
		points = append(points, tumour.C.Add(mgl64.Vec3{cos, sin, 0}.Mul(tumour.R)))
		areas = append(areas, sin) // a ring's
	}
	measure := func(resection sphere) margin {
		return marginOf(points, areas, func(p mgl64.Vec3) float64 { return resection.R - p.Sub(resection.C).Len() })
	}
	whole := measure(all.Margin.Resection)
	near(t, "least", whole.least, all.Margin.Min, 1e-8)
	near(t, "most", whole.most, all.Margin.Max, 1e-8)
	near(t, "below 1 mm", whole.below1, 0, 0)
	breached := measure(all.Margin.Breach.Resection)
	near(t, "breached", breached.least, all.Margin.Breach.Min, 1e-8)
	// A point of the tumour at c = cos has |p−(9,0,0)|² = 181−180c; 5 mm are left
	// where that is 13², and a sphere's area is even along c.
	near(t, "below 5 mm", breached.below5, (1+(181-169)/180.0)/2, 5e-3)
}

func TestSuturesAgainstReference(t *testing.T) {
	var all struct {
		Suture struct {
			Bites    []float64 `json:"bite_mm"`
			Spacing  []float64 `json:"spacing_mm"`
			Mean     float64   `json:"bite_mean"`
			SD       float64   `json:"bite_sd"`
			Off      float64   `json:"bite_mae_vs_5"`
			CV       float64   `json:"bite_cv"`
			SpaceAvg float64   `json:"spacing_mean"`
			SpaceCV  float64   `json:"spacing_cv"`
			SLWL     struct {
				Used  float64 `json:"suture_len"`
				Tails float64
				Wound float64
				Ratio float64
			} `json:"sl_wl"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	want := all.Suture
	bites, spaces := spreadOf(want.Bites, 5), spreadOf(want.Spacing, 5)
	near(t, "bites", bites.mean, want.Mean, 1e-8)
	near(t, "SD", bites.sd, want.SD, 1e-8)
	near(t, "off", bites.off, want.Off, 1e-8)
	near(t, "CV", bites.cv, want.CV, 1e-8)
	near(t, "spaces", spaces.mean, want.SpaceAvg, 1e-8)
	near(t, "CV of spaces", spaces.cv, want.SpaceCV, 1e-8)
	near(t, "SL:WL", sutureToWound(want.SLWL.Used, want.SLWL.Tails, want.SLWL.Wound), want.SLWL.Ratio, 1e-8)
}
