package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

type rescoreCommand struct {
	Scenario string   `required:"" help:"Scenario whose attempts are scored again." placeholder:"ID"`
	Rubric   string   `help:"Grade by the rubric in this YAML file; default: each attempt's own, with today's metrics." type:"path" placeholder:"FILE"`
	Jobs     int      `help:"Recordings at a time; 0 means one for each processor." default:"0"`
	Shard    string   `help:"Only the i-th of n parts, so that a batch scheduler can start n of these." placeholder:"I/N"`
	Out      string   `help:"Write the new scores to this file instead of the database: for a machine that works on a copy of it." type:"path" placeholder:"FILE"`
	Merge    []string `help:"Take in the files that other machines wrote with --out, and measure nothing." type:"path" placeholder:"FILE"`
	Again    bool     `help:"Measure again also what an earlier run of this command scored, and compare."`
	desk     `embed:""`
}

// What became of one attempt.
const (
	rescoredSame   = "same"   // measured again, and equal to the last bit: nothing was stored
	rescoredAdded  = "added"  // a new score supersedes the old one
	rescoredBefore = "before" // an earlier run of this command added it
	// rescoredOther: the same rubric and the same metrics gave another result.
	// Nothing was stored; the program is wrong, or the old score is.
	rescoredOther  = "irreproducible"
	rescoredFailed = "failed"
)

// rescored is what became of one attempt.
type rescored struct {
	Attempt  string     `json:"attempt"` // of before
	NewID    string     `json:"new_attempt,omitempty"`
	Trainee  string     `json:"trainee,omitempty"` // pseudonym
	Result   string     `json:"result"`
	Before   judgement  `json:"before"`
	After    *judgement `json:"after,omitempty"`
	Problem  string     `json:"problem,omitempty"`
	finished bool
}

type judgement struct {
	Rubric  string          `json:"rubric"` // digest
	Outcome scoring.Outcome `json:"outcome"`
	Total   *float64        `json:"total"`
}

// rescoring is one run of the command.
type rescoring struct {
	*app
	command  *rescoreCommand
	store    *progress.Store
	access   *progress.Access
	rubric   *scoring.Rubric // nil: each attempt's own
	versions string          // of the metrics
	bar      *bar
	items    []progress.Summary
	all      map[string]*progress.Summary
	results  []rescored
	parts    *parts // where new scores go; nil: into the database
	mu       sync.Mutex
	done     int
}

// Run scores recordings again. Each attempt is a piece of work of its own with
// one result, so that it can be stopped, repeated and divided at will.
func (c *rescoreCommand) Run(a *app) error {
	part, parts, err := c.part()
	if err != nil {
		return err
	}
	if c.Jobs < 0 {
		return wrongUsage{fmt.Errorf("--jobs must be 0 or more, not %d", c.Jobs)}
	}
	if len(c.Merge) > 0 && (c.Out != "" || c.Shard != "" || c.Rubric != "" || c.Again) {
		return wrongUsage{errors.New("--merge takes results in and measures nothing; leave out --out, --shard, --rubric and --again")}
	}
	r := &rescoring{app: a, command: c, versions: metricVersions(), bar: newBar(a.stderr, a.json)}
	if r.rubric, err = c.openRubric(); err != nil {
		return err
	}
	return c.at(a, func(store *progress.Store, access *progress.Access) error {
		r.store, r.access = store, access
		if err := access.BeginRescore(a.ctx, c.Scenario, c.Out != ""); err != nil {
			return err
		}
		if err := r.list(part, parts); err != nil {
			return err
		}
		if len(c.Merge) > 0 {
			r.items, r.results = nil, nil
			return errors.Join(r.merge(), r.report(a.ctx))
		}
		if c.Out != "" {
			if r.parts, err = openParts(c.Out); err != nil {
				return err
			}
			defer r.parts.file.Close()
		}
		ctx, stop := signal.NotifyContext(a.ctx, os.Interrupt, syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program
		r.work(ctx)
		r.bar.clear()
		return r.report(ctx)
	})
}

// part reads --shard: the number of the part, from 0, and how many there are.
func (c *rescoreCommand) part() (part, parts uint32, err error) {
	if c.Shard == "" {
		return 0, 1, nil
	}
	var rest string
	n, _ := fmt.Sscanf(c.Shard+" .", "%d/%d %s", &part, &parts, &rest)
	if n != 3 || rest != "." || part < 1 || part > parts {
		return 0, 0, wrongUsage{fmt.Errorf("--shard must be I/N with I from 1 to N, as 2/8, not %q", c.Shard)}
	}
	return part - 1, parts, nil
}

func (c *rescoreCommand) openRubric() (*scoring.Rubric, error) {
	if c.Rubric == "" {
		return nil, nil
	}
	rubric, err := scenarios.OpenRubric(c.Rubric)
	if err == nil && rubric.Scenario != nil && rubric.Scenario.ID != c.Scenario {
		return nil, fmt.Errorf("the rubric %s was written for scenario %s, not for %s", c.Rubric, rubric.Scenario.ID, c.Scenario)
	}
	return rubric, err
}

// metricVersions names every metric that this drylab computes, with its version.
func metricVersions() string {
	var text strings.Builder
	for _, d := range scoring.Catalog() {
		fmt.Fprintf(&text, "%s@%d\n", d.ID, d.Version)
	}
	return text.String()
}

// list finds the attempts of this part that stand. A recording belongs to one
// part, whatever scores it gets.
func (r *rescoring) list(part, parts uint32) error {
	found, err := r.access.Attempts(r.ctx, progress.Filter{Scenario: r.command.Scenario, Superseded: true})
	if err != nil {
		return err
	}
	superseded := map[string]bool{}
	r.all = map[string]*progress.Summary{}
	for i := range found {
		superseded[found[i].Supersedes] = true
		r.all[found[i].ID] = &found[i]
	}
	for _, s := range found {
		sum := fnv.New32a()
		sum.Write([]byte(s.RecordingSHA256))
		if !superseded[s.ID] && sum.Sum32()%parts == part {
			r.items = append(r.items, s)
		}
	}
	r.results = make([]rescored, len(r.items))
	return nil
}

// work does the items, several at a time, until the context ends.
func (r *rescoring) work(ctx context.Context) {
	jobs := r.command.Jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(jobs, len(r.items)) {
		workers.Go(func() {
			for i := range next {
				r.results[i] = r.item(ctx, &r.items[i])
				r.step()
			}
		})
	}
	for i := range r.items {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	workers.Wait()
}

func (r *rescoring) step() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	r.bar.show(r.done, len(r.items), "recordings scored again")
}
