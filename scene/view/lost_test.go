package view

import (
	"bytes"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// shifting is a surface whose size and scale are what the test says.
type shifting struct {
	surfaceContext
	width, height int
	scale         float64
}

func (s *shifting) framebufferSize() (int, int) { return s.width, s.height }
func (s *shifting) contentScale() float64       { return s.scale }

// TestWindowOfNoSizeAndUnpluggedMonitors: a window that is minimised has no pixels,
// and one whose monitor goes has another's scale, or for a moment none. The next
// usual picture is as it was before.
func TestWindowOfNoSizeAndUnpluggedMonitors(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: head(0.05), Plan: drainPlan(), Tools: []record.Tool{drainTool()}})
	surface := &shifting{theatre.context, 720, 450, 1}
	theatre.context = surface
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 10), Valid: true}}}, HUD: fullHUD()}
	before := picture(t, theatre, f).Pix
	alive := objects()
	for _, odd := range []shifting{{nil, 0, 0, 1}, {nil, 0, 450, 1}, {nil, 1, 1, 0}, {nil, 720, 450, 0}, {nil, 720, 450, 3}, {nil, 2560, 1440, 2}} {
		surface.width, surface.height, surface.scale = odd.width, odd.height, odd.scale
		picture(t, theatre, f)
	}
	surface.width, surface.height, surface.scale = 720, 450, 1
	if !bytes.Equal(picture(t, theatre, f).Pix, before) {
		t.Error("the picture is another one than before")
	}
	if now := objects(); now != alive {
		t.Errorf("%d GL objects, %d before", now, alive)
	}
}

// TestLostGraphicsCard: a driver that was reset says so again and again; the trainee
// is told once, and what to do.
func TestLostGraphicsCard(t *testing.T) {
	d := &driver{info: Info{Renderer: "some card"}, messages: []string{"other things went wrong too"}}
	err := d.complain("draw the theatre", func() uint32 { return gl.CONTEXT_LOST })
	if err == nil || !strings.Contains(err.Error(), "some card was reset") || strings.Count(err.Error(), "reset") != 1 || len(d.messages) > 0 {
		t.Errorf("%v, then %q", err, d.messages)
	}
	codes := []uint32{gl.INVALID_ENUM, gl.NO_ERROR}
	err = d.complain("draw the theatre", func() uint32 { code := codes[0]; codes = codes[1:]; return code })
	if err == nil || !strings.Contains(err.Error(), "0x0500") {
		t.Errorf("%v", err)
	}
}
