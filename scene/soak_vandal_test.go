package scene

import (
	"math"
	"math/rand/v2"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

type soakBody struct {
	name string
	body func() SoftBody
}

// soakBodies are what is abused.
var soakBodies = []soakBody{
	{"lobe", func() SoftBody {
		return SoftBody{Mesh: fixed(brick(mgl64.Vec3{-30, -20, 10}, 9, 6, 4, 6, tearing(softLiver)), func(p tissue.Vec) bool { return p[0] < -29.9 })}
	}},
	{"sheet", func() SoftBody {
		return SoftBody{Mesh: fixed(brick(mgl64.Vec3{-20, -20, 15}, 16, 16, 1, 2.5, tearing(softLiver)), func(p tissue.Vec) bool {
			return math.Abs(float64(p[0])) > 19.9 || math.Abs(float64(p[1])) > 19.9
		})}
	}},
	{"hollow", func() SoftBody {
		b := SoftBody{PressurePa: 200}
		b.Mesh, b.Lumen = hollow(mgl64.Vec3{-20, -20, 5}, 8, 5, tearing(softLiver))
		b.Mesh = fixed(b.Mesh, func(p tissue.Vec) bool { return p[0] < -19.9 })
		return b
	}},
}

func tearing(m tissue.Material) tissue.Material {
	m.TearStrain = 0.8
	return m
}

// hollow is a cube of n³ cubes of h mm with a wall of two, and its inner wall.
func hollow(lo mgl64.Vec3, n int, h float64, material tissue.Material) (m tissue.Mesh, lumen [][3]int32) {
	solid := brick(lo, n, n, n, h, material)
	within := func(p mgl64.Vec3) bool {
		p = p.Sub(lo).Mul(1 / h)
		least, most := min(p[0], p[1], p[2]), max(p[0], p[1], p[2])
		return least > 1.999 && most < float64(n)-1.999
	}
	number := map[int32]int32{}
	for _, tet := range solid.Tets {
		var middle mgl64.Vec3
		for _, v := range tet {
			middle = middle.Add(widen(solid.Rest[v]).Mul(0.25))
		}
		if within(middle) {
			continue
		}
		for k, v := range tet {
			if _, known := number[v]; !known {
				number[v] = int32(len(m.Rest))
				m.Rest = append(m.Rest, solid.Rest[v])
			}
			tet[k] = number[v]
		}
		m.Tets = append(m.Tets, tet)
	}
	m.Materials = solid.Materials
	faces := map[[3]int32]int{} // by the corners, the lowest first
	turned := func(f [3]int32) [3]int32 {
		for f[1] < f[0] || f[2] < f[0] {
			f = [3]int32{f[1], f[2], f[0]}
		}
		return f
	}
	inwards := func(q [4]int32) [4][3]int32 {
		return [4][3]int32{{q[0], q[1], q[2]}, {q[0], q[3], q[1]}, {q[1], q[3], q[2]}, {q[0], q[2], q[3]}}
	}
	for _, tet := range m.Tets {
		for _, f := range inwards(tet) {
			faces[turned(f)]++
		}
	}
	for _, tet := range m.Tets {
		for _, f := range inwards(tet) {
			centre := widen(m.Rest[f[0]]).Add(widen(m.Rest[f[1]])).Add(widen(m.Rest[f[2]])).Mul(1.0 / 3)
			if faces[turned([3]int32{f[0], f[2], f[1]})] == 0 && within(centre) {
				lumen = append(lumen, f)
			}
		}
	}
	return m, lumen
}

// vandal moves one instrument.
type vandal struct {
	random *rand.Rand
	wild   bool // leaps, and strokes at some metres a second
	left   int  // ticks of the present motion
	what   int
	way    mgl64.Vec3 // of each tick
}

func (v *vandal) any(reach float64) mgl64.Vec3 {
	r := func() float64 { return reach * (2*v.random.Float64() - 1) }
	return mgl64.Vec3{r(), r(), r()}
}

// move does for a tick what the vandal is at, and now and then thinks of
// something else: strokes, leaps, shaking, pulling with closed jaws, turning
// about, not being seen.
func (v *vandal) move(s *sim, hand int) {
	h := &s.hands[hand]
	if v.left--; v.left <= 0 {
		v.left, v.what, h.jaw = 5+v.random.IntN(50), v.random.IntN(7), v.random.Float64()
		if !v.wild {
			v.left += 40
		}
		if !h.present {
			s.put(hand, v.any(60).Add(mgl64.Vec3{0, 0, 60}), pointsDown)
		}
		target := v.any(25).Add(mgl64.Vec3{0, 0, 20})
		v.way = target.Sub(h.pose.Tip).Mul(2 / float64(v.left))
		if v.what == 4 { // to a place on the skin, open
			v.left, h.jaw, h.pose.Orientation = 50, 0, pointsDown
			at := s.skin.now[s.skin.outside[v.random.IntN(len(s.skin.outside))]]
			v.way = at.Sub(h.pose.Tip).Mul(1.0 / 20)
		}
	}
	switch v.what {
	case 0, 1: // a stroke through the middle and beyond it
		h.pose.Tip = h.pose.Tip.Add(v.way)
	case 2: // a leap
		if v.wild && v.left%4 == 0 {
			h.pose.Tip = v.any(60).Add(mgl64.Vec3{0, 0, 40})
		}
	case 3:
		h.pose.Tip = h.pose.Tip.Add(v.any(2))
	case 4: // there, closing, away
		switch {
		case v.left > 30:
			h.pose.Tip = h.pose.Tip.Add(v.way)
		case v.left > 20:
			h.jaw = min(h.jaw+0.2, 1)
		default:
			h.pose.Tip[2] += 3
		}
	case 5:
		h.pose.Orientation = h.pose.Orientation.Mul(mgl64.QuatRotate(0.3, unit(v.any(1)))).Normalize()
		h.jaw = math.Abs(math.Sin(float64(v.left) / 3))
	case 6:
		h.present = false
	}
}
