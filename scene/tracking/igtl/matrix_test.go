package igtl

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// TestMatrixOfTheVectors: upstream's transforms hold these numbers, the axes one
// after the other. A message that comes back byte for byte may have been misread.
func TestMatrixOfTheVectors(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/scoring_ref/openigtlink_vectors.json")
	if err != nil {
		t.Skipf("the shared reference values are not here: %v", err)
	}
	var all struct {
		Matrix struct{ Values []float32 } `json:"transform_matrix"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, v := range vectors(t) {
		if v.Type != TypeTransform {
			continue
		}
		m, err := NewReader(bytes.NewReader(v.bytes)).Next()
		if err != nil {
			t.Fatal(err)
		}
		p := m.Poses[0]
		if got := slices.Concat(p.Columns[0][:], p.Columns[1][:], p.Columns[2][:], p.Position[:]); !slices.Equal(got, all.Matrix.Values) {
			t.Errorf("%s holds %v, want %v", v.Name, got, all.Matrix.Values)
		}
		read++
	}
	if read != 2 {
		t.Errorf("%d transforms, want 2", read)
	}
}
