package debrief

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/motion"
)

// Phase is one authored step as it was done: from the one before, or the start, to
// its own end.
type Phase struct {
	Title      string
	From, Took string
	Paths      []string // of each instrument's tip; – where it was not tracked
	seconds    float64
}

// stretch is a step's time in the recording, s.
type stretch struct {
	step       string // "" for what came after the last step
	start, end float64
}

// leastRest is the time after the last step, s, that is worth a line of its own.
const leastRest = 0.5

// stretches are the steps done within the scored time, in their order, as
// time_phase counts them, and what came after the last.
func stretches(rec *record.Recording) []stretch {
	clock := scoring.ClockOf(rec)
	if !clock.Started {
		return nil
	}
	from, end := float64(clock.StartTick)/record.TickHz, float64(clock.EndTick)/record.TickHz
	var all []stretch
	done := map[string]bool{}
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Kind != record.EventStepDone || e.Tick < clock.StartTick || e.Tick > clock.EndTick || e.Detail == "" || done[e.Detail] {
			continue
		}
		all = append(all, stretch{e.Detail, from, e.T()})
		done[e.Detail], from = true, e.T()
	}
	if end-from >= leastRest || len(all) == 0 {
		all = append(all, stretch{"", from, end})
	}
	return all
}

// phases tells time and path of each step; nil where no step was authored or done.
func phases(in Input, moved []motion.Cleaned) []Phase {
	all := stretches(in.Recording)
	if len(all) == 0 || all[0].step == "" {
		return nil
	}
	device := in.Recording.Header.Device
	var table []Phase
	for _, s := range all {
		p := Phase{Title: stepTitle(in.Rubric, s.step), From: clock(s.start), Took: quantity(s.end-s.start, "s"), seconds: s.end - s.start}
		for _, tool := range moved {
			p.Paths = append(p.Paths, pathIn(tool.Window(s.start, s.end), device))
		}
		table = append(table, p)
	}
	return table
}

// pathIn is the length of the tip's path within segments, as path_db_mm counts it.
func pathIn(segments []motion.Segment, device record.Device) string {
	if len(segments) == 0 {
		return "–"
	}
	length := 0.0
	for _, s := range segments {
		length += motion.DeadBandLength(s.Smoothed(), scoring.DeadBand(device))
	}
	return quantity(length, "mm")
}

// stepTitle is what the checklist calls a step, else its id.
func stepTitle(rubric *scoring.Rubric, step string) string {
	if step == "" {
		return "after the last step"
	}
	if rubric != nil {
		for _, item := range rubric.Checklist {
			if item.Step == step && item.Title != "" {
				return item.Title
			}
		}
	}
	return spoken(step)
}

// moved are the instruments' poses, cleaned, one for each.
func moved(rec *record.Recording) []motion.Cleaned {
	var all []motion.Cleaned
	for tool := range rec.Header.Tools {
		var tr motion.Trajectory
		for i := range rec.Samples {
			s := toolAt(&rec.Samples[i], tool)
			tr.Append(rec.Samples[i].T(), s.Pose.Tip, s.Pose.Orientation, s.Valid)
		}
		all = append(all, motion.CleanInPlace(tr))
	}
	return all
}
