package main

import (
	"testing"

	"github.com/drylab/drylab/assets"
)

// TestASlowComputerIsTold: a world at full speed, then at half, then at full again,
// looked at every tenth of a second; the first stretch begins with the first look.
func TestASlowComputerIsTold(t *testing.T) {
	var p pace
	world := 0.0
	run := func(from, to int, rate float64) (told string) {
		for i := from; i < to; i++ {
			world += 0.1 * rate
			p.see(100+0.1*float64(i), world)
			for _, r := range p.readout(assets.Texts{}) {
				told = r.Value
			}
		}
		return told
	}
	if told := run(0, 45, 1); told != "" {
		t.Errorf("at full speed the trainee reads %q", told)
	}
	if told := run(45, 105, 0.5); told != "50 %" {
		t.Errorf("at half speed the trainee reads %q", told)
	}
	run(105, 150, 1)
	if told := run(150, 190, 1); told != "" {
		t.Errorf("at full speed again the trainee reads %q", told)
	}
}
