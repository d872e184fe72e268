package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/drylab/drylab/scene/sound"
)

// heard is how loud the next tenth of a second is.
func heard(e *ears) (peak float32) {
	samples := make([]float32, sound.Rate/10)
	e.mixer.Mix(samples)
	for _, v := range samples {
		peak = max(peak, v, -v)
	}
	return peak
}

// TestTapeIsHeardAsItWas: bone is touched at 2 s; who goes there at once, or fast, or
// stands still, hears nothing of it.
func TestTapeIsHeardAsItWas(t *testing.T) {
	rec := made()
	for name, c := range map[string]struct {
		from, to int
		playing  bool
		speed    float64
		muted    bool
		loud     bool
	}{
		"played":            {390, 410, true, 1, false, true},
		"slowly":            {399, 400, true, 0.25, false, true},
		"fast":              {390, 410, true, 8, false, false},
		"before":            {380, 399, true, 1, false, false},
		"after":             {400, 420, true, 1, false, false},
		"back":              {420, 390, true, 1, false, false},
		"paused, and moved": {390, 410, false, 1, false, false},
		"muted":             {390, 410, true, 1, true, false},
		"a jump over it":    {110, 450, true, 1, false, false},
	} {
		e := soundFlags{}.listen(rec.Header.Tools)
		e.mixer = sound.NewMixer(1)
		if c.muted && e.mute(true) != "Sound off" {
			t.Error("nothing is said of silence")
		}
		heard(e)
		e.play(rec, c.from, nil, false, 1)
		e.play(rec, c.to, nil, c.playing, c.speed)
		if loud := heard(e) > 0.02; loud != c.loud {
			t.Errorf("%s: heard %v", name, loud)
		}
		e.close()
	}
}

// TestFilmsSoundIsInTime: a film of 7 pictures a second from 1.6 s on; bone is touched
// at 2 s, a step done at 3.5 s, and nothing else is heard.
func TestFilmsSoundIsInTime(t *testing.T) {
	rec := made()
	const fps, from, total = 7, 1.6, 15
	f := &film{filmCommand: &filmCommand{FPS: fps, From: from, soundFlags: soundFlags{Volume: 100}}, story: newStory(rec, drain(t), nil), total: total}
	var raw bytes.Buffer
	out := bufio.NewWriter(&raw)
	if err := errors.Join(f.mix(out), out.Flush()); err != nil {
		t.Fatal(err)
	}
	samples := make([]int16, raw.Len()/2)
	if _, err := binary.Decode(raw.Bytes(), binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	if want := total * sound.Rate / fps; len(samples) != want {
		t.Errorf("%d samples, want %d", len(samples), want)
	}
	var begins []float64
	silent := sound.Rate
	for i, v := range samples {
		if v == 0 {
			silent++
			continue
		}
		if silent > sound.Rate/20 {
			begins = append(begins, from+float64(i)/sound.Rate)
		}
		silent = 0
	}
	if len(begins) != 2 || begins[0] < 2 || begins[0] > 2+1.0/fps || begins[1] < 3.5 || begins[1] > 3.5+1.0/fps {
		t.Errorf("sounds begin at %v s, want 2 and 3.5, or with the next picture", begins)
	}
}
