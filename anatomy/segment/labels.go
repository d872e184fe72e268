package segment

import (
	"fmt"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Named says what a label of a label map stands for.
type Named struct {
	Label    uint16 // 1 to 65535; 0 is background and has no name
	Name     string // kebab-case, as a case names its structures
	SNOMED   string // SNOMED CT code of the organ without its side; may be empty
	Tissue   string // as in anatomy.Structure
	Color    string // #rrggbb
	Critical bool   // must not be injured
}

// Present lists the labels that occur in l, ascending, without background.
func Present(l *imaging.LabelMap) []uint16 {
	var seen [1 << 16]bool
	for _, label := range l.Data {
		seen[label] = true
	}
	var present []uint16
	for label := 1; label < len(seen); label++ {
		if seen[label] {
			present = append(present, uint16(label))
		}
	}
	return present
}

// Label marks the voxels of l that carry label n.
func Label(l *imaging.LabelMap, n uint16) *Mask {
	m := NewMask(l.Grid)
	for i, label := range l.Data {
		if label == n {
			m.Bits[i] = 1
		}
	}
	return m
}

// FromLabels names every label that occurs in l, in ascending order. A label
// that the table does not know is called label-N, with tissue other: nothing
// in the map is left out. Entries of the table that do not occur are.
func FromLabels(l *imaging.LabelMap, table []Named) []Named {
	known := make(map[uint16]Named, len(table))
	for _, entry := range table {
		known[entry.Label] = entry
	}
	present := Present(l)
	named := make([]Named, len(present))
	for i, label := range present {
		entry, ok := known[label]
		if !ok {
			entry = unknown(label)
		}
		named[i] = entry
	}
	return named
}

// unknown names a label that no table names.
func unknown(label uint16) Named {
	return Named{Label: label, Name: fmt.Sprintf("label-%d", label), Tissue: "other", Color: tissueColor("other")}
}
