package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

// stereoFlag says how somebody sees depth without a headset.
type stereoFlag struct {
	Stereo string `help:"Depth without a headset, as for a projector: none, side-by-side or anaglyph." enum:"none,side-by-side,anaglyph" default:"none"`
}

func (f stereoFlag) args() []string { return []string{"--stereo", f.Stereo} }

// headsetFlags say how somebody wears a headset (--tracker xr).
type headsetFlags struct {
	LeftHanded bool    `help:"With a headset: hold the first instrument in the left hand."`
	Standing   bool    `help:"With a headset: work standing, with heights from the floor where the headset knows it."`
	TableMM    float64 `help:"With a headset, standing: height of the field over the floor, mm; 0 is below the eyes." name:"table-mm" placeholder:"MM"`
	SnapTurn   float64 `help:"With a headset: degrees by which a flick of the stick turns the field; 0 is not at all." placeholder:"DEG"`
}

// highestTableMM is higher than any table one stands at, and fullTurnDeg turns a field
// to where it was.
const highestTableMM, fullTurnDeg = 2000.0, 360.0

// check refuses heights and turns that are none.
func (f *headsetFlags) check() error {
	switch {
	case !(f.TableMM >= 0 && f.TableMM <= highestTableMM):
		return wrongUsage{fmt.Errorf("--table-mm must lie between 0 and %g, not %g", highestTableMM, f.TableMM)}
	case f.TableMM != 0 && !f.Standing:
		return wrongUsage{errors.New("--table-mm is a height over the floor and needs --standing; sitting, the field is below the eyes")}
	case !(f.SnapTurn >= 0 && f.SnapTurn < fullTurnDeg):
		return wrongUsage{fmt.Errorf("--snap-turn must lie between 0 and %g degrees, not %g", fullTurnDeg, f.SnapTurn)}
	}
	return nil
}

// args are the flags for the theatre.
func (f *headsetFlags) args() (args []string) {
	if f.LeftHanded {
		args = append(args, "--left-handed")
	}
	if f.Standing {
		args = append(args, "--standing")
	}
	if f.TableMM != 0 {
		args = append(args, fmt.Sprintf("--table-mm=%g", f.TableMM))
	}
	if f.SnapTurn != 0 {
		args = append(args, fmt.Sprintf("--snap-turn=%g", f.SnapTurn))
	}
	return args
}

// checkHeadset says whether OpenXR has a headset here, and what to do where it has
// none. Whether it sees its controllers shows when it is worn: an attempt waits for
// them.
func (a *app) checkHeadset() error {
	out, err := theatre(a.ctx, "probe")
	var g graphics
	if err == nil {
		err = json.Unmarshal(out, &g)
	}
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(map[string]any{"connected": g.Headset != "", "headset": g.Headset, "advice": g.HeadsetError, "usable": g.Headset != "" && hasDisplay()})
	} else if g.Headset != "" {
		fmt.Fprintf(a.stdout, "connected  %s\n", g.Headset)
	}
	switch {
	case g.Headset == "":
		return errors.New(g.HeadsetError)
	case !hasDisplay():
		return errors.New("a headset needs a display for the theatre's window, and there is none; start drylab from a desktop session")
	}
	return nil
}
