package tissue

import "testing"

// TestTableIsSound: every material can be built with, names its source and is
// found by its name.
func TestTableIsSound(t *testing.T) {
	for n, m := range Table() {
		if err := m.check(); err != nil {
			t.Error(err)
		}
		if m.Source == "" || m.TearStrain == 0 {
			t.Errorf("%s has no source or never tears", m.Name)
		}
		if found, ok := Named(m.Name); !ok || found != m {
			t.Errorf("%s, material %d, is not found by its name", m.Name, n)
		}
	}
	if _, ok := Named("adamant"); ok {
		t.Error("there is adamant")
	}
}
