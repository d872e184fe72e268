package segment

import "github.com/drylab/drylab/anatomy/imaging"

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
