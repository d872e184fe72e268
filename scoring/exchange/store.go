package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Store is a learning record store that an administrator named.
type Store struct {
	endpoint *url.URL
	user     string
	password string
	client   *http.Client
	// Wait sleeps between attempts; it ends early with the context. Tests set
	// their own.
	Wait func(ctx context.Context, d time.Duration) error
}

const (
	batch       = 50              // statements in one request
	tries       = 6               // of one request, before it is left for another day
	firstPause  = time.Second     // doubled after each try
	longestWait = 2 * time.Minute // also where the store asks for more
	patience    = 30 * time.Second
	mostAnswer  = 1 << 20 // bytes read of an answer
)

// NewStore checks the address of a store. Passwords travel in the open over
// http, so that it is possible on this machine only.
func NewStore(endpoint, user, password string) (*Store, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("the learning record store's address %q is none; give one such as https://lrs.example.org/xapi", endpoint)
	case u.User != nil:
		return nil, errors.New("the learning record store's address holds a user; give user and key apart")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("the learning record store %s is reached without encryption; use https", u.Host)
	}
	return &Store{
		endpoint: u, user: user, password: password, Wait: pause,
		client: &http.Client{
			Timeout:       patience,
			CheckRedirect: func(request *http.Request, _ []*http.Request) error { return redirected(request.URL.Host) },
		},
	}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Delivery is what became of statements that were pushed.
type Delivery struct {
	Stored  []string          `json:"stored"`  // ids that the store has now
	Refused map[string]string `json:"refused"` // ids that it will never take, with its reason
	// The others were not delivered; Push's error says why, and they can be
	// pushed again: what the store got in spite of it is not stored twice.
}

// Push sends statements until the store has them or has refused them. A store
// that is busy, hangs or fails is tried again with growing pauses. stored is
// called after each batch, so that the caller can note what need not be sent
// again.
func (s *Store) Push(ctx context.Context, statements []Statement, stored func(ids []string) error) (Delivery, error) {
	d := Delivery{Refused: map[string]string{}}
	for len(statements) > 0 {
		n := min(batch, len(statements))
		before := len(d.Stored)
		err := s.deliver(ctx, statements[:n], &d)
		if done := d.Stored[before:]; len(done) > 0 {
			err = errors.Join(err, stored(done))
		}
		if err != nil {
			return d, fmt.Errorf("learning record store %s: %w; what it has not got stays in the outbox", s.endpoint.Host, err)
		}
		statements = statements[n:]
	}
	return d, nil
}

// deliver sends a batch; a batch that the store refuses is halved until the
// statements are found that it refuses.
func (s *Store) deliver(ctx context.Context, statements []Statement, d *Delivery) error {
	status, answer, err := s.post(ctx, statements)
	switch {
	case err != nil:
		return err
	case status == http.StatusOK || status == http.StatusNoContent:
		for i := range statements {
			d.Stored = append(d.Stored, statements[i].ID)
		}
		return nil
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("it does not let us in (%d); check user and key", status)
	case status != http.StatusBadRequest && status != http.StatusConflict && status != http.StatusRequestEntityTooLarge:
		return fmt.Errorf("it answers %d", status)
	case len(statements) > 1:
		half := len(statements) / 2
		if err := s.deliver(ctx, statements[:half], d); err != nil {
			return err
		}
		return s.deliver(ctx, statements[half:], d)
	case status == http.StatusConflict:
		return s.settle(ctx, &statements[0], d)
	}
	d.Refused[statements[0].ID] = firstLine(answer)
	return nil
}

// settle looks whether the store has a statement of that id already: the same
// one was stored before, and its answer was lost on the way.
func (s *Store) settle(ctx context.Context, statement *Statement, d *Delivery) error {
	query := url.Values{"statementId": {statement.ID}, "format": {"exact"}}
	status, answer, err := s.do(ctx, http.MethodGet, query, nil)
	if err != nil {
		return err
	}
	var there Statement
	if status == http.StatusOK && json.Unmarshal(answer, &there) == nil && same(&there, statement) {
		d.Stored = append(d.Stored, statement.ID)
		return nil
	}
	d.Refused[statement.ID] = "the store has another statement of this id"
	return nil
}

// same compares who did what, and how it went; a store adds what it knows
// itself, and may write times its own way.
func same(a, b *Statement) bool {
	result := func(s *Statement) (r Result) {
		if s.Result != nil {
			r = Result{Score: s.Result.Score, Success: s.Result.Success, Completion: s.Result.Completion}
		}
		return r
	}
	return a.Actor == b.Actor && a.Verb.ID == b.Verb.ID && a.Object.ID == b.Object.ID && reflect.DeepEqual(result(a), result(b))
}

func (s *Store) post(ctx context.Context, statements []Statement) (status int, answer []byte, err error) {
	text, err := json.Marshal(statements)
	if err != nil {
		return 0, nil, err
	}
	return s.do(ctx, http.MethodPost, nil, text)
}

// do makes a request, again and again where the failure is one that passes.
func (s *Store) do(ctx context.Context, method string, query url.Values, body []byte) (status int, answer []byte, err error) {
	wait := firstPause
	for n := 1; ; n++ {
		var after time.Duration
		status, answer, after, err = s.once(ctx, method, query, body)
		passing := err != nil && !errors.As(err, new(redirected)) || status == http.StatusTooManyRequests || status >= 500
		switch {
		case ctx.Err() != nil:
			return 0, nil, ctx.Err()
		case !passing:
			return status, answer, plainly(err)
		case n == tries && err == nil:
			return 0, nil, fmt.Errorf("it answered %d, %d times", status, tries)
		case n == tries:
			return 0, nil, fmt.Errorf("it cannot be reached after %d tries: %w", tries, plainly(err))
		}
		if err := s.Wait(ctx, min(max(wait, after), longestWait)); err != nil {
			return 0, nil, err
		}
		wait *= 2
	}
}

func (s *Store) once(ctx context.Context, method string, query url.Values, body []byte) (status int, answer []byte, after time.Duration, err error) {
	address := s.endpoint.JoinPath("statements")
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, address.String(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, 0, err
	}
	request.Header.Set("X-Experience-API-Version", "1.0.3")
	request.Header.Set("Content-Type", "application/json")
	if s.user != "" {
		request.SetBasicAuth(s.user, s.password)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return 0, nil, 0, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if seconds, bad := strconv.Atoi(response.Header.Get("Retry-After")); bad == nil && seconds > 0 {
		after = time.Duration(seconds) * time.Second
	}
	return response.StatusCode, answer, after, err
}

// redirected is the host that a store sends us on to. Nobody named it, so it
// gets nothing.
type redirected string

func (r redirected) Error() string {
	return fmt.Sprintf("it sends us on to %s; name that address if it is the right one", string(r))
}

// plainly takes the address, which may be secret, and the method out of an error.
func plainly(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// firstLine is the beginning of an answer, as far as people may want to read it.
func firstLine(answer []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(answer)), "\n")
	line = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, line)
	if runes := []rune(line); len(runes) > 200 {
		line = string(runes[:200]) + "…"
	}
	if line == "" {
		return "the store gave no reason"
	}
	return line
}
