package view

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/assets"
	"github.com/g3n/engine/core"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// Trocar is a sleeve in the body's wall, through which an instrument goes.
// Patient frame, mm.
type Trocar struct {
	At       mgl64.Vec3 // on the body's wall
	Inward   mgl64.Vec3 // unit
	RadiusMM float64    // of what passes it
}

// roomView is what stands around the patient: the draped table, trocars and a
// screen. From behind, the table lets one look through.
type roomView struct {
	buffers []*buffer
}

// The room's measures, mm.
const (
	tableWide, tableLong = 1000.0, 1900.0 // an operating table with its arm boards, under one cloth
	drapeFall            = 340.0          // how far the cloth hangs down at its edges
	clothStep            = 9.0            // between the vertices of the cloth
	bodyWide, bodyHigh   = 210.0, 190.0   // half the width, and the height, of a patient under the cloth
	headSize             = 140.0          // an anatomy from here on has a patient below it
	roomFar              = 3200.0         // how far the room reaches
)

// newRoomView builds the room around an anatomy below a node in the patient
// frame. The table lies behind the patient, posterior.
func newRoomView(around extent, trocars []Trocar, screen *screen, lit *lights, patient *core.Node) *roomView {
	v := &roomView{}
	if len(around.points) == 0 {
		return v
	}
	cloth := newPass("cloth")
	cloth.vec("Cloth", 0.020, 0.105, 0.112, 0.30) // surgical green-blue, linear; how worn
	focus := stagePoint(around.centre)
	cloth.vec("Field", float32(focus[0]), float32(focus[1]), float32(focus[2]), 0.40) // where the lamp points, and its radius in m
	v.add(patient, drapes(around), lit.on(cloth), orderRoom)
	for _, t := range trocars {
		v.addTrocar(t, lit, patient)
	}
	v.addScreen(around, screen, lit, patient)
	return v
}

func (v *roomView) add(parent *core.Node, s solid, p *pass, order int) *buffer {
	b := s.upload()
	v.buffers = append(v.buffers, b)
	parent.Add(newMesh(b, p, order))
	return b
}

// drapes is the cloth on the table: flat with some folds where the patient is
// seen, over the patient's body where that lies outside the anatomy, and hanging
// down at the table's edges.
func drapes(around extent) solid {
	centre, floor := around.centre, around.highest[1]+2
	body := around.highest.Sub(around.lowest).Len() > 2*headSize
	cloth := &mesh.TriMesh{}
	wide, long := tableWide/2+drapeFall*0.9, tableLong/2
	columns, rows := int(2*wide/clothStep), int(2*long/clothStep)
	for j := range rows + 1 {
		for i := range columns + 1 {
			x := -wide + 2*wide*float64(i)/float64(columns)
			z := -long + 2*long*float64(j)/float64(rows) - long/2
			y := clothHeight(x, z)
			if body {
				y += bodyUnder(x, z-(around.lowest[2]-centre[2]))
			}
			side := math.Copysign(math.Min(math.Abs(x), tableWide/2+0.25*math.Max(math.Abs(x)-tableWide/2, 0)), x)
			p := mgl64.Vec3{centre[0] + side, floor - y + fall(math.Abs(x)-tableWide/2), centre[2] + z}
			cloth.Vertices = append(cloth.Vertices, mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])})
		}
	}
	w := uint32(columns + 1)
	for j := range uint32(rows) {
		for i := range uint32(columns) {
			a, b, c, d := j*w+i, j*w+i+1, (j+1)*w+i, (j+1)*w+i+1
			cloth.Triangles = append(cloth.Triangles, [3]uint32{a, b, c}, [3]uint32{b, d, c})
		}
	}
	return surfaceSolid(cloth)
}

// fall is how far the cloth hangs so far beyond the table's edge.
func fall(beyond float64) float64 {
	if beyond <= 0 {
		return 0
	}
	const bend = 25.0 // radius of the bend over the edge
	return beyond * beyond / (beyond + bend)
}

// clothHeight is how far the cloth's folds stand up, mm: long soft waves, and
// the creases in which it was folded together.
func clothHeight(x, z float64) float64 {
	wave := func(p [3]float64) float64 {
		value, _ := gradientNoise([3]float64{p[0] + 60, p[1] + 60, p[2] + 60}, 128)
		return value - 0.5
	}
	soft := 14*wave([3]float64{x / 150, z / 260, 0}) + 7*wave([3]float64{x / 60, z / 90, 3.5})
	ridge := math.Abs(wave([3]float64{x / 110, z / 190, 7.5}))
	height := soft + 9*math.Exp(-ridge*ridge/0.004)
	for _, line := range []float64{-155, 155} { // creases
		height += 2.2 * math.Exp(-math.Abs(x-line)/3)
	}
	return math.Max(height, -4)
}

