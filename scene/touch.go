package scene

import (
	"cmp"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// touchMM is how near the skin must be for a tie to be ready for it.
	touchMM = 0.3
	// touchStiff is how much stiffer a contact is than the tissue behind it: the
	// skin gives way by some hundredths of an element before tissue does.
	touchStiff = 20
	// deepestMM is the depth from which contact presses no harder: what an
	// instrument has not pushed aside then, it shall not shoot away.
	deepestMM = 3
	// recoverMMS is how fast what is too deep is let out again, mm/s: as far in a
	// step as contact is ever deep, but little in a small part of one, so that no
	// speed is made from depth.
	recoverMMS = 300
	// mostTouches is how many places of the skin a part of an instrument touches that
	// press each by itself; of more, among shreds, each presses as much less, so that
	// tissue does not get harder by being cut. In whole tissue there are up to 60.
	mostTouches = 64
	// wetFriction is the coefficient of smooth steel on wet tissue: low. Our choice.
	wetFriction = 0.15
	// farthestMM bounds how far skin is looked for that comes towards an
	// instrument: what goes further in a step recoils, and comes to rest soon.
	farthestMM = 10
	// mostSamples bounds the looks at one part's way in one part of a tick.
	mostSamples = 32
	// turnedAway is the cosine between the direction from an instrument to the
	// skin and the skin's normal above which it is skin seen from inside.
	turnedAway = 0.2
)

// touch is one corner, edge or face of the skin at one part of an instrument.
type touch struct {
	part     int32
	feature  int32 // 8 × triangle + what of it: corners 0–2, edges 3–5, face at the part's end 6, face run through 7
	triangle int32
	weights  mgl64.Vec3 // the place on the triangle
	along    float64    // the place on the part's axis, 0 to 1
	normal   mgl64.Vec3 // unit, from the instrument to the tissue
	drag     mgl64.Vec3 // of friction on the skin, N; it is given back where the skin slides back
	tie      int32
}

func (p *touch) compare(q *touch) int {
	return cmp.Or(cmp.Compare(p.part, q.part), cmp.Compare(p.feature, q.feature))
}

// feel finds where an instrument touches the skin on its way in this part of the
// tick. It looks at it in steps of half its radius, so that nothing on the way is
// missed, and takes each place of the skin as it is first met: what is at the
// instrument at the beginning stays on its side, and what the instrument meets it
// pushes before it, the far side of a thin sheet with the near one.
func (f *softField) feel(t *softTool) {
	t.last, t.touches = t.touches, t.last[:0]
	for k := range t.parts {
		p := t.part(k, t.start.jaw)
		a0, b0 := t.axis(k, t.start)
		a1, b1 := t.axis(k, t.end)
		way := max(a1.Sub(a0).Len(), b1.Sub(b0).Len())
		samples := int(min(max(math.Ceil(way/(p.radiusMM/2)), 1), mostSamples))
		f.stamp++
		first := len(t.touches)
		probe := probe{part: int32(k)}
		for n := range samples + 1 {
			probe.a, probe.b = t.axis(k, t.start.towards(t.end, float64(n)/float64(samples)))
			probe.reach, probe.first = p.radiusMM, n == 0
			if n == 0 || n == samples {
				probe.reach += touchMM
			}
			f.sample(t, &probe)
		}
		slices.SortFunc(t.touches[first:], func(p, q touch) int { return p.compare(&q) })
	}
	remember(t.touches, t.last)
	t.touches = agreed(t.touches)
}

