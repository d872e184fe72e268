package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

func practise(t testing.TB, args ...string) result {
	t.Helper()
	return done[result](t, append([]string{"practise"}, args...)...)
}

// TestStudentPractises: the scripted trainees get what they deserve, in the
// built-in scenarios of needles, and a score or a replay of the recording agrees.
func TestStudentPractises(t *testing.T) {
	newHome(t)
	for _, scenario := range []string{"tumour-biopsy", "ventricular-drain"} {
		for script, want := range map[string]scoring.Outcome{
			"demonstrator": scoring.OutcomePass, "clumsy": scoring.OutcomeFail, "injures-vessel": scoring.OutcomeFailCritical,
		} {
			t.Run(scenario+"/"+script, func(t *testing.T) {
				got := practise(t, scenario, "--trainee", "Anna", "--tracker", "script:"+script)
				if got.Outcome != want {
					t.Fatalf("outcome %s with total %v, want %s; reasons %v", got.Outcome, got.Total, want, got.Reasons)
				}
				if named := len(got.Critical) > 0 && strings.Contains(got.Critical[0].Text, "unctured"); named != (want == scoring.OutcomeFailCritical) {
					t.Errorf("critical errors %v", got.Critical)
				}
				sameScore(t, got)
				replays(t, got.Paths["recording"])
			})
		}
	}
	list := done[[]progress.Summary](t, "progress", "--trainee", "Anna")
	if len(list) != 6 {
		t.Errorf("%d attempts in the database, want 6", len(list))
	}
}

// TestStudentPractisesOnSoftTissue: a lobe that is lifted and a circle that is
// cut, well and badly; the replay agrees on any number of workers. All six with
// DRYLAB_SOAK=1.
func TestStudentPractisesOnSoftTissue(t *testing.T) {
	newHome(t)
	for _, c := range []struct {
		scenario, script string
		want             scoring.Outcome
		reason           string
		steps            float64
	}{
		{"grasp-and-retract", "demonstrator", scoring.OutcomePass, "", 5},
		{"grasp-and-retract", "clumsy", scoring.OutcomeFail, "domain:safety", 0},
		{"grasp-and-retract", "tears", scoring.OutcomeFailCritical, "critical:torn", 0},
		{"precision-cut", "demonstrator", scoring.OutcomePass, "", 4},
		{"precision-cut", "clumsy", scoring.OutcomeFail, "domain:precision", 0},
		{"precision-cut", "cuts-across", scoring.OutcomeFailCritical, "critical:across", 0},
	} {
		if quick := c.scenario == "grasp-and-retract" && c.steps > 0 || c.script == "cuts-across"; (!quick || testing.Short()) && os.Getenv("DRYLAB_SOAK") == "" {
			continue // half a minute each
		}
		t.Run(c.scenario+"/"+c.script, func(t *testing.T) {
			got := practise(t, c.scenario, "--trainee", "Anna", "--tracker", "script:"+c.script)
			if got.Outcome != c.want || c.reason != "" && !slices.Contains(got.Reasons, c.reason) {
				t.Fatalf("outcome %s with total %v, want %s for %q; reasons %v", got.Outcome, got.Total, c.want, c.reason, got.Reasons)
			}
			if m, _ := got.Metrics.Get("events.step_done"); c.steps > 0 && (m.Value == nil || *m.Value != c.steps) {
				t.Errorf("%v steps done, want %v", m.Value, c.steps)
			}
			sameScore(t, got)
			page := read(t, got.Paths["report"])
			if cut := strings.Contains(page, "The cut and its line"); !strings.Contains(page, "Force on the tissue") || cut != (c.scenario == "precision-cut") {
				t.Errorf("the debrief draws no force, or a cut: %v", cut)
			}
			if left, _ := filepath.Glob(got.Paths["recording"] + ".*"); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
			shorter := c.want == scoring.OutcomeFailCritical
			switch soak := os.Getenv("DRYLAB_SOAK") != ""; {
			case soak && shorter:
				replaysOn(t, got.Paths["recording"], "1", "2", "3", "4", "5", "6", "7", "8")
			case soak || shorter:
				replaysOn(t, got.Paths["recording"], "1", "8")
			}
		})
	}
}

func sameScore(t *testing.T, at result) {
	t.Helper()
	again := done[result](t, "score", at.Paths["recording"])
	at.Paths, again.Paths = nil, nil
	then, _ := json.Marshal(at)
	now, _ := json.Marshal(again)
	if !bytes.Equal(then, now) {
		t.Errorf("the score changed:\n%s\n%s", then, now)
	}
}

func replays(t *testing.T, recording string) {
	t.Helper()
	replaysOn(t, recording, "1", "2", "8")
}

func replaysOn(t *testing.T, recording string, numbers ...string) {
	t.Helper()
	for _, workers := range numbers {
		v := done[scenarios.Verification](t, "replay", recording, "--verify", "--workers", workers)
		if !v.Agrees || v.Hashes < 4 {
			t.Errorf("%s workers: %+v", workers, v)
		}
	}
}

