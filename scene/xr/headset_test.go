package xr

import (
	"testing"

	"github.com/drylab/drylab/scene/xr/testruntime"
)

func TestFramesAndHandsGoRound(t *testing.T) {
	h, r := wear(t, testruntime.Config{}, Options{})
	s := ready(t, h)
	if drawn := turn(t, h, 10); drawn != 20 {
		t.Errorf("%d eyes drawn in ten frames", drawn)
	}
	if len(r.Layers()) != 2 {
		t.Fatalf("%d layers shown", len(r.Layers()))
	}
	in, more := s.Next(0)
	if !more || !in.Hands[0].Valid {
		t.Fatalf("hands %+v, %v", in, more)
	}
	h.Close()
	if _, more := s.Next(1); more || s.Err() != nil {
		t.Errorf("after the end: more %v, error %v", more, s.Err())
	}
	for _, c := range r.Complaints() {
		t.Log(c)
	}
}
