package segment

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// maxRecipeLine bounds a recipe's line, in bytes: a hundred seeds fit well.
const maxRecipeLine = 64 << 10

// ParseRecipe reads a recipe's line as Recipe.String writes it, such as
//
//	bone: values from 226, drop below 0.5 ml, close 1.5 mm, fill holes
//	liver: label 5 of the imported label map
//	spleen: grow from 95 20 120 within 2.5 sd neck 4 mm limit 1500 ml
//
// Tissue, colour, code and whether it is critical come from the name. Each step
// is one of
//
//	values from A to B | values from A | values up to B | any value
//	    a bound is a number or otsu 1 of 2: the first of two thresholds
//	label N of the imported label map
//	grow from P and P at A to B | grow from P within D sd
//	    then, as wanted: neck R mm | neck R mm or more, and limit V ml
//	bright tubes of radius R to R mm contrast C vesselness W to S | dark tubes ...
//	    the contrast may be left out, and then comes from the scan
//	within NAME | within NAME and R mm around | in the box P to P
//	minus NAME | minus NAME and R mm around | plus NAME
//	split from P and P against P and P or P by distance | ... by random walk
//	    or begins the points of another structure
//	open R mm | close R mm | close R mm over values from A | erode R mm | dilate R mm
//	keep the largest | keep the N largest | keep what holds P and P
//	drop below V ml | drop what touches the sides
//	fill holes | fill the body | fill holes below V ml | fill the body below V ml
//
// with points P as x y z in LPS mm. Errors name the step that is wrong.
func ParseRecipe(line string) (Recipe, error) {
	if len(line) > maxRecipeLine {
		return Recipe{}, fmt.Errorf("a recipe's line has %d bytes, more than %d; use fewer points", len(line), maxRecipeLine)
	}
	name, steps, found := strings.Cut(line, ":")
	if name = strings.TrimSpace(name); !found || name == "" || name != kebab(name) {
		return Recipe{}, errors.New("a recipe's line does not start with a structure's name in small letters, digits and hyphens, and a colon")
	}
	r := newRecipe(name)
	for number, text := range strings.Split(steps, ",") {
		step, err := parseStep(text)
		if err != nil {
			return Recipe{}, fmt.Errorf("recipe %s, step %d: %w", name, number+1, err)
		}
		r.Steps = append(r.Steps, step)
	}
	return r, nil
}

func parseStep(text string) (Step, error) {
	p := &stepParser{words: strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))}
	s := p.step()
	if p.err == nil && len(p.words) > 0 {
		p.fail("%q is not expected there", p.words[0])
	}
	if p.err != nil {
		return Step{}, p.err
	}
	return s, s.validate()
}

// bound reads 226, otsu 1 of 2 or 143.5 (otsu 1 of 2).
func (p *stepParser) bound() Bound {
	if p.take("otsu") {
		return p.otsu()
	}
	value := p.number()
	if !p.take("( otsu") {
		return Number(value)
	}
	b := p.otsu()
	b.Value, b.Found = value, true
	p.need(")")
	return b
}

func (p *stepParser) otsu() Bound {
	threshold := p.count()
	p.need("of")
	b := OtsuBound(threshold, p.count())
	if b.Otsu == 0 {
		p.fail("thresholds are counted from 1")
	}
	return b
}

// step reads the phrases, longer ones before those that they start with.
func (p *stepParser) step() Step {
	switch {
	case p.starts("any"), p.starts("values"):
		s := Step{Op: OpValues}
		p.window(&s)
		return s
	case p.take("label"):
		s := Step{Op: OpLabel, N: p.count()}
		p.need("of the imported label map")
		return s
	case p.take("grow from"):
		return p.grow()
	case p.take("bright tubes of radius"):
		return Step{Op: OpTubes, Tubes: p.tubes(false)}
	case p.take("dark tubes of radius"):
		return Step{Op: OpTubes, Tubes: p.tubes(true)}
	case p.take("in the box"):
		from := p.point()
		p.need("to")
		return Step{Op: OpBox, Points: []mgl64.Vec3{from, p.point()}}
	case p.take("split from"):
		return p.split()
	case p.take("plus"):
		return Step{Op: OpPlus, Other: p.word()}
	case p.take("minus"):
		return p.other(OpMinus)
	case p.take("within"):
		return p.other(OpWithin)
	}
	return p.mending()
}

