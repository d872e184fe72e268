package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/drylab/drylab/scene/record"
)

type filmCommand struct {
	Of     string  `arg:"" name:"file.mcap" help:"Recording file; with --turntable also a case folder or a built-in case."`
	Out    string  `required:"" help:"Film (.mp4, .mov, .mkv, .webm) through ffmpeg when it is installed; without such an ending, and without ffmpeg, a folder of PNG pictures." type:"path" placeholder:"FILE"`
	Case   string  `help:"Case folder that the attempt was made on; not needed for a built-in case." placeholder:"DIR"`
	FPS    int     `help:"Pictures a second." default:"30" name:"fps"`
	Size   string  `help:"Pixels; both even." default:"1280x720" placeholder:"WxH"`
	From   float64 `help:"Begin so many seconds after the recording's start." default:"0"`
	To     float64 `help:"End there; negative means the recording's end." default:"-1"`
	Camera string  `help:"scenario: as the trainee saw it at first; tip: nearer, with the instrument; free: where --look says." enum:"scenario,tip,free" default:"scenario"`
	Look   string  `help:"Degrees to the patient's left and upwards from the front, and mm of distance, which may be left out." placeholder:"YAW,PITCH,MM"`
	soundFlags
	stereoFlag
	Turntable bool    `help:"One turn around the attempt's end, or around a case."`
	Seconds   float64 `help:"How long the turn takes." default:"12"`
}

// filmed is what the theatre prints at a film's end; before it, how far it is.
type filmed struct {
	Out    string `json:"out"`
	Frames int    `json:"frames"`
	Notice string `json:"notice,omitempty"`
	Done   int    `json:"done,omitempty"`
	Total  int    `json:"total,omitempty"`
}

// Run makes a film off screen, all of it or nothing.
func (c *filmCommand) Run(a *app) error {
	args, err := c.arguments(a)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(a.ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	progress := newBar(a.stderr, a.json)
	heard := &lines{each: func(line []byte) (f filmed, known bool) {
		known = json.Unmarshal(line, &f) == nil
		if known && f.Total > 0 {
			progress.show(f.Done, f.Total, "filming")
		}
		return f, known
	}}
	err = theatreTelling(ctx, nil, heard, args...)
	progress.clear()
	if err != nil {
		return err
	}
	if heard.last.Out == "" {
		return errors.New("interrupted; no film was made")
	}
	if a.json {
		a.printJSON(heard.last)
		return nil
	}
	if heard.last.Notice != "" {
		fmt.Fprintln(a.stderr, heard.last.Notice)
	}
	fmt.Fprintln(a.stdout, heard.last.Out)
	return nil
}

// lines cuts what a program prints into lines as they come.
type lines struct {
	rest []byte
	each func(line []byte) (filmed, bool)
	last filmed
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		if f, known := l.each(line); known {
			l.last = f
		}
		l.rest = rest
	}
}

// arguments checks everything that can be wrong before a minute is spent.
func (c *filmCommand) arguments(a *app) ([]string, error) {
	width, height, err := c.size()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(c.check(), c.checkVolume()); err != nil {
		return nil, err
	}
	args := []string{"film", "--out", c.Out, fmt.Sprint("--fps=", c.FPS), fmt.Sprint("--width=", width), fmt.Sprint("--height=", height),
		fmt.Sprint("--from=", c.From), fmt.Sprint("--to=", c.To), "--camera", c.Camera, "--look=" + c.Look}
	args = append(append(args, c.soundFlags.args()...), c.stereoFlag.args()...)
	if c.Turntable {
		args = append(args, "--turntable", fmt.Sprint(c.Seconds))
	}
	if info, err := os.Stat(c.Of); isBuiltin(c.Of) || err == nil && info.IsDir() {
		if !c.Turntable {
			return nil, wrongUsage{fmt.Errorf("%s is a case, in which nothing happens; --turntable makes a film of a turn around it", c.Of)}
		}
		_, dir, err := a.openCase(c.Of)
		return append(args, "--case", dir), err
	}
	rec, _, err := record.ReadFile(c.Of)
	if err != nil {
		return nil, err
	}
	_, dir, err := a.caseOf(&rec.Header, c.Case)
	return append(args, "--case", dir, "--recording", c.Of), err
}

// filmEndings are the films that the theatre makes.
var filmEndings = []string{".mp4", ".mov", ".mkv", ".webm"}

// The limits of a film: what screens show and codecs take, and the theatre's
// smallest picture.
const (
	mostFPS                 = 240
	leastWidth, leastHeight = 320, 240
	mostSide                = 7680
	mostTurnSeconds         = 600
)

func (c *filmCommand) check() error {
	extension := strings.ToLower(filepath.Ext(c.Out))
	switch {
	case c.FPS < 1 || c.FPS > mostFPS:
		return wrongUsage{fmt.Errorf("--fps must lie between 1 and %d, not %d", mostFPS, c.FPS)}
	case math.IsNaN(c.From) || math.IsNaN(c.To) || c.From < 0:
		return wrongUsage{fmt.Errorf("--from %g --to %g: both are seconds after the recording's start", c.From, c.To)}
	case !(c.Seconds > 0) || c.Seconds > mostTurnSeconds:
		return wrongUsage{fmt.Errorf("--seconds must lie above 0 and up to %d, not %g", mostTurnSeconds, c.Seconds)}
	case (c.Camera == "free") != (c.Look != ""):
		return wrongUsage{errors.New("--camera free and --look YAW,PITCH[,MM] belong together")}
	case extension != "" && !slices.Contains(filmEndings, extension):
		return wrongUsage{fmt.Errorf("%s: films end in .mp4, .mov, .mkv or .webm; a name without an ending becomes a folder of PNG pictures", c.Out)}
	}
	return checkFolder(c.Out)
}

// size reads WxH. Films halve the colour's resolution, so that both must be even.
func (c *filmCommand) size() (width, height int, err error) {
	w, h, ok := strings.Cut(c.Size, "x")
	width, wrong := strconv.Atoi(w)
	height, wrong2 := strconv.Atoi(h)
	if !ok || wrong != nil || wrong2 != nil || width < leastWidth || height < leastHeight || max(width, height) > mostSide || width%2+height%2 != 0 {
		return 0, 0, wrongUsage{fmt.Errorf("--size %s: write two even numbers of pixels from %dx%d to %d, such as 1280x720", c.Size, leastWidth, leastHeight, mostSide)}
	}
	return width, height, nil
}
