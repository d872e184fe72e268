package scene

import (
	"math"
	"math/rand/v2"

	"github.com/drylab/drylab/scene/record"
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
	wild   bool // leaps, spins, strokes at some metres a second, appears in the midst of tissue
	left   int  // steps of the present motion
	what   int
	way    mgl64.Vec3 // of each step
	from   stance     // where a grasp began
	before stance     // the skin, from outside
	at     stance     // the skin, between the jaws
}

func (v *vandal) any(reach float64) mgl64.Vec3 {
	r := func() float64 { return reach * (2*v.random.Float64() - 1) }
	return mgl64.Vec3{r(), r(), r()}
}

// What vandals do.
const (
	stroking = iota
	strokingOn
	leaping
	shaking
	grasping
	turning
	hiding
	vandalisms
)

const (
	graspSteps = 100 // in all: two in an attempt
	reachSteps = 30  // to get before the skin
	enterSteps = 25  // to get it between the jaws
	closeSteps = 30  // for jaws that need 20
)

// move does for a step what the vandal is at, and now and then thinks of
// something else.
func (v *vandal) move(s *sim, hand int) {
	h := &s.hands[hand]
	if v.left--; v.left <= 0 {
		v.think(s, hand)
	}
	switch v.what {
	case stroking, strokingOn: // through the middle and beyond it
		h.pose.Tip = h.pose.Tip.Add(v.way)
	case leaping:
		if v.wild && v.left%4 == 0 {
			h.pose.Tip = v.any(60).Add(mgl64.Vec3{0, 0, 40})
		}
	case shaking:
		h.pose.Tip = h.pose.Tip.Add(v.any(2))
	case grasping:
		v.grasp(h)
	case turning:
		rate := 0.05 // 5 rad/s: a quick turn of a wrist
		if v.wild {
			rate = 0.3
		}
		h.pose.Orientation = h.pose.Orientation.Mul(mgl64.QuatRotate(rate, unit(v.any(1)))).Normalize()
		h.jaw = math.Abs(math.Sin(float64(v.left) / 3))
	case hiding:
		h.present = false
	}
	if !v.wild { // the table stops it
		h.pose.Tip[2] = max(h.pose.Tip[2], aboveTable)
	}
}

// aboveTable is how far above the table an instrument's tip stays, mm: its radius
// and a little tissue.
const aboveTable = 4

// think chooses what comes next. One that grasps has an instrument for it.
func (v *vandal) think(s *sim, hand int) {
	h := &s.hands[hand]
	v.left, v.what, h.jaw = 5+v.random.IntN(50), v.random.IntN(vandalisms), v.random.Float64()
	if !v.wild {
		v.left += 40
		if v.what == leaping {
			v.what = stroking
		}
	}
	if v.what == hiding {
		v.left = 20
	}
	if !h.present {
		at := v.any(60).Add(mgl64.Vec3{0, 0, 60})
		if top := s.tree.whole().hi[2] + 10; !v.wild && at[2] < top {
			at[2] = top
		}
		s.put(hand, at, pointsDown)
	}
	target := v.any(25).Add(mgl64.Vec3{0, 0, 20})
	v.way = target.Sub(h.pose.Tip).Mul(2 / float64(v.left))
	if s.tools[hand].grasps() && v.random.IntN(4) > 0 {
		v.what = grasping
	}
	if v.what == grasping {
		v.left = graspSteps
		v.from = stance{pose: h.pose}
		v.before, v.at = v.aim(s)
	}
}

// aim is how an instrument stands 30 mm before some place of the skin, and 6 mm
// behind it.
func (v *vandal) aim(s *sim) (before, at stance) {
	vertex := s.skin.outside[v.random.IntN(len(s.skin.outside))]
	p, n := s.skin.now[vertex], s.skin.normal[vertex]
	if n[2] < -0.3 || n == (mgl64.Vec3{}) { // from below the table, or where skin is crushed to a line
		n = mgl64.Vec3{0, 0, 1}
	}
	turn := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, n.Mul(-1)).Mul(mgl64.QuatRotate(v.random.Float64()*math.Pi, mgl64.Vec3{0, 0, 1}))
	return stance{pose: record.Pose{Tip: p.Add(n.Mul(30)), Orientation: turn}}, stance{pose: record.Pose{Tip: p.Sub(n.Mul(6)), Orientation: turn}}
}

// grasp goes there, closes the jaws and pulls away.
func (v *vandal) grasp(h *softHand) {
	done := graspSteps - v.left
	switch {
	case done < reachSteps:
		h.pose, h.jaw = v.from.towards(v.before, float64(done+1)/reachSteps).pose, 0
	case done < reachSteps+enterSteps:
		h.pose = v.before.towards(v.at, float64(done-reachSteps+1)/enterSteps).pose
	case done < reachSteps+enterSteps+closeSteps:
		h.jaw = min(h.jaw+0.05, 1)
	default:
		h.pose.Tip = h.pose.Tip.Add(unit(v.before.pose.Tip.Sub(v.at.pose.Tip)).Mul(1.5))
	}
}

// leave draws an instrument back, open, along its shaft; the wild one is away at
// once.
func (v *vandal) leave(s *sim, hand int) {
	h := &s.hands[hand]
	h.jaw = 0
	if v.wild || !h.present || h.pose.Tip.Len() > 300 {
		s.put(hand, mgl64.Vec3{0, 0, 400 + 100*float64(hand)}, pointsDown)
		return
	}
	h.pose.Tip = h.pose.Tip.Sub(h.pose.Orientation.Rotate(mgl64.Vec3{0, 0, 10}))
}
