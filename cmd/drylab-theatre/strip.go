package main

import (
	"context"
	"slices"
	"sync"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/tissue"
)

// strip holds soft tissue of a whole recording, so that one can go to any moment of
// it, and back, at once. A recording has only the inputs, and the world goes only
// forward: it is run once, in the background, and its skin is kept every few ticks.
// When that would take more than stripBytes, every second one goes and those to come
// lie twice as far apart; between two the skin is drawn in between.
type strip struct {
	mu    sync.Mutex
	kept  []scene.Surface // at the ticks 0, every, 2·every …
	every int64
	bytes int     // of the places and states kept
	most  int     // that they may be
	share float64 // of the recording that was run
	wrong int64   // the first tick at which it was not as recorded, -1 for none

	shown   scene.Surface // what at gave last
	between []tissue.Vec  // its places, where they lie between those of two skins
}

// stripTicks is how far apart skins lie at first, as far as the pictures of an
// attempt; stripBytes what they may take.
const (
	stripTicks = 3
	stripBytes = 512 << 20
)

func newStrip() *strip { return &strip{every: stripTicks, most: stripBytes, wrong: -1} }

// fill runs the recording to its last tick, or until ctx is done, and closes p.
func (s *strip) fill(ctx context.Context, p *scenarios.Playback, last int64) {
	defer p.Close()
	var skin scene.Surface
	for tick := int64(0); ctx.Err() == nil && tick <= last; {
		p.To(tick)
		p.Surface(&skin)
		share := float64(tick+s.every) / float64(last+1)
		tick += s.keep(&skin, min(share, 1), p.Mismatch())
	}
}

// keep adds a copy of the next skin and says how many ticks later the one after lies.
func (s *strip) keep(skin *scene.Surface, share float64, wrong int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.share, s.wrong = share, wrong
	s.kept = append(s.kept, s.copyOf(skin))
	s.bytes += sizeOf(skin)
	step := s.every
	if s.bytes > s.most && len(s.kept)%2 == 0 {
		s.thin()
	}
	return step
}

// sizeOf is what a skin takes that others do not share.
func sizeOf(skin *scene.Surface) int { return 12*len(skin.Places) + 4*len(skin.States) }

// copyOf shares with the skin before what only a cut changes.
func (s *strip) copyOf(skin *scene.Surface) scene.Surface {
	c := *skin
	c.Places, c.States = slices.Clone(skin.Places), slices.Clone(skin.States)
	if n := len(s.kept); n > 0 && s.kept[n-1].Shape == skin.Shape {
		before := &s.kept[n-1]
		c.Triangles, c.Cut, c.Body, c.Rest = before.Triangles, before.Cut, before.Body, before.Rest
		return c
	}
	c.Triangles, c.Cut = slices.Clone(skin.Triangles), slices.Clone(skin.Cut)
	c.Body, c.Rest = slices.Clone(skin.Body), slices.Clone(skin.Rest)
	return c
}

// thin lets every second skin go, the number of them being even: the next to come
// then lies where it belongs.
func (s *strip) thin() {
	kept := s.kept[:0]
	s.bytes = 0
	for i := 0; i < len(s.kept); i += 2 {
		kept = append(kept, s.kept[i])
		s.bytes += sizeOf(&s.kept[i])
	}
	clear(s.kept[len(kept):])
	s.kept, s.every = kept, 2*s.every
}

// at is the skin at a tick, or the last that there is; nil before the first. It is
// valid until the next call.
func (s *strip) at(tick int64) *scene.Surface {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := int(min(tick/s.every, int64(len(s.kept)-1)))
	if i < 0 {
		return nil
	}
	s.shown = s.kept[i]
	part := float32(tick-int64(i)*s.every) / float32(s.every)
	if i+1 == len(s.kept) || s.kept[i+1].Shape != s.shown.Shape {
		return &s.shown
	}
	a, b := s.kept[i].Places, s.kept[i+1].Places
	s.between = s.between[:0]
	for v := range a {
		var p tissue.Vec
		for k := range p {
			p[k] = a[v][k] + part*(b[v][k]-a[v][k])
		}
		s.between = append(s.between, p)
	}
	s.shown.Places = s.between
	return &s.shown
}

// far tells how much of the recording was run, 0 to 1, and the first tick at which it
// came out otherwise than recorded, -1 for none.
func (s *strip) far() (share float64, wrong int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.share, s.wrong
}
