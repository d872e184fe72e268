package tissue

// block is a 3×3 matrix by rows.
type block = [9]float32

// matrix is a symmetric sparse matrix of 3×3 blocks with its preconditioner.
type matrix struct {
	structure
	values  []block
	inverse []block // of the diagonal blocks; zero where the vertex is fixed
}

// timesPlain is times in plain Go.
func (m *matrix) timesPlain(x, y []Vec, first, last int) {
	for i := first; i < last; i++ {
		row := &m.rows[i]
		cols := m.cols[row.at:row.end]
		values := m.values[row.at:row.end]
		values = values[:len(cols)]
		var s0, s1, s2, s3, s4, s5, s6, s7, s8 float32
		for k, c := range cols {
			a, p := &values[k], &x[c]
			s0 += a[0] * p[0]
			s1 += a[1] * p[1]
			s2 += a[2] * p[2]
			s3 += a[3] * p[0]
			s4 += a[4] * p[1]
			s5 += a[5] * p[2]
			s6 += a[6] * p[0]
			s7 += a[7] * p[1]
			s8 += a[8] * p[2]
		}
		y[i] = Vec{s0 + s1 + s2, s3 + s4 + s5, s6 + s7 + s8}
	}
}

// transposed is a block's mirror.
func transposed(a *block) block {
	return block{a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]}
}

// applied is a·x.
func applied(a *block, x Vec) Vec {
	return Vec{
		a[0]*x[0] + a[1]*x[1] + a[2]*x[2],
		a[3]*x[0] + a[4]*x[1] + a[5]*x[2],
		a[6]*x[0] + a[7]*x[1] + a[8]*x[2],
	}
}

// inverted is the inverse of a symmetric positive definite block, or zero.
func inverted(a *block) block {
	c00, c01, c02 := a[4]*a[8]-a[5]*a[5], a[2]*a[5]-a[1]*a[8], a[1]*a[5]-a[2]*a[4]
	det := a[0]*c00 + a[1]*c01 + a[2]*c02
	if !(det > 0) {
		return block{}
	}
	d := 1 / det
	c11, c12, c22 := a[0]*a[8]-a[2]*a[2], a[1]*a[2]-a[0]*a[5], a[0]*a[4]-a[1]*a[1]
	return block{c00 * d, c01 * d, c02 * d, c01 * d, c11 * d, c12 * d, c02 * d, c12 * d, c22 * d}
}
