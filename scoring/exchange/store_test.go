package exchange

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

func of(x float64) *float64 { return &x }

// made are attempts of every outcome, n of each.
func made(n int) (attempts []Attempt) {
	for i := range n {
		for k, outcome := range []scoring.Outcome{scoring.OutcomePass, scoring.OutcomeFail, scoring.OutcomeFailCritical, scoring.OutcomeInvalid} {
			a := Attempt{
				ID: nameUUID(string(outcome) + string(rune('a'+i%26)) + strings.Repeat("x", i/26)), Trainee: "7f3a", PassMark: 70,
				Started: time.Date(2026, 11, 21, 8, i%60, k, 1e6, time.FixedZone("", 3600)), Scenario: record.Ref{ID: "drain", Version: "1.0.0"},
				Rubric: record.Ref{ID: "drain", Version: "1.2.0", SHA256: "ab"}, Engine: "0.1.0", Device: record.Device{Name: "mouse", Class: "mouse"},
				Metrics: scoring.Metrics{{ID: "time_total", Unit: "s", Value: of(150.254)}, {ID: "path_mm", Unit: "mm", Reason: "coverage"}},
				Score:   scoring.Score{Outcome: outcome, Total: of([]float64{84.24, 81.99, 49, 0}[k]), Domains: []scoring.DomainScore{{ID: "safety", Score: of(90)}, {ID: "none"}}},
			}
			if outcome == scoring.OutcomeInvalid {
				a.Score.Total, a.Score.Reasons = nil, []string{"attempt:the recording is truncated"}
			}
			attempts = append(attempts, a)
		}
	}
	return attempts
}

func statements(t *testing.T, attempts []Attempt) (all []Statement) {
	t.Helper()
	place, err := NewPlace("https://training.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	for i := range attempts {
		s, ok := place.Statement(&attempts[i])
		if !ok {
			t.Fatalf("attempt %d has no statement", i)
		}
		all = append(all, s)
	}
	return all
}

func noted(into *[]string) func([]string) error {
	return func(ids []string) error {
		*into = append(*into, ids...)
		return nil
	}
}

// TestStatementsKeepTheStandard: a store that checks the rules takes them all,
// and twice the same changes nothing.
func TestStatementsKeepTheStandard(t *testing.T) {
	l, store := startLRS(t)
	all := statements(t, made(40)) // more than one batch
	for range 2 {
		var ids []string
		d, err := store.Push(t.Context(), all, noted(&ids))
		if err != nil || len(d.Refused) > 0 || len(ids) != len(all) || !slices.Equal(ids, d.Stored) {
			t.Fatalf("%v, refused %v, %d of %d stored", err, d.Refused, len(ids), len(all))
		}
	}
	if len(l.statements) != 160 {
		t.Errorf("the store has %d statements", len(l.statements))
	}
	verbs := map[string]int{}
	for _, s := range all {
		verbs[s.Verb.Display["en"]]++
		if s.Verb.Display["en"] == "failed" && s.Result.Score.Scaled >= 0.7 {
			t.Errorf("a failed attempt has scaled %g, the pass mark is 0.7", s.Result.Score.Scaled)
		}
	}
	if verbs["passed"] != 40 || verbs["failed"] != 80 || verbs["terminated"] != 40 {
		t.Errorf("verbs %v", verbs)
	}
	if s := all[0]; s.Timestamp != "2026-11-21T07:00:00.001Z" || s.Result.Duration != "PT150.25S" || s.Object.ID != "https://training.example.org/scenarios/drain/1.0.0" {
		t.Errorf("%+v", s)
	}
	nobody := made(1)[0]
	nobody.Trainee = ""
	if _, ok := (Place{"https://a.example"}).Statement(&nobody); ok {
		t.Error("an attempt of nobody has a statement")
	}
}

// TestNothingIsLostOrDoubled: a store that answers 500, is busy, breaks off
// after it has stored, or refuses one statement.
func TestNothingIsLostOrDoubled(t *testing.T) {
	all := statements(t, made(2))
	for name, c := range map[string]struct {
		trouble func(l *lrs) func(n int, w http.ResponseWriter, r *http.Request) bool
		pauses  []time.Duration
	}{
		"two 500": {func(*lrs) func(int, http.ResponseWriter, *http.Request) bool {
			return func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n < 3 {
					w.WriteHeader(http.StatusInternalServerError)
				}
				return n < 3
			}
		}, []time.Duration{time.Second, 2 * time.Second}},
		"busy": {func(*lrs) func(int, http.ResponseWriter, *http.Request) bool {
			return func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n == 1 {
					w.Header().Set("Retry-After", "7")
					w.WriteHeader(http.StatusTooManyRequests)
				}
				return n == 1
			}
		}, []time.Duration{7 * time.Second}},
		"stored, and the line was cut": {func(l *lrs) func(int, http.ResponseWriter, *http.Request) bool {
			return func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n == 1 {
					l.post(httptest.NewRecorder(), r.Body)
					connection, _, err := w.(http.Hijacker).Hijack()
					if err == nil {
						connection.Close()
					}
				}
				return n == 1
			}
		}, []time.Duration{time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			l, store := startLRS(t)
			l.trouble = c.trouble(l)
			var pauses []time.Duration
			store.Wait = func(_ context.Context, d time.Duration) error { pauses = append(pauses, d); return nil }
			var ids []string
			if _, err := store.Push(t.Context(), all, noted(&ids)); err != nil || len(ids) != len(all) || len(l.statements) != len(all) {
				t.Errorf("%v; noted %d, %v", err, len(ids), l)
			}
			if !slices.Equal(pauses, c.pauses) {
				t.Errorf("pauses %v, want %v", pauses, c.pauses)
			}
		})
	}
}

func TestOneBadStatementDoesNotHoldUpTheOthers(t *testing.T) {
	l, store := startLRS(t)
	all := statements(t, made(3))
	all[5].Result.Duration = "a while"
	other := all[7]
	if _, err := store.Push(t.Context(), []Statement{other}, noted(new([]string))); err != nil {
		t.Fatal(err)
	}
	l.statements[other.ID]["verb"] = map[string]any{"id": "http://example.org/else"}
	var ids []string
	d, err := store.Push(t.Context(), all, noted(&ids))
	if err != nil || len(ids) != len(all)-2 || len(d.Refused) != 2 || !strings.Contains(d.Refused[all[5].ID], "duration") || !strings.Contains(d.Refused[other.ID], "another statement") {
		t.Errorf("%v; stored %d, refused %v", err, len(ids), d.Refused)
	}
}

func TestTroubleIsOneSentenceAndKeepsTheOutbox(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the statements went elsewhere") }))
	defer elsewhere.Close()
	all := statements(t, made(1))
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"always 503": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, "answered 503, 6 times"},
		"sends us on": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}, "sends us on to"},
		"not let in":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "check user and key"},
		"no such place": {http.NotFound, "answers 404"},
		"hangs":         {func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); <-r.Context().Done() }, "cannot be reached after 6 tries"},
		"endless refusals": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write(make([]byte, 4<<20))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(c.handler)
			defer server.Close()
			store := client(t, server.URL, "secret")
			store.client.Timeout = 100 * time.Millisecond
			if name == "endless refusals" {
				store.client.Timeout = 10 * time.Second
			}
			store.Wait = func(context.Context, time.Duration) error { return nil }
			var ids []string
			d, err := store.Push(t.Context(), all, noted(&ids))
			if c.says == "" {
				if err != nil || len(d.Refused) != len(all) {
					t.Errorf("%v, refused %v", err, d.Refused)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "stays in the outbox") || strings.Contains(err.Error(), "secret") || len(ids) > 0 {
				t.Errorf("%v; noted %v", err, ids)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client(t, elsewhere.URL, "secret").Push(ctx, all, noted(new([]string))); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAddressesThatAreNoneAreRefused(t *testing.T) {
	for _, address := range []string{"", "lrs.example.org", "ftp://lrs.example.org", "http://lrs.example.org/xapi", "https://me:key@lrs.example.org", "://"} {
		if _, err := NewStore(address, "", ""); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
	for _, home := range []string{"", "training", "mailto:a@b.c", "https://x.example?a=1", "https://u@x.example"} {
		if p, err := NewPlace(home); err == nil {
			t.Errorf("%q is taken as %v", home, p)
		}
	}
}
