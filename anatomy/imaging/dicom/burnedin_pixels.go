package dicom

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/drylab/drylab/anatomy/imaging"
)

// BurnedInText looks for lines of letters drawn into a volume's slices (across
// k, as DICOM stacks them), and says where. It finds what is as bright as the
// brightest in its slice, and what is bright and the same in nearly all slices,
// where at least lineLetters marks of one height stand on one line. It is
// conservative: tissue does not stand in line. It does not find text that is
// dark, large, slanted or handwritten, so that what it does not find is no
// proof that there is none.
func BurnedInText(v *imaging.Volume) (where string, found bool) {
	low, high := extremes(v)
	if low == high {
		return "", false
	}
	width, height, depth := v.Size[0], v.Size[1], v.Size[2]
	page := newPage(width, height)
	if depth >= fewSlices {
		page.markLasting(v, low+(high-low)*brightPart)
		if line, ok := page.findLine(); ok {
			return fmt.Sprintf("marks like a line of %d letters, the same in nearly all slices, %s", line.letters, page.place(line)), true
		}
	}
	marked, first := 0, textLine{}
	for _, line := range brightestLines(v, low) {
		if line.letters < lineLetters {
			continue
		}
		if marked == 0 {
			first = line
		}
		marked++
	}
	if marked == 0 || marked < min(fewSlices, (depth+1)/2) {
		return "", false
	}
	return fmt.Sprintf("marks like a line of %d letters in %d of %d slices, %s", first.letters, marked, depth, page.place(first)), true
}

const (
	// fewSlices is how many slices must show text, if there are as many: one
	// with an odd row of calcifications is no text.
	fewSlices = 3
	// brightPart of the volume's range is above soft tissue in CT and most of
	// it in MR.
	brightPart = 0.3
	// nearlyWhite is the part of a slice's range from which a pixel is as
	// bright as the brightest: letters drawn with smooth edges are inside.
	nearlyWhite = 0.95
	// lastingPart of the slices must show the same value.
	lastingPart = 0.9
)

// extremes are the lowest and highest value of a volume.
func extremes(v *imaging.Volume) (low, high float64) {
	l, h := v.Range()
	return float64(l), float64(h)
}

// brightestLines finds, in each slice, the longest line of letters among its
// brightest pixels.
func brightestLines(v *imaging.Volume, low float64) []textLine {
	depth := v.Size[2]
	lines, parts := make([]textLine, depth), workers(depth)
	var group sync.WaitGroup
	for part := range parts {
		group.Go(func() {
			page := newPage(v.Size[0], v.Size[1])
			for k := depth * part / parts; k < depth*(part+1)/parts; k++ {
				page.markBrightest(v, k, low)
				lines[k], _ = page.findLine()
			}
		})
	}
	group.Wait()
	return lines
}

// page is one slice's marks, black and white.
type page struct {
	width, height int
	marks         []bool
	done          []bool // while looking for letters
	stack         []int
}

func newPage(width, height int) *page {
	return &page{width: width, height: height, marks: make([]bool, width*height), done: make([]bool, width*height)}
}

// markLasting marks the pixels from a brightness on that have one value in
// nearly all slices.
func (p *page) markLasting(v *imaging.Volume, bright float64) {
	area, depth := p.width*p.height, v.Size[2]
	need := int(math.Ceil(lastingPart * float64(depth)))
	for i := range p.marks {
		// Of two slices a third apart at least one shows a lasting value.
		p.marks[i] = false
		for _, k := range [2]int{depth / 3, 2 * depth / 3} {
			value := v.Value(i + k*area)
			if float64(value) < bright {
				continue
			}
			same := 0
			for other := range depth {
				if v.Value(i+other*area) == value {
					same++
				}
			}
			p.marks[i] = p.marks[i] || same >= need
		}
	}
}

// markBrightest marks the brightest pixels of slice k.
func (p *page) markBrightest(v *imaging.Volume, k int, low float64) {
	start, end := k*len(p.marks), (k+1)*len(p.marks)
	if v.Int16 != nil {
		markWhite(p.marks, v.Int16[start:end], low)
	} else {
		markWhite(p.marks, v.Float32[start:end], low)
	}
}