// TestSurgeonRehearsesOnAPatient: a real CT with a label map made elsewhere
// becomes a sound case, and a biopsy of a structure in it is practised to the
// end: score, database row, debrief, screenshot.
func TestSurgeonRehearsesOnAPatient(t *testing.T) {
	newHome(t)
	dir := filepath.Join(t.TempDir(), "patient")
	scan, labels := shared(t, "volumes/abdomen_ct_ts/ct.nii.gz"), shared(t, "volumes/abdomen_ct_ts/labels_total.nii.gz")
	out := drylab(t, "import", scan, "--out", dir, "--labels", labels, "--preset", "ct-skin", "--target", "kidney-left")
	if out.code != exitDone {
		t.Fatal(out.stderr)
	}
	if check := drylab(t, "case", "check", dir); check.code != exitDone {
		t.Fatalf("the case is not sound: %s%s", check.stdout, check.stderr)
	}
	shot := filepath.Join(t.TempDir(), "end.png")
	got := practise(t, "tumour-biopsy", "--case", dir, "--trainee", "Dr Bo", "--headless",
		"--tracker", "script:demonstrator", "--screenshot", shot)
	if got.Outcome != scoring.OutcomePass {
		t.Errorf("outcome %s, reasons %v", got.Outcome, got.Reasons)
	}
	sameScore(t, got)
	if v := done[scenarios.Verification](t, "replay", got.Paths["recording"], "--verify", "--case", dir); !v.Agrees {
		t.Errorf("the replay does not agree: %+v", v)
	}
	if list := done[[]progress.Summary](t, "progress"); len(list) != 1 || list[0].ID != got.Attempt || list[0].Trainee.Name != "Dr Bo" {
		t.Errorf("the database holds %+v", list)
	}
	pictured(t, shot)
	report := filepath.Join(t.TempDir(), "debrief.html")
	if out := drylab(t, "report", got.Attempt[:8], "--out", report, "--case", dir); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	html := read(t, report)
	for _, want := range []string{"Dr Bo", "data:image/png", "kidney"} {
		if !strings.Contains(html, want) {
			t.Errorf("the debrief lacks %q", want)
		}
	}
}

// pictureIn decodes a PNG file.
func pictureIn(t *testing.T, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// pictured checks that a screenshot is a picture with something in it.
func pictured(t *testing.T, path string) {
	t.Helper()
	picture := pictureIn(t, path)
	colours := map[[3]uint32]bool{}
	for y := 0; y < picture.Bounds().Dy(); y += 8 {
		for x := 0; x < picture.Bounds().Dx(); x += 8 {
			r, g, b, _ := picture.At(x, y).RGBA()
			colours[[3]uint32{r >> 11, g >> 11, b >> 11}] = true
		}
	}
	if len(colours) < 100 {
		t.Errorf("the screenshot has only %d colours", len(colours))
	}
}

// TestRealVolumesBecomeSoundCases imports every NIfTI-1 scan of the shared data set.
func TestRealVolumesBecomeSoundCases(t *testing.T) {
	for _, c := range []struct {
		scan string
		args []string
	}{
		{"volumes/abdomen_ct_ts/ct.nii.gz", []string{"--preset", "ct-skin", "--preset", "ct-bone"}},
		{"volumes/abdomen_ct_ts_slab/ct.nii.gz", nil},
		{"volumes/brain_mr_gd/MR_Gd.nii.gz", []string{"--preset", "mr-brain"}},
		{"volumes/head_cta_avm/CT_AVM.nii.gz", []string{"--preset", "ct-vessel"}},
		{"volumes/variants_ct/qform_only_oblique.nii.gz", []string{"--structure", "soft=0:200"}},
		{"volumes/variants_ct/axes_PIR_int16.nii.gz", []string{"--structure", "soft=0:200"}},
	} {
		t.Run(strings.ReplaceAll(c.scan, "/", "_"), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "case")
			out := drylab(t, append([]string{"import", shared(t, c.scan), "--out", dir}, c.args...)...)
			if out.code != exitDone {
				t.Fatal(out.stderr)
			}
			if check := drylab(t, "case", "check", dir); check.code != exitDone {
				t.Errorf("not sound: %s%s", check.stdout, check.stderr)
			}
		})
	}
}

// TestEducatorWritesAScenario: a changed copy of a built-in scenario is
// validated, practised, and an old recording is graded by its rubric.
func TestEducatorWritesAScenario(t *testing.T) {
	newHome(t)
	shown := drylab(t, "scenario", "show", "ventricular-drain")
	text := strings.Replace(shown.stdout, "id: ventricular-drain", "id: strict-drain", 1)
	text = strings.Replace(text, "min_total: 70", "min_total: 99.9", 1)
	mine := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(mine, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := drylab(t, "scenario", "validate", mine); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	got := practise(t, mine)
	if got.Scenario != "strict-drain" || got.Outcome != scoring.OutcomeFail || len(got.Reasons) != 1 || got.Reasons[0] != "total" {
		t.Errorf("scenario %s, outcome %s, reasons %v", got.Scenario, got.Outcome, got.Reasons)
	}
	_, rubric, _ := strings.Cut(shown.stdout, "\nrubric:\n")
	rubricFile := filepath.Join(t.TempDir(), "rubric.yaml")
	if err := os.WriteFile(rubricFile, []byte(strings.ReplaceAll(rubric, "\n  ", "\n")[2:]), 0o644); err != nil {
		t.Fatal(err)
	}
	if again := done[result](t, "score", got.Paths["recording"], "--rubric", rubricFile); again.Outcome != scoring.OutcomePass {
		t.Errorf("by the built-in rubric: %s, reasons %v", again.Outcome, again.Reasons)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
