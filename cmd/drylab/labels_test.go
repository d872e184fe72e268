package main

import (
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
)

// TestLooksLabelled: a map of blocks is one, noise and values below zero are not.
func TestLooksLabelled(t *testing.T) {
	volume := func(value func(i int) int16) *imaging.Volume {
		v := &imaging.Volume{Int16: make([]int16, 1000)}
		for i := range v.Int16 {
			v.Int16[i] = value(i)
		}
		return v
	}
	for name, c := range map[string]struct {
		value func(i int) int16
		want  bool
	}{
		"blocks":     {func(i int) int16 { return int16(i / 40 % 5) }, true},
		"a mask":     {func(i int) int16 { return int16(i / 300 % 2) }, true},
		"nothing":    {func(int) int16 { return 0 }, false},
		"noise":      {func(i int) int16 { return int16(i * 7919 % 251) }, false},
		"below zero": {func(i int) int16 { return int16(i/40%5) - 1 }, false},
	} {
		if got := looksLabelled(volume(c.value)); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	halves := &imaging.Volume{Float32: []float32{0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1}}
	if looksLabelled(halves) {
		t.Error("halves are no labels")
	}
}

// TestAreAxes: one side of each axis, in any order.
func TestAreAxes(t *testing.T) {
	for text, want := range map[string]bool{"": true, "RAS": true, "lps": true, "SPL": true, "LRS": false, "RA": false, "RASS": false, "XYZ": false, "Rä": false} {
		if got := areAxes(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
