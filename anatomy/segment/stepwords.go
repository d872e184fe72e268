package segment

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// stepParser reads a step word by word. After the first error it reads no
// more, and its results do not matter.
type stepParser struct {
	words []string
	err   error
}

func (p *stepParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// take reads the given words when they come next.
func (p *stepParser) take(phrase string) bool {
	wanted := strings.Fields(phrase)
	if p.err != nil || len(p.words) < len(wanted) {
		return false
	}
	for i, word := range wanted {
		if p.words[i] != word {
			return false
		}
	}
	p.words = p.words[len(wanted):]
	return true
}

// need reads the given words, which must come next.
func (p *stepParser) need(phrase string) {
	if !p.take(phrase) {
		p.fail("%q is expected before %q", phrase, strings.Join(p.words, " "))
	}
}

func (p *stepParser) word() string {
	if len(p.words) == 0 {
		p.fail("the step ends too early")
		return ""
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *stepParser) number() float64 {
	word := p.word()
	x, err := strconv.ParseFloat(word, 64)
	if err != nil || !finite(x) {
		p.fail("%q is not a number", word)
	}
	return x + 0 // no negative zero, which would read back otherwise
}

func (p *stepParser) count() int {
	word := p.word()
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 || n > math.MaxInt32 {
		p.fail("%q is not a count", word)
	}
	return n
}

// quantity reads a number above zero and its unit.
func (p *stepParser) quantity(unit string) float64 {
	x := p.number()
	p.need(unit)
	if !(x > 0) {
		p.fail("%g %s are not above 0", x, unit)
	}
	return x
}

func (p *stepParser) point() mgl64.Vec3 {
	return mgl64.Vec3{p.number(), p.number(), p.number()}
}

func (p *stepParser) points() []mgl64.Vec3 {
	list := []mgl64.Vec3{p.point()}
	for p.take("and") {
		list = append(list, p.point())
	}
	return list
}
