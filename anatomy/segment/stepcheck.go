package segment

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// largestMM bounds radii and margins: morphology beyond it is no longer about
// the shape of an organ, and takes minutes.
const largestMM = 100

// validate says what is wrong with the step.
func (s Step) validate() error {
	if s.Op < 0 || int(s.Op) >= opCount {
		return fmt.Errorf("a step has the unknown operation %d", s.Op)
	}
	for _, list := range append([][]mgl64.Vec3{s.Points}, s.Rivals...) {
		for _, p := range list {
			if !finite(p[0]) || !finite(p[1]) || !finite(p[2]) {
				return errors.New("a point is not finite")
			}
		}
	}
	if !(s.MM >= 0 && s.MM <= largestMM) || s.Op >= OpOpen && s.Op <= OpCloseOver && s.MM == 0 {
		return fmt.Errorf("a length of %g mm is not above 0 and at most %d", s.MM, largestMM)
	}
	if !(s.ML >= 0) || math.IsInf(s.ML, 1) || s.Op == OpDrop && s.ML == 0 {
		return fmt.Errorf("a volume of %g ml is not above 0", s.ML)
	}
	return s.validateOperands()
}

// validateOperands checks what only some operations have.
func (s Step) validateOperands() error {
	switch s.Op {
	case OpValues, OpCloseOver:
		return validWindow(s.From, s.To)
	case OpGrow:
		return s.validateGrow()
	case OpTubes:
		return s.Tubes.validate()
	case OpLabel:
		if s.N < 1 || s.N > math.MaxUint16 {
			return fmt.Errorf("label %d is not from 1 to 65535", s.N)
		}
	case OpLargest:
		if s.N < 1 {
			return fmt.Errorf("%d largest parts cannot be kept; the number starts at 1", s.N)
		}
	case OpWithin, OpMinus, OpPlus:
		if s.Other == "" || s.Other != kebab(s.Other) {
			return fmt.Errorf("%q is not the name of a structure", s.Other)
		}
	case OpBox:
		if len(s.Points) != 2 {
			return errors.New("a box needs two corners")
		}
	case OpHolding:
		return atLeastOne(s.Points)
	case OpSplit:
		return s.validateSplit()
	}
	return nil
}

func (s Step) validateGrow() error {
	if !(s.SD >= 0) || math.IsInf(s.SD, 1) {
		return fmt.Errorf("%g standard deviations are not above 0", s.SD)
	}
	if err := atLeastOne(s.Points); err != nil {
		return err
	}
	if s.Widen && (s.MM == 0 || s.ML == 0) {
		return errors.New("a neck of so much or more needs a limit to tell when it is enough")
	}
	if s.SD > 0 && !s.From.Found {
		return nil
	}
	if !finite(s.From.Value) || !finite(s.To.Value) {
		return errors.New("growth needs two finite bounds")
	}
	return validWindow(s.From, s.To)
}

func (s Step) validateSplit() error {
	if len(s.Rivals) == 0 {
		return errors.New("a split needs points of the other structures")
	}
	for _, group := range s.Rivals {
		if err := atLeastOne(group); err != nil {
			return err
		}
	}
	return atLeastOne(s.Points)
}

func atLeastOne(points []mgl64.Vec3) error {
	if len(points) == 0 {
		return errors.New("a point is missing")
	}
	return nil
}

func validWindow(from, to Bound) error {
	for _, b := range [2]Bound{from, to} {
		if b.Otsu < 0 || b.Otsu > b.Of || b.Of > mostOtsu || b.Otsu == 0 && b.Of != 0 {
			return fmt.Errorf("otsu %d of %d is not a threshold of at most %d", b.Otsu, b.Of, mostOtsu)
		}
	}
	if math.IsNaN(from.Value) || math.IsNaN(to.Value) || math.IsInf(from.Value, 1) || math.IsInf(to.Value, -1) {
		return errors.New("a bound is not a number")
	}
	if from.known() && to.known() && from.Value > to.Value {
		return errors.New("the lower bound is above the upper one")
	}
	return nil
}

// known says whether the bound's value counts.
func (b Bound) known() bool { return b.Otsu == 0 || b.Found }

func finite(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }
