package segment

import "github.com/go-gl/mathgl/mgl64"

// eachRow tells, of every row of voxels with marked ones in it, the positions
// (LPS, mm) of the first and the last of its n marked voxels.
func (m *Mask) eachRow(tell func(first, last mgl64.Vec3, n int)) {
	for k := range m.Size[2] {
		for j := range m.Size[1] {
			row := m.Bits[m.Index(0, j, k):][:m.Size[0]]
			first, last, n := -1, -1, 0
			for i, bit := range row {
				if bit == 0 {
					continue
				}
				if first < 0 {
					first = i
				}
				last, n = i, n+1
			}
			if n > 0 {
				tell(m.Position(float64(first), float64(j), float64(k)), m.Position(float64(last), float64(j), float64(k)), n)
			}
		}
	}
}

// keep clears the marked voxels whose centres (LPS, mm) are not wanted.
func (m *Mask) keep(wanted func(p mgl64.Vec3) bool) {
	for k := range m.Size[2] {
		for j := range m.Size[1] {
			row := m.Bits[m.Index(0, j, k):][:m.Size[0]]
			for i, bit := range row {
				if bit == 1 && !wanted(m.Position(float64(i), float64(j), float64(k))) {
					row[i] = 0
				}
			}
		}
	}
}
