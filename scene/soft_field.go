package scene

import (
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// softField is the soft bodies of a field and what touches them.
type softField struct {
	bodies []SoftBody
	built  tissue.Mesh // of all bodies, as they were before any cut
	crew   *tissue.Crew
	body   *tissue.Body
	matter *tissue.Matter // nil without tetrahedra
	// Of each of the solver's vertices: its body, and how stiff the tissue is.
	bodyOfNode  []int32
	stiffOfNode []float64
	skin        skin
	tree        tree
	rigid       rigidTouch
	self        selfTouch
	tools       []softTool
	holds       []bond
	lumen       []lumen // of each body
	gone        gone
	sound       sound
	harm        harm
	wounds      wounds
	happens     []softEvent
	watch       func(part string) // told of each part of a step that is done; nil: nobody wants to know

	dt     float64 // of the present part of a tick, s
	ties   []tissue.Tie
	places []tissue.Vec
	torn   []int // elements to part in the next step
	split  []int // elements that were changed by cuts in this one
	tornAt mgl64.Vec3
	way    float64   // of the farthest vertex that is not gone in the last step, mm
	ways   []float64 // the same of each worker's vertices, mm²
	found  []int32
	crowd  []int32 // elements of each piece
	seen   []int32 // the stamp of the probe that met a feature of the skin last
	stamp  int32

	// What the crew does in each step: made once.
	following []func(worker, workers int)
	looking   func(worker, workers int)
}

// bond is an attachment that holds, or has been torn.
type bond struct {
	Attachment
	at   mgl64.Vec3
	tie  int32
	torn bool
}

// softHand is what one hand wants of its instrument.
type softHand struct {
	pose    record.Pose // unit quaternion
	jaw     float64     // 0 open to 1 closed
	present bool
	away    bool // it lies on the table
}

// softEvent is what happened to soft tissue in a tick.
type softEvent struct {
	kind      record.EventKind
	tool      int
	structure string
	at        mgl64.Vec3
	amount    float64 // in the unit that the kind has
	detail    string
}

// newSoftField puts soft bodies among rigid ones. The caller closes it.
func newSoftField(bodies []SoftBody, rigid []Body, tools []record.Tool, gravity mgl64.Vec3, workers int) (*softField, error) {
	mesh, first, err := join(bodies)
	if err != nil {
		return nil, err
	}
	crew := tissue.NewCrew(workers)
	body, err := tissue.New(mesh, tissue.Settings{Gravity: shorten(gravity), Crew: crew})
	if err != nil {
		crew.Close()
		return nil, fmt.Errorf("scene: %w", err)
	}
	f := &softField{bodies: bodies, built: mesh, crew: crew, body: body, stiffOfNode: stiffness(&mesh), places: make([]tissue.Vec, len(mesh.Rest))}
	for i := range bodies {
		for range first[i+1] - first[i] {
			f.bodyOfNode = append(f.bodyOfNode, int32(i))
		}
	}
	if f.matter, err = tissue.NewMatter(mesh.Rest, mesh.Tets, tissue.MatterOptions{FinestMM: grainMM(&mesh)}); err != nil {
		f.close()
		return nil, fmt.Errorf("scene: %w", err)
	}
	f.matter.Lay(mesh.Sheets, mesh.Rods)
	if err := f.order(); err != nil {
		f.close()
		return nil, fmt.Errorf("scene: %w", err)
	}
	f.body.Positions(f.places)
	f.dress()
	for _, tool := range tools {
		f.tools = append(f.tools, newSoftTool(tool, len(bodies)))
		f.sharpen(&f.tools[len(f.tools)-1])
	}
	for i, b := range bodies {
		var hollow lumen
		for _, v := range b.Lumen {
			hollow.walls = append(hollow.walls, [3]int32{v[0] + first[i], v[1] + first[i], v[2] + first[i]})
		}
		f.lumen = append(f.lumen, hollow)
		for _, a := range b.Attachments {
			a.Vertex += first[i]
			at := widen(mesh.Rest[a.Vertex])
			if a.At != nil {
				at = *a.At
			}
			f.holds = append(f.holds, bond{Attachment: a, at: at})
		}
	}
	f.leak()
	f.prepareGone()
	f.harm.measure(f, len(bodies))
	f.rigid.prepare(f, rigid)
	f.self.prepare(f)
	f.hire()
	return f, nil
}

// order lets the solver number membranes as the matter does, those on elements first,
// as it does after each cut: what tears is told by these numbers.
func (f *softField) order() error {
	sheets := f.matter.Sheets()
	if slices.Equal(sheets, f.built.Sheets) {
		return nil
	}
	f.built.Sheets = sheets
	from := make([]tissue.Anchor, len(f.built.Rest))
	for v := range from {
		from[v] = tissue.Anchor{Vertices: [4]int32{int32(v)}, Weights: [4]float32{1}}
	}
	return f.body.Rebuild(f.built, from, nil)
}

func (f *softField) close() {
	f.body.Close()
	f.crew.Close()
}

// dress makes the skin anew, and all that is made from it.
func (f *softField) dress() {
	f.skin.dress(f)
	f.tree.plant(&f.skin)
	f.seen, f.stamp = make([]int32, 8*len(f.skin.triangles)), 0
}

// mostParts bounds the parts into which a tick with a fast instrument is cut.
const mostParts = 20

// step moves the field on by dt seconds while the instruments go from where they
// are to their hands. The error says why the attempt is not valid any more; the
// field then stays as it was.
func (f *softField) step(dt float64, hands []softHand) error {
	f.happens = f.happens[:0]
	parts := 1
	for i := range f.tools {
		t := &f.tools[i]
		n, err := f.expect(t, &hands[i], dt)
		if err != nil {
			return err
		}
		parts = max(parts, n)
	}
	f.dt = dt / float64(parts)
	for n := range parts {
		f.ties = f.ties[:0]
		for i := range f.tools {
			f.meet(&f.tools[i], &hands[i], float64(n)/float64(parts), float64(n+1)/float64(parts))
		}
		f.did("contact")
		f.rigid.press(f)
		f.self.press(f)
		f.did("self-contact")
		f.attach()
		f.inflate()
		if err := f.body.Step(f.dt, f.ties); err != nil {
			return err
		}
		f.slacken()
		f.did("solver")
		f.follow()
		f.did("skin")
		f.rigid.feel(f)
		f.self.feel(f)
		for i := range f.tools {
			f.answer(&f.tools[i], 1/float64(parts))
		}
		f.did("forces")
		if err := f.cut(1 / float64(parts)); err != nil {
			return err
		}
		f.did("cut")
	}
	for i := range f.tools {
		f.tools[i].stance = f.tools[i].goal
	}
	f.judge()
	f.wound(dt)
	if err := f.leave(); err != nil {
		return err
	}
	if err := f.judgeSound(dt); err != nil {
		return err
	}
	f.did("judgement")
	return f.tangled(dt)
}

// did tells whoever watches that a part of a step is done.
func (f *softField) did(part string) {
	if f.watch != nil {
		f.watch(part)
	}
}

// inventedMM is how far an instrument may have gone unseen for its way to be
// taken as straight: the width of a few shafts.
const inventedMM = 20

// expect prepares an instrument for a tick and says in how many parts its way
// must be cut: half its own width in each.
func (f *softField) expect(t *softTool, hand *softHand, dt float64) (parts int, err error) {
	t.force = mgl64.Vec3{}
	clear(t.on)
	t.goal = t.stance
	if hand.away {
		t.lift()
	}
	if !hand.present {
		t.lost = t.placed
		return 1, nil
	}
	t.goal = stance{hand.pose, t.close(hand.jaw, dt)}
	if t.lost && t.way(t.stance, t.goal) > inventedMM || t.leaps() { // nobody knows which way it came
		t.lift()
	}
	t.lost = false
	if !t.placed {
		t.goal.jaw = hand.jaw
		if err := f.find(t); err != nil {
			return 0, err
		}
	}
	box, whole := t.reach(t.stance, t.goal), f.tree.whole()
	if !box.meets(&whole) {
		return 1, nil
	}
	return int(min(max(math.Ceil(t.way(t.stance, t.goal)/t.tool.RadiusMM), 1), mostParts)), nil
}

const (
	// leapMM and leapRad are how far the tip goes and the shaft turns at most while
	// one looks away for a step of tissue: no hand moves an instrument at ten metres
	// or turns it at sixteen turns a second. A tracker that loses it for a moment
	// does, and what lies between was not touched.
	leapMM, leapRad = 100.5, 1
)

// leaps tells whether an instrument is where no hand could have brought it.
func (t *softTool) leaps() bool {
	from, to := t.stance.pose, t.goal.pose
	turn := 2 * math.Acos(min(math.Abs(from.Orientation.Dot(to.Orientation)), 1))
	return t.placed && (to.Tip.Sub(from.Tip).Len() > leapMM || turn > leapRad)
}

// lift takes an instrument out of the tissue: its jaws let go, nothing sticks to
// it, and its edge begins a new cut.
func (t *softTool) lift() {
	t.placed, t.sunk, t.grip.held, t.touches = false, false, [2][gripRows]hold{}, t.touches[:0]
	t.squeeze, t.closest = [2]float64{}, 1
	if t.blade.edge != nil {
		t.blade.edge.Lift()
	}
}

// find puts an instrument where it is seen first. What is found inside tissue
// came there unseen: nobody can say through what. Less than its radius deep it
// pushes the skin out the shortest way.
func (f *softField) find(t *softTool) error {
	for k := range t.parts {
		a, b := t.axis(k, t.goal)
		for _, p := range [3]mgl64.Vec3{b, between(b, a, 0.02), between(b, a, 0.1)} {
			body, deep := f.inside(p)
			if deep > t.tool.RadiusMM {
				return fmt.Errorf("the instrument was found inside %s without having been seen to enter it", f.bodies[body].Name)
			}
			t.sunk = t.sunk || deep > 0
		}
	}
	t.placed, t.stance = true, t.goal
	return nil
}

// meet brings one instrument to a part of its way and ties what it touches.
func (f *softField) meet(t *softTool, hand *softHand, from, to float64) {
	if !t.placed {
		return
	}
	t.start, t.end = t.stance.towards(t.goal, from), t.stance.towards(t.goal, to)
	f.seize(t, hand.jaw)
	f.feel(t)
	f.press(t)
	f.pinch(t)
}

// answer reads the forces on an instrument.
func (f *softField) answer(t *softTool, share float64) {
	if !t.placed {
		return
	}
	t.squeeze = [2]float64{}
	f.feelForces(t, share)
	t.sunk = t.sunk && len(t.touches) > 0
	f.feelGrip(t, share)
}

// attach ties the attachments that still hold.
func (f *softField) attach() {
	for i := range f.holds {
		b := &f.holds[i]
		if b.torn {
			continue
		}
		b.tie = int32(len(f.ties))
		f.ties = append(f.ties, tissue.Tie{
			Vertices: [4]int32{b.Vertex}, Weights: [4]float32{1}, Target: shorten(b.at), Tangent: float32(b.Stiffness),
		})
	}
}
