package view

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// softSkin makes of one structure's part of a Soft what the graphics card draws.
// A vertex of the skin becomes several where its triangles must not be shaded as
// one: at the rim of a cut and at creases.
type softSkin struct {
	source   []int32    // the skin's vertex of each drawn one
	indices  []uint32   // of drawn vertices
	constant []float32  // of each drawn vertex: place at rest, 1 on a cut face or 0
	moving   []float32  // of each drawn vertex: place, normal, pallor
	stains   [][4]uint8 // of each drawn vertex: blood, burn, bruise, moisture
	area     []float32  // of each drawn vertex: of the triangles around it at rest, twice, mm²

	head, next []int32 // drawn vertices of each vertex of the skin, −1 ends
	facing     []mgl32.Vec3
	cut        []bool
	lowest     mgl32.Vec3 // corners of the bounding box
	highest    mgl32.Vec3
}

// Floats of each drawn vertex.
const (
	constantFloats = 4
	movingFloats   = 7
)

const (
	// creaseCosine is of the angle between triangles beyond which an edge is
	// sharp: that of a block stays, and the facets of a coarse round organ do not
	// show.
	creaseCosine = 0.5
	// crumbMM2 is twice the area of a triangle at rest so small that its normal
	// says nothing; cuts leave such.
	crumbMM2 = 1e-3
)

func (k *softSkin) empty() bool { return len(k.indices) == 0 }

// divide makes the drawn vertices of one body's triangles anew, in their order.
func (k *softSkin) divide(s *Soft, body int32) {
	k.source, k.indices, k.constant = k.source[:0], k.indices[:0], k.constant[:0]
	k.next, k.facing, k.cut, k.area = k.next[:0], k.facing[:0], k.cut[:0], k.area[:0]
	k.head = slices.Grow(k.head[:0], len(s.Rest))[:len(s.Rest)]
	for i := range k.head {
		k.head[i] = -1
	}
	for t, corners := range s.Triangles {
		if s.Body[t] != body {
			continue
		}
		n := turned(s.Rest, corners)
		for _, v := range corners {
			i := k.vertex(v, n, s.Cut[t], s.Rest)
			k.facing[i] = k.facing[i].Add(n)
			k.area[i] += n.Len()
			k.indices = append(k.indices, uint32(i))
		}
	}
	k.moving = slices.Grow(k.moving[:0], movingFloats*len(k.source))[:movingFloats*len(k.source)]
}

// vertex is the drawn vertex of v for a triangle of that normal: one there is
// already, or a new one.
func (k *softSkin) vertex(v int32, n mgl32.Vec3, cut bool, rest [][3]float32) int32 {
	crumb := n.Len() < crumbMM2
	for i := k.head[v]; i >= 0; i = k.next[i] {
		if k.cut[i] == cut && (crumb || k.facing[i].Dot(n) >= creaseCosine*k.facing[i].Len()*n.Len()) {
			return i
		}
	}
	i := int32(len(k.source))
	k.source, k.cut = append(k.source, v), append(k.cut, cut)
	k.facing, k.area = append(k.facing, mgl32.Vec3{}), append(k.area, 0)
	k.next = append(k.next, k.head[v])
	k.head[v] = i
	p, inside := rest[v], float32(0)
	if cut {
		inside = 1
	}
	k.constant = append(k.constant, p[0], p[1], p[2], inside)
	return i
}

// turned is a triangle's normal, as long as twice its area.
func turned(at [][3]float32, t [3]int32) mgl32.Vec3 {
	a, b, c := mgl32.Vec3(at[t[0]]), mgl32.Vec3(at[t[1]]), mgl32.Vec3(at[t[2]])
	return b.Sub(a).Cross(c.Sub(a))
}

// follow brings the drawn vertices to where the skin is. It reports false, and
// leaves all as it was, where a place is not a number.
func (k *softSkin) follow(s *Soft) bool {
	if !k.sound(s.Places) {
		return false
	}
	k.place(s.Places)
	m := k.moving
	for i := 0; i+2 < len(k.indices); i += 3 {
		a, b, c := movingFloats*k.indices[i], movingFloats*k.indices[i+1], movingFloats*k.indices[i+2]
		p, q, r := m[a:a+7:a+7], m[b:b+7:b+7], m[c:c+7:c+7]
		ux, uy, uz := q[0]-p[0], q[1]-p[1], q[2]-p[2]
		vx, vy, vz := r[0]-p[0], r[1]-p[1], r[2]-p[2]
		x, y, z := uy*vz-uz*vy, uz*vx-ux*vz, ux*vy-uy*vx
		size := float32(math.Sqrt(float64(x*x + y*y + z*z)))
		for _, w := range [3][]float32{p, q, r} {
			w[3] += x
			w[4] += y
			w[5] += z
			w[6] += size
		}
	}
	for i, area := range k.area {
		w := m[movingFloats*i : movingFloats*i+7]
		if l := float32(math.Sqrt(float64(w[3]*w[3] + w[4]*w[4] + w[5]*w[5]))); l > 0 {
			w[3], w[4], w[5] = w[3]/l, w[4]/l, w[5]/l
		}
		w[6] = pallor(w[6], area)
	}
	return true
}

// sound tells whether every place is one. What is not a number stays none when
// it is taken from itself, and so does what is infinite.
func (k *softSkin) sound(places [][3]float32) bool {
	sum := float32(0)
	for _, v := range k.source {
		p := &places[v]
		sum += (p[0] - p[0]) + (p[1] - p[1]) + (p[2] - p[2])
	}
	return sum == 0
}

// place copies the places and measures the bounding box.
func (k *softSkin) place(places [][3]float32) {
	far := float32(math.MaxFloat32)
	k.lowest, k.highest = mgl32.Vec3{far, far, far}, mgl32.Vec3{-far, -far, -far}
	for i, v := range k.source {
		p := &places[v]
		w := k.moving[movingFloats*i : movingFloats*i+7]
		w[0], w[1], w[2] = p[0], p[1], p[2]
		w[3], w[4], w[5], w[6] = 0, 0, 0, 0
		for axis, x := range p {
			k.lowest[axis] = min(k.lowest[axis], x)
			k.highest[axis] = max(k.highest[axis], x)
		}
	}
}

// stain takes the states, if there are some, to the drawn vertices.
func (k *softSkin) stain(states [][4]uint8) [][4]uint8 {
	k.stains = k.stains[:0]
	if len(states) == 0 {
		return nil
	}
	for _, v := range k.source {
		k.stains = append(k.stains, states[v])
	}
	return k.stains
}

// pallor is how much of the blood is gone from tissue whose skin has that area
// now and had that one at rest, 0 to 1: what is stretched or squeezed pales.
// Our choice: it begins at a fifth and is full at two and a half times the area.
func pallor(now, rest float32) float32 {
	const begins, full = 1.2, 2.5
	if rest <= 0 || now <= 0 {
		return 0
	}
	ratio := max(now/rest, rest/now)
	return min(max((ratio-begins)/(full-begins), 0), 1)
}
