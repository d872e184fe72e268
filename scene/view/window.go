package view

import (
	"bytes"
	"fmt"
	"log"
	"strings"

	"github.com/go-gl/glfw/v3.3/glfw"
	"github.com/go-gl/mathgl/mgl64"
)

// windowContext is a GLFW window of its own, never the engine's.
type windowContext struct {
	window *glfw.Window
	events []Event // since the last poll
	cursor struct {
		x, y  float64
		known bool
	}
	clock float64 // seconds, of the last poll
}

// openWindowContext opens a window and makes its context current.
func openWindowContext(o Options) (c *windowContext, err error) {
	defer func() {
		if r := recover(); r != nil {
			c, err = nil, fmt.Errorf("open the theatre's window: %v", r)
		}
	}()
	if err := startGLFW(); err != nil {
		return nil, fmt.Errorf("open the theatre's window: %w (%v)", errNoDisplay, err)
	}
	window, err := createWindow(o)
	if err != nil {
		glfw.Terminate()
		return nil, err
	}
	window.MakeContextCurrent()
	window.SetSizeLimits(minWindowWidth, minWindowHeight, glfw.DontCare, glfw.DontCare)
	glfw.SwapInterval(1)
	c = &windowContext{window: window, clock: glfw.GetTime()}
	c.listen()
	return c, nil
}

// startGLFW turns what GLFW's Go layer does without a display, a panic and a
// line in the process's log, into an error.
func startGLFW() (err error) {
	var said bytes.Buffer
	before, flags := log.Writer(), log.Flags()
	log.SetOutput(&said)
	log.SetFlags(0)
	defer func() {
		log.SetOutput(before)
		log.SetFlags(flags)
		if r := recover(); r != nil {
			err = fmt.Errorf("%v %s", r, strings.TrimSpace(said.String()))
		}
	}()
	if err := glfw.Init(); err != nil {
		return err
	}
	glfw.DefaultWindowHints() // panics where Init failed without saying so
	return nil
}

// createWindow asks for the newest core profile that the system has.
func createWindow(o Options) (*glfw.Window, error) {
	var last error
	for _, version := range [][2]int{{4, 5}, {4, 1}, {3, 3}} {
		glfw.DefaultWindowHints()
		glfw.WindowHint(glfw.ContextVersionMajor, version[0])
		glfw.WindowHint(glfw.ContextVersionMinor, version[1])
		glfw.WindowHint(glfw.OpenGLProfile, glfw.OpenGLCoreProfile)
		glfw.WindowHint(glfw.OpenGLForwardCompatible, glfw.True)
		glfw.WindowHint(glfw.Samples, 0)
		// A graphics card that is reset then says so, where the driver can.
		glfw.WindowHint(glfw.ContextRobustness, glfw.LoseContextOnReset)
		glfw.WindowHint(glfw.ScaleToMonitor, glfw.True)
		window, err := glfw.CreateWindow(o.Width, o.Height, o.Title, nil, nil)
		if err == nil {
			return window, nil
		}
		last = err
	}
	return nil, fmt.Errorf("open the theatre's window: no OpenGL 3.3 core context (%w); update the graphics driver, or practise with --headless", last)
}

func (c *windowContext) framebufferSize() (int, int) { return c.window.GetFramebufferSize() }

func (c *windowContext) contentScale() float64 {
	x, y := c.window.GetContentScale()
	return float64(max(x, y))
}

func (c *windowContext) destroy() {
	c.window.Destroy()
	glfw.Terminate()
}

// poll returns the events since the last call and the seconds between.
func (c *windowContext) poll() (events []Event, seconds float64) {
	glfw.PollEvents()
	now := glfw.GetTime()
	seconds, c.clock = now-c.clock, now
	events, c.events = c.events, nil
	return events, seconds
}

