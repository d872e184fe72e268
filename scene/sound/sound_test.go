package sound

import (
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"gonum.org/v1/gonum/dsp/fourier"
)

// spectrum is the power of samples at each of the frequencies that a Fourier
// transform gives, and how far these lie apart, Hz.
func spectrum(samples []float32) (power []float64, step float64) {
	values := make([]float64, len(samples))
	for i, v := range samples {
		values[i] = float64(v)
	}
	for _, c := range fourier.NewFFT(len(values)).Coefficients(nil, values) {
		power = append(power, cmplx.Abs(c)*cmplx.Abs(c))
	}
	return power, Rate / float64(len(values))
}

// loudest is the frequency with most power, Hz.
func loudest(samples []float32) float64 {
	power, step := spectrum(samples)
	return float64(slices.Index(power, slices.Max(power))) * step
}

// share is the part of the power from one frequency to another.
func share(samples []float32, from, to float64) float64 {
	power, step := spectrum(samples)
	sum, within := 0.0, 0.0
	for i, p := range power {
		if sum += p; float64(i)*step >= from && float64(i)*step < to {
			within += p
		}
	}
	return within / sum
}

func peak(samples []float32) (most float64) {
	for _, v := range samples {
		most = max(most, math.Abs(float64(v)))
	}
	return most
}

func TestSoundsAreHeardAndDoNotClick(t *testing.T) {
	for k := range kinds {
		s := Make(k)
		if p := peak(s); p < 0.08 || p > 0.8 {
			t.Errorf("sound %d has its peak at %.2f", k, p)
		}
		if first, last := math.Abs(float64(s[0])), math.Abs(float64(s[len(s)-1])); first > 0.02 || last > 0.002 {
			t.Errorf("sound %d begins at %.4f and ends at %.4f", k, first, last)
		}
		if !slices.Equal(s, Make(k)) {
			t.Errorf("sound %d is another one the second time", k)
		}
	}
}

func TestSoundsAreWhatTheyShallBe(t *testing.T) {
	if low, high := share(Make(Tap), 0, 600), share(Make(Knock), 900, 6000); low < 0.9 || high < 0.9 {
		t.Errorf("soft tissue is dull (%.2f below 600 Hz), bone is hard (%.2f above 900 Hz)", low, high)
	}
	if noise := share(Make(Rip), 900, 24000); noise < 0.7 {
		t.Errorf("what tears hisses: %.2f above 900 Hz", noise)
	}
	if up, down := loudest(Make(Drip)[4000:]), loudest(Make(Slip)[6000:]); up < 600 || down > 450 {
		t.Errorf("a drip ends at %.0f Hz, a slip at %.0f", up, down)
	}
	for saturation, want := range map[float64]float64{1: 880, 0.97: 740, 0.88: 440, 0.3: 880 * math.Exp2(-40.0/12)} {
		if got := loudest(monitorTone(saturation)); math.Abs(got-want) > 11 {
			t.Errorf("at a saturation of %v the monitor has %.0f Hz, want %.0f", saturation, got, want)
		}
	}
}

// TestAlarmsAreThoseOfTheatres: as IEC 60601-1-8 has them.
func TestAlarmsAreThoseOfTheatres(t *testing.T) {
	for kind, pulses := range map[Kind]int{Warning: 3, Alarm: 5} {
		s := Make(kind)
		found, silent := 0, Rate
		var first []float32
		for i, v := range s {
			if v == 0 {
				silent++
				continue
			}
			if silent > Rate/50 {
				found++
			}
			if found == 1 {
				first = s[:i]
			}
			silent = 0
		}
		if found != pulses {
			t.Errorf("alarm %d has %d pulses, want %d", kind, found, pulses)
		}
		base := 523.25
		power, step := spectrum(first)
		for h := 1.0; h <= 5; h++ {
			at := int(base*h/step + 0.5)
			if p := slices.Max(power[at-2 : at+3]); p < 0.01*slices.Max(power) {
				t.Errorf("alarm %d lacks its harmonic %v", kind, h)
			}
		}
	}
}

func mixed(m *Mixer, seconds float64, block int) []float32 {
	out := make([]float32, int(seconds*Rate))
	for rest := out; len(rest) > 0; rest = rest[min(block, len(rest)):] {
		m.Mix(rest[:min(block, len(rest))])
	}
	return out
}

