package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Hash digests every state of the field up to now, bit for bit: FNV-1a, 64 bit
// (Fowler, Noll, Vo; draft-eastlake-fnv), chained from tick to tick, so that a
// difference at one tick shows in every later hash. Same build and same inputs
// give the same hash on any number of workers.
func (w *World) Hash() uint64 { return uint64(w.chain) }

// chainState adds the field's whole state after one tick.
func (w *World) chainState() {
	h := &w.chain
	h.word(uint64(w.tick))
	h.vec(w.shaft.tip)
	h.word(math.Float64bits(w.shaft.orientation.W))
	h.vec(w.shaft.orientation.V)
	h.vec(w.shaft.entry)
	h.vec(w.shaft.inward)
	h.vec(w.shaft.axis)
	h.word(math.Float64bits(w.shaft.along))
	first := &w.hands[0]
	h.flags(w.shaft.guided, first.placed, w.started, first.tracked, first.styletOut, w.confirmed, w.fluidSeen)
	for i := range w.bodies {
		b := &w.bodies[i]
		h.flags(b.inside, b.outside, b.breached)
		h.word(uint64(b.touch))
		h.vec(b.left)
		h.word(math.Float64bits(w.clearance[i]))
	}
	w.chainHands()
	if w.soft.field != nil {
		*h = w.soft.field.chain(*h)
	}
}

// chainHands adds the jaws and the further instruments. A field with one
// instrument without jaws adds nothing, so that recordings from before there
// were several still replay.
func (w *World) chainHands() {
	h := &w.chain
	for i := range w.hands {
		hand := &w.hands[i]
		if w.setup.Tools[i].HasJaws() {
			h.word(math.Float64bits(hand.jaw))
		}
		if i == 0 {
			continue
		}
		h.vec(hand.pose.Tip)
		h.word(math.Float64bits(hand.pose.Orientation.W))
		h.vec(hand.pose.Orientation.V)
		h.flags(hand.placed, hand.tracked, hand.styletOut)
	}
}

// firstDigest is FNV-1a's offset basis.
const firstDigest digest = 0xcbf29ce484222325

type digest uint64

func (d *digest) word(v uint64) {
	for range 8 {
		*d = (*d ^ digest(v&0xff)) * 0x100000001b3
		v >>= 8
	}
}

func (d *digest) vec(v mgl64.Vec3) {
	for _, x := range v {
		d.word(math.Float64bits(x))
	}
}

func (d *digest) flags(flags ...bool) {
	var v uint64
	for i, f := range flags {
		if f {
			v |= 1 << i
		}
	}
	d.word(v)
}
