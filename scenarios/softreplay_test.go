package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/google/go-cmp/cmp"
)

// TestSoftAttemptsReplayOnAnyNumberOfWorkers: state, samples, events, and so the
// score, are the same bit for bit, with as many workers as it was made with and with
// any other number.
func TestSoftAttemptsReplayOnAnyNumberOfWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs 18 short attempts on soft tissue")
	}
	for _, c := range []struct {
		scenario, script string
		must             record.EventKind
	}{{"grasp-and-retract", "lift", record.EventGrasp}, {"precision-cut", "cut", record.EventCut}} {
		t.Run(c.scenario, func(t *testing.T) {
			s, err := Builtin(c.scenario)
			if err != nil {
				t.Fatal(err)
			}
			bench, err := phantom.Build(t.Context(), s.Case, 1, "test", nil)
			if err != nil {
				t.Fatal(err)
			}
			rec, skin := performScript(t, s, bench, c.script, 2)
			if n := countOf(rec, c.must); n == 0 {
				t.Fatalf("no event %s in %d ticks", c.must, len(rec.Samples))
			}
			for workers := 1; workers <= 8; workers++ {
				v, err := Verify(rec, bench, workers)
				if err != nil || !v.Agrees || v.Hashes < 2 || v.Samples != len(rec.Samples) || v.Events < 2 {
					t.Errorf("%d workers: %+v, %v", workers, v, err)
				}
			}
			end := endOf(t, rec, bench)
			end.Shape = skin.Surface.Shape // any number is right
			if !skin.EndOf(rec) || !cmp.Equal(*end, skin.Surface) {
				t.Error("the skin that was kept is not the one at the end")
			}
			again, _ := performScript(t, s, bench, c.script, 5)
			if diff := cmp.Diff(scoring.Measure(rec), scoring.Measure(again)); diff != "" {
				t.Errorf("made with 2 and with 5 workers, the metrics differ:\n%s", diff)
			}
		})
	}
}

// endOf is the skin at a recording's end, played in two goes.
func endOf(t *testing.T, rec *record.Recording, c *anatomy.Case) *scene.Surface {
	t.Helper()
	p, err := NewPlayback(rec, c, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	last := rec.Samples[len(rec.Samples)-1].Tick
	p.To(last / 2)
	p.To(last)
	p.To(last / 3)
	if p.Mismatch() >= 0 {
		t.Errorf("state hashes differ from tick %d on", p.Mismatch())
	}
	var end scene.Surface
	p.Surface(&end)
	return &end
}

// performScript performs a script of testdata with so many workers; the skin is the end's.
func performScript(t *testing.T, s *Scenario, c *anatomy.Case, name string, workers int) (*record.Recording, *Skin) {
	t.Helper()
	f, err := s.Fit(c, workers)
	if err != nil {
		t.Fatal(err)
	}
	tracker, err := ParseTracker("script:testdata/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	source, err := tracker.Open(f, 0)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	a := attempt(f, source)
	a.SkinPath = path + ".skin"
	if err := a.Record(t.Context(), path, nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(a.SkinPath)
	if err != nil {
		t.Fatal(err)
	}
	skin := new(Skin)
	if err := skin.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	return load(t, path), skin
}

func countOf(rec *record.Recording, kind record.EventKind) int {
	n := 0
	for i := range rec.Events {
		if rec.Events[i].Kind == kind {
			n++
		}
	}
	return n
}
