package sound

import (
	"errors"
	"time"
)

// Player plays a mixer's samples on the computer's loudspeaker. Where there is none
// it is silent, and says nothing.
type Player struct {
	stop  chan struct{}
	ended chan struct{}
}

// speaker takes samples and waits until it has room for them.
type speaker interface {
	write(samples []int16) error
	close()
}

// How much is mixed at once, and how far ahead of the ear: short enough that a sound
// and its picture are one, long enough that a busy computer leaves no gaps.
const (
	blockSamples = Rate / 100
	aheadSeconds = 0.06
)

// Open starts playing. It does not wait for the loudspeaker: one that takes its time
// to answer holds up nobody.
func Open(m *Mixer) *Player { return open(m, openSpeaker) }

// Probe tells whether there is a loudspeaker; the error says why not.
func Probe() error {
	found := make(chan error, 1)
	go func() {
		s, err := openSpeaker()
		if err == nil {
			s.close()
		}
		found <- err
	}()
	select {
	case err := <-found:
		return err
	case <-time.After(closeSeconds * time.Second):
		return errors.New("the loudspeaker does not answer")
	}
}

func open(m *Mixer, speakers func() (speaker, error)) *Player {
	p := &Player{stop: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		if s, err := speakers(); err == nil {
			p.play(m, s)
			s.close()
		}
	}()
	return p
}

// play mixes and writes until the player is closed or the loudspeaker is gone. It
// never runs ahead of the clock by more than the loudspeaker should hold: one that
// takes everything at once, as a file does, would else hear the future.
func (p *Player) play(m *Mixer, s speaker) {
	mixed, samples := make([]float32, blockSamples), make([]int16, blockSamples)
	begun, written := time.Now(), 0
	for {
		ahead := time.Duration(written)*time.Second/Rate - time.Since(begun)
		select {
		case <-p.stop:
			return
		case <-time.After(ahead - time.Duration(aheadSeconds*float64(time.Second))):
		}
		m.Mix(mixed)
		for i, v := range mixed {
			samples[i] = int16(v * 32767)
		}
		if s.write(samples) != nil {
			return
		}
		written += len(samples)
		if behind := time.Since(begun) - time.Duration(written)*time.Second/Rate; behind > 0 {
			begun = begun.Add(behind) // the computer stood still; what was missed is not made up for
		}
	}
}

// closeSeconds is how long Close waits for a loudspeaker that does not answer.
const closeSeconds = 1

// Close ends playing.
func (p *Player) Close() {
	close(p.stop)
	select {
	case <-p.ended:
	case <-time.After(closeSeconds * time.Second):
	}
}