// agreed leaves one touch of a triangle that the part runs through and has its end
// at: skin that was before the end stays there, and other skin comes off over it.
func agreed(touches []touch) []touch {
	kept := touches[:0]
	for _, p := range touches {
		if n := len(kept) - 1; p.feature%8 == runThrough && n >= 0 && kept[n].part == p.part && kept[n].feature == p.feature-1 {
			if kept[n].normal.Dot(p.normal) < 0 {
				kept[n] = p
			}
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// remember takes over the friction and the side of places that were touched
// before.
func remember(touches, last []touch) {
	n := 0
	for i := range touches {
		p := &touches[i]
		for n < len(last) && last[n].compare(p) < 0 {
			n++
		}
		if n < len(last) && last[n].compare(p) == 0 {
			p.drag = last[n].drag
			if p.normal.Dot(last[n].normal) < 0 { // the axis has passed it: it belongs on the side it was on
				p.normal = last[n].normal
			}
		}
	}
}

// probe is one part of an instrument at one moment, looking for skin.
type probe struct {
	part  int32
	a, b  mgl64.Vec3
	reach float64
	first bool // where the part is at the beginning
}

// sample finds the skin that a part touches at one moment.
func (f *softField) sample(t *softTool, p *probe) {
	box := around(p.a, p.b)
	reach := p.reach + min(f.way, farthestMM)
	f.found = f.tree.meet(box.grown(reach), f.found[:0])
	for _, i := range f.found {
		v := f.skin.triangles[i]
		corner := [3]mgl64.Vec3{f.skin.now[v[0]], f.skin.now[v[1]], f.skin.now[v[2]]}
		if near := around(corner[:]...).grown(reach); !near.meets(&box) {
			continue
		}
		own := f.skin.owned[i]
		for k := range 3 {
			if own>>k&1 == 1 {
				var w mgl64.Vec3
				w[k] = 1
				f.consider(t, p, i, k, onSegment(corner[k], p.a, p.b), w)
			}
			if own>>(3+k)&1 == 1 {
				j := (k + 1) % 3
				s, u := segments(p.a, p.b, corner[k], corner[j])
				if u > 0 && u < 1 {
					var w mgl64.Vec3
					w[k], w[j] = 1-u, u
					f.consider(t, p, i, 3+k, s, w)
				}
			}
		}
		if w, ok := overTriangle(p.b, corner[0], corner[1], corner[2]); ok {
			f.consider(t, p, i, 6, 1, w)
		}
		if w, ok := through(p.a, p.b, corner[0], corner[1], corner[2]); ok {
			f.impale(t, p, i, w)
		}
	}
}

// impale adds a touch where a part runs through a triangle, whose corners and
// edges it cannot feel: the skin shall come off over the part's end.
func (f *softField) impale(t *softTool, p *probe, triangle int32, w mgl64.Vec3) {
	feature := 8*triangle + runThrough
	if f.seen[feature] == f.stamp {
		return
	}
	q := touch{
		part: p.part, feature: feature, triangle: triangle, weights: w, along: 1, normal: unit(p.b.Sub(p.a)),
	}
	if t.lets(f, p, &q, q.normal, 0) {
		return
	}
	f.seen[feature] = f.stamp
	t.touches = append(t.touches, q)
}

const (
	runThrough = 7
	// offMM is how far skin that an instrument runs through is pushed in a step.
	offMM = 1
)

// consider adds a touch if this place of the skin is near enough, and was not
// met before.
func (f *softField) consider(t *softTool, p *probe, triangle int32, what int, along float64, w mgl64.Vec3) {
	feature := 8*triangle + int32(what)
	if f.seen[feature] == f.stamp {
		return
	}
	place := f.skin.at(triangle, w)
	from := place.Sub(between(p.a, p.b, along))
	distance := from.Len()
	if distance > p.reach { // it may still come near in this step, if it goes on as in the last
		before := f.skin.mix(f.skin.was, triangle, w)
		if distance-min(before.Sub(place).Dot(from)/distance, farthestMM) > p.reach {
			return
		}
	}
	out := f.outwards(triangle, what, w)
	normal := unit(from)
	if normal == (mgl64.Vec3{}) {
		normal = out.Mul(-1)
	}
	if t.sunk && !f.skin.flat[triangle] && normal.Dot(out) > turnedAway {
		normal = normal.Mul(-1)
	}
	f.seen[feature] = f.stamp
	q := touch{
		part: p.part, feature: feature, triangle: triangle, weights: w, along: along, normal: normal,
	}
	if !t.lets(f, p, &q, out, distance) {
		t.touches = append(t.touches, q)
	}
}

// outwards is the skin's normal at a feature.
func (f *softField) outwards(triangle int32, what int, w mgl64.Vec3) mgl64.Vec3 {
	if what >= 6 {
		return f.skin.facing[triangle]
	}
	v := f.skin.triangles[triangle]
	n := f.skin.normal
	return unit(n[v[0]].Mul(w[0]).Add(n[v[1]].Mul(w[1])).Add(n[v[2]].Mul(w[2])))
}

// press makes the ties of an instrument's touches: the skin shall be outside of
// the part at the end, and friction takes it along.
func (f *softField) press(t *softTool) {
	var axis [3][4]mgl64.Vec3
	var crowd [3]float64
	for k := range t.parts {
		axis[k][0], axis[k][1] = t.axis(k, t.start)
		axis[k][2], axis[k][3] = t.axis(k, t.end)
	}
	for i := range t.touches {
		crowd[t.touches[i].part]++
	}
	for i := range t.touches {
		p := &t.touches[i]
		a := &axis[p.part]
		before, after := between(a[0], a[1], p.along), between(a[2], a[3], p.along)
		stiff := t.firmness(&f.skin, p) * f.skin.stiffAt(p.triangle, p.weights) * min(mostTouches/crowd[p.part], 1)
		target := f.skin.at(p.triangle, p.weights).Add(after.Sub(before)).Add(p.drag.Mul(1 / stiff))
		radius := t.part(int(p.part), 0).radiusMM
		push := after.Sub(target).Dot(p.normal) + radius
		if p.feature%8 == runThrough {
			push = min(push, offMM)
		}
		push = min(push, recoverMMS*f.dt)
		target = target.Add(p.normal.Mul(push))
		tie := f.skin.tie(p.triangle, p.weights)
		p.tie = f.push(tie, target, p.normal, stiff, wetFriction)
	}
}

// push adds a tie that only pushes, with friction, and returns its number.
func (f *softField) push(tie tissue.Tie, target, normal mgl64.Vec3, stiff, friction float64) int32 {
	tie.Target, tie.Normal = shorten(target), shorten(normal)
	tie.Stiffness, tie.OneSided, tie.Most = float32(stiff), true, float32(stiff*deepestMM)
	tie.Tangent, tie.Friction = float32(stiff), float32(friction)
	f.ties = append(f.ties, tie)
	return int32(len(f.ties) - 1)
}
