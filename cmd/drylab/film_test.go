package main

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/progress"
)

// demonstrated is a recording of ventricular-drain's demonstrator, without all that
// practise makes beside it.
func demonstrated(t *testing.T) (recording string) {
	t.Helper()
	f, source := scripted(t)
	attempt := scenarios.Attempt{Fitted: f, Source: source, Device: record.Device{Name: "script:demonstrator", Class: "script"}, ID: progress.NewID(), Started: time.Now(), Engine: scene.Engine}
	recording = filepath.Join(t.TempDir(), "demonstrator.mcap")
	if err := attempt.Record(t.Context(), recording, nil); err != nil {
		t.Fatal(err)
	}
	return recording
}

// withoutFFmpeg leaves the programs that a test needs and no ffmpeg.
func withoutFFmpeg(t *testing.T) {
	t.Helper()
	theatre, err := exec.LookPath("drylab-theatre")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(theatre))
}

// drawnIn is a picture that the theatre drew.
func drawnIn(t *testing.T, path string) *image.RGBA {
	t.Helper()
	picture := pictureIn(t, path)
	same, ok := picture.(*image.RGBA)
	if !ok {
		t.Fatalf("%s is a %T", path, picture)
	}
	return same
}

// TestFilmOfSoftTissueEndsAsTheAttemptDid: what is filmed is replayed from the
// inputs; the attempt's own picture is of the tissue as it was kept. And a film made
// twice is the same twice.
func TestFilmOfSoftTissueEndsAsTheAttemptDid(t *testing.T) {
	home := newHome(t)
	attempt := practise(t, "grasp-and-retract", "--tracker", "script:../../scenarios/testdata/lift.yaml")
	withoutFFmpeg(t)
	made := done[filmed](t, "film", attempt.Paths["recording"], "--out", filepath.Join(home, "film.mp4"), "--size", "320x240", "--fps", "4")
	if made.Out != filepath.Join(home, "film-frames") || !strings.Contains(made.Notice, "ffmpeg is not installed") || made.Frames < 2 {
		t.Fatalf("made %+v", made)
	}
	again := done[filmed](t, "film", attempt.Paths["recording"], "--out", filepath.Join(home, "again"), "--size", "320x240", "--fps", "4")
	for i := 1; i <= made.Frames; i++ {
		name := fmt.Sprintf("%06d.png", i)
		if read(t, filepath.Join(made.Out, name)) != read(t, filepath.Join(again.Out, name)) {
			t.Errorf("picture %d of %d is another one the second time", i, made.Frames)
		}
	}
	end := done[filmed](t, "film", attempt.Paths["recording"], "--out", filepath.Join(home, "end"), "--size", "1600x900", "--fps", "1", "--turntable", "--seconds", "1")
	if !bytes.Equal(drawnIn(t, filepath.Join(end.Out, "000001.png")).Pix, drawnIn(t, attempt.Paths["screenshot"]).Pix) {
		t.Error("the tissue filmed at the end is not the attempt's")
	}
	refused := drylab(t, "film", attempt.Paths["recording"], "--out", again.Out)
	if refused.code != exitFailed || !strings.Contains(refused.stderr, "it is a folder") {
		t.Errorf("a folder that exists: %d, %s", refused.code, refused.stderr)
	}
}

