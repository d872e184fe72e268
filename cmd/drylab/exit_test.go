package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExitCodes: 1 failed, 2 wrong usage, each with one sentence, and with
// --json one JSON document that holds it.
func TestExitCodes(t *testing.T) {
	home := newHome(t)
	text := write(t, "text.nii", "not a scan")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":         {nil, exitUsage, "expected one of"},
		"unknown command":    {[]string{"fly"}, exitUsage, "unexpected argument fly"},
		"missing flag":       {[]string{"import", text}, exitUsage, "--out"},
		"unknown preset":     {[]string{"import", text, "--out", "x", "--preset", "ct-soul"}, exitUsage, "ct-soul"},
		"bad structure":      {[]string{"import", text, "--out", "x", "--structure", "bone"}, exitUsage, "bone"},
		"names alone":        {[]string{"import", text, "--out", "x", "--names", text}, exitUsage, "--labels"},
		"series nought":      {[]string{"import", text, "--out", "x", "--series", "0"}, exitUsage, "from 1"},
		"axes twice":         {[]string{"import", text, "--out", "x", "--axes", "LRS"}, exitUsage, "RAS"},
		"pictures as PNG":    {[]string{"case", "show", "phantom-head", "--pictures", "x.png"}, exitUsage, ".html"},
		"a built-in's mesh":  {[]string{"case", "tets", "phantom-head"}, exitUsage, "--out"},
		"nothing to print":   {[]string{"case", "print", "phantom-head", "--structure", "", "--out", "x.3mf"}, exitUsage, "--structure"},
		"endless wall":       {[]string{"case", "print", "phantom-head", "--structure", "skull", "--out", "x.3mf", "--wall", "inf"}, exitUsage, "--wall"},
		"two triangles":      {[]string{"mesh", "repair", text, "--out", "x.stl", "--triangles", "2"}, exitUsage, "--triangles"},
		"a share above one":  {[]string{"mesh", "repair", text, "--out", "x.stl", "--crumb", "5"}, exitUsage, "--crumb"},
		"unknown tracker":    {[]string{"practise", "ventricular-drain", "--tracker", "joystick"}, exitUsage, "mouse, xr, gamepad"},
		"headless mouse":     {[]string{"practise", "ventricular-drain", "--tracker", "mouse", "--headless"}, exitUsage, "--headless"},
		"empty trainee":      {[]string{"practise", "ventricular-drain", "--trainee", " "}, exitUsage, "--trainee"},
		"endless trainee":    {[]string{"practise", "ventricular-drain", "--trainee", strings.Repeat("a", 300)}, exitUsage, "name"},
		"too many workers":   {[]string{"replay", text, "--workers", "65"}, exitUsage, "--workers"},
		"negative limit":     {[]string{"progress", "--limit=-1"}, exitUsage, "--limit"},
		"no scan":            {[]string{"import", text, "--out", filepath.Join(home, "x")}, exitFailed, "text.nii"},
		"a folder as a scan": {[]string{"import", home, "--out", filepath.Join(home, "x")}, exitFailed, "is DICOM; give the folder"},
		"a device as a scan": {[]string{"import", "/dev/zero", "--out", filepath.Join(home, "x")}, exitFailed, "neither a file nor a folder; give a scan"},
		"out is no case":     {[]string{"import", text, "--out", home, "--force"}, exitFailed, "no case"},
		"no case":            {[]string{"case", "check", home}, exitFailed, "no case folder"},
		"unknown scenario":   {[]string{"practise", "nonsense"}, exitFailed, "tumour-biopsy"},
		"endless scenario":   {[]string{"scenario", "validate", "/dev/zero"}, exitFailed, "no ordinary file"},
		"no recording":       {[]string{"score", text}, exitFailed, "text.nii"},
		"endless recording":  {[]string{"score", "/dev/zero"}, exitFailed, "no ordinary file"},
		"unknown script":     {[]string{"practise", "ventricular-drain", "--tracker", "script:nobody"}, exitFailed, "demonstrator"},
		"no such folder":     {[]string{"practise", "ventricular-drain", "--screenshot", "/nowhere/x.png"}, exitFailed, "/nowhere"},
		"no database":        {[]string{"practise", "ventricular-drain", "--db", text}, exitFailed, "not a database"},
		"nothing saved":      {[]string{"progress"}, exitFailed, "drylab.db"},
		"no attempt":         {[]string{"report", "latest", "--out", filepath.Join(home, "x.html")}, exitFailed, "drylab.db"},
	} {
		t.Run(name, func(t *testing.T) {
			out := drylab(t, append(c.args, "--json")...)
			if out.code != c.code || !strings.Contains(out.stderr, c.says) || strings.Count(strings.TrimSpace(out.stderr), "\n") > 0 {
				t.Errorf("exit code %d, want %d; it said %q, want one line with %q", out.code, c.code, out.stderr, c.says)
			}
			var said struct{ Error string }
			decoder := json.NewDecoder(strings.NewReader(out.stdout))
			if err := decoder.Decode(&said); err != nil || said.Error == "" {
				t.Errorf("no JSON error: %v, %q", err, out.stdout)
			}
			if _, err := decoder.Token(); err != io.EOF {
				t.Errorf("more than one JSON document: %q", out.stdout)
			}
		})
	}
	for _, left := range []string{"recordings", "reports", "x", "drylab.db"} {
		if entries, err := os.ReadDir(filepath.Join(home, left)); err == nil && len(entries) > 0 {
			t.Errorf("refused commands left something in %s: %v", left, entries)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "drylab.db")); err == nil {
		t.Error("a refused command made a database")
	}
}