func markWhite[T int16 | float32](marks []bool, values []T, low float64) {
	high := float64(slices.Max(values))
	bright := low + (high-low)*nearlyWhite
	for i, value := range values {
		marks[i] = high > low && float64(value) >= bright
	}
}

// letter is a connected set of marks that has a letter's size and shape.
type letter struct{ left, right, top, bottom, marks int }

func (l letter) height() int { return l.bottom - l.top + 1 }
func (l letter) width() int  { return l.right - l.left + 1 }

// Letters are from lowestLetter to tallestLetter pixels high.
const lowestLetter, tallestLetter = 5, 40

// isLetter says whether a set could be one: neither too small nor too large,
// not much wider than high, and, unless it is an I, not a filled block.
func (l letter) isLetter() bool {
	h, w := l.height(), l.width()
	if h < lowestLetter || h > tallestLetter || 2*w > 3*h {
		return false
	}
	return 3*w <= h || 20*l.marks <= 17*h*w
}

// letters finds them, by ascending left edge. Marks that touch at a corner
// belong together.
func (p *page) letters() []letter {
	clear(p.done)
	var found []letter
	for i, mark := range p.marks {
		if mark && !p.done[i] {
			if l := p.flood(i); l.isLetter() {
				found = append(found, l)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b letter) int { return a.left - b.left })
	return found
}

// flood measures the connected marks around one.
func (p *page) flood(start int) letter {
	l := letter{left: p.width, top: p.height}
	p.stack = append(p.stack[:0], start)
	p.done[start] = true
	for len(p.stack) > 0 {
		at := p.stack[len(p.stack)-1]
		p.stack = p.stack[:len(p.stack)-1]
		x, y := at%p.width, at/p.width
		l.left, l.right = min(l.left, x), max(l.right, x)
		l.top, l.bottom = min(l.top, y), max(l.bottom, y)
		l.marks++
		for ny := max(0, y-1); ny <= min(p.height-1, y+1); ny++ {
			for nx := max(0, x-1); nx <= min(p.width-1, x+1); nx++ {
				if next := ny*p.width + nx; p.marks[next] && !p.done[next] {
					p.done[next] = true
					p.stack = append(p.stack, next)
				}
			}
		}
	}
	return l
}

// textLine is a row of letters.
type textLine struct{ letters, left, top, right, bottom int }

// lineLetters make a line: fewer may be vertebrae, ribs or coil elements.
const lineLetters = 6

// findLine finds the longest line of letters on the page.
func (p *page) findLine() (textLine, bool) {
	letters := p.letters()
	var best textLine
	for i, first := range letters {
		if line := lineFrom(first, letters[i+1:]); line.letters > best.letters {
			best = line
		}
	}
	return best, best.letters >= lineLetters
}

// lineFrom follows a line to the right, over gaps of at most two letters'
// heights. All stand on one line, but for a tenth of the height, and are as
// high as the first, but for a third of it: small letters among capitals.
func lineFrom(first letter, others []letter) textLine {
	line := textLine{1, first.left, first.top, first.right, first.bottom}
	h := first.height()
	slack := max(1, h/10)
	for _, l := range others {
		if l.left > line.right+2*h {
			break
		}
		below := l.bottom - first.bottom
		if l.left <= line.right || below < -slack || below > slack || 3*l.height() < 2*h || 3*l.height() > 4*h {
			continue
		}
		line.letters++
		line.right, line.top = l.right, min(line.top, l.top)
	}
	return line
}

// place says where on the image a line is, as one sees it.
func (p *page) place(l textLine) string {
	vertical := [3]string{"at the top", "in the middle", "at the bottom"}[min(2, 3*l.top/p.height)]
	side := [3]string{"left", "centre", "right"}[min(2, 3*(l.left+l.right)/2/p.width)]
	return vertical + ", " + side
}