// TestFilmHoldsThePictures: what ffmpeg decodes from a film is what was drawn, by
// another way through the same program, within what the codec takes away.
func TestFilmHoldsThePictures(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed (apt install ffmpeg): no film is looked into")
	}
	home := newHome(t)
	recording := demonstrated(t)
	flags := []string{"--from", "3", "--to", "4", "--fps", "4", "--size", "640x360", "--camera", "tip"}
	film := done[filmed](t, append([]string{"film", recording, "--out", filepath.Join(home, "film.mp4")}, flags...)...)
	drawn := done[filmed](t, append([]string{"film", recording, "--out", filepath.Join(home, "drawn")}, flags...)...)
	decoded := t.TempDir()
	if out, err := exec.Command("ffprobe", "-loglevel", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", film.Out).CombinedOutput(); err != nil || string(out) != "video\naudio\n" {
		t.Errorf("the film has the streams %q, %v", out, err)
	}
	if out, err := exec.Command("ffmpeg", "-loglevel", "error", "-i", film.Out, filepath.Join(decoded, "%06d.png")).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	if files, _ := os.ReadDir(decoded); len(files) != 5 || film.Frames != 5 || drawn.Frames != 5 {
		t.Fatalf("a second at 4 a second: %d pictures decoded, %d filmed, %d drawn", len(files), film.Frames, drawn.Frames)
	}
	for _, name := range []string{"000001.png", "000005.png"} {
		if db := likeness(t, filepath.Join(decoded, name), filepath.Join(drawn.Out, name)); db < 33 {
			t.Errorf("%s: %.1f dB between film and drawing", name, db)
		}
	}
}

// likeness is the peak signal-to-noise ratio of two pictures' red, green and blue,
// dB; above 30 eyes hardly tell them apart.
func likeness(t *testing.T, a, b string) float64 {
	t.Helper()
	one, other := pictureIn(t, a), drawnIn(t, b)
	sum, n := 0.0, 0.0
	for y := range other.Rect.Dy() {
		for x := range other.Rect.Dx() {
			r, g, b, _ := one.At(x, y).RGBA()
			c := other.RGBAAt(x, y)
			for k, v := range [3]uint32{r, g, b} {
				d := float64(v>>8) - float64([3]uint8{c.R, c.G, c.B}[k])
				sum, n = sum+d*d, n+1
			}
		}
	}
	return 10 * math.Log10(255*255*n/sum)
}

// TestInterruptedFilmLeavesNothing: Ctrl-C in a real process, with ffmpeg and without.
func TestInterruptedFilmLeavesNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process on Windows cannot be sent an interrupt")
	}
	newHome(t)
	recording := demonstrated(t)
	for _, name := range []string{"film.mp4", "folder"} {
		parent, temporary := t.TempDir(), t.TempDir()
		code, said := interrupted(t, "filming", temporary, "film", recording, "--out", filepath.Join(parent, name), "--size", "320x240")
		if code != exitFailed || !strings.Contains(said, "nothing was written") {
			t.Errorf("%s: it ended with %d: %s", name, code, said)
		}
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

func TestFilmRefusesInOneSentence(t *testing.T) {
	home := newHome(t)
	recording := demonstrated(t)
	out := filepath.Join(home, "film.mp4")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"an odd size":            {[]string{recording, "--out", out, "--size", "641x360"}, exitUsage, "--size"},
		"no size":                {[]string{recording, "--out", out, "--size", "large"}, exitUsage, "--size"},
		"no pictures a second":   {[]string{recording, "--out", out, "--fps", "0"}, exitUsage, "--fps"},
		"a free camera nowhere":  {[]string{recording, "--out", out, "--camera", "free"}, exitUsage, "--look"},
		"a look that is none":    {[]string{recording, "--out", out, "--camera", "free", "--look", "up"}, exitFailed, "--look"},
		"after the end":          {[]string{recording, "--out", out, "--from", "999"}, exitFailed, "leave nothing"},
		"a case that stands":     {[]string{"phantom-head", "--out", out}, exitUsage, "--turntable"},
		"another case":           {[]string{recording, "--out", out, "--case", "phantom-lobe"}, exitFailed, "another state"},
		"a film of another kind": {[]string{recording, "--out", filepath.Join(home, "film.avi")}, exitUsage, ".mp4"},
		"no such folder":         {[]string{recording, "--out", filepath.Join(home, "no", "film.mp4")}, exitFailed, "folder"},
		"no recording":           {[]string{filepath.Join(home, "drylab.db"), "--out", out}, exitFailed, "drylab.db"},
	} {
		got := drylab(t, append([]string{"film"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.stderr, c.says) || strings.Count(got.stderr, "drylab: ") != 1 {
			t.Errorf("%s: %d, %s", name, got.code, got.stderr)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(home, "*film*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
