package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// lrs is a small learning record store that keeps to the rules of xAPI 1.0.3
// (parts two and three of the specification), written for the tests.
type lrs struct {
	mutex      sync.Mutex
	statements map[string]map[string]any
	requests   int
	// trouble, if set, may answer a request in place of the store.
	trouble func(n int, w http.ResponseWriter, r *http.Request) bool
}

func (l *lrs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.requests++
	if l.trouble != nil && l.trouble(l.requests, w, r) {
		return
	}
	user, key, _ := r.BasicAuth()
	switch {
	case user != "site" || key != "secret":
		w.WriteHeader(http.StatusUnauthorized)
	case !strings.HasPrefix(r.Header.Get("X-Experience-API-Version"), "1.0"):
		http.Error(w, "no version header (3.3)", http.StatusBadRequest)
	case r.URL.Path != "/xapi/statements":
		http.NotFound(w, r)
	case r.Method == http.MethodGet:
		l.get(w, r.URL.Query().Get("statementId"))
	case r.Header.Get("Content-Type") != "application/json":
		http.Error(w, "content type", http.StatusBadRequest)
	default:
		l.post(w, r.Body)
	}
}

func (l *lrs) get(w http.ResponseWriter, id string) {
	s, ok := l.statements[id]
	if !ok {
		http.Error(w, "unknown", http.StatusNotFound)
		return
	}
	stored := map[string]any{"stored": "2026-11-21T20:00:00Z", "authority": map[string]any{"objectType": "Agent"}}
	for k, v := range s {
		stored[k] = v
	}
	_ = json.NewEncoder(w).Encode(stored)
}

// post takes all statements of a request or none.
func (l *lrs) post(w http.ResponseWriter, body io.Reader) {
	var all []map[string]any
	if err := json.NewDecoder(body).Decode(&all); err != nil {
		http.Error(w, "no list of statements: "+err.Error(), http.StatusBadRequest)
		return
	}
	var ids []string
	for _, s := range all {
		if fault := broken(s); fault != "" {
			http.Error(w, fault, http.StatusBadRequest)
			return
		}
		id := s["id"].(string)
		if there, ok := l.statements[id]; ok && !reflect.DeepEqual(there, s) {
			http.Error(w, "conflict", http.StatusConflict)
			return
		}
		ids = append(ids, id)
	}
	for i, s := range all {
		l.statements[ids[i]] = s
	}
	_ = json.NewEncoder(w).Encode(ids)
}

var (
	isUUID     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	isTime     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)
	isDuration = regexp.MustCompile(`^PT\d+(\.\d{1,2})?S$`)
)

// broken says which rule a statement breaks, "" for none.
func broken(s map[string]any) string {
	for key, value := range s {
		if value == nil {
			return key + " is null (2.2)"
		}
		if !slices.Contains([]string{"id", "actor", "verb", "object", "result", "context", "timestamp", "version", "authority", "attachments"}, key) {
			return "there is no property " + key + " (2.4)"
		}
	}
	at := func(path string) any {
		var v any = s
		for part := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[part]
		}
		return v
	}
	text := func(path string) string { t, _ := at(path).(string); return t }
	for _, rule := range []struct {
		ok   bool
		says string
	}{
		{isUUID.MatchString(text("id")), "id is no UUID (2.4.1)"},
		{text("actor.objectType") == "Agent" && isIRI(text("actor.account.homePage")) && text("actor.account.name") != "", "the actor is not identified by an account (2.4.2.4)"},
		{at("actor.mbox") == nil && at("actor.name") == nil, "the actor is known by more than a pseudonym"},
		{isIRI(text("verb.id")) && text("verb.display.en") != "", "the verb needs an IRI and a display (2.4.3)"},
		{text("object.objectType") == "Activity" && isIRI(text("object.id")) && isIRI(text("object.definition.type")), "the object is no activity (2.4.4.1)"},
		{isTime.MatchString(text("timestamp")), "timestamp is no ISO 8601 (4.5)"},
		{strings.HasPrefix(text("version"), "1.0."), "version (2.4.10)"},
		{isUUID.MatchString(text("context.registration")), "registration is no UUID (2.4.6.1)"},
		{extensionsAreIRIs(at("result.extensions")) && extensionsAreIRIs(at("context.extensions")), "extension keys are no IRIs (4.1)"},
		{at("result.duration") == nil || isDuration.MatchString(text("result.duration")), "duration is no ISO 8601 to a hundredth (4.6)"},
	} {
		if !rule.ok {
			return rule.says
		}
	}
	return brokenScore(at)
}

func brokenScore(at func(string) any) string {
	verb := at("verb.id").(string)
	judged := strings.HasSuffix(verb, "/passed") || strings.HasSuffix(verb, "/failed")
	if at("result.score") == nil {
		if judged {
			return "a judgement without a score"
		}
		return ""
	}
	scaled, raw := at("result.score.scaled").(float64), at("result.score.raw").(float64)
	least, most := at("result.score.min").(float64), at("result.score.max").(float64)
	switch success := at("result.success"); {
	case scaled < -1 || scaled > 1:
		return "scaled is not from -1 to 1 (2.4.5.1)"
	case least >= most || raw < least || raw > most:
		return "raw is not between min and max (2.4.5.1)"
	case !judged:
		return "a score for what was not judged"
	case success != strings.HasSuffix(verb, "/passed"):
		return "success and verb disagree"
	}
	return ""
}

func isIRI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.IsAbs() && u.Host != ""
}

func extensionsAreIRIs(v any) bool {
	m, _ := v.(map[string]any)
	for key := range m {
		if !isIRI(key) {
			return false
		}
	}
	return true
}

// startLRS runs the store on loopback and gives a client of it.
func startLRS(t *testing.T) (*lrs, *Store) {
	t.Helper()
	l := &lrs{statements: map[string]map[string]any{}}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	return l, client(t, server.URL+"/xapi", "secret")
}

func client(t *testing.T, address, key string) *Store {
	t.Helper()
	s, err := NewStore(address, "site", key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (l *lrs) String() string {
	return fmt.Sprintf("%d statements after %d requests", len(l.statements), l.requests)
}
