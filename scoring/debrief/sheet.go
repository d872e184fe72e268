package debrief

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// sheet is how the plane of a cut lies in its map.
type sheet struct {
	right, up mgl64.Vec3 // in the patient frame, unit
	normal    mgl64.Vec3 // towards the reader
	centre    mgl64.Vec2 // in the middle of the map, mm along right and up
	perMM     float64    // pixels
}

// sheetOf looks along a cut's normal so that the plan fills the map, and the cut
// where it strayed no farther than the plan is wide. The patient's head is up or,
// when the look is along the body, the patient's front.
func sheetOf(t *scoring.CutTrace, normal mgl64.Vec3) *sheet {
	s := &sheet{normal: normal.Normalize()}
	for _, up := range []mgl64.Vec3{{0, 0, 1}, {0, -1, 0}} {
		if across := up.Sub(s.normal.Mul(up.Dot(s.normal))); across.Len() > 0.5 {
			s.up = across.Normalize()
			break
		}
	}
	s.right = s.up.Cross(s.normal)
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	include := func(p mgl64.Vec2) {
		for k := range 2 {
			low[k], high[k] = min(low[k], p[k]), max(high[k], p[k])
		}
	}
	for _, p := range t.Plan {
		include(s.flat(p.At))
	}
	wide := max(high[0]-low[0], high[1]-low[1], 1)
	middle := low.Add(high).Mul(0.5)
	for _, stroke := range t.Strokes {
		for _, p := range stroke {
			if at := s.flat(p.At); max(math.Abs(at[0]-middle[0]), math.Abs(at[1]-middle[1])) < wide {
				include(at)
			}
		}
	}
	s.centre = low.Add(high).Mul(0.5)
	s.perMM = (mapSize - 2*mapMargin) / max(high[0]-low[0], high[1]-low[1], 1)
	return s
}

func (s *sheet) flat(p mgl64.Vec3) mgl64.Vec2 { return mgl64.Vec2{p.Dot(s.right), p.Dot(s.up)} }

// pixel is where a place lies in the map.
func (s *sheet) pixel(p mgl64.Vec3) mgl64.Vec2 {
	at := s.flat(p).Sub(s.centre).Mul(s.perMM)
	return mgl64.Vec2{mapSize/2 + at[0], mapSize/2 - at[1]}
}

func (s *sheet) spot(p mgl64.Vec3, text string) Spot {
	at := s.pixel(p)
	return Spot{X: round1(at[0]), Y: round1(at[1]), Text: text, Left: at[0] > mapSize*0.7}
}

// plan draws the planned line, and apart the places of it that were not cut.
func (s *sheet) plan(points []scoring.PlanPoint) (whole, missed string) {
	var all, open []mgl64.Vec2
	for _, p := range points {
		at := s.pixel(p.At)
		all = append(all, at)
		if !p.Cut {
			open = append(open, at)
			continue
		}
		missed += path(open)
		open = nil
	}
	return path(all), missed + path(open)
}

// strokes parts a stroke by how far it is from the line; the parts meet.
func (s *sheet) strokes(points []scoring.CutPoint) []Stroke {
	var parts []Stroke
	var open []mgl64.Vec2
	class := ""
	for _, p := range points {
		at := s.pixel(p.At)
		if now := deviationClass(p.OffMM); now != class {
			if len(open) > 0 {
				open = append(open, at)
				parts = append(parts, Stroke{class, path(open)})
				open = nil
			}
			class = now
		}
		open = append(open, at)
	}
	if len(open) == 1 { // a dot
		open = append(open, open[0])
	}
	return append(parts, Stroke{class, path(open)})
}

// mostPieces bounds how many pieces are named in the map; crumbs would cover it.
const mostPieces = 6

// leastPiece is the volume below which a piece is a crumb, mm³.
const leastPiece = 10

// pieces are what came off, where it was.
func (s *sheet) pieces(rec *record.Recording) []Spot {
	var spots []Spot
	for i := range rec.Events {
		e := &rec.Events[i]
		if mm3 := scoring.Amount(e); e.Kind == record.EventCutOff && mm3 >= leastPiece && finite(e.Position) && len(spots) < mostPieces {
			spots = append(spots, s.spot(e.Position, quantity(mm3, "mm3")))
		}
	}
	return spots
}

// letters name the patient's sides at the map's edges, where they lie straight.
func (s *sheet) letters() []Spot {
	var spots []Spot
	for _, edge := range []struct {
		way  mgl64.Vec3
		x, y float64
	}{
		{s.right, mapSize - 12, mapSize / 2}, {s.right.Mul(-1), 12, mapSize / 2},
		{s.up, mapSize / 2, 14}, {s.up.Mul(-1), mapSize / 2, mapSize - 12},
	} {
		for axis, ends := range [3]string{"LR", "PA", "SI"} {
			switch {
			case edge.way[axis] > 0.9:
				spots = append(spots, Spot{X: edge.x, Y: edge.y, Text: ends[:1]})
			case edge.way[axis] < -0.9:
				spots = append(spots, Spot{X: edge.x, Y: edge.y, Text: ends[1:]})
			}
		}
	}
	return spots
}