func TestHumsLastAsLongAsTheyAreHeld(t *testing.T) {
	m := NewMixer(1)
	if p := peak(mixed(m, 0.2, 480)); p != 0 {
		t.Errorf("a mixer that was asked for nothing has a peak of %v", p)
	}
	m.Hold(Cautery, 1)
	if hz := loudest(mixed(m, 1, 480)); math.Abs(hz-cauteryHz) > 2 {
		t.Errorf("cautery hums at %.0f Hz", hz)
	}
	m.Hold(Cautery, 0)
	mixed(m, 0.1, 480)
	if p := peak(mixed(m, 0.2, 480)); p != 0 {
		t.Errorf("cautery that was let go has a peak of %v", p)
	}
	m.Hold(Suction, 1)
	s := mixed(m, 1, 480)
	if wide := share(s, 1200, 24000); wide < 0.8 || peak(s) < 0.05 {
		t.Errorf("suction has %.2f of its power above 1200 Hz, and a peak of %.2f", wide, peak(s))
	}
}

func TestMixingIsTheSameInAnyBlocks(t *testing.T) {
	begin := func() *Mixer {
		m := NewMixer(0.7)
		m.Monitor(72, 0.99)
		m.Hold(Suction, 0.5)
		m.Play(Alarm)
		m.Play(Knock)
		return m
	}
	if !slices.Equal(mixed(begin(), 2, 480), mixed(begin(), 2, 77)) {
		t.Error("blocks of another size give other samples")
	}
	m := begin()
	m.Mute(true)
	mixed(m, 0.1, 480)
	if p := peak(mixed(m, 1, 480)); p != 0 {
		t.Errorf("muted, the peak is %v", p)
	}
	if allocs := testing.AllocsPerRun(50, func() { mixedInto(m) }); allocs != 0 {
		t.Errorf("%v allocations a block", allocs)
	}
	for range 1000 {
		m.Play(Warning)
		m.Play(Rip)
		m.Play(Done)
	}
	m.Mute(false)
	if p := peak(mixed(m, 1, 480)); p > 1 {
		t.Errorf("a thousand warnings at once have a peak of %v", p)
	}
}

var block [blockSamples]float32

func mixedInto(m *Mixer) { m.Mix(block[:]) }

// TestMonitorBeats as often as asked.
func TestMonitorBeats(t *testing.T) {
	m := NewMixer(1)
	m.Monitor(90, 0.98)
	beats, silent := 0, Rate
	for _, v := range mixed(m, 20, 480) {
		if v == 0 {
			silent++
			continue
		}
		if silent > Rate/10 {
			beats++
		}
		silent = 0
	}
	if beats < 29 || beats > 31 {
		t.Errorf("%d beats in 20 s at 90 a minute", beats)
	}
}

func TestWhatIsHeardOfInstruments(t *testing.T) {
	on := record.ToolSample{Valid: true, ForceN: 0.5}
	for name, c := range map[string]struct {
		tool   record.Tool
		sample record.ToolSample
		want   [hums]float64
	}{
		"a hook on tissue":        {record.Tool{Kind: record.KindHook}, on, [hums]float64{1, 0}},
		"a hook in the air":       {record.Tool{Kind: record.KindHook}, record.ToolSample{Valid: true}, [hums]float64{}},
		"a hook that is lost":     {record.Tool{Kind: record.KindHook}, record.ToolSample{ForceN: 1}, [hums]float64{}},
		"a grasper on tissue":     {record.Tool{Kind: record.KindGrasper}, on, [hums]float64{}},
		"bipolar jaws that hold":  {record.Tool{Kind: record.KindGrasper, Model: modelBipolar}, record.ToolSample{Valid: true, Holding: true}, [hums]float64{1, 0}},
		"a sucker in the air":     {record.Tool{Kind: record.KindProbe, Model: modelSucker}, record.ToolSample{Valid: true}, [hums]float64{0, idleSuction}},
		"a sucker on tissue":      {record.Tool{Kind: record.KindProbe, Model: modelSucker}, on, [hums]float64{0, 1}},
		"a sucker on its holster": {record.Tool{Kind: record.KindProbe, Model: modelSucker}, record.ToolSample{}, [hums]float64{}},
	} {
		if got := Levels([]record.Tool{c.tool}, []record.ToolSample{c.sample}); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for kind, want := range map[record.EventKind]Kind{record.EventNoGo: Alarm, record.EventContact: Knock, record.EventTear: Rip} {
		if got, heard := Of(&record.Event{Kind: kind}); !heard || got != want {
			t.Errorf("%s is heard as %v", kind, got)
		}
	}
	if _, heard := Of(&record.Event{Kind: record.EventEnter}); heard {
		t.Error("a surface that is crossed is heard")
	}
}
