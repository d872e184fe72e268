package view

import (
	"fmt"
	"math"
	"os/exec"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/testkit"
)

func TestWindowShowsTheSameTheatreAndHoldsTheNeedle(t *testing.T) {
	testkit.Display(t)
	theatre, err := OpenWindow(Options{Width: 720, Height: 450, Title: "Drylab test"})
	if err != nil {
		t.Fatal(err)
	}
	defer theatre.Close()
	load(t, theatre, Stage{Case: oneSphere("#c01010", drainPlan().Target, 30), Plan: drainPlan(), Tools: []record.Tool{drainTool()}})
	start := theatre.Poll().Hands[0]
	if !start.Valid || theatre.ShouldClose() {
		t.Fatalf("a fresh window holds %+v", start)
	}
	img := picture(t, theatre, Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: start.Pose, Valid: true}}}, HUD: fullHUD()})
	if _, count, _ := blobOf(img, middleOf(theatre), red); count < 500 || img.Bounds().Dx() != 720 {
		t.Errorf("window of %v shows %d red pixels", img.Bounds(), count)
	}
	moveCursor(t, theatre, start.Pose)
}

// moveCursor drives the real mouse where xdotool is installed.
func moveCursor(t *testing.T, theatre *Theatre, start record.Pose) {
	t.Helper()
	if _, err := exec.LookPath("xdotool"); err != nil {
		t.Log("xdotool is not installed: the real mouse is not tested")
		return
	}
	const moves, pixels = 25, 40         // more than the window is wide
	start = moveBy(t, theatre, 1, start) // the first says only where the cursor is
	now := start
	for range moves {
		now = moveBy(t, theatre, pixels, now)
	}
	right, up, _ := theatre.Camera().Axes()
	step := now.Tip.Sub(start.Tip)
	want := moves * pixels * theatre.Camera().gaze().millimetresPerPixel(start.Tip, float64(theatre.layout.view.h))
	if math.Abs(step.Dot(right)-want) > 0.01 || math.Abs(step.Dot(up)) > 0.01 {
		t.Errorf("the mouse went %d pixels to the right, the tip %.2f mm right and %.2f up; want %.2f and 0", moves*pixels, step.Dot(right), step.Dot(up), want)
	}
}

func TestWithoutADisplayTheErrorSaysWhatToDo(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	theatre, err := OpenWindow(Options{})
	if err == nil {
		theatre.Close()
		t.Skip("this system opens windows without DISPLAY")
	}
	if !strings.Contains(err.Error(), "--headless") {
		t.Errorf("error %q does not say what to do", err)
	}
}

// moveBy moves the mouse to the right and waits until the needle has followed.
func moveBy(t *testing.T, theatre *Theatre, pixels int, from record.Pose) record.Pose {
	t.Helper()
	if out, err := exec.Command("xdotool", "mousemove_relative", fmt.Sprint(pixels), "0").CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v %s", err, out)
	}
	for i := 0; i < 100; i++ { // events travel through the X server
		if pose := theatre.Poll().Hands[0].Pose; pose.Tip != from.Tip {
			return pose
		}
		exec.Command("xdotool", "sleep", "0.02").Run()
	}
	t.Fatal("the mouse moved and the needle did not")
	return from
}
