package phantom

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Shapes are signed distance fields: negative inside, in mm. Ellipsoids and
// blends are first-order approximations near their surface, which is where
// they are used. Sources: Hart, "Sphere tracing", The Visual Computer 12
// (1996), doi:10.1007/s003710050084; Quilez, "Distance functions",
// iquilezles.org/articles/distfunctions.

type vec = mgl64.Vec3

// ellipsoid has its axes along the frame's.
type ellipsoid struct{ center, radii vec }

func (e ellipsoid) distance(p vec) float64 {
	return ellipsoidDistance(p[0]-e.center[0], p[1]-e.center[1], p[2]-e.center[2], e.radii[0], e.radii[1], e.radii[2])
}

func ellipsoidDistance(x, y, z, a, b, c float64) float64 {
	x, y, z = x/a, y/b, z/c
	k0 := math.Sqrt(x*x + y*y + z*z)
	x, y, z = x/a, y/b, z/c
	k1 := math.Sqrt(x*x + y*y + z*z)
	if k1 == 0 {
		return -min(a, b, c)
	}
	return k0 * (k0 - 1) / k1
}

// knot is one point of a tube: where its axis goes and how wide it is there.
type knot struct {
	at     vec
	radius float64
}

// tube is a chain of round cones, united with a smooth blend.
type tube struct {
	knots []knot
	blend float64 // mm over which neighbouring cones melt together; 0 is a sharp union
}

func (t tube) distance(p vec) float64 {
	d := math.Inf(1)
	for i := 1; i < len(t.knots); i++ {
		d = smoothUnion(d, coneDistance(p, t.knots[i-1], t.knots[i]), t.blend)
	}
	return d
}

// coneDistance measures to a sphere that grows evenly from a to b. For the mild
// tapers used here it differs from the exact round cone by well under 0.1 mm.
func coneDistance(p vec, a, b knot) float64 {
	bx, by, bz := b.at[0]-a.at[0], b.at[1]-a.at[1], b.at[2]-a.at[2]
	px, py, pz := p[0]-a.at[0], p[1]-a.at[1], p[2]-a.at[2]
	s := (px*bx + py*by + pz*bz) / (bx*bx + by*by + bz*bz)
	s = min(max(s, 0), 1)
	px, py, pz = px-s*bx, py-s*by, pz-s*bz
	return math.Sqrt(px*px+py*py+pz*pz) - (a.radius + s*(b.radius-a.radius))
}

// bounds is a box around the tube that holds everything nearer than margin.
func (t tube) bounds(margin float64) box {
	b := box{lo: vec{math.Inf(1), math.Inf(1), math.Inf(1)}, hi: vec{math.Inf(-1), math.Inf(-1), math.Inf(-1)}}
	for _, k := range t.knots {
		for c := range 3 {
			b.lo[c] = min(b.lo[c], k.at[c]-k.radius-t.blend-margin)
			b.hi[c] = max(b.hi[c], k.at[c]+k.radius+t.blend+margin)
		}
	}
	return b
}

// bundle is a union of tubes that is skipped where it is far away.
type bundle struct {
	tubes []tube
	boxes []box
}

const far = 1e3 // a distance that no blend or partial volume reaches

func newBundle(margin float64, tubes ...tube) bundle {
	b := bundle{tubes: tubes}
	for _, t := range tubes {
		b.boxes = append(b.boxes, t.bounds(margin))
	}
	return b
}

// distance is exact within the bundle's margin and far beyond it.
func (b bundle) distance(p vec) float64 {
	d := far
	for i, t := range b.tubes {
		if b.boxes[i].contains(p) {
			d = min(d, t.distance(p))
		}
	}
	return d
}

type box struct{ lo, hi vec }

func (b box) contains(p vec) bool {
	return p[0] >= b.lo[0] && p[0] <= b.hi[0] && p[1] >= b.lo[1] && p[1] <= b.hi[1] && p[2] >= b.lo[2] && p[2] <= b.hi[2]
}

// smoothUnion is Quilez's quadratic smooth minimum: it differs from min by at
// most k/4, where the two are equally far.
func smoothUnion(a, b, k float64) float64 {
	h := k - math.Abs(a-b)
	if h <= 0 {
		return min(a, b)
	}
	return min(a, b) - h*h/(4*k)
}

func smoothIntersection(a, b, k float64) float64 { return -smoothUnion(-a, -b, k) }

// ramp rises smoothly from 0 at lo to 1 at hi.
func ramp(lo, hi, x float64) float64 {
	t := min(max((x-lo)/(hi-lo), 0), 1)
	return t * t * (3 - 2*t)
}

func lerp(a, b, t float64) float64 { return a + (b-a)*t }

// surfaceAlong returns the point where the ray from origin along the unit
// direction leaves the shape, to 1e-6 mm. The origin is inside and the shape
// ends within reach.
func surfaceAlong(shape func(vec) float64, origin, direction vec, reach float64) vec {
	lo, hi := 0.0, reach
	for hi-lo > 1e-6 {
		mid := (lo + hi) / 2
		if shape(origin.Add(direction.Mul(mid))) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return origin.Add(direction.Mul(lo))
}