// listen turns GLFW's callbacks into the mapping's events.
func (c *windowContext) listen() {
	c.window.SetKeyCallback(func(_ *glfw.Window, key glfw.Key, _ int, action glfw.Action, _ glfw.ModifierKey) {
		if k, known := keyFromGLFW(key); known && action != glfw.Repeat {
			c.events = append(c.events, Event{Kind: KeyEvent, Key: k, Down: action == glfw.Press})
		}
	})
	c.window.SetMouseButtonCallback(func(_ *glfw.Window, button glfw.MouseButton, action glfw.Action, _ glfw.ModifierKey) {
		if b, known := buttonFromGLFW(button); known {
			c.events = append(c.events, Event{Kind: ButtonEvent, Button: b, Down: action == glfw.Press, At: c.cursorPixel()})
		}
	})
	c.window.SetScrollCallback(func(_ *glfw.Window, _, y float64) {
		c.events = append(c.events, Event{Kind: WheelEvent, Y: y})
	})
	c.window.SetCursorPosCallback(func(_ *glfw.Window, x, y float64) { c.moved(x, y) })
	c.window.SetCursorEnterCallback(func(*glfw.Window, bool) { c.cursor.known = false })
	c.window.SetFocusCallback(func(_ *glfw.Window, focused bool) {
		if !focused {
			c.events = append(c.events, Event{Kind: FocusLostEvent})
		}
	})
}

// moved reports how far the cursor went; where it enters is not a movement.
func (c *windowContext) moved(x, y float64) {
	before, known := c.cursorPixel(), c.cursor.known
	c.cursor.x, c.cursor.y, c.cursor.known = x, y, true
	if now := c.cursorPixel(); known {
		c.events = append(c.events, Event{Kind: MotionEvent, X: now[0] - before[0], Y: now[1] - before[1], At: now})
	}
}

// cursorPixel is where the cursor is in the picture.
func (c *windowContext) cursorPixel() mgl64.Vec2 {
	width, _ := c.window.GetSize()
	pixels, _ := c.window.GetFramebufferSize()
	return mgl64.Vec2{c.cursor.x, c.cursor.y}.Mul(float64(pixels) / float64(max(width, 1)))
}

// keep holds the cursor in the window, as a hand that no screen's border stops, or
// lets it go.
func (c *windowContext) keep(cursor bool) {
	mode := glfw.CursorNormal
	if cursor {
		mode = glfw.CursorDisabled
	}
	c.window.SetInputMode(glfw.CursorMode, mode)
	c.cursor.known = false
}

// keyFromGLFW names the keys that the mapping knows. Both shifts and both
// controls are one key to a trainee, and so are both plus, minus and enter keys.
func keyFromGLFW(key glfw.Key) (Key, bool) {
	switch {
	case key >= glfw.KeyA && key <= glfw.KeyZ:
		return KeyA + Key(key-glfw.KeyA), true
	case key >= glfw.Key1 && key <= glfw.Key9:
		return Key1 + Key(key-glfw.Key1), true
	case key >= glfw.KeyKP1 && key <= glfw.KeyKP9:
		return Key1 + Key(key-glfw.KeyKP1), true
	}
	named := map[glfw.Key]Key{
		glfw.KeyLeftShift: KeyShift, glfw.KeyRightShift: KeyShift,
		glfw.KeyLeftControl: KeyControl, glfw.KeyRightControl: KeyControl,
		glfw.KeyUp: KeyUp, glfw.KeyDown: KeyDown, glfw.KeyLeft: KeyLeft, glfw.KeyRight: KeyRight,
		glfw.KeyEqual: KeyPlus, glfw.KeyKPAdd: KeyPlus, glfw.KeyMinus: KeyMinus, glfw.KeyKPSubtract: KeyMinus,
		glfw.KeySpace: KeySpace, glfw.KeyEnter: KeyEnter, glfw.KeyKPEnter: KeyEnter,
		glfw.KeyLeftBracket: KeyBracketLeft, glfw.KeyRightBracket: KeyBracketRight,
		glfw.KeyF1: KeyF1, glfw.KeyEscape: KeyEscape, glfw.KeyTab: KeyTab,
		glfw.KeyF12: KeyF12,
	}
	k, known := named[key]
	return k, known
}

func buttonFromGLFW(button glfw.MouseButton) (Button, bool) {
	switch button {
	case glfw.MouseButtonLeft:
		return ButtonLeft, true
	case glfw.MouseButtonRight:
		return ButtonRight, true
	case glfw.MouseButtonMiddle:
		return ButtonMiddle, true
	}
	return 0, false
}

// hurry shows pictures at once: a headset's pace must not wait for the screen's.
func (c *windowContext) hurry() { glfw.SwapInterval(0) }
