package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/drylab/drylab/scene/sound"
)

// soundtrack writes what is heard during a film's pictures, as raw samples of 16
// bits, little-endian, into a file beside others that go; "" where there is nothing
// to hear: in a turn around something, or when nobody wants to.
func (f *film) soundtrack() (path string, err error) {
	if f.Turntable > 0 || f.Volume == 0 {
		return "", nil
	}
	file, err := os.CreateTemp("", "drylab-*.s16")
	if err != nil {
		return "", fmt.Errorf("the film's sound cannot be written: %w", err)
	}
	out := bufio.NewWriter(file)
	if err := errors.Join(f.mix(out), out.Flush(), file.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("the film's sound cannot be written: %w", err), os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// mix mixes the sound of each picture until the next. What happened before the first
// is not heard.
func (f *film) mix(out *bufio.Writer) error {
	rec := f.story.rec
	e := &ears{mixer: sound.NewMixer(float64(f.Volume) / 100), tools: rec.Header.Tools}
	e.play(rec, f.sample(0), nil, false, 1)
	var samples []float32
	var bytes []byte
	for i := range f.total {
		e.play(rec, f.sample(i), f.story.signs(f.sample(i)), true, 1)
		// Pictures that do not divide a second take turns in having one sample more.
		n := (i+1)*sound.Rate/f.FPS - i*sound.Rate/f.FPS
		samples = append(samples[:0], make([]float32, n)...)
		e.mixer.Mix(samples)
		for _, v := range samples {
			bytes = binary.LittleEndian.AppendUint16(bytes, uint16(int16(v*32767)))
		}
		if _, err := out.Write(bytes); err != nil {
			return err
		}
		bytes = bytes[:0]
	}
	return nil
}
