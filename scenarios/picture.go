package scenarios

import (
	"sync/atomic"

	"github.com/drylab/drylab/scene"
)

// Picture is a moment with the soft tissue as it was then.
type Picture struct {
	*Moment
	Soft scene.Surface // without triangles where nothing yields
}

// pictureTicks is how many ticks lie between two pictures: 67 a second, as many
// as a screen shows; the world is spared the others.
const pictureTicks = 3

// pictures hands pictures from the goroutine of the world to the one that draws.
// Neither waits for the other: one fills its picture, one keeps the one it took,
// and the third lies ready between them.
type pictures struct {
	slots   [3]Picture
	back    int32        // the world's own
	front   int32        // the drawer's own
	ready   atomic.Int32 // the one between, with freshPicture when it is new
	watched atomic.Bool  // somebody draws
}

const freshPicture = 4

func newPictures() *pictures {
	p := &pictures{front: 1}
	p.ready.Store(2)
	return p
}

// give lies a picture of the world ready, if somebody draws; urgent for the last.
func (p *pictures) give(m *Moment, w *scene.World, urgent bool) {
	if !p.watched.Load() || m.Sample.Tick%pictureTicks != 0 && !urgent {
		return
	}
	slot := &p.slots[p.back]
	slot.Moment = m
	w.Surface(&slot.Soft)
	p.back = p.ready.Swap(p.back|freshPicture) &^ freshPicture
}

// take is the newest picture, nil before the first.
func (p *pictures) take() *Picture {
	p.watched.Store(true)
	if p.ready.Load()&freshPicture != 0 {
		p.front = p.ready.Swap(p.front) &^ freshPicture
	}
	if slot := &p.slots[p.front]; slot.Moment != nil {
		return slot
	}
	return nil
}

// Picture is the newest moment that can be drawn, nil until a few ticks after it
// was asked for first. It belongs to the one goroutine that draws, until that
// asks for the next.
func (s *Session) Picture() *Picture { return s.pictures.take() }
