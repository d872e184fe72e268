package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/drylab/drylab/scene/view"
)

// shutter keeps pictures as files. What takes long of it, it does aside: a picture
// must not hold up a hand.
type shutter struct {
	prefix string // the files are prefix-1.png and so on; "" keeps none
	taking chan taken
	news   string
	until  time.Time
}

// taken is what became of a picture.
type taken struct {
	path string
	err  error
}

// serve does what was asked for by keys that have nothing to do with instruments, and
// remembers what to say of it.
func (s *shutter) serve(held view.Held, theatre *view.Theatre, e *ears) {
	if held.Picture {
		s.release(theatre)
	}
	if said := e.mute(held.Mute); said != "" {
		s.say(texts().Say(said))
	}
}

// release keeps the picture that was drawn last. While one is being kept it does nothing.
func (s *shutter) release(theatre *view.Theatre) {
	if s.prefix == "" || s.taking != nil {
		return
	}
	picture, err := theatre.Image()
	if err != nil {
		s.tell(taken{err: err})
		return
	}
	s.taking = make(chan taken, 1)
	go func(done chan<- taken) {
		path := s.free()
		done <- taken{path, writePicture(picture, path)}
	}(s.taking)
}

// free is the first name that no file has.
func (s *shutter) free() string {
	for i := 1; ; i++ {
		path := fmt.Sprintf("%s-%d.png", s.prefix, i)
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path
		}
	}
}

// told is what the window says of keys that were pressed, "" when there is nothing to say.
func (s *shutter) told() string {
	select {
	case t := <-s.taking:
		s.taking = nil
		s.tell(t)
	default:
	}
	if time.Now().After(s.until) {
		return ""
	}
	return s.news
}

func (s *shutter) tell(t taken) {
	if t.err != nil {
		s.say(texts().Say("No picture: %s", t.err.Error()))
		return
	}
	s.say(texts().Say("Picture kept: %s", filepath.Base(t.path)))
}

func (s *shutter) say(news string) { s.news, s.until = news, time.Now().Add(toldSeconds*time.Second) }

// finish waits for a picture that is being kept.
func (s *shutter) finish() error {
	if s.taking == nil {
		return nil
	}
	t := <-s.taking
	s.taking = nil
	return t.err
}

// quickPNG takes a quarter of the usual time for a file a quarter larger.
var quickPNG = png.Encoder{CompressionLevel: png.BestSpeed}

// writePicture writes a PNG file, all of it or nothing.
func writePicture(picture image.Image, path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".drylab-*")
	if err != nil {
		return fmt.Errorf("the picture cannot be written: %w", err)
	}
	err = errors.Join(quickPNG.Encode(file, picture), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the picture %s cannot be written: %w", path, err), os.Remove(file.Name()))
	}
	return nil
}
