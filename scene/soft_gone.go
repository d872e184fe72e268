package scene

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// goneMM is how far outside of the box around all tissue at rest a piece is gone:
// it fell off the table or was thrown away, and nobody will touch it again.
const goneMM = 1000

// goneSteps is how often pieces are looked at, in steps of tissue: at 50 m/s one
// goes on for four metres.
const goneSteps = 8

// gone is what has left the field: it is put to rest where it is, and nothing
// waits for it any more.
type gone struct {
	field  bounds
	pieces []bool // by number
	left   []bool // of each piece: all of it is outside, as far as was seen
	held   []bool // of each piece: something holds it to the field
	fixed  []bool // of each of the solver's vertices
	steps  int
}

// prepareGone notes where the field is.
func (f *softField) prepareGone() {
	f.gone.field = nowhere()
	for _, p := range f.built.Rest {
		f.gone.field.add(widen(p))
	}
	f.gone.field = f.gone.field.grown(goneMM)
	f.gone.fixed = make([]bool, len(f.places))
	for _, v := range f.built.Fixed {
		f.gone.fixed[v] = true
	}
}

// leave puts pieces to rest that have left the field, and reports each once. What
// is still held to the field cannot have left it: it was pulled so far that
// nothing it does can be judged.
func (f *softField) leave() error {
	g := &f.gone
	if g.steps++; g.steps%goneSteps != 0 || f.whole() {
		return nil
	}
	f.surveyPieces()
	for piece, left := range g.left {
		if !left || g.pieces[piece] {
			continue
		}
		at := f.middle(piece)
		f.tell(record.EventGone, f.nearest(at), f.bodyOfPiece(piece), at, f.matter.PieceVolume(piece))
		g.pieces[piece] = true
		f.park()
	}
	for piece, vertices := range f.eachPart {
		for _, v := range vertices {
			if p := widen(f.places[v]); g.held[piece] && !g.field.holds(p) {
				return fmt.Errorf("%s was pulled a metre out of its place: begin again, and move the instruments more slowly", f.bodies[f.bodyOfNode[v]].Name)
			}
		}
	}
	return nil
}

// eachPart is all tetrahedra, and what hangs free of membranes and threads: the
// piece that each is of, and its vertices.
func (f *softField) eachPart(yield func(piece int, vertices []int32) bool) {
	for e := range f.harm.tets {
		if !yield(f.matter.PieceOf(e), f.harm.tets[e][:]) {
			return
		}
	}
	for part := range f.matter.FreeParts {
		if !yield(part.Piece, part.Vertices) {
			return
		}
	}
}

// whole tells whether all tissue is in the field.
func (f *softField) whole() bool {
	for _, p := range f.places {
		if !f.gone.field.holds(widen(p)) {
			return false
		}
	}
	return true
}

// surveyPieces finds which pieces are all outside, and which are held.
func (f *softField) surveyPieces() {
	g := &f.gone
	n := f.matter.Pieces()
	g.pieces = append(g.pieces, make([]bool, n-len(g.pieces))...)
	g.left, g.held = append(g.left[:0], make([]bool, n)...), append(g.held[:0], make([]bool, n)...)
	tied := make([]bool, len(f.places))
	for i := range f.holds {
		tied[f.holds[i].Vertex] = tied[f.holds[i].Vertex] || !f.holds[i].torn
	}
	for piece := range f.eachPart {
		g.left[piece] = true
	}
	for piece, vertices := range f.eachPart {
		for _, v := range vertices {
			g.held[piece] = g.held[piece] || g.fixed[v] || tied[v]
			g.left[piece] = g.left[piece] && !g.field.holds(widen(f.places[v]))
		}
	}
	for piece := range g.left {
		g.left[piece] = g.left[piece] && !g.held[piece]
	}
}

// park holds the vertices of what is gone where they are.
func (f *softField) park() {
	if !slices.Contains(f.gone.pieces, true) {
		return
	}
	stays := make([]bool, len(f.places))
	away := make([]bool, len(f.places))
	for piece, vertices := range f.eachPart {
		for _, v := range vertices {
			if piece < len(f.gone.pieces) && f.gone.pieces[piece] {
				away[v] = true
			} else {
				stays[v] = true
			}
		}
	}
	for v := range stays {
		if away[v] && !stays[v] {
			f.body.Hold(v)
		}
	}
	for i, piece := range f.skin.piece {
		f.skin.away[i] = piece >= 0 && int(piece) < len(f.gone.pieces) && f.gone.pieces[piece]
	}
	for i := range f.skin.sheets {
		v := f.skin.triangles[i]
		f.skin.away[i] = away[v[0]] && away[v[1]] && away[v[2]]
	}
}

// bodyOfPiece is the name of the structure that a piece came from.
func (f *softField) bodyOfPiece(piece int) string {
	for of, vertices := range f.eachPart {
		if of == piece {
			return f.bodies[f.bodyOfNode[vertices[0]]].Name
		}
	}
	return ""
}
