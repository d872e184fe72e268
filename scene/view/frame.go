// Package view is the operating theatre's eyes: it draws anatomy, instrument,
// plan, three live slices of the scan and the trainee's read-outs, and it turns
// mouse and keyboard into the instruments' poses. It is the only package that
// knows g3n, OpenGL and GLFW.
//
// All methods of one Theatre belong to one goroutine: the one that opened it.
// On macOS that must be the main goroutine.
package view

import (
	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Options says what to open.
type Options struct {
	// Width and Height are screen coordinates of a window, or pixels of an
	// off-screen picture. Zero or less means 1280 and 720. Nobody can drag a
	// window below 900 and 560; in a smaller picture texts are cut.
	Width, Height int
	// Title is the window's title; off screen it is ignored.
	Title string
	// Samples is the anti-aliasing of the three-dimensional view: 1 is none.
	// Zero means 4, or 1 for a window whose pictures the processor must draw.
	Samples int
	// Quality is how much work a picture may be.
	Quality Quality
	// Language is that of the theatre's own texts, as assets.Languages lists them;
	// "" is English.
	Language string
	// Stereo shows depth on a flat screen.
	Stereo Stereo
}

// Quality is how much work a picture may be.
type Quality int

// The qualities.
const (
	QualityAuto Quality = iota // low for a window whose pictures the processor must draw, else high
	QualityLow                 // no shadows of what is solid, no vessels and lobules, no mirrored room; shadows of instruments stay
	QualityHigh
)

// Stage is what does not change during an attempt.
type Stage struct {
	Case *anatomy.Case // nil shows the instruments alone
	Plan record.Plan   // also where the camera looks and where the hand starts
	// Tools are the instruments, one for each of a sample's Tools.
	Tools []record.Tool
	// Soft are the structures that yield; each frame brings their skins.
	Soft []SoftStructure
	// Mark is inked on them; nil for nothing.
	Mark *Mark
	// ShowPlan draws the planned trajectory, its entry ring and its target.
	ShowPlan bool
	// Tape is what is looked at again; nil where something is done.
	Tape *Tape
	// HideScan takes the scan away: the three slices, whose place goes to the
	// three-dimensional view, and the grain on cut faces.
	HideScan bool
	// Watched says that the mouse does not hold the instruments: an endoscope among
	// them takes the camera where the samples have it.
	Watched bool
	// Robot is how many mm the mouse's hand moves for one of the tip; 0 is 1.
	Robot float64
	// Room puts the draped table, a screen and the trocars around the patient.
	Room    bool
	Trocars []Trocar
}

// Frame is one picture's moving parts.
type Frame struct {
	Sample record.Sample // the instruments; a pose is drawn even when it is not valid, but dimmed
	Soft   *Soft         // what the stage's soft structures look like now; nil leaves them as they were drawn last
	HUD    HUD
	Ghost  []record.ToolSample // the other recording's instruments, one for each of the tape's Ghost; none hides them
	Trail  []mgl64.Vec3        // where the first tip was, oldest first, patient frame, mm
}

// HUD is what the scenario allows the trainee to read.
type HUD struct {
	Scenario  string // title of the scenario
	Step      string // title of the current step
	Cue       string // what to do now, one sentence
	StepIndex int    // current step, from 0
	StepCount int    // 0 hides the steps
	Seconds   float64
	Readouts  []Readout
	Vitals    []Readout // the patient's, two in a row below the read-outs, labelled as simulated; four are shown
	Notice    string    // what just happened and is no warning, such as "Clear fluid comes."; "" for none
	Warnings  []string  // most urgent first; three are shown
	Help      bool      // shows the help overlay; F1 does too
	Banner    string    // large words in the middle, such as the outcome; "" for none
}

// Readout is one named value.
type Readout struct {
	Label, Value string
	Warn         bool // shown in amber and with a mark
	// Share is how much of its limit the value is: a bar below it, full from 1 on.
	// 0 shows none.
	Share float64
}

// Held is the instruments that mouse and keyboard hold, and the trainee's commands.
type Held struct {
	Hands   []record.Hand // one for each of the stage's Tools; none off screen, where nobody holds anything
	Confirm bool          // held down now: "this is my final position"
	Quit    bool          // the trainee asked to end the attempt
	Picture bool          // and, once for each time, to keep the picture as a file
	Mute    bool          // or to silence the theatre, or to let it be heard again
}

// Info names what draws.
type Info struct {
	Vendor, Renderer, GLVersion string
	// Software is true when the processor draws instead of a graphics card.
	Software bool
}
