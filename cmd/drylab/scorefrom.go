package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/exchange"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/go-gl/mathgl/mgl64"
)

// importedScenario is the scenario's id of attempts whose motion another
// program recorded, where the rubric names none.
const importedScenario = "imported"

// motionReaders are the kinds of file that motion comes from.
var motionReaders = map[string]func(io.Reader) (*exchange.Motion, error){
	"jigsaws": exchange.JIGSAWS, "csv": exchange.MotionCSV, "plus": exchange.PLUS,
}

// fromElsewhere makes a recording of another program's motion, judges it, and
// stores the attempt when a trainee is named.
func (c *scoreCommand) fromElsewhere(a *app) (*judged, error) {
	if c.Rubric == "" {
		return nil, wrongUsage{errors.New("--from needs --rubric FILE: motion from elsewhere brings no rubric along")}
	}
	rubric, err := scenarios.OpenRubric(c.Rubric)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(c.Recording)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", c.Recording, reason(err))
	}
	defer file.Close()
	motion, err := motionReaders[c.From](file)
	if err != nil {
		return nil, fmt.Errorf("%s is no motion in the layout %s: %w", c.Recording, c.From, err)
	}
	if scope, err := c.endoscope(); err != nil {
		return nil, wrongUsage{err}
	} else if scope != nil {
		if err := motion.SetEndoscope(*scope); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Recording, err)
		}
	}
	rec, err := motion.Recording()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Recording, err)
	}
	for _, note := range motion.Notes {
		fmt.Fprintln(a.stderr, "note: "+note)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	h := &rec.Header
	h.AttemptID, h.StartedUTC, h.Engine = progress.NewID(), info.ModTime().UTC().Format(time.RFC3339Nano), scene.Engine
	h.Rubric = scenarios.RubricRef(rubric)
	h.Scenario.ID = importedScenario
	if rubric.Scenario != nil {
		h.Scenario.ID, h.Scenario.Version = rubric.Scenario.ID, rubric.Scenario.Version
	}
	j := &judged{path: c.Recording, recording: rec, scenario: &scenarios.Scenario{ID: h.Scenario.ID, Title: rubric.Title}, rubric: rubric}
	if c.Trainee != "" {
		if j.path, err = keepRecording(rec); err != nil {
			return nil, err
		}
		if j, err = judge(j.path, rubric); err != nil {
			return nil, err
		}
		return j, c.store(a, j)
	}
	j.metrics, j.score = rubric.Judge(rec)
	return j, nil
}

func (c *scoreCommand) aboutCamera() bool {
	return c.Field != 0 || c.Optic != 0 || c.Upright != nil || c.Distance != nil
}

// endoscope is the one among the instruments, nil without.
func (c *scoreCommand) endoscope() (*record.Tool, error) {
	if c.Camera == "" {
		if c.aboutCamera() {
			return nil, errors.New("--field, --optic, --upright and --distance are the camera's; name it with --camera")
		}
		return nil, nil
	}
	t := &record.Tool{Name: c.Camera, Kind: record.KindEndoscope, FieldDeg: c.Field, OpticDeg: c.Optic}
	if !(c.Field > 0 && c.Field <= 120 && c.Optic >= 0 && c.Optic <= 90) {
		return nil, errors.New("--camera needs --field, above 0 and at most 120 degrees; --optic lies between 0 and 90")
	}
	if c.Upright != nil {
		if len(c.Upright) != 3 {
			return nil, fmt.Errorf("--upright must be three numbers, X,Y,Z, not %d", len(c.Upright))
		}
		t.Upright = mgl64.Vec3(c.Upright)
		if length := t.Upright.Len(); !(length > 0 && length < 1e9) {
			return nil, errors.New("--upright must be a direction, as 0,-1,0")
		}
	}
	if c.Distance != nil {
		if len(c.Distance) != 2 || !(c.Distance[0] >= 0 && c.Distance[0] < c.Distance[1] && c.Distance[1] < 1e6) {
			return nil, errors.New("--distance must be two distances in mm, the shorter one first")
		}
		t.DistanceMM = [2]float64(c.Distance)
	}
	return t, nil
}

// keepRecording writes a recording beside those of attempts made here.
func keepRecording(rec *record.Recording) (path string, err error) {
	dir, err := folder("recordings")
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "imported-"+rec.Header.AttemptID+".mcap")
	return path, writeAtomically(path, func(w io.Writer) error { return rec.Write(w) })
}

// store saves the attempt as the named trainee's.
func (c *scoreCommand) store(a *app, j *judged) error {
	path := databasePath(c.DB)
	store, err := progress.Open(path, progress.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	h := &j.recording.Header
	return store.Save(a.ctx, progress.Attempt{
		Circumstances: progress.Circumstances{
			ID: h.AttemptID, Trainee: progress.Trainee{Name: c.Trainee}, Started: startOf(h),
			Scenario: h.Scenario, Rubric: scenarios.RubricRef(j.rubric), Case: h.Case, Engine: h.Engine, Device: h.Device,
			RecordingPath: j.path, RecordingSHA256: j.sha256,
		},
		RubricText: string(scenarios.RubricText(j.rubric)), Metrics: j.metrics, Score: j.score,
	})
}
