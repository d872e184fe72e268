package view

import (
	"cmp"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Tape is a recording to be looked at again: on a stage that has one, mouse and
// keyboard go through time and around the patient, and hold no instrument.
type Tape struct {
	Seconds float64 // how long it is
	Marks   []TapeMark
	// Ghost are the instruments of another recording beside it, one for each of a
	// frame's Ghost; none without one.
	Ghost []record.Tool
}

// TapeMark is a moment that one jumps to.
type TapeMark struct {
	Seconds float64 // after the tape's start
	Kind    TapeMarkKind
	Text    string      // one sentence
	Place   *mgl64.Vec3 // what it is about, patient frame, mm; nil for no place
}

// TapeMarkKind is what a mark is of.
type TapeMarkKind int

// The kinds of mark, the later the more urgent where two stand at one place.
const (
	MarkEvent  TapeMarkKind = iota // something happened
	MarkStep                       // a step was done
	MarkHarm                       // something happened that should not
	MarkRemark                     // somebody remarked on it
	MarkWorst                      // one of the moments to look at again first
)

// Deck plays a tape. It is pure, as Mapping is: events and time come in.
type Deck struct {
	// At is where it stands, seconds after the tape's start.
	At float64
	// Playing is whether time goes by, Speed how fast: 1 is as it was.
	Playing bool
	Speed   float64
	// Ready is up to where it can be played: there it waits until more is.
	Ready float64
	// WithTip is whether the camera shall go with the first instrument's tip.
	WithTip bool
	// Ghost is whether the other recording shall be seen.
	Ghost bool

	tape     Tape
	track    rect // where the line of time was drawn
	scrubbed bool // the mouse has hold of it
}

// speeds are how fast a tape can be played.
var speeds = []float64{0.25, 0.5, 1, 2, 4, 8}

// How far a key goes, s, and how near a mark is to be passed over: one is just there.
const (
	seekSeconds     = 1.0
	seekFineSeconds = 0.1
	hereSeconds     = 0.05
	// beforeSeconds is how long before a mark a jump to it ends, so that one sees it
	// come.
	beforeSeconds = 1.0
)

// play gives mouse and keyboard a tape instead of instruments; nil changes nothing.
func (m *Mapping) play(t *Tape) {
	if t != nil {
		m.deck, m.bindings = newDeck(t), deckBindings(t)
	}
}

// newDeck begins at the start, playing.
func newDeck(t *Tape) *Deck {
	d := &Deck{tape: *t, Playing: true, Speed: 1, Ready: t.Seconds, Ghost: len(t.Ghost) > 0}
	d.tape.Marks = slices.Clone(t.Marks)
	slices.SortStableFunc(d.tape.Marks, func(a, b TapeMark) int { return cmp.Compare(a.Seconds, b.Seconds) })
	return d
}

// pass lets time go by; it waits for what is not ready, and at the end it stands.
func (d *Deck) pass(seconds float64) {
	if !d.Playing || d.scrubbed {
		return
	}
	if d.At < d.Ready {
		d.seek(min(d.At+seconds*d.Speed, d.Ready))
	}
	if d.At >= d.tape.Seconds {
		d.Playing = false
	}
}

func (d *Deck) seek(to float64) { d.At = mgl64.Clamp(to, 0, d.tape.Seconds) }

// toggle plays or pauses; at the end it plays from the start.
func (d *Deck) toggle() {
	d.Playing = !d.Playing
	if d.Playing && d.At >= d.tape.Seconds {
		d.At = 0
	}
}

// faster takes the next of the speeds, slower the one before.
func (d *Deck) faster(by int) {
	at := slices.Index(speeds, d.Speed)
	d.Speed = speeds[min(max(at+by, 0), len(speeds)-1)]
}

// jump goes to shortly before the next mark that is wanted, or to the one before for
// by below zero. Where there is none it stays.
func (d *Deck) jump(by int, wanted func(TapeMark) bool) {
	best, found := 0.0, false
	for _, m := range d.tape.Marks {
		to := max(m.Seconds-beforeSeconds, 0)
		switch ahead := to - d.At; {
		case !wanted(m):
		case by > 0 && ahead > hereSeconds && (!found || to < best), by < 0 && ahead < -hereSeconds && (!found || to > best):
			best, found = to, true
		}
	}
	if found {
		d.seek(best)
	}
}

func anyMark(TapeMark) bool     { return true }
func worstMark(m TapeMark) bool { return m.Kind == MarkWorst }

// worst goes to the next of the worst moments, and from the last to the first.
func (d *Deck) worst() {
	before := d.At
	d.jump(1, worstMark)
	if d.At == before {
		d.At = -2 * hereSeconds
		d.jump(1, worstMark)
		if d.At < 0 {
			d.At = before
		}
	}
}

// grab takes hold of the line of time, if the cursor is on it, and lets it go.
func (d *Deck) grab(down bool, at mgl64.Vec2) {
	d.scrubbed = down && d.track.w > 0 && at[0] >= float64(d.track.x) && at[0] <= float64(d.track.right()) &&
		at[1] >= float64(d.track.y) && at[1] <= float64(d.track.bottom())
	d.scrub(at)
}

// scrub puts the tape where the cursor is, while that has hold of it.
func (d *Deck) scrub(at mgl64.Vec2) {
	if d.scrubbed {
		d.seek((at[0] - float64(d.track.x)) / float64(d.track.w) * d.tape.Seconds)
	}
}

// How long a mark is told: from a little before its moment.
const (
	toldBefore = 0.3
	toldAfter  = 3.5
)

// told is the most urgent of the marks of now, and the newest of those; nil for none.
func (d *Deck) told() *TapeMark {
	var best *TapeMark
	for i := range d.tape.Marks {
		m := &d.tape.Marks[i]
		if now := d.At - m.Seconds; now >= -toldBefore && now <= toldAfter && (best == nil || m.Kind >= best.Kind) {
			best = m
		}
	}
	return best
}

// deckBindings is the mapping of a stage with a tape: what moves the camera and the
// anatomy stays, what moves instruments gives its keys to time.
func deckBindings(t *Tape) []binding {
	const group = "Replay"
	list := []binding{
		{group, playPause, []trigger{onKey(KeySpace)}, "play, or pause"},
		{group, seekBack, []trigger{onKey(KeyLeft)}, "one second back"},
		{group, seekForward, []trigger{onKey(KeyRight)}, "one second on"},
		{group, fine, []trigger{onKey(KeyShift)}, "hold for tenths of a second"},
		{group, playFaster, []trigger{onKey(KeyUp)}, "faster, up to 8×"},
		{group, playSlower, []trigger{onKey(KeyDown)}, "slower, down to ¼×"},
		{group, nextMark, []trigger{onKey(letter('N'))}, "to the next event"},
		{group, lastMark, []trigger{onKey(letter('B'))}, "to the event before"},
		{group, nextWorst, []trigger{onKey(letter('W'))}, "to the next of the worst moments"},
		{group, toggleWithTip, []trigger{onKey(letter('T'))}, "the camera goes with the tip, or stays"},
	}
	if len(t.Ghost) > 0 {
		list = append(list, binding{group, toggleGhost, []trigger{onKey(letter('G'))}, "show or hide the other's instruments"})
	}
	for _, b := range bindings() {
		switch {
		case b.action == orbit:
			b.triggers = []trigger{onDrag(ButtonLeft), onDrag(ButtonMiddle)}
		case b.action == quit:
			b.group, b.help = group, "close"
		case b.action == toggleHelp, b.action == takePicture, b.action == toggleSound:
			b.group = group
		case b.group == "Camera", b.group == "Endoscope", b.group == "Anatomy":
		default:
			continue
		}
		list = append(list, b)
	}
	return list
}

// press does what happens once, when a key goes down.
func (d *Deck) press(a action, slowly bool) {
	step := seekSeconds
	if slowly {
		step = seekFineSeconds
	}
	switch a {
	case playPause:
		d.toggle()
	case seekBack:
		d.seek(d.At - step)
	case seekForward:
		d.seek(d.At + step)
	case playFaster:
		d.faster(1)
	case playSlower:
		d.faster(-1)
	case nextMark:
		d.jump(1, anyMark)
	case lastMark:
		d.jump(-1, anyMark)
	case nextWorst:
		d.worst()
	case toggleWithTip:
		d.WithTip = !d.WithTip
	case toggleGhost:
		d.Ghost = !d.Ghost
	}
}
