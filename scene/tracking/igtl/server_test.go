package igtl

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/testkit"
)

// TestWatcherWhoDoesNotRead costs nobody anything: sending does not wait, the
// others get everything, and the end comes.
func TestWatcherWhoDoesNotRead(t *testing.T) {
	s := serve(t)
	lazy, err := Dial(t.Context(), s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer lazy.Close()
	testkit.Until(t, func() bool { return s.Watchers() == 1 })
	keen, err := Dial(t.Context(), s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer keen.Close()
	testkit.Until(t, func() bool { return s.Watchers() == 2 })
	big := Message{Type: TypeString, Text: strings.Repeat("a", 60_000)}
	for i := range 2 * backlog {
		if err := s.Send(&big); err != nil {
			t.Fatal(err)
		}
		if m, err := keen.Next(); err != nil || len(m.Text) != len(big.Text) {
			t.Fatalf("message %d: %v", i, err)
		}
	}
}

// TestWhoComesLaterIsGreeted, and who goes is forgotten.
func TestWhoComesLaterIsGreeted(t *testing.T) {
	s := serve(t)
	if err := s.Greet(&Message{Type: TypeStatus, Status: Status{Code: StatusOK, Message: "hello"}}); err != nil {
		t.Fatal(err)
	}
	c, err := Dial(t.Context(), s.Address())
	if err != nil {
		t.Fatal(err)
	}
	if m, err := c.Next(); err != nil || m.Status.Message != "hello" {
		t.Errorf("greeted with %+v, %v", m, err)
	}
	if err := c.Send(&Message{Type: TypeString, Text: "what a server ignores"}); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	testkit.Until(t, func() bool { return s.Watchers() == 0 })
}

func TestWhereNobodyListens(t *testing.T) {
	s := serve(t)
	address := s.Address()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Dial(t.Context(), address); err == nil || !strings.Contains(err.Error(), "nobody listens") {
		t.Errorf("%v", err)
	}
	if _, err := Listen("nowhere"); err == nil {
		t.Error("an address without a port is served")
	}
}
