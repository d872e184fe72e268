package segment

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// Op is what a step of a recipe does.
type Op int

// The operations. Those of the first group find voxels; as a recipe's first
// step in the whole scan, later among the voxels that the steps before left.
// The others mend what is there.
const (
	OpValues Op = iota // intensities From to To, both included
	OpLabel            // label N of the imported label map
	OpGrow             // what is joined to Points by intensities From to To
	OpTubes            // bright or dark tubes, see TubeOptions
	OpWithin           // what lies in the structure Other or at most MM away from it
	OpBox              // the box between two Points, along the patient's axes

	OpMinus         // without the structure Other and what is at most MM away from it
	OpPlus          // with the structure Other
	OpSplit         // the part nearer to Points than to Rivals, see SplitMethod
	OpOpen          // without what is thinner than a ball of radius MM
	OpClose         // with gaps narrower than a ball of radius MM filled
	OpErode         // without what is at most MM from the outside
	OpDilate        // with what is at most MM from the inside
	OpCloseOver     // as OpClose, but only where intensities are From to To
	OpLargest       // the N largest components
	OpHolding       // the components that hold one of Points
	OpDrop          // without components below ML
	OpSides         // without components that touch the scan's sides
	OpFill          // with enclosed holes filled, if ML > 0 only those below it
	OpFillEnds      // as OpFill, with the scan's head and foot end closed
	opCount     int = iota
)

// Step is one operation of a recipe. Fields that its operation does not use
// are zero. Lengths are in mm, volumes in ml, points in LPS mm.
type Step struct {
	Op       Op
	From, To Bound   // OpValues, OpGrow, OpCloseOver
	SD       float64 // OpGrow: when above zero, From and To are the median -+ SD deviations of the values around Points
	MM       float64 // radius or margin; OpGrow: the neck that growth does not pass, 0 for none
	ML       float64 // OpGrow: the largest volume before growth counts as leaked, 0 for any
	// Widen, of OpGrow, widens the neck by steps until growth keeps to ML.
	Widen  bool
	N      int    // OpLabel, OpLargest
	Other  string // OpMinus, OpPlus, OpWithin: name of an earlier structure
	Points []mgl64.Vec3
	Rivals [][]mgl64.Vec3 // OpSplit: the points of each of the other structures
	By     SplitMethod    // OpSplit
	Tubes  TubeOptions    // OpTubes
}

// Bound is one end of an intensity window: a number, in the volume's unit, or
// one that is found in the scan's own histogram.
type Bound struct {
	// Value is the bound; -Inf and +Inf leave a side open.
	Value float64
	// Otsu, when not zero, makes the bound the Otsu-th of Of thresholds that
	// part the histogram best into Of+1 classes.
	Otsu, Of int
	// Found says that Value is what was found in the scan.
	Found bool
}

// Number is a bound that is known beforehand.
func Number(value float64) Bound { return Bound{Value: value} }

// OtsuBound is the threshold-th of a number of thresholds found in the scan.
func OtsuBound(threshold, of int) Bound { return Bound{Otsu: threshold, Of: of} }

// open is the bound that leaves the lower (-1) or upper (+1) side open.
func open(sign int) Bound { return Bound{Value: math.Inf(sign)} }

// Values is the step that marks intensities from lo to hi, both included.
func Values(lo, hi float64) Step { return Step{Op: OpValues, From: Number(lo), To: Number(hi)} }

func (b Bound) isOpen(sign int) bool { return b == open(sign) }

func (b Bound) String() string {
	otsu := fmt.Sprintf("otsu %d of %d", b.Otsu, b.Of)
	switch {
	case b.Otsu == 0:
		return decimal(b.Value)
	case b.Found:
		return decimal(b.Value) + " (" + otsu + ")"
	}
	return otsu
}

// decimal is the shortest text that reads back as the same number.
func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// String is the step in the words that ParseRecipe reads.
func (s Step) String() string {
	switch s.Op {
	case OpValues:
		return s.window()
	case OpLabel:
		return fmt.Sprintf("label %d of the imported label map", s.N)
	case OpGrow:
		return s.growText()
	case OpTubes:
		return s.Tubes.text()
	case OpWithin:
		return "within " + s.otherText()
	case OpMinus:
		return "minus " + s.otherText()
	case OpPlus:
		return "plus " + s.Other
	case OpBox:
		return "in the box " + points(s.Points, " to ")
	case OpSplit:
		return "split from " + points(s.Points, " and ") + " against " + rivals(s.Rivals) + " by " + s.By.String()
	case OpCloseOver:
		return "close " + decimal(s.MM) + " mm over " + s.window()
	case OpLargest:
		if s.N == 1 {
			return "keep the largest"
		}
		return fmt.Sprintf("keep the %d largest", s.N)
	case OpHolding:
		return "keep what holds " + points(s.Points, " and ")
	case OpDrop:
		return "drop below " + decimal(s.ML) + " ml"
	case OpSides:
		return "drop what touches the sides"
	case OpFill, OpFillEnds:
		return s.fillText()
	}
	return radiusWords[s.Op] + " " + decimal(s.MM) + " mm"
}

// radiusWords are the operations that take nothing but a radius.
var radiusWords = map[Op]string{OpOpen: "open", OpClose: "close", OpErode: "erode", OpDilate: "dilate"}

// window says which intensities are in.
func (s Step) window() string {
	switch {
	case s.From.isOpen(-1) && s.To.isOpen(1):
		return "any value"
	case s.To.isOpen(1):
		return "values from " + s.From.String()
	case s.From.isOpen(-1):
		return "values up to " + s.To.String()
	}
	return "values from " + s.From.String() + " to " + s.To.String()
}

func (s Step) growText() string {
	text := "grow from " + points(s.Points, " and ")
	deviations := decimal(s.SD) + " sd"
	switch {
	case s.SD > 0 && s.From.Found:
		text += " at " + decimal(s.From.Value) + " to " + decimal(s.To.Value) + " (" + deviations + ")"
	case s.SD > 0:
		text += " within " + deviations
	default:
		text += " at " + s.From.String() + " to " + s.To.String()
	}
	if s.MM > 0 {
		text += " neck " + decimal(s.MM) + " mm"
	}
	if s.Widen {
		text += " or more"
	}
	if s.ML > 0 {
		text += " limit " + decimal(s.ML) + " ml"
	}
	return text
}

func (s Step) otherText() string {
	if s.MM > 0 {
		return s.Other + " and " + decimal(s.MM) + " mm around"
	}
	return s.Other
}

func (s Step) fillText() string {
	text := "fill holes"
	if s.Op == OpFillEnds {
		text = "fill the body"
	}
	if s.ML > 0 {
		text += " below " + decimal(s.ML) + " ml"
	}
	return text
}

// rivals lists the points of several structures.
func rivals(groups [][]mgl64.Vec3) string {
	var texts []string
	for _, group := range groups {
		texts = append(texts, points(group, " and "))
	}
	return strings.Join(texts, " or ")
}

// points lists positions as x y z in LPS mm.
func points(list []mgl64.Vec3, separator string) string {
	var texts []string
	for _, p := range list {
		texts = append(texts, decimal(p[0])+" "+decimal(p[1])+" "+decimal(p[2]))
	}
	return strings.Join(texts, separator)
}
