package anatomy

import (
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
)

// voxelBox is a block of voxels, both corners included.
type voxelBox struct{ lo, hi [3]int }

func emptyBox() voxelBox {
	return voxelBox{lo: [3]int{math.MaxInt, math.MaxInt, math.MaxInt}, hi: [3]int{-1, -1, -1}}
}

func (b voxelBox) union(o voxelBox) voxelBox {
	for axis := range 3 {
		b.lo[axis] = min(b.lo[axis], o.lo[axis])
		b.hi[axis] = max(b.hi[axis], o.hi[axis])
	}
	return b
}

// labelBoxes finds where every label lies.
func labelBoxes(l *imaging.LabelMap) map[uint16]voxelBox {
	boxes := make(map[uint16]voxelBox)
	for k := range l.Size[2] {
		for j := range l.Size[1] {
			row := l.Data[l.Index(0, j, k):][:l.Size[0]]
			for i := 0; i < len(row); {
				label, start := row[i], i
				for i < len(row) && row[i] == label {
					i++
				}
				if label == 0 {
					continue
				}
				box, ok := boxes[label]
				if !ok {
					box = emptyBox()
				}
				boxes[label] = box.union(voxelBox{[3]int{start, j, k}, [3]int{i - 1, j, k}})
			}
		}
	}
	return boxes
}
