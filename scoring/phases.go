package scoring

import (
	"strings"

	"github.com/drylab/drylab/scene/record"
)

// measurePhases records how long each step took that was done within the scored
// time: from the start or the step done before. A step done again counts the
// first time. What was never done has no time.
func (a *attempt) measurePhases(l *ledger) {
	if !a.Started {
		return
	}
	from, done := a.StartTick, map[string]bool{}
	for i := range a.rec.Events {
		e := &a.rec.Events[i]
		if e.Kind != record.EventStepDone || e.Tick < a.StartTick || e.Tick > a.EndTick || !isStep(e.Detail) || done[e.Detail] {
			continue
		}
		l.value(idTimePhase, e.Detail, seconds(e.Tick-from), 1)
		done[e.Detail], from = true, e.Tick
	}
}

// isStep tells a step's id, which has no dot, from a detail that is none.
func isStep(id string) bool { return id != "" && !strings.ContainsAny(id, ".<>") }

// isPhase tells the time of a step from other metrics.
func isPhase(metric string) bool {
	step, ok := strings.CutPrefix(metric, strings.TrimSuffix(idTimePhase, "<step>"))
	return ok && isStep(step)
}
