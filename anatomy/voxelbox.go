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

// cut marks the wanted labels within the box, and counts them.
func (b voxelBox) cut(l *imaging.LabelMap, wanted []bool) (bits []uint8, size [3]int, voxels int) {
	for axis := range 3 {
		size[axis] = b.hi[axis] - b.lo[axis] + 1
	}
	bits = make([]uint8, size[0]*size[1]*size[2])
	for k := b.lo[2]; k <= b.hi[2]; k++ {
		for j := b.lo[1]; j <= b.hi[1]; j++ {
			row := ((k-b.lo[2])*size[1] + j - b.lo[1]) * size[0]
			for i, label := range l.Data[l.Index(b.lo[0], j, k):][:size[0]] {
				if wanted[label] {
					bits[row+i] = 1
					voxels++
				}
			}
		}
	}
	return bits, size, voxels
}
