package scene

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// chain digests the whole state of the soft field onto a digest so far.
func (f *softField) chain(h digest) digest {
	h = digest(f.body.Hash(uint64(h)))
	for i := range f.tools {
		t := &f.tools[i]
		h.vec(t.stance.pose.Tip)
		h.word(math.Float64bits(t.stance.pose.Orientation.W))
		h.vec(t.stance.pose.Orientation.V)
		h.word(math.Float64bits(t.stance.jaw))
		h.word(math.Float64bits(t.closest))
		h.vec(t.force)
		h.flags(t.placed, t.lost, t.sunk, t.grip.holding, t.grip.slipped)
		for k := range t.touches {
			h.word(uint64(t.touches[k].feature))
			h.vec(t.touches[k].drag)
		}
		for _, side := range t.grip.held {
			for _, held := range side {
				h.flags(held.on)
				h.vec(held.anchor)
			}
		}
	}
	for _, v := range f.skin.outside {
		for _, p := range [2]mgl64.Vec3{f.rigid.near[v].stretch, f.self.near[v].stretch} {
			if p != (mgl64.Vec3{}) {
				h.vec(p)
			}
		}
	}
	for i := range f.holds {
		h.flags(f.holds[i].torn)
	}
	for _, v := range f.harm.mm3 {
		h.word(math.Float64bits(v))
	}
	return h
}
