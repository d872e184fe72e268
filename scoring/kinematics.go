package scoring

import (
	"math"

	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// leastShapeHz is the least sample rate for the shape of movements and for
	// tremor (SCORING §1.1): six times the band they are looked at in.
	leastShapeHz = 60
	// leastPathMM is the path below which nothing is divided by it.
	leastPathMM = 10.0
	// leastReaches is the number of movements that have a median worth the name.
	leastReaches = 3
	// entropySeconds is as much of a tracked stretch as its sample entropy looks
	// at: the work grows with the square.
	entropySeconds = 120
)

// hand is the motion of one instrument within the scored time, derived.
type hand struct {
	all     []motion.Kinematics // of the segments long enough
	samples int                 // on the grid
	seconds float64
	path    float64 // mm
}

func (a *attempt) derive() hand {
	h := hand{all: motion.Derive(a.scored)}
	for _, k := range h.all {
		h.samples += len(k.P)
		h.seconds += float64(len(k.P)-1) / motion.RateHz
		h.path += motion.PathLength(k.P)
	}
	return h
}

// forget drops the positions, which an hour has many of.
func (h *hand) forget() {
	for i := range h.all {
		h.all[i].Forget()
	}
}

// each concatenates something of every stretch.
func each[T any](h hand, of func(motion.Kinematics) []T) []T {
	if len(h.all) == 1 {
		return of(h.all[0])
	}
	together := make([]T, 0, h.samples)
	for _, k := range h.all {
		together = append(together, of(k)...)
	}
	return together
}

// measureMotion records how the instrument moved: economy, speed, jerk,
// movements, spectrum and room.
func (a *attempt) measureMotion(l *ledger, h hand) {
	g := gauge{l: l, n: h.samples, flags: a.flags(),
		reason: first(a.poorTracking(), unless(h.samples > 0, ReasonTooBrief))}
	a.measureEconomy(g, h)
	a.measureTurning(g, h)
	h.measureSpeed(g)
	h.measureJerk(g)
	a.measureMovements(g, h)
	a.measureTremor(g, h)
	h.measureSpectrum(g)
	h.measureWorkspace(g)
}

// tooShort is the reason why nothing is divided by the path, or "".
func (h hand) tooShort() string { return unless(h.path >= leastPathMM, ReasonNoMotion) }

// measureEconomy compares the path with the planned one, where the plan is the
// whole route: the way from where the clock started over the planned entry to
// the target. Where tissue is soft it is not.
func (a *attempt) measureEconomy(g gauge, h hand) {
	if len(a.rec.Header.Soft) > 0 {
		return
	}
	plan := a.rec.Header.Plan
	_, reason := planDirection(plan)
	reason = first(a.unfinished(), reason, h.tooShort())
	ratio := 0.0
	if g.reason == "" && reason == "" {
		ratio = (plan.Entry.Sub(h.all[0].P[0]).Len() + plan.Target.Sub(plan.Entry).Len()) / h.path
	}
	if ratio > tooEconomic {
		g.flags = append(g.flags[:len(g.flags):len(g.flags)], FlagIdealPath)
	}
	g.put(idEconomy, math.Min(ratio, 1), reason)
}

// tooEconomic is the ratio of ideal to real path above which the ideal one was
// not the shortest (SCORING §2.1).
const tooEconomic = 1.02

// measureTurning records how the instrument turned and went to and fro.
func (a *attempt) measureTurning(g gauge, h hand) {
	depth, roll, swing := 0.0, 0.0, 0.0
	for _, segment := range a.scored {
		r, s := motion.RollSwing(segment.Q)
		roll, swing = roll+r, swing+s
		depth += segment.DepthAlongShaft()
	}
	g.put(idDepthTool, depth, a.unfinished())
	g.put(idRollPath, mgl64.RadToDeg(roll), a.unfinished())
	g.put(idSwingPath, mgl64.RadToDeg(swing), a.unfinished())
}

func (h hand) measureSpeed(g gauge) {
	speed := motion.Summarise(each(h, func(k motion.Kinematics) []float64 { return k.Speed }))
	g.put(idSpeedMean, speed.Mean)
	g.put(idSpeedMedian, speed.Median)
	g.put(idSpeedSD, speed.SD)
	g.put(idSpeedP95, speed.P95)
	g.put(idSpeedRatio, speed.Mean/speed.Max, unless(speed.Max > 0, ReasonNoMotion))
	acceleration := motion.Summarise(each(h, func(k motion.Kinematics) []float64 { return motion.Accelerations(k.Velocity(), motion.RateHz) }))
	g.put(idAccMean, acceleration.Mean)
	g.put(idAccP95, acceleration.P95)
	g.put(idAccRMS, acceleration.RMS)
}