// bodyUnder is how high a patient's body lifts the cloth, z from the lower end of
// the anatomy upwards: shoulders, then the trunk.
func bodyUnder(x, z float64) float64 {
	rise := 1 / (1 + math.Exp((z+70)/28)) // shoulders
	// A round trunk, from which the cloth hangs free at the sides.
	aside := mgl64.Clamp((1.25-math.Abs(x)/bodyWide)/0.75, 0, 1)
	return bodyHigh * rise * aside * aside * (3 - 2*aside)
}

// addTrocar builds a sleeve with its head and seal.
func (v *roomView) addTrocar(t Trocar, lit *lights, patient *core.Node) {
	node := core.NewNode()
	pose := engineMatrix(mgl64.Translate3D(t.At.Elem()).Mul4(mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, t.Inward).Mat4()))
	node.SetMatrix(&pose)
	patient.Add(node)
	r := t.RadiusMM
	wall := []ringPoint{ // a sleeve, open at both ends, slant at none
		{r + 0.4, 35, -1, 0}, {r + 0.4, -12, -1, 0}, {r + 0.4, -12, 0, -1}, {r + 1.2, -12, 0, -1},
		{r + 1.2, -12, 1, 0}, {r + 1.2, 35, 1, 0}, {r + 1.2, 35, 0, 1}, {r + 0.4, 35, 0, 1},
	}
	for i, j := 0, len(wall)-1; i < j; i, j = i+1, j-1 {
		wall[i], wall[j] = wall[j], wall[i]
	}
	v.add(node, lathe(wall, 40), metalPass(metalLook{[3]float32{0.55, 0.58, 0.60}, 0.3, 0.3, 1}, lit), orderRoom+1)
	v.add(node, lathe(drum(r+6, -12, -22, 1.5), 48), metalPass(metals[assets.Grip], lit), orderRoom+1)
	v.add(node, lathe(drum(r+3.5, -22, -25, 0.8), 48), metalPass(metals[assets.Accent], lit), orderRoom+1)
}

// metalPass is the steel shader for a thing of the room.
func metalPass(l metalLook, lit *lights) *pass {
	p := lit.on(newPass("steel"))
	p.blend = over
	p.vec("Steel", l.colour[0], l.colour[1], l.colour[2], l.metal, l.roughness, l.opacity, 0, 1, 0, 0, 0, 0.4)
	return p
}

// screen is what the room's screen shows: the axial slice, as the panel has it.
type screen struct {
	scan          *scan
	values        []float32 // Slice of slice.frag
	scanFromPanel []float32
}

// The screen, mm.
const screenWide, screenHigh, screenFar = 470.0, 300.0, 640.0

// addScreen hangs a screen above the patient's head, turned towards who stands
// at the patient's right.
func (v *roomView) addScreen(around extent, m *screen, lit *lights, patient *core.Node) {
	node := core.NewNode()
	at := around.centre.Add(mgl64.Vec3{260, -180, around.radius + screenFar})
	facing := around.centre.Add(mgl64.Vec3{-150, -500, 0}).Sub(at).Normalize()
	right := mgl64.Vec3{0, -1, 0}.Cross(facing).Normalize()
	up := facing.Cross(right)
	pose := engineMatrix(mgl64.Mat4FromCols(right.Vec4(0), up.Vec4(0), facing.Vec4(0), at.Vec4(1)))
	node.SetMatrix(&pose)
	patient.Add(node)
	v.add(node, slab(screenWide+30, screenHigh+30, 35), metalPass(metals[assets.Grip], lit), orderRoom+1)
	glass := newPass("screen")
	glass.share("Slice", m.values)
	glass.shareMatrix("ScanFromPanel", m.scanFromPanel)
	glass.vec("Screen", screenWide, screenHigh, 0, 0)
	glass.image("Scan", 3, gl.TEXTURE_3D, &m.scan.texture)
	v.add(node, slab(screenWide, screenHigh, 37), glass, orderRoom+1)
}

// slab is a box around the origin.
func slab(wide, high, deep float64) solid {
	var s solid
	half := [3]float64{wide / 2, high / 2, deep / 2}
	for axis := range 3 {
		for _, sign := range [2]float64{1, -1} {
			first := uint32(len(s.vertices) / 6)
			u, w := (axis+1)%3, (axis+2)%3
			for _, corner := range [4][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
				var p, n [3]float64
				p[axis], n[axis] = sign*half[axis], sign
				p[u], p[w] = sign*corner[0]*half[u], corner[1]*half[w]
				for _, v := range [2][3]float64{p, n} {
					s.vertices = append(s.vertices, float32(v[0]), float32(v[1]), float32(v[2]))
				}
			}
			s.indices = append(s.indices, first, first+1, first+2, first, first+2, first+3)
		}
	}
	return s
}

func (v *roomView) dispose() {
	for _, b := range v.buffers {
		b.Dispose()
	}
}
