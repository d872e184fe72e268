package segment

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// work is a recipe on its way.
type work struct {
	Inputs
	ctx  context.Context
	mask *Packed // nil before the first step
}

// do runs one step.
func (w *work) do(s Step) error {
	if s.Op < OpMinus {
		return w.find(s)
	}
	if w.mask == nil {
		return errors.New("nothing is there to work on; begin with a step such as: values from 226")
	}
	return w.mend(s)
}

// find runs the steps that find voxels, among those already there.
func (w *work) find(s Step) error {
	found, err := w.found(s)
	if err != nil {
		return err
	}
	if w.mask != nil {
		found.intersect(w.mask)
	}
	w.mask = found
	return nil
}

func (w *work) found(s Step) (*Packed, error) {
	switch s.Op {
	case OpLabel:
		if w.Labels == nil {
			return nil, errors.New("there is no imported label map; give it with --labels")
		}
		return packedLabel(w.Labels, uint16(s.N)), nil
	case OpWithin:
		return w.other(s)
	}
	if w.Volume == nil {
		return nil, errors.New("there is no scan; give the scan too")
	}
	switch s.Op {
	case OpGrow:
		return grow(w.Volume, w.mask, s)
	case OpTubes:
		return tubes(w.ctx, w.Volume, w.mask, s.Tubes)
	case OpBox:
		return boxOf(w.Volume.Grid, s.Points[0], s.Points[1]), nil
	}
	return windowOf(w.Volume, s.From.Value, s.To.Value), nil
}

// mend runs the steps that change what is there.
func (w *work) mend(s Step) (err error) {
	switch s.Op {
	case OpMinus, OpPlus:
		return w.combine(s)
	case OpSplit:
		w.mask, err = split(w.ctx, w.Volume, w.mask, s)
	case OpOpen:
		w.mask = w.mask.opened(s.MM)
	case OpClose:
		w.mask = w.mask.closed(s.MM)
	case OpErode:
		w.mask = w.mask.eroded(s.MM)
	case OpDilate:
		w.mask = w.mask.dilated(s.MM)
	case OpCloseOver:
		err = w.closeOver(s)
	case OpLargest:
		w.mask = w.mask.largest(s.N)
	case OpHolding:
		w.mask, err = w.mask.holding(s.Points)
	case OpDrop:
		w.mask = w.mask.withoutSpecks(s.ML)
	case OpSides:
		w.mask = w.mask.withoutSides()
	default:
		w.mask = w.mask.holesFilled(s.Op == OpFillEnds, s.ML)
	}
	return err
}

// closeOver closes the mask where the intensities are in the window: the
// marrow between the cortical layers of a bone, but not what runs past it.
func (w *work) closeOver(s Step) error {
	if w.Volume == nil {
		return errors.New("there is no scan; give the scan too")
	}
	closed := w.mask.closed(s.MM)
	closed.intersect(windowOf(w.Volume, s.From.Value, s.To.Value))
	closed.unite(w.mask)
	w.mask = closed
	return nil
}

func (w *work) combine(s Step) error {
	other, err := w.other(s)
	if err != nil {
		return err
	}
	if s.Op == OpPlus {
		w.mask.unite(other)
	} else {
		w.mask.subtract(other)
	}
	return nil
}

// other is a copy of an earlier structure, with a margin when wanted.
func (w *work) other(s Step) (*Packed, error) {
	p := w.Earlier[s.Other]
	if p == nil {
		return nil, fmt.Errorf("the structure %s does not come before; make it first", s.Other)
	}
	if s.MM > 0 {
		return p.dilated(s.MM), nil
	}
	return p.clone(), nil
}

// packedLabel marks the voxels that carry label n.
func packedLabel(l *imaging.LabelMap, n uint16) *Packed {
	p := newPacked(l.Grid)
	eachRow(p, l.Data, func(row []uint64, labels []uint16) {
		for i, label := range labels {
			if label == n {
				row[i>>6] |= 1 << (i & 63)
			}
		}
	})
	return p
}

// boxOf marks the voxels whose centres lie between two corners, along the
// patient's axes.
func boxOf(g imaging.Grid, a, b mgl64.Vec3) *Packed {
	p := newPacked(g)
	var low, high mgl64.Vec3
	for axis := range 3 {
		low[axis], high[axis] = min(a[axis], b[axis]), max(a[axis], b[axis])
	}
	step := g.Position(1, 0, 0).Sub(g.Position(0, 0, 0))
	inParallel(p.rows(), func(from, to int) {
		for number := from; number < to; number++ {
			start := g.Position(0, float64(number%g.Size[1]), float64(number/g.Size[1]))
			if r := rowInBox(start, step, low, high, g.Size[0]); r.start < r.end {
				markRun(p.row(number), r)
			}
		}
	})
	return p
}

// boxSlack takes in voxels on the box's faces but for rounding, in voxels.
const boxSlack = 1e-6

// rowInBox is the run of the row start + i*step, 0 <= i < n, inside the box.
func rowInBox(start, step, low, high mgl64.Vec3, n int) run {
	first, last := 0.0, float64(n-1)
	for axis := range 3 {
		enter, leave := low[axis]-start[axis], high[axis]-start[axis]
		if math.Abs(step[axis]) < 1e-12 { // the row runs along the faces
			if enter > boxSlack || leave < -boxSlack {
				return run{}
			}
			continue
		}
		enter, leave = enter/step[axis], leave/step[axis]
		first, last = max(first, min(enter, leave)-boxSlack), min(last, max(enter, leave)+boxSlack)
	}
	if first > last {
		return run{}
	}
	return run{int(math.Ceil(first)), int(math.Floor(last)) + 1}
}
