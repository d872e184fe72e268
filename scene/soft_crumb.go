package scene

import "github.com/go-gl/mathgl/mgl64"

// slacken lets crumbs go that are stretched beyond what they hold. Other tissue tears
// there and yields; what is a single element and hangs on nothing cannot tear any
// further, and caught by an instrument or between others it would be drawn out to
// many times its size. Its strain is lost: it goes on as it was at rest, from where it
// is, as fast as it was in the mean.
func (f *softField) slacken() {
	f.body.Torn(&f.harm.tears)
	if len(f.harm.tears.Tets) == 0 {
		return
	}
	f.crowd = append(f.crowd[:0], make([]int32, f.matter.Pieces())...)
	for e := range f.harm.tets {
		f.crowd[f.matter.PieceOf(e)]++
	}
	for _, e := range f.harm.tears.Tets {
		if f.crowd[f.matter.PieceOf(int(e))] == 1 {
			f.relax(int(e))
		}
	}
}

// relax gives an element its shape at rest.
func (f *softField) relax(e int) {
	nodes, root, _ := f.matter.Element(e)
	var rest, now [4]mgl64.Vec3
	var velocity, from, to mgl64.Vec3
	for k, v := range nodes {
		if f.gone.fixed[v] {
			return
		}
		rest[k], now[k] = widen(f.built.Rest[f.built.Tets[root][k]]), widen(f.body.At(int(v)))
		from, to = from.Add(rest[k].Mul(0.25)), to.Add(now[k].Mul(0.25))
		velocity = velocity.Add(widen(f.body.Velocity(int(v))).Mul(0.25))
	}
	turn := frame(now).Mul3(frame(rest).Transpose())
	for k, v := range nodes {
		f.body.Place(int(v), shorten(to.Add(turn.Mul3x1(rest[k].Sub(from)))), shorten(velocity))
	}
}

// frame is a right-handed frame on the first face of a tetrahedron: how an element
// stands that is also flat, or inside out.
func frame(p [4]mgl64.Vec3) mgl64.Mat3 {
	x := unit(p[1].Sub(p[0]))
	z := unit(x.Cross(p[2].Sub(p[0])))
	if z == (mgl64.Vec3{}) { // it is drawn out to a line, or is a point
		return mgl64.Ident3()
	}
	return mgl64.Mat3FromCols(x, z.Cross(x), z)
}