func (h hand) measureJerk(g gauge) {
	integral := 0.0
	for _, k := range h.all {
		integral += motion.JerkIntegral(k.P, motion.RateHz)
	}
	g.put(idIntJerk, math.Sqrt(integral))
	g.put(idRMSJerk, math.Sqrt(integral/h.seconds))
	g.put(idNormJerk, motion.NormalisedJerk(integral, h.seconds, h.path), h.tooShort())
}

// measureMovements records the movements, their smoothness and the peaks of speed.
func (a *attempt) measureMovements(g gauge, h hand) {
	var s motion.Smoothness
	movements, peaks := 0, 0
	for _, k := range h.all {
		movements += len(motion.Movements(k.Speed))
		peaks += len(motion.SpeedPeaks.Peaks(k.Speed))
		s.Add(k, a.noiseSpeed())
	}
	g.put(idMovements, float64(movements))
	slow := a.slowerThan(leastShapeHz)
	smoothness := func(median, iqr string, values []float64) {
		few := unless(len(values) >= leastReaches, ReasonFewMovements)
		half := motion.Summarise(values)
		g := g
		g.n = len(values)
		g.put(median, half.Median, slow, few)
		g.put(iqr, half.IQR, slow, few)
	}
	smoothness(idSPARC, idSPARCIQR, s.SPARC)
	smoothness(idLDLJ, idLDLJIQR, s.LDLJ)
	g.put(idPeaks, float64(peaks))
	g.put(idPeaksPerMetre, float64(peaks)/(h.path/1000), h.tooShort())
}

// noiseSpeed is the device's at rest, mm/s; 0 when nobody measured it.
func (a *attempt) noiseSpeed() float64 {
	if speed := a.rec.Header.Device.NoiseSpeed; isFinite(speed) {
		return speed
	}
	return 0
}

// slowerThan is the reason why what needs that sample rate is missing, or "".
func (a *attempt) slowerThan(rateHz float64) string {
	return unless(a.rate() >= rateHz, ReasonRateTooLow)
}

// measureTremor records the tremor in holds, when it is more than the device's noise.
func (a *attempt) measureTremor(g gauge, h hand) {
	tremor, device := motion.MeasureTremor(h.all), a.rec.Header.Device
	floor := motion.TremorFloor(device.SigmaMM, a.rate())
	if device.SigmaMM == 0 && device.Class != "script" {
		g.flags = append(g.flags[:len(g.flags):len(g.flags)], FlagNoiseUnknown)
	}
	g.n = int(math.Round(tremor.Seconds * motion.RateHz))
	g.put(idTremor, tremor.RMS, a.slowerThan(leastShapeHz), unless(tremor.Seconds > 0, ReasonNoHold),
		unless(!(floor > tremor.RMS/2), ReasonNoiseFloor))
}

// measureSpectrum looks at the speed of the longest tracked stretch.
func (h hand) measureSpectrum(g gauge) {
	var speed []float64
	for _, k := range h.all {
		if len(k.Speed) > len(speed) {
			speed = k.Speed
		}
	}
	g.n = len(speed)
	spectrum, err := motion.Welch(speed, motion.RateHz)
	brief := first(unless(err == nil, ReasonTooBrief), h.tooShort())
	entropy, err := spectrum.Entropy()
	g.put(idSpectralEntropy, entropy, brief, unless(err == nil, ReasonNoMotion))
	edge, err := spectrum.EdgeHz(0.95)
	g.put(idF95, edge, brief, unless(err == nil, ReasonNoMotion))
	sampled, _, _, err := motion.SampleEntropy(motion.EveryFourth(speed[:min(len(speed), entropySeconds*motion.RateHz)]))
	g.put(idSampleEntropy, sampled, brief, unless(err == nil, ReasonTooBrief))
}

// measureWorkspace records the room that the tip moved in.
func (h hand) measureWorkspace(g gauge) {
	room, err := motion.MeasureWorkspace(each(h, func(k motion.Kinematics) []mgl64.Vec3 { return k.P }))
	flat := ""
	switch err {
	case motion.ErrTooShort:
		flat = ReasonTooBrief
	case motion.ErrNoMotion:
		flat = ReasonFlat
	}
	g.put(idBox, room.BoxVolume(), flat)
	g.put(idEllipsoid, room.Ellipsoid, flat)
	g.put(idHull, room.Hull, flat)
	g.put(idEOV, room.Economy(h.path), flat, h.tooShort())
}
