package progress

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func access(t testing.TB, store *Store, name string) *Access {
	t.Helper()
	a, err := store.As(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// school is two groups, each with its trainee and its educator: attempt 1 is
// Ada's (north), 2 Grace's (south), 3 nobody's.
func school(t testing.TB) *Store {
	t.Helper()
	store, ctx := openNew(t), context.Background()
	for number, name := range map[int]string{1: "Ada", 2: "Grace", 3: ""} {
		a := sampleAttempt(number)
		a.Trainee.Name = name
		save(t, store, a)
	}
	operator := access(t, store, "")
	for _, name := range []string{"Edda North", "Egon South", "Anna Boss"} {
		must(t, operator.AddPerson(ctx, name))
	}
	must(t, operator.SetRole(ctx, "Edda North", RoleEducator), operator.SetRole(ctx, "Egon South", RoleEducator),
		operator.SetRole(ctx, "Anna Boss", RoleAdministrator), operator.SetLevel(ctx, "Grace", LevelExpert),
		operator.AddGroup(ctx, "north"), operator.AddGroup(ctx, "south"),
		operator.Join(ctx, "north", "Ada"), operator.Join(ctx, "north", "Edda North"), operator.Join(ctx, "north", "Ada"),
		operator.Join(ctx, "south", "Grace"), operator.Join(ctx, "south", "Egon South"))
	return store
}

// TestEveryoneSeesWhatIsTheirs asks every query for everybody's data as each role.
func TestEveryoneSeesWhatIsTheirs(t *testing.T) {
	store, ctx := school(t), context.Background()
	for name, want := range map[string]struct{ attempts, groups, people string }{
		"":           {"123", "north south", "Ada Anna Boss Edda North Egon South Grace"},
		"Anna Boss":  {"123", "north south", "Ada Anna Boss Edda North Egon South Grace"},
		"Edda North": {"1", "north", "Ada Edda North"},
		"Egon South": {"2", "south", "Egon South Grace"},
		"Ada":        {"1", "north", "Ada"},
		"Grace":      {"2", "south", "Grace"},
	} {
		a := access(t, store, name)
		found, err := a.Attempts(ctx, Filter{})
		seen := ""
		for _, summary := range slices.Backward(found) {
			seen += summary.ID[7:8]
		}
		if err != nil || seen != want.attempts {
			t.Errorf("%q lists attempts %q, %v; want %q", name, seen, err, want.attempts)
		}
		for number := 1; number <= 3; number++ {
			id := sampleAttempt(number).ID
			allowed := strings.Contains(want.attempts, id[7:8])
			_, err := a.Attempt(ctx, id)
			if allowed != (err == nil) || !allowed && !errors.Is(err, ErrNoAttempt) {
				t.Errorf("%q opens attempt %d: %v", name, number, err)
			}
			if _, _, err := a.Opinions(ctx, id); allowed != (err == nil) {
				t.Errorf("%q reads opinions of attempt %d: %v", name, number, err)
			}
			if err := a.Annotate(ctx, Annotation{Attempt: id, Text: "x"}); allowed != (err == nil) {
				t.Errorf("%q annotates attempt %d: %v", name, number, err)
			}
			if err := a.Rate(ctx, Rating{Attempt: id, Form: "osats"}); (allowed && name != "Ada" && name != "Grace") != (err == nil) {
				t.Errorf("%q rates attempt %d: %v", name, number, err)
			}
		}
		all, err := a.Observations(ctx, "ventricular-drain", "")
		if err != nil || len(all) != len(want.attempts) {
			t.Errorf("%q observes %d attempts, %v", name, len(all), err)
		}
		groups, err := a.Groups(ctx)
		var names []string
		for _, g := range groups {
			names = append(names, g.Name)
		}
		if err != nil || strings.Join(names, " ") != want.groups {
			t.Errorf("%q lists groups %q, %v", name, names, err)
		}
		people, err := a.People(ctx)
		names = nil
		for _, p := range people {
			names = append(names, p.Name)
		}
		if err != nil || strings.Join(names, " ") != want.people {
			t.Errorf("%q lists people %q, %v", name, names, err)
		}
	}
}

// TestWhoMayNot tries what a role does not allow.
func TestWhoMayNot(t *testing.T) {
	store, ctx := school(t), context.Background()
	edda, ada := access(t, store, "Edda North"), access(t, store, "Ada")
	fails := func(err error) func(error) error {
		return func(kind error) error {
			if errors.Is(err, kind) {
				return nil
			}
			return errors.Join(errors.New("not refused: "+kind.Error()), err)
		}
	}
	_, curves := edda.Curves(ctx, "Grace", "", "")
	_, group := edda.Group(ctx, "south")
	_, mine := ada.Group(ctx, "north")
	_, list := edda.Audit(ctx, "", 0)
	must(t, fails(curves)(ErrForbidden), fails(group)(ErrNoGroup), fails(mine)(ErrForbidden), fails(list)(ErrForbidden),
		fails(edda.SetRole(ctx, "Edda North", RoleAdministrator))(ErrForbidden),
		fails(edda.Join(ctx, "south", "Edda North"))(ErrForbidden),
		fails(ada.SetLevel(ctx, "Ada", LevelExpert))(ErrForbidden),
		fails(edda.BeginRescore(ctx, "x", true))(ErrForbidden),
		fails(ada.SaveBenchmark(ctx, Benchmark{Scenario: "x", Method: "angoff"}))(ErrForbidden))
	_, nobody := store.As(ctx, "Nobody")
	must(t, fails(nobody)(ErrNoPerson))
	// A role taken away counts at once, for whoever holds an Access already.
	must(t, access(t, store, "").SetRole(ctx, "Edda North", RoleTrainee))
	if found, err := edda.Attempts(ctx, Filter{}); err != nil || len(found) != 0 {
		t.Errorf("a former educator still sees %d attempts, %v", len(found), err)
	}
}

// TestEveryLookIsNoted: who, what, whose, and no name anywhere.
func TestEveryLookIsNoted(t *testing.T) {
	store, ctx := school(t), context.Background()
	before := count(t, store, "audit")
	edda := access(t, store, "Edda North")
	if _, err := edda.Attempt(ctx, sampleAttempt(1).ID); err != nil {
		t.Fatal(err)
	}
	if _, err := edda.Group(ctx, "north"); err != nil {
		t.Fatal(err)
	}
	if _, err := edda.Attempt(ctx, sampleAttempt(2).ID); err == nil {
		t.Fatal("saw Grace's attempt")
	}
	if n := count(t, store, "audit") - before; n != 2 {
		t.Errorf("%d rows for two looks", n)
	}
	rows, err := access(t, store, "").Audit(ctx, "Ada", 2)
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	ada, err := store.Trainee(ctx, "Ada")
	must(t, err)
	group, attempt := rows[0], rows[1]
	if group.Detail != "group north" || attempt.Attempt != sampleAttempt(1).ID || attempt.Action != ActionView ||
		attempt.ActorID != edda.actor || attempt.Actor != "person" || !slices.Equal(attempt.Subjects, []string{ada}) {
		t.Errorf("noted %+v and %+v", group, attempt)
	}
	var named int
	must(t, store.db.QueryRow(`SELECT count(*) FROM audit, trainee_names WHERE instr(detail, name)`).Scan(&named))
	if named != 0 {
		t.Errorf("%d rows of the audit hold a name", named)
	}
}

// TestNobodyWaitsForALongLook saves an attempt while another program reads all.
func TestNobodyWaitsForALongLook(t *testing.T) {
	store, ctx := school(t), context.Background()
	other, err := Open(store.path, Options{BusyTimeout: time.Millisecond})
	must(t, err)
	defer other.Close()
	number := 10
	must(t, access(t, store, "").TakeOut(ctx, Filter{}, "x", func(Attempt, Level) error {
		number++
		return other.Save(ctx, sampleAttempt(number))
	}))
	if number != 13 {
		t.Errorf("%d attempts saved", number-10)
	}
}

// TestAGroupsPage holds its trainees, not its educators, and no superseded score.
func TestAGroupsPage(t *testing.T) {
	store, ctx := school(t), context.Background()
	again := sampleAttempt(7)
	again.Trainee.Name, again.Supersedes, again.Started, again.Score.Total = "Ada", sampleAttempt(1).ID, sampleAttempt(1).Started, ptr(12)
	save(t, store, again)
	later := sampleAttempt(8)
	later.Trainee.Name, later.Device.Class = "Ada", "xr"
	save(t, store, later)
	page, err := access(t, store, "Edda North").Group(ctx, "north")
	must(t, err)
	if page.People != 2 || len(page.Members) != 1 || page.Members[0].Name != "Ada" {
		t.Fatalf("%+v", page)
	}
	want := []Curve{
		{"ventricular-drain", "mouse", []Point{{again.ID, again.Started, again.Score.Outcome, ptr(12)}}},
		{"ventricular-drain", "xr", []Point{{later.ID, later.Started, later.Score.Outcome, ptr(49)}}},
	}
	if diff := cmp.Diff(want, page.Members[0].Curves); diff != "" {
		t.Error(diff)
	}
	one, err := access(t, store, "").Curves(ctx, "Ada", "ventricular-drain", "xr")
	if diff := cmp.Diff(want[1:], one); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// TestWhatCostsAGroupMost counts standing attempts of its trainees only.
func TestWhatCostsAGroupMost(t *testing.T) {
	store, ctx := school(t), context.Background()
	again := sampleAttempt(7) // of attempt 1, whose 14.7 points then do not count
	again.Trainee.Name, again.Supersedes = "Ada", sampleAttempt(1).ID
	again.Score.Criteria[0].LostPoints, again.Score.Criteria[0].Score, again.Score.Criteria[0].Title = 20, ptr(0), "Target, as it is now"
	later := sampleAttempt(8)
	later.Trainee.Name, later.Score.Criteria[0].LostPoints, later.Score.Criteria[0].Title = "Ada", 10, "Target, as it is now"
	save(t, store, again)
	save(t, store, later)
	got, err := access(t, store, "Edda North").Losses(ctx, "north")
	want := []Loss{{"ventricular-drain", "target", "Target, as it is now", 2, 1, 15}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := access(t, store, "Edda North").Losses(ctx, "south"); !errors.Is(err, ErrNoGroup) {
		t.Errorf("another group: %v", err)
	}
	if _, err := access(t, store, "Ada").Losses(ctx, "north"); !errors.Is(err, ErrForbidden) {
		t.Errorf("a trainee: %v", err)
	}
}

// TestOpinionsFollowARecordingToItsNewScore and come back as they were given.
func TestOpinionsFollowARecordingToItsNewScore(t *testing.T) {
	store, ctx := school(t), context.Background()
	edda := access(t, store, "Edda North")
	first := sampleAttempt(1)
	items := []RatingItem{{ID: "flow", Value: ptr(4)}, {ID: "remark", Text: "calm"}}
	tick := int64(200)
	must(t, edda.Rate(ctx, Rating{Attempt: first.ID, Form: "osats", Version: "1", Items: items}),
		edda.Annotate(ctx, Annotation{Attempt: first.ID, Tick: &tick, Place: &[3]float64{1, -2, 3}, Text: "here"}))
	again := sampleAttempt(7)
	again.Trainee.Name, again.Supersedes = "Ada", first.ID
	save(t, store, again)
	ratings, remarks, err := edda.Opinions(ctx, again.ID)
	if err != nil || len(ratings) != 1 || len(remarks) != 1 {
		t.Fatal(ratings, remarks, err)
	}
	if diff := cmp.Diff(items, ratings[0].Items); diff != "" || ratings[0].Rater != edda.actor || ratings[0].Attempt != first.ID {
		t.Errorf("%+v\n%s", ratings[0], diff)
	}
	if *remarks[0].Tick != tick || *remarks[0].Place != [3]float64{1, -2, 3} || remarks[0].Text != "here" {
		t.Errorf("%+v", remarks[0])
	}
	seen, err := edda.Observations(ctx, first.Scenario.ID, "mouse")
	if err != nil || len(seen) != 1 || len(seen[0].Ratings) != 1 || len(seen[0].Metrics) != 3 || seen[0].Attempt != again.ID {
		t.Errorf("%+v, %v", seen, err)
	}
	if err := edda.Rate(ctx, Rating{Attempt: first.ID, Form: "x", Items: []RatingItem{{ID: "a", Value: ptr(math.Inf(1))}}}); err == nil {
		t.Error("an infinite rating was stored")
	}
}

func TestBenchmarksComeBackNewestFirst(t *testing.T) {
	store, ctx := school(t), context.Background()
	anna := access(t, store, "Anna Boss")
	want := Benchmark{Scenario: "ventricular-drain", ScenarioVersion: "1", Rubric: "drain", Criterion: "target", Metric: "target_error", Unit: "mm",
		DeviceClass: "mouse", Method: "experts", N: 9, Derived: sampleAttempt(0).Started, Value: 0.1 + 0.2,
		Interval: &Interval{0.1, 0.5, 0.95}, Derivation: []byte(`{"values":[0.1,0.5]}`)}
	must(t, anna.SaveBenchmark(ctx, want))
	newer := want
	newer.Derived, newer.Interval, newer.Value = sampleAttempt(1).Started, nil, 2
	must(t, anna.SaveBenchmark(ctx, newer))
	got, err := store.Benchmarks(ctx, "ventricular-drain", "mouse")
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	got[0].ID, got[1].ID = "", ""
	if diff := cmp.Diff([]Benchmark{newer, want}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCurriculaKeepTheirOrderAndPrerequisites(t *testing.T) {
	store, ctx := school(t), context.Background()
	anna := access(t, store, "Anna Boss")
	c := Curriculum{CurriculumRef: CurriculumRef{"neuro", "1"}, Title: "First steps", Text: "id: neuro\n", Steps: []CurriculumStep{
		{ID: "z", Scenario: "ventricular-drain", Consecutive: 2, More: 10, Requires: []string{}},
		{ID: "a", Scenario: "tumour-biopsy", Consecutive: 3, Requires: []string{"z"}}}}
	must(t, anna.AddCurriculum(ctx, c), anna.AddCurriculum(ctx, c), anna.Follow(ctx, "north", c.CurriculumRef))
	got, err := store.Curricula(ctx)
	if diff := cmp.Diff([]Curriculum{c}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	groups, err := access(t, store, "Edda North").Groups(ctx)
	if err != nil || groups[0].Curriculum != c.CurriculumRef {
		t.Errorf("%+v, %v", groups, err)
	}
	changed := c
	changed.Text = "another"
	if err := anna.AddCurriculum(ctx, changed); !errors.Is(err, ErrExists) {
		t.Errorf("another text under the same version: %v", err)
	}
	if err := anna.Follow(ctx, "north", CurriculumRef{"x", "1"}); !errors.Is(err, ErrNoCurriculum) {
		t.Errorf("an unknown curriculum: %v", err)
	}
	for _, spoil := range []func(*Curriculum){
		func(c *Curriculum) { c.Steps[0].Requires = []string{"a"} }, // a circle
		func(c *Curriculum) { c.Steps[1].ID = "z" },
		func(c *Curriculum) { c.Steps[0].Consecutive = 0 },
		func(c *Curriculum) { c.Steps = nil },
	} {
		bad := c
		bad.Version, bad.Steps = "2", slices.Clone(c.Steps)
		spoil(&bad)
		if err := anna.AddCurriculum(ctx, bad); err == nil {
			t.Errorf("%+v was stored", bad)
		}
	}
}
