package assets

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Handle names what the hand holds.
type Handle string

// The handles.
const (
	HandlePistol Handle = "pistol" // two rings below the shaft
	HandlePen    Handle = "pen"    // held between the fingers
	HandleHub    Handle = "hub"    // of a needle or a catheter
	HandleGun    Handle = "gun"    // a drill's
	HandleCamera Handle = "camera" // an endoscope's, with the light's post
	HandleBar    Handle = "bar"    // a retractor's
)

var handles = []Handle{HandlePistol, HandlePen, HandleHub, HandleGun, HandleCamera, HandleBar}

// pieces are the handle's solids behind a shaft of that length and radius, mm.
// Sizes are those of adult hands: 20 mm rings, 10 to 12 mm grips.
func (h Handle) pieces(length, radius float64) []Piece {
	back := func(z float64) float64 { return -length - z }
	drum := func(r, from, to float64) Solid {
		return turned([][2]float64{{0, back(from)}, {r - 0.5, back(from)}, {r, back(from + 0.5)}, {r, back(to - 0.5)}, {r - 0.5, back(to)}, {0, back(to)}}, roundSides)
	}
	ring := Piece{Solid: drum(radius+1.6, 0, 5), Of: Accent}
	switch h {
	case HandlePistol:
		return []Piece{ring,
			{Solid: drum(radius+4, 5, 26), Of: Grip},
			{Solid: bent([]mgl64.Vec3{{0, 0, back(14)}, {0, -16, back(22)}, {0, -34, back(34)}, {0, -52, back(40)}}, 4, 16), Of: Grip},
			{Solid: hoop(mgl64.Vec3{0, -64, back(42)}, 12, 3), Of: Grip},
			{Solid: bent([]mgl64.Vec3{{0, -4, back(24)}, {0, -18, back(44)}, {0, -34, back(60)}, {0, -46, back(68)}}, 3.4, 16), Of: Grip},
			{Solid: hoop(mgl64.Vec3{0, -57, back(74)}, 11, 3), Of: Grip},
		}
	case HandlePen:
		// A wide handle would hide the work from the eye it points at.
		return []Piece{{Solid: drum(1.1*radius, 0, 30), Of: Steel}, {Solid: drum(1.35*radius, 30, 90), Of: Grip}, {Solid: drum(1.1*radius, 90, 100), Of: Accent}}
	case HandleGun:
		return []Piece{ring,
			{Solid: drum(14, 5, 70), Of: Steel},
			{Solid: drum(15, 70, 120), Of: Grip},
			{Solid: bent([]mgl64.Vec3{{0, -6, back(88)}, {0, -40, back(98)}, {0, -96, back(108)}}, 13, 24), Of: Grip},
		}
	case HandleCamera:
		return []Piece{ring,
			{Solid: drum(radius+3, 5, 22), Of: Steel},
			{Solid: bent([]mgl64.Vec3{{0, -radius, back(14)}, {0, -18, back(16)}, {0, -30, back(20)}}, 4, 16), Of: Steel},
			{Solid: drum(16, 22, 30), Of: Steel}, {Solid: drum(19, 30, 92), Of: Grip},
		}
	case HandleBar:
		return []Piece{ring, {Solid: drum(radius+3, 5, 95), Of: Grip}, {Solid: drum(radius+4.5, 95, 101), Of: Steel}}
	}
	hub := math.Max(2.2, 2.2*radius)
	return []Piece{
		{Solid: drum(hub*1.25, -1, 3), Of: Accent},
		{Solid: drum(hub, 3, 16), Of: Grip},
		{Solid: drum(hub*0.7, 16, 19), Of: Steel},
	}
}

// hoop is a finger's ring in the YZ plane.
func hoop(centre mgl64.Vec3, radius, thick float64) Solid {
	const around = 32
	var rings [][]mgl64.Vec3
	for i := range around {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / around)
		out := mgl64.Vec3{0, cos, sin}
		rings = append(rings, circle(centre.Add(out.Mul(radius)), out, mgl64.Vec3{-1, 0, 0}, thick, 12))
	}
	var s Solid
	for _, r := range rings {
		s.Points = append(s.Points, r...)
	}
	for i := range rings {
		s.join(12*i, 12, 12*((i+1)%around), 12)
	}
	return s
}