func (p *stepParser) starts(word string) bool { return len(p.words) > 0 && p.words[0] == word }

// window reads which intensities are in.
func (p *stepParser) window(s *Step) {
	s.From, s.To = open(-1), open(1)
	switch {
	case p.take("any value"):
	case p.take("values up to"):
		s.To = p.bound()
	default:
		p.need("values from")
		s.From = p.bound()
		if p.take("to") {
			s.To = p.bound()
		}
	}
}

// mending reads the steps that take nothing but a size.
func (p *stepParser) mending() Step {
	for op, word := range radiusWords {
		if !p.take(word) {
			continue
		}
		s := Step{Op: op, MM: p.quantity("mm")}
		if op == OpClose && p.take("over") {
			s.Op = OpCloseOver
			p.window(&s)
		}
		return s
	}
	switch {
	case p.take("keep what holds"):
		return Step{Op: OpHolding, Points: p.points()}
	case p.take("keep the largest"):
		return Step{Op: OpLargest, N: 1}
	case p.take("keep the"):
		s := Step{Op: OpLargest, N: p.count()}
		p.need("largest")
		return s
	case p.take("drop what touches the sides"):
		return Step{Op: OpSides}
	case p.take("drop below"):
		return Step{Op: OpDrop, ML: p.quantity("ml")}
	case p.take("fill holes"):
		return Step{Op: OpFill, ML: p.below()}
	case p.take("fill the body"):
		return Step{Op: OpFillEnds, ML: p.below()}
	}
	p.fail("%q is not a step that a recipe knows", strings.Join(p.words, " "))
	return Step{}
}

func (p *stepParser) below() float64 {
	if p.take("below") {
		return p.quantity("ml")
	}
	return 0
}

func (p *stepParser) other(op Op) Step {
	s := Step{Op: op, Other: p.word()}
	if p.take("and") {
		s.MM = p.quantity("mm")
		p.need("around")
	}
	return s
}

func (p *stepParser) grow() Step {
	s := Step{Op: OpGrow, Points: p.points()}
	if p.take("within") {
		s.SD = p.quantity("sd")
	} else {
		p.need("at")
		s.From = p.bound()
		p.need("to")
		s.To = p.bound()
		if p.take("(") {
			s.SD = p.quantity("sd")
			s.From.Found, s.To.Found = true, true
			p.need(")")
		}
	}
	if p.take("neck") {
		s.MM = p.quantity("mm")
		s.Widen = p.take("or more")
	}
	if p.take("limit") {
		s.ML = p.quantity("ml")
	}
	return s
}

func (p *stepParser) split() Step {
	s := Step{Op: OpSplit, Points: p.points()}
	p.need("against")
	s.Rivals = append(s.Rivals, p.points())
	for p.take("or") {
		s.Rivals = append(s.Rivals, p.points())
	}
	p.need("by")
	switch {
	case p.take(ByDistance.String()):
	case p.take(ByRandomWalk.String()):
		s.By = ByRandomWalk
	default:
		p.fail("a split is by %s or by %s", ByDistance, ByRandomWalk)
	}
	return s
}

func (p *stepParser) tubes(dark bool) TubeOptions {
	o := TubeOptions{Dark: dark, RadiusMM: [2]float64{p.number()}}
	p.need("to")
	o.RadiusMM[1] = p.quantity("mm")
	if p.take("contrast") {
		o.Contrast = p.number()
	}
	p.need("vesselness")
	o.Weak = p.number()
	p.need("to")
	o.Strong = p.number()
	return o
}
