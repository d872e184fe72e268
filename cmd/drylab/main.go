// Command drylab is the one command people type: import a scan, look into a
// case, practise a scenario on it, and read what the score says.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/drylab/drylab/scene"
)

// Exit codes that other tools rely on.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitInvalid = 3
)

type commands struct {
	Import      importCommand      `cmd:"" help:"Turn a scan or a label map into a case folder."`
	Presets     presetsCommand     `cmd:"" help:"List the ready recipes for segmentation."`
	Case        caseCommand        `cmd:"" help:"Look into a case folder, check it, print it, take it elsewhere."`
	Mesh        meshCommand        `cmd:"" help:"Check, mend and convert surfaces from elsewhere."`
	Scenario    scenarioCommand    `cmd:"" help:"List, show and validate scenarios."`
	Rubric      rubricCommand      `cmd:"" help:"Show and check rubrics, and try them on recordings."`
	Practise    practiseCommand    `cmd:"" help:"Perform one attempt: run, record, score, save."`
	Instrument  instrumentCommand  `cmd:"" help:"The instruments that scenarios can use."`
	Metrics     metricsCommand     `cmd:"" help:"Say what is measured, how, and what it is not good for."`
	Score       scoreCommand       `cmd:"" help:"Score a recording again."`
	Keep        keepCommand        `cmd:"" help:"Put a recorded attempt into the database that could not be saved when it was made."`
	Rescore     rescoreCommand     `cmd:"" help:"Score all recordings of a scenario again; adds scores, overwrites none."`
	Person      personCommand      `cmd:"" help:"People: roles, levels, and everything about one, to take along or to delete."`
	Group       groupCommand       `cmd:"" help:"Groups of trainees, and who looks after them."`
	Curriculum  curriculumCommand  `cmd:"" help:"Ordered scenarios with what it takes to be done with each."`
	Backup      backupCommand      `cmd:"" help:"Copy the database while it is used, and verify the copy."`
	Restore     restoreCommand     `cmd:"" help:"Put a backup in the database's place, which is kept."`
	Audit       auditCommand       `cmd:"" help:"Check that nothing was tampered with; show who looked at what."`
	Replay      replayCommand      `cmd:"" help:"Look at an attempt again in a window; or run its inputs again and compare."`
	Film        filmCommand        `cmd:"" help:"Make a film of a recording, or of a turn around a case."`
	Progress    progressCommand    `cmd:"" help:"Show attempts and scores from the database."`
	Form        formCommand        `cmd:"" help:"Show the forms on which people rate attempts."`
	Rate        rateCommand        `cmd:"" help:"Store a person's rating of an attempt, beside its score."`
	Annotate    annotateCommand    `cmd:"" help:"Store a remark on an attempt, on a moment or a place of it."`
	Opinions    opinionsCommand    `cmd:"" help:"Show the ratings and remarks that an attempt got."`
	Agreement   agreementCommand   `cmd:"" help:"Show how far raters agree (intraclass correlation)."`
	Report      reportCommand      `cmd:"" help:"Write an attempt's debrief as one file, HTML or PDF."`
	Export      exportCommand      `cmd:"" help:"Take attempts, metrics and trajectories out as CSV or Parquet."`
	Outbox      outboxCommand      `cmd:"" help:"Hand attempts to a learning record store (xAPI)."`
	Benchmark   benchmarkCommand   `cmd:"" help:"Derive pass marks, with the derivation printed."`
	Proficiency proficiencyCommand `cmd:"" help:"Tell how far a trainee is with a scenario, and list the rules."`
	Validity    validityCommand    `cmd:"" help:"Tell which metrics measure skill here: experts against novices on your own data."`
	Difficulty  difficultyCommand  `cmd:"" help:"Tell how hard each scenario proved, to put them in order; never part of a score."`
	Calibrate   calibrateCommand   `cmd:"" help:"Calibrate a tracked instrument."`
	Register    registerCommand    `cmd:"" help:"Register a tracker to a case by touching its landmarks."`
	Doctor      doctorCommand      `cmd:"" help:"Check this machine and say what mends it."`

	JSON    bool             `help:"Print the result as JSON." name:"json"`
	Version kong.VersionFlag `help:"Print the version." short:"V"`
}

// invalidAttempt is returned when an attempt was recorded but cannot be scored.
type invalidAttempt struct{ reasons []string }

func (e invalidAttempt) Error() string {
	return "the attempt is invalid and was not scored: " + strings.TrimSuffix(strings.Join(e.reasons, " "), ".")
}

// wrongUsage is returned for arguments that no command can act on.
type wrongUsage struct{ error }

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: what testscript calls.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	ended := -1
	parser, err := kong.New(&c,
		kong.Name("drylab"),
		kong.Description("A surgical-training simulator: from a scan to a scored rehearsal."),
		kong.Vars{"version": "drylab " + scene.Engine},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { ended = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		panic("drylab: the command line is declared wrongly: " + err.Error())
	}
	parsed, err := parser.Parse(args)
	if ended >= 0 {
		return ended
	}
	a := &app{ctx: ctx, stdin: os.Stdin, stdout: stdout, stderr: stderr, json: c.JSON || slices.Contains(args, "--json")}
	if err != nil {
		return a.exit(wrongUsage{fmt.Errorf("%w; %s", err, whereHelpIs(err))})
	}
	return a.exit(parsed.Run(a))
}

// whereHelpIs says where what was typed wrongly is explained: at its command, where that
// is known.
func whereHelpIs(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context.Selected() != nil {
		return wrong.Context.Selected().FullPath() + " --help says what it takes"
	}
	return "drylab --help lists the commands"
}

// exit reports an error once, in words and as an exit code.
func (a *app) exit(err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(a.stderr, "drylab: %v\n", err)
	if a.json && !a.printed {
		a.printJSON(map[string]string{"error": err.Error()})
	}
	if errors.As(err, new(invalidAttempt)) {
		return exitInvalid
	}
	if errors.As(err, new(wrongUsage)) {
		return exitUsage
	}
	return exitFailed
}

// printJSON prints a command's one result; what goes wrong after it is told in
// words and by the exit code.
func (a *app) printJSON(v any) {
	a.printed = true
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		fmt.Fprintf(a.stderr, "drylab: the result cannot be printed: %v\n", err)
	}
}
