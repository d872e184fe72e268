package view

// rect is a part of the picture in pixels, from the top left.
type rect struct{ x, y, w, h int }

func (r rect) right() int  { return r.x + r.w }
func (r rect) bottom() int { return r.y + r.h }

// inset is the rectangle without a border of n pixels.
func (r rect) inset(n int) rect { return rect{r.x + n, r.y + n, r.w - 2*n, r.h - 2*n} }

// layout is where everything stands in one picture.
type layout struct {
	width, height int
	scale         float64 // pixels for each design pixel
	bar           rect    // along the top
	view          rect    // the three-dimensional view
	timeline      rect    // along the bottom, where a tape is on the stage
	slices        [3]rect // axial, coronal, sagittal, in a column at the right; empty without a scan to show
}

// Design sizes, in pixels of a 1280 × 720 picture.
const (
	designWidth, designHeight = 1280, 720
	barHeight                 = 60
	margin                    = 16
)

// The smallest window, in screen coordinates. An off-screen picture may be
// smaller: then its texts end in ellipses and the least important parts go.
const minWindowWidth, minWindowHeight = 900, 560

// newLayout divides a picture. The slices are square and share a column; on a
// narrow picture they take at most three tenths of its width. Without them the
// three-dimensional view has the whole width.
func newLayout(width, height int, contentScale float64, hideScan, tape bool) layout {
	l := layout{width: max(width, 320), height: max(height, 240)}
	fit := min(float64(l.width)/designWidth, float64(l.height)/designHeight)
	l.scale = min(max(fit, 0.6, min(contentScale, fit*1.25)), 3)
	l.bar = rect{0, 0, l.width, l.px(barHeight)}
	if tape {
		l.timeline.h = l.px(timelineHeight)
		l.timeline = rect{0, l.height - l.timeline.h, l.width, l.timeline.h}
	}
	floor := l.height - l.timeline.h
	l.view = rect{0, l.bar.h, l.width, floor - l.bar.h}
	if hideScan {
		return l
	}
	gap := max(1, l.px(2))
	height3 := (floor - l.bar.h - 2*gap) / 3
	column := min(height3, l.width*3/10)
	for i := range l.slices {
		l.slices[i] = rect{l.width - column, l.bar.h + i*(height3+gap), column, height3}
	}
	l.slices[2].h = floor - l.slices[2].y
	l.view.w = l.width - column - gap
	return l
}

// px is a design size in pixels.
func (l layout) px(design float64) int { return int(design*l.scale + 0.5) }

// viewWidth is the width of the three-dimensional view in design pixels.
func (l layout) viewWidth() float64 { return float64(l.view.w) / l.scale }

// Below these widths of the view, in design pixels, a part gives its place to
// the cue.
const (
	leastForLegend  = 600
	leastForCompass = 420
)

// legend tells whether there is room for the list of structures.
func (l layout) legend() bool { return l.viewWidth() >= leastForLegend }

// compass tells whether there is room for the compass.
func (l layout) compass() bool { return l.viewWidth() >= leastForCompass }

// aside is the width that list and compass leave free at the left and at the
// right of the cue, in design pixels.
func (l layout) aside() (left, right float64) {
	left, right = margin, margin
	if l.legend() {
		left += legendWidth + margin
	}
	if l.compass() {
		right += compassSize + margin
	}
	return left, right
}
