package debrief

import (
	"fmt"
	"strings"

	"github.com/drylab/drylab/scoring"
)

// Profile is the deviation of a cut along its way, ready to draw. Lengths are pixels.
type Profile struct {
	Width, Height float64
	Left, Right   float64
	Top, Bottom   float64
	Along, Off    []Tick   // mm
	Areas         []Stroke // below the line, by class
	AcceptedY     float64
	MeanY         float64
	Mean          string
	Worst         Spot
	Joints        []float64 // x where the blade was set anew
}

// profileEvery is the distance of a trace's places, mm.
const profileEvery = 0.5

// profile draws it; worst is the place that is farthest.
func profile(t *scoring.CutTrace, metrics scoring.Metrics, worst int) Profile {
	p := Profile{Width: 460, Height: 240, Left: 40, Right: 448, Top: 26, Bottom: 200}
	n := 0
	for _, stroke := range t.Strokes {
		n += len(stroke)
	}
	most := valueOf(metrics, "cut_deviation_max")
	off := upTo(max(most, 1.25*scoring.CutWithinMM), 5, p.Bottom, p.Top)
	along := axis{max(float64(n)*profileEvery, 1), p.Left, p.Right}
	p.Off, p.Along, p.AcceptedY = off.ticks(5), along.ticks(6), off.at(scoring.CutWithinMM)
	mean := valueOf(metrics, "cut_deviation_mean")
	p.MeanY, p.Mean = off.at(mean), "mean "+quantity(mean, "mm")
	i := 0
	for _, stroke := range t.Strokes {
		if i > 0 {
			p.Joints = append(p.Joints, along.at(float64(i)*profileEvery))
		}
		p.Areas = append(p.Areas, areas(stroke, i, along, off, p.Bottom)...)
		i += len(stroke)
	}
	x := along.at((float64(worst) + 0.5) * profileEvery)
	p.Worst = Spot{X: x, Y: off.at(most), Text: quantity(most, "mm"), Left: x > p.Right-70}
	return p
}

// areas are bars below the deviation of a stroke whose first place is the nth, bars
// of one class in one path.
func areas(stroke []scoring.CutPoint, nth int, along, off axis, bottom float64) []Stroke {
	var made []Stroke
	var b strings.Builder
	class := ""
	for i, p := range stroke {
		if now := deviationClass(p.OffMM); now != class {
			if b.Len() > 0 {
				made = append(made, Stroke{class, b.String()})
				b.Reset()
			}
			class = now
		}
		from, to := along.at(float64(nth+i)*profileEvery), along.at(float64(nth+i+1)*profileEvery)
		fmt.Fprintf(&b, "M%g %gV%gH%gV%gZ", from, bottom, off.at(p.OffMM), to, bottom)
	}
	return append(made, Stroke{class, b.String()})
}
