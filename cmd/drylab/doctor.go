package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/drylab/drylab/scoring/progress"
)

type doctorCommand struct {
	Tracker string        `help:"Look at a tracker instead: igtl:HOST:PORT, gamepad, spacemouse, mice or xr." placeholder:"KIND"`
	For     time.Duration `help:"How long to watch the tracker." default:"5s" placeholder:"TIME"`
	DB      string        `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
}

// The verdicts on one part of the machine.
const (
	stateOK      = "ok"
	stateWarning = "warning" // works, with less
	stateFault   = "fault"   // does not work
)

// checkup is what the doctor found about one part.
type checkup struct {
	Part  string `json:"part"`
	State string `json:"state"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"` // the command that mends it
}

// Run checks what an attempt needs, or how well a tracker sees; a fault ends with exit code 1.
func (c *doctorCommand) Run(a *app) error {
	if c.Tracker != "" {
		return a.checkTracker(c.Tracker, c.For)
	}
	list := []checkup{checkDisplay()}
	list = append(list, a.checkGraphics()...)
	list = append(list, checkDatabase(databasePath(c.DB)), checkDisk(home()), checkPackages())
	faults := 0
	for _, one := range list {
		if one.State == stateFault {
			faults++
		}
	}
	if a.json {
		a.printJSON(map[string]any{"healthy": faults == 0, "checks": list})
	} else {
		for _, one := range list {
			fmt.Fprintf(a.stdout, "%-8s %-10s %s\n", one.State, one.Part, one.Found)
			if one.Mend != "" {
				fmt.Fprintf(a.stdout, "%-19s mend: %s\n", "", one.Mend)
			}
		}
	}
	if faults > 0 {
		return fmt.Errorf("%d of %d checks found a fault", faults, len(list))
	}
	return nil
}

func checkDisplay() checkup {
	if hasDisplay() {
		return checkup{Part: "display", State: stateOK, Found: "DISPLAY=" + os.Getenv("DISPLAY")}
	}
	return checkup{Part: "display", State: stateWarning,
		Found: "none: attempts are performed off screen by a script",
		Mend:  "start drylab from a desktop session, or: xvfb-run -a drylab practise ventricular-drain"}
}

// graphics mirrors what drylab-theatre probe prints.
type graphics struct {
	Offscreen      *renderer `json:"offscreen"`
	OffscreenError string    `json:"offscreen_error"`
	Window         *renderer `json:"window"`
	WindowError    string    `json:"window_error"`
	SoundError     string    `json:"sound_error"`
	Headset        string    `json:"headset"`
	HeadsetError   string    `json:"headset_error"`
}

type renderer struct{ Vendor, Renderer, GLVersion string }

func (r *renderer) String() string { return fmt.Sprintf("OpenGL %s, %s", r.GLVersion, r.Renderer) }

const mesaPackages = "sudo apt-get install libgl1 libegl1 libegl-mesa0 libgl1-mesa-dri"

func (a *app) checkGraphics() []checkup {
	program, err := theatreProgram()
	if err != nil {
		return []checkup{{Part: "theatre", State: stateFault, Found: err.Error(), Mend: "make build"}}
	}
	out, err := theatre(a.ctx, "probe")
	var g graphics
	if err == nil {
		err = json.Unmarshal(out, &g)
	}
	if err != nil {
		return []checkup{{Part: "theatre", State: stateFault, Found: fmt.Sprintf("%s does not run: %v", program, err), Mend: mesaPackages}}
	}
	list := []checkup{{Part: "offscreen", State: stateOK, Found: fmt.Sprint(g.Offscreen)}}
	if g.Offscreen == nil {
		list[0] = checkup{Part: "offscreen", State: stateFault, Found: g.OffscreenError, Mend: mesaPackages}
	}
	switch {
	case g.Window != nil:
		list = append(list, checkup{Part: "window", State: stateOK, Found: g.Window.String()})
	case hasDisplay():
		list = append(list, checkup{Part: "window", State: stateFault, Found: g.WindowError, Mend: mesaPackages})
	}
	return append(list, checkSound(g.SoundError))
}

// checkSound says whether anything is heard; nobody needs it.
func checkSound(missing string) checkup {
	if missing != "" {
		return checkup{Part: "sound", State: stateWarning, Found: "the theatre is silent: " + missing, Mend: "sudo apt-get install libasound2, and plug a loudspeaker in"}
	}
	return checkup{Part: "sound", State: stateOK, Found: "a loudspeaker"}
}

func checkDatabase(path string) checkup {
	one := checkup{Part: "database", State: stateOK, Found: path}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		one.Found += " (does not exist yet; the first attempt makes it)"
		return one
	}
	store, err := progress.Open(path, progress.Options{ReadOnly: true})
	if err != nil {
		return checkup{Part: "database", State: stateFault, Found: err.Error(), Mend: "mv " + path + " " + path + ".broken"}
	}
	if err := store.Close(); err != nil {
		return checkup{Part: "database", State: stateFault, Found: err.Error()}
	}
	if syscall.Access(filepath.Dir(path), 2) != nil || syscall.Access(path, 2) != nil {
		return checkup{Part: "database", State: stateFault, Found: path + " is read-only", Mend: "chmod u+w " + path}
	}
	return one
}

// Space that a long attempt, its pictures and a new case take, with room to spare.
const wantedBytes = 1 << 30

func checkDisk(dir string) checkup {
	for {
		if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return checkup{Part: "disk", State: stateFault, Found: fmt.Sprintf("%s: %v", dir, err)}
	}
	free := s.Bavail * uint64(s.Bsize)
	one := checkup{Part: "disk", State: stateOK, Found: fmt.Sprintf("%.1f GiB free at %s", float64(free)/(1<<30), dir)}
	if syscall.Access(dir, 2) != nil {
		one.State, one.Found, one.Mend = stateFault, "you may not write to "+dir, "export DRYLAB_HOME=DIR with a folder of your own"
	} else if free < wantedBytes {
		one.State, one.Mend = stateWarning, "export DRYLAB_HOME=DIR with a folder on a disk with 1 GiB free"
	}
	return one
}

func checkPackages() checkup {
	if _, err := exec.LookPath("dpkg-query"); err != nil {
		return checkup{Part: "packages", State: stateWarning, Found: "this is no Debian or Ubuntu; OpenGL and EGL libraries are needed"}
	}
	var missing []string
	for _, name := range []string{"libgl1", "libegl1", "libegl-mesa0", "libgl1-mesa-dri", "libx11-6"} {
		out, err := exec.Command("dpkg-query", "-W", "-f", "${Status}", name).Output()
		if err != nil || !strings.HasSuffix(string(out), " installed") {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return checkup{Part: "packages", State: stateFault, Found: "missing: " + strings.Join(missing, " "), Mend: "sudo apt-get install " + strings.Join(missing, " ")}
	}
	return checkup{Part: "packages", State: stateOK, Found: "all there"}
}
