package debrief

import (
	"math"

	"github.com/drylab/drylab/scene/record"
)

// words are what is written on a lane so far, so that nothing is written over it.
type words struct{ taken []box }

type box struct{ left, right, y float64 }

// letterWidth is about how wide a letter of the charts is, and lineHeight how high
// a line, pixels.
const letterWidth, lineHeight = 6.6, 14.0

// take keeps a place for a sign and a text beside it, unless something is there.
func (w *words) take(s Sign, text string, atLeft bool) bool {
	width := 7.0
	if text != "" {
		width = letterWidth*float64(len([]rune(text))) + 14
	}
	b := box{s.X - 7, s.X + width, s.Y}
	if atLeft {
		b = box{s.X - width, s.X + 7, s.Y}
	}
	if b.left < forcesLeft-7 || b.right > forcesRight+7 {
		return false
	}
	for _, other := range w.taken {
		if b.left < other.right && b.right > other.left && math.Abs(b.y-other.y) < lineHeight {
			return false
		}
	}
	w.taken = append(w.taken, b)
	return true
}

// signRows is how many lines of signs a lane has.
const signRows = 3

// place finds room for a sign, with its words if it can be, below top.
func (w *words) place(s Sign, text string, top float64) Sign {
	for _, words := range []string{text, ""} {
		for row := range signRows {
			s.Y = top + 9 + lineHeight*float64(row)
			for _, atLeft := range [2]bool{false, true} {
				if w.take(s, words, atLeft) {
					s.Text, s.AtLeft = words, atLeft
					return s
				}
			}
		}
	}
	return s
}

// signs mark what happened to one instrument, with words where there is room.
func (p *plotter) signs(tool int, top float64, room *words) []Sign {
	var signs []Sign
	for i := range p.rec.Events {
		e := &p.rec.Events[i]
		if e.Tool != tool {
			continue
		}
		switch e.Kind {
		case record.EventSlip, record.EventContact, record.EventCutOff, record.EventDetach:
		default:
			continue
		}
		text := eventText(e)
		s := Sign{X: p.times.at(e.T()), Kind: string(e.Kind), Title: clock(e.T()) + " " + text}
		if n := len(signs); n > 0 && s.X-signs[n-1].X < 3 && signs[n-1].Kind == s.Kind {
			continue // one on the other would only blot
		}
		signs = append(signs, room.place(s, text, top))
	}
	return signs
}

// peak marks the greatest force, at the lane's top when it lies beyond.
func (p *plotter) peak(peak *peakForce, newtons axis, room *words) *Sign {
	s := &Sign{
		X: p.times.at(p.rec.Samples[peak.sample].T()), Y: newtons.at(peak.newtons),
		Kind: "peak", Text: quantity(peak.newtons, "N"), Title: "greatest force",
	}
	if peak.newtons > newtons.top {
		s.Kind = "beyond"
	}
	s.AtLeft = !room.take(*s, s.Text, false) && room.take(*s, s.Text, true)
	return s
}