// blindScript loses the tracker for good while it inserts, and then confirms.
const blindScript = `schema: drylab.script/1
name: blind
via:
  - {at: approach, offset_mm: 60}
  - {at: entry, offset_mm: 5, speed_mm_s: 40}
  - {at: target, speed_mm_s: 20, lost_s: 30}
  - {at: target, confirm: true, hold_s: 0.5}
`

// quitterScript leaves without confirming.
const quitterScript = `schema: drylab.script/1
name: quitter
via:
  - {at: approach, offset_mm: 60}
  - {at: entry, offset_mm: 5, speed_mm_s: 40}
`

// TestInvalidAttemptIsKeptAndNotScored: exit code 3, a row in the database, a
// report that says why, and no number anywhere.
func TestInvalidAttemptIsKeptAndNotScored(t *testing.T) {
	newHome(t)
	out := drylab(t, "practise", "tumour-biopsy", "--tracker", "script:"+write(t, "blind.yaml", blindScript), "--json")
	if out.code != exitInvalid || !strings.Contains(out.stderr, "invalid") {
		t.Fatalf("exit code %d: %s", out.code, out.stderr)
	}
	var got result
	if err := json.Unmarshal([]byte(out.stdout), &got); err != nil {
		t.Fatal(err)
	}
	if got.Outcome != scoring.OutcomeInvalid || got.Total != nil {
		t.Errorf("outcome %s, total %v", got.Outcome, got.Total)
	}
	if list := done[[]progress.Summary](t, "progress"); len(list) != 1 || list[0].Outcome != scoring.OutcomeInvalid {
		t.Errorf("the database holds %+v", list)
	}
	if html := read(t, got.Paths["report"]); !strings.Contains(html, "tracked") {
		t.Error("the report does not say why")
	}
	if again := drylab(t, "score", got.Paths["recording"]); again.code != exitInvalid {
		t.Errorf("score ends with %d", again.code)
	}
}

func TestQuittingIsFailing(t *testing.T) {
	newHome(t)
	got := practise(t, "tumour-biopsy", "--tracker", "script:"+write(t, "quitter.yaml", quitterScript))
	if got.Outcome != scoring.OutcomeFail {
		t.Errorf("outcome %s, reasons %v", got.Outcome, got.Reasons)
	}
}

