package segment

import (
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// TestGuessTableTellsTheVersions uses one scan labelled by both versions of
// TotalSegmentator.
func TestGuessTableTellsTheVersions(t *testing.T) {
	for path, want := range map[string]string{
		"abdomen_ct_ts/labels_total.nii.gz":      "totalsegmentator",
		"abdomen_ct_ts_slab/labels_total.nii.gz": "totalsegmentator",
		"abdomen_ct_ts/labels_v1_float64.nii.gz": "totalsegmentator-v1",
	} {
		l := sharedLabels(t, "data/volumes/"+path)
		if table, sure := GuessTable(l); table.ID != want || !sure {
			for _, other := range LabelTables() {
				t.Logf("%s explains %.2f", other.ID, explained(other, centresOf(l)))
			}
			t.Errorf("%s is taken for %s, sure: %v; want %s", path, table.ID, sure, want)
		}
	}
}

// TestGuessTableIsNotSureOfFewLabels: one organ could be anything.
func TestGuessTableIsNotSureOfFewLabels(t *testing.T) {
	l := &imaging.LabelMap{Grid: gridOf([3]int{4, 4, 4}, mgl64.Vec3{1, 1, 1}), Data: make([]uint16, 64)}
	for _, label := range []uint16{1, 5, 40000} {
		l.Data[9] = label
		if table, sure := GuessTable(l); sure {
			t.Errorf("label %d alone is surely %s", label, table.ID)
		}
	}
}
