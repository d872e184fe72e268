package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// measuredTool is the instrument whose motion, placement and clearances are
// metrics: the first, which goes into the body. Events count whose they are.
const measuredTool = 0

// Measure computes every metric of the catalogue from the recorded samples and
// events. It never fails: what cannot be computed is null with a reason. The
// clock runs from the first start event to the confirmation; handling and
// placement are judged within it, safety over the whole recording.
func Measure(rec *record.Recording) Metrics { return columnsOf(rec).Measure(rec) }

// Measure is Measure of a recording whose samples were added, as they are while
// it is scanned. It uses the poses up, and may be called again.
func (c *Columns) Measure(rec *record.Recording) Metrics {
	c.begin(&rec.Header)
	a, l := newAttempt(rec, c, measuredTool), newLedger()
	second, h := a.otherHand(), a.derive()
	a.measureHandling(l)
	a.measurePhases(l)
	a.measureMotion(l, h)
	a.measurePlacement(l)
	a.measureOvershoot(l)
	a.measureClearances(l)
	a.measureEvents(l)
	a.measureInsertion(l)
	h.forget()
	a.measureHands(l, h, second)
	a.measureCamera(l, second)
	a.measureTissue(l, second)
	a.measureRecording(l)
	return l.metrics
}

// measureHandling records time, paths and passes.
func (a *attempt) measureHandling(l *ledger) {
	unfinished, poor := a.unfinished(), a.poorTracking()
	if unfinished != "" {
		l.missing(idTimeTotal, "", unfinished)
	} else {
		l.value(idTimeTotal, "", a.endTime()-a.startTime(), 1)
	}
	deadBanded, path, angle := a.pathLengths()
	record := func(id string, value float64, reasons ...string) {
		for _, reason := range reasons {
			if reason != "" {
				l.missing(id, "", reason)
				return
			}
		}
		l.value(id, "", value, a.samples(), a.flags()...)
	}
	record(idPathDeadBand, deadBanded, unfinished, poor)
	record(idPath, path, poor)
	record(idAngularPath, mgl64.RadToDeg(angle), unfinished, poor)
	passes, notInserted := a.countPasses()
	record(idPasses, float64(passes), unfinished, poor, a.unplanned(), a.unseenInside(), notInserted)
}

// pathLengths sums over the segments: nothing travels across a gap.
func (a *attempt) pathLengths() (deadBanded, path, angle float64) {
	band := DeadBand(a.rec.Header.Device)
	for _, segment := range a.scored {
		smoothed := segment.Smoothed()
		deadBanded += motion.DeadBandLength(smoothed, band)
		path += motion.PathLength(smoothed)
		angle += motion.AngularPath(segment.Q)
	}
	return deadBanded, path, angle
}

// DeadBand is the least step, mm, that counts as travel: three standard
// deviations of the device's noise, at least 0.5 mm, and 1 mm for the
// controllers of a headset (SCORING §2.1).
func DeadBand(device record.Device) float64 {
	least := 0.5
	if device.Class == "xr" {
		least = 1
	}
	if !isFinite(device.SigmaMM) {
		return least
	}
	return math.Max(least, 3*device.SigmaMM)
}

// dropout is the time, s, in which the tracker lost the instrument.
func (a *attempt) dropout() float64 {
	gaps := motion.Dropout(a.scored, a.startTime(), a.endTime())
	return math.Max(0, gaps-a.columns.away(a.tool).between(a.startTime(), a.endTime()))
}

// measureRecording records how good the recording itself is.
func (a *attempt) measureRecording(l *ledger) {
	if a.Started {
		l.value(idCoverage, "", a.coverage, a.samples())
		l.value(idDropout, "", a.dropout(), len(a.scored))
	} else {
		l.missing(idCoverage, "", ReasonNotStarted)
		l.missing(idDropout, "", ReasonNotStarted)
	}
	count := func(id string, n int) { l.value(id, "", float64(n), n) }
	count(idTrackLosses, a.countEvents(record.EventTrackLost, ""))
	count(idLateTicks, int(a.rec.LateTicks))
	count(idSamplesLost, a.cleaned.Lost)
	count(idSamplesBadTime, a.cleaned.BadTime)
	count(idSamplesSpikes, a.cleaned.Spikes)
}