// TestReplayTrackerPerformsTheSameAttempt, refuses another scenario, and a
// damaged recording is neither scored nor replayed.
func TestReplayTrackerPerformsTheSameAttempt(t *testing.T) {
	home := newHome(t)
	first := practise(t, "ventricular-drain")
	again := practise(t, "ventricular-drain", "--tracker", "replay:"+first.Paths["recording"])
	if *again.Total != *first.Total || again.Attempt == first.Attempt {
		t.Errorf("the replayed attempt has %v points, the first %v", *again.Total, *first.Total)
	}
	if out := drylab(t, "practise", "tumour-biopsy", "--tracker", "replay:"+first.Paths["recording"]); out.code != exitFailed {
		t.Errorf("a drain's recording is replayed in a biopsy: %d", out.code)
	}
	content := read(t, first.Paths["recording"])
	cut := filepath.Join(home, "cut.mcap")
	if err := os.WriteFile(cut, []byte(content[:len(content)*2/3]), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := drylab(t, "score", cut); out.code != exitInvalid || !strings.Contains(out.stderr, "truncated") {
		t.Errorf("a truncated recording: %d, %s", out.code, out.stderr)
	}
	if v := done[scenarios.Verification](t, "replay", cut, "--verify"); v.Complete || !v.Agrees {
		t.Errorf("replay of a truncated recording: %+v", v)
	}
	flipped := filepath.Join(home, "flipped.mcap")
	damaged := []byte(content)
	damaged[len(damaged)/2] ^= 0x10
	if err := os.WriteFile(flipped, damaged, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"score", "replay"} {
		if out := drylab(t, command, flipped); out.code != exitFailed {
			t.Errorf("%s of a damaged recording ends with %d", command, out.code)
		}
	}
}

// TestForce: existing cases and foreign files are not replaced unasked.
func TestForce(t *testing.T) {
	home := newHome(t)
	scan := shared(t, "volumes/variants_ct/base_int16.nii.gz")
	dir := filepath.Join(home, "case")
	args := []string{"import", scan, "--structure", "soft=0:200", "--out", dir}
	for i, want := range []int{exitDone, exitFailed} {
		if out := drylab(t, args...); out.code != want {
			t.Fatalf("import %d ends with %d: %s", i+1, out.code, out.stderr)
		}
	}
	if out := drylab(t, append(args, "--force")...); out.code != exitDone {
		t.Errorf("--force: %s", out.stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(home, ".drylab-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	practise(t, "ventricular-drain")
	if out := drylab(t, "report", "latest", "--out", write(t, "scan.nii", "precious")); out.code != exitUsage {
		t.Errorf("a report as a scan ends with %d", out.code)
	}
	precious := write(t, "mine.html", "precious")
	if out := drylab(t, "report", "latest", "--out", precious); out.code != exitFailed || read(t, precious) != "precious" {
		t.Errorf("a report over another file ends with %d", out.code)
	}
}

// TestScoreIsToldThoughNothingElseWorks: neither the report nor the database
// can be written, and the trainee still learns the outcome.
func TestScoreIsToldThoughNothingElseWorks(t *testing.T) {
	home := newHome(t)
	if err := os.WriteFile(filepath.Join(home, "screenshots"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	out := drylab(t, "practise", "ventricular-drain", "--json")
	if out.code != exitFailed || !strings.Contains(out.stderr, "screenshots") {
		t.Errorf("a data folder that cannot be made ends with %d: %s", out.code, out.stderr)
	}
	if err := os.Remove(filepath.Join(home, "screenshots")); err != nil {
		t.Fatal(err)
	}
	at := &attempt{app: &app{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: io.Discard, json: true}, command: &practiseCommand{Scenario: "ventricular-drain", Trainee: "Ida"}, id: progress.NewID(), started: time.Now(), paths: map[string]string{}}
	if err := at.prepare(); err != nil {
		t.Fatal(err)
	}
	if err := at.perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	j, err := judge(at.paths["recording"], nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := at.store.Close(); err != nil {
		t.Fatal(err)
	}
	delete(at.paths, "screenshot")
	at.paths["report"] = filepath.Join(home, "missing", "report.html")
	if err := errors.Join(at.save(j), at.debrief(j)); err == nil || !strings.Contains(err.Error(), "not in the database") || !strings.Contains(err.Error(), "report.html") {
		t.Errorf("the error is %v", err)
	}
	var got result
	if err := json.Unmarshal(at.stdout.(*bytes.Buffer).Bytes(), &got); err != nil || got.Outcome != scoring.OutcomePass {
		t.Errorf("outcome %q, %v", got.Outcome, err)
	}
	if _, ok := got.Paths["report"]; ok {
		t.Error("a report is claimed that was not written")
	}
}

func TestRelativeHomeIsKeptAbsolute(t *testing.T) {
	home := newHome(t)
	t.Chdir(filepath.Dir(home))
	t.Setenv("DRYLAB_HOME", filepath.Base(home))
	got := practise(t, "ventricular-drain")
	t.Setenv("DRYLAB_HOME", home)
	t.Chdir(t.TempDir())
	if out := drylab(t, "report", got.Attempt, "--out", "x.html"); out.code != exitDone {
		t.Errorf("the report from elsewhere: %s", out.stderr)
	}
}
