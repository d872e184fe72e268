package view

import (
	"math"
	"strconv"

	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/graphic"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// sliceView is one live slice through the tip, in the radiological convention:
// the patient's left is on the picture's right.
type sliceView struct {
	title       string
	axis        int // patient axis across the slice: 0 x, 1 y, 2 z; −1: it lies along the instrument
	right, down mgl64.Vec3
	letters     [4]string // at the left, right, top and bottom edge
	where       rect
	at          mgl64.Vec3 // patient point in the slice's middle
	scale       float64    // mm per pixel

	rectangle, scanFromPanel []float32
	mesh                     *graphic.Mesh
}

// sectionView is the three slices and the lines drawn over them.
type sectionView struct {
	slices  [3]sliceView
	usual   [3]sliceView // as they are when none lies along the instrument
	scan    *scan
	centre  mgl64.Vec3
	extent  mgl64.Vec3 // size of the box that the slices show, mm
	strokes *strokes
	pieces  []segment // of one outline, for use again
}

// newSectionView adds the slices to the plane of the picture.
func newSectionView(scan *scan, anatomy extent, unit *buffer, picture []float32, plane *core.Node) *sectionView {
	x, y, z := mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, mgl64.Vec3{0, 0, 1}
	v := &sectionView{scan: scan, slices: [3]sliceView{
		{title: "AXIAL", axis: 2, right: x, down: y, letters: [4]string{"R", "L", "A", "P"}},
		{title: "CORONAL", axis: 1, right: x, down: z.Mul(-1), letters: [4]string{"R", "L", "S", "I"}},
		{title: "SAGITTAL", axis: 0, right: y, down: z.Mul(-1), letters: [4]string{"A", "P", "S", "I"}},
	}}
	v.frame(anatomy)
	v.usual = v.slices
	for i := range v.slices {
		s := &v.slices[i]
		p := newPass("slice").flat()
		p.share("Picture", picture)
		s.rectangle = p.vec("Rectangle", 0, 0, 1, 1)
		p.share("Slice", scan.values)
		s.scanFromPanel = p.mat("ScanFromPanel")
		p.image("Scan", 0, gl.TEXTURE_3D, &scan.texture)
		s.mesh = newMesh(unit, p, orderSlices+i)
		plane.Add(s.mesh)
	}
	v.strokes = newStrokes(picture, orderStrokes)
	plane.Add(v.strokes.mesh)
	return v
}

// screen is the axial slice for the room's screen; a scan that is hidden is not
// there either.
func (v *sectionView) screen() *screen {
	m := &screen{v.scan, v.scan.values, v.slices[0].scanFromPanel}
	if v.scan.hidden {
		m.values = make([]float32, 4)
	}
	return m
}

// frame chooses what the slices show: the anatomy where there is some, else the
// whole scan.
func (v *sectionView) frame(anatomy extent) {
	low, high := anatomy.lowest, anatomy.highest
	if len(anatomy.points) == 0 {
		low, high = v.scan.lowest, v.scan.highest
	}
	v.centre = low.Add(high).Mul(0.5)
	v.extent = high.Sub(low)
	for axis := range v.extent {
		v.extent[axis] = math.Max(v.extent[axis], 40)
	}
}

// place puts the slices where the layout has them; all three share one scale,
// so that a millimetre is as long in each.
func (v *sectionView) place(l layout) {
	scale := 0.0
	for i := range v.slices {
		s := &v.slices[i]
		s.where = l.slices[i]
		s.mesh.SetVisible(s.where.w > 0)
		if s.where.w == 0 {
			continue
		}
		wide, high := math.Abs(s.right.Dot(v.extent)), math.Abs(s.down.Dot(v.extent))
		scale = math.Max(scale, 1.12*math.Max(wide/float64(s.where.w), high/float64(s.where.h)))
	}
	for i := range v.slices {
		s := &v.slices[i]
		s.scale = scale
		for n, value := range [4]int{s.where.x, s.where.y, s.where.w, s.where.h} {
			s.rectangle[n] = float32(value)
		}
	}
}

// show moves the slices through the tip of the tool in hand and draws the lines
// over them.
func (v *sectionView) show(stage *stageView, tools []record.ToolSample, inHand int, opacity []float64, along bool, pixels float64) {
	v.strokes.begin()
	v.turn(tools[inHand].Pose, along)
	for i := range v.slices {
		slice := &v.slices[i]
		if slice.where.w == 0 {
			continue // the scan is hidden
		}
		slice.at = tools[inHand].Pose.Tip
		if slice.axis >= 0 {
			slice.at = v.centre
			slice.at[slice.axis] = tools[inHand].Pose.Tip[slice.axis]
		}
		v.aim(slice)
		v.outlines(slice, stage.anatomy, opacity, pixels)
		if stage.showPlan {
			v.plan(slice, stage.plan, pixels)
		}
		v.crossHairs(slice, tools[inHand].Pose.Tip, pixels)
		for k, tool := range stage.tools {
			if k < len(tools) && drawable(tools[k].Pose) {
				v.needle(slice, tool, &tools[k], pixels)
			}
		}
		v.ruler(slice, pixels)
	}
	v.strokes.end()
}

// turn lays the second and the third slice along the instrument, its tip down, the
// one across the other, or back to where they usually are.
func (v *sectionView) turn(pose record.Pose, along bool) {
	for i := 1; i < len(v.slices); i++ {
		s, usual := &v.slices[i], &v.usual[i]
		s.title, s.axis, s.right, s.down, s.letters = usual.title, usual.axis, usual.right, usual.down, usual.letters
		if !along {
			continue
		}
		s.title, s.axis = [3]string{"", "ALONG THE TOOL", "ALONG, TURNED"}[i], -1
		s.down = pose.Orientation.Normalize().Rotate(mgl64.Vec3{0, 0, 1})
		across := mgl64.Vec3{1, 0, 0}
		if math.Abs(s.down[0]) > 0.9 {
			across = mgl64.Vec3{0, 1, 0}
		}
		s.right = across.Sub(s.down.Mul(across.Dot(s.down))).Normalize()
		if i == 2 {
			s.right = s.down.Cross(s.right)
		}
		for n, d := range [4]mgl64.Vec3{s.right.Mul(-1), s.right, s.down.Mul(-1), s.down} {
			s.letters[n] = edgeLetters(d)
		}
	}
}

// normal is the unit direction across the slice.
func (s *sliceView) normal() mgl64.Vec3 { return s.right.Cross(s.down) }

// edgeLetters names a direction of the patient by the one or two of the six that
// it is nearest to, the nearer first.
func edgeLetters(d mgl64.Vec3) string {
	const aside = 0.35 // sine of 20°: a direction nearer to an axis has its letter alone
	word := ""
	for range 2 {
		axis := 0
		for i := range d {
			if math.Abs(d[i]) > math.Abs(d[axis]) {
				axis = i
			}
		}
		if math.Abs(d[axis]) < aside {
			break
		}
		var single mgl64.Vec3
		single[axis] = d[axis]
		word += directionLetter(single)
		d[axis] = 0
	}
	return word
}

// aim sets where the slice samples the scan.
func (v *sectionView) aim(s *sliceView) {
	w, h := float64(s.where.w)*s.scale, float64(s.where.h)*s.scale
	corner := s.at.Sub(s.right.Mul(w / 2)).Sub(s.down.Mul(h / 2))
	across, downwards := s.right.Mul(w), s.down.Mul(h)
	patientFromPanel := mgl64.Mat4FromCols(across.Vec4(0), downwards.Vec4(0), mgl64.Vec4{}, corner.Vec4(1))
	m := engineMatrix(v.scan.scanFromPatient.Mul4(patientFromPanel))
	copy(s.scanFromPanel, m[:])
}

// pixel is where a patient point, or its projection, lands in the picture.
func (s *sliceView) pixel(p mgl64.Vec3) mgl64.Vec2 {
	d := p.Sub(s.at)
	return mgl64.Vec2{
		float64(s.where.x) + float64(s.where.w)/2 + d.Dot(s.right)/s.scale,
		float64(s.where.y) + float64(s.where.h)/2 + d.Dot(s.down)/s.scale,
	}
}

// outlines draws the visible structures where the slice cuts them.
func (v *sectionView) outlines(s *sliceView, a *anatomyView, opacity []float64, pixels float64) {
	for i := range a.structures {
		structure := &a.structures[i]
		if opacity[i] <= 0 {
			continue
		}
		line := ink{structure.encoded, 0.9, 0.55 * pixels}
		if s.axis >= 0 {
			v.pieces = structure.section.cut(s.axis, float32(s.at[s.axis]), v.pieces[:0])
		} else {
			v.pieces = structure.section.cutAcross(s.normal(), s.at, v.pieces[:0])
		}
		for _, piece := range v.pieces {
			v.strokes.line(s.where, s.pixel(wide(piece[0])), s.pixel(wide(piece[1])), line)
		}
	}
}

// plan draws the projected plan and a ring at its target.
func (v *sectionView) plan(s *sliceView, plan record.Plan, pixels float64) {
	_, colour := planColour()
	v.strokes.dashes(s.where, s.pixel(plan.Entry), s.pixel(plan.Target), 5*pixels, 3*pixels, ink{colour, 0.8, 0.6 * pixels})
	v.strokes.circle(s.where, s.pixel(plan.Target), 5*pixels, ink{colour, 1, 0.7 * pixels})
}

// inPlane is how near to a slice the needle must be, in mm, to be drawn in full.
const inPlane = 2.0

// crossHairs marks the tip in hand and leaves it free itself.
func (v *sectionView) crossHairs(s *sliceView, tip mgl64.Vec3, pixels float64) {
	at := s.pixel(tip)
	gap := 9 * pixels
	hair := ink{[3]float32{0.97, 0.98, 1}, 0.28, 0.5 * pixels}
	left, right := mgl64.Vec2{float64(s.where.x), at[1]}, mgl64.Vec2{float64(s.where.right()), at[1]}
	top, bottom := mgl64.Vec2{at[0], float64(s.where.y)}, mgl64.Vec2{at[0], float64(s.where.bottom())}
	v.strokes.line(s.where, left, at.Sub(mgl64.Vec2{gap, 0}), hair)
	v.strokes.line(s.where, at.Add(mgl64.Vec2{gap, 0}), right, hair)
	v.strokes.line(s.where, top, at.Sub(mgl64.Vec2{0, gap}), hair)
	v.strokes.line(s.where, at.Add(mgl64.Vec2{0, gap}), bottom, hair)
}

// needle draws a projected shaft, bright where it lies in the slice.
func (v *sectionView) needle(s *sliceView, tool *instrumentView, sample *record.ToolSample, pixels float64) {
	amber := [3]float32{1, 0.76, 0.28}
	tip := sample.Pose.Tip
	back := sample.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, -1})
	at, end := s.pixel(tip), s.pixel(tip.Add(back.Mul(tool.length)))
	v.strokes.line(s.where, at, end, ink{amber, 0.5, 0.5 * pixels})
	reach := tool.length
	if slope := math.Abs(back.Dot(s.normal())); slope*tool.length > inPlane {
		reach = inPlane / slope
	}
	half := math.Max(tool.radius/s.scale, 0.9*pixels)
	v.strokes.line(s.where, at, s.pixel(tip.Add(back.Mul(reach))), ink{amber, 1, half})
	v.strokes.circle(s.where, at, 3.2*pixels, ink{amber, 1, 0.6 * pixels})
}

// ruler draws the scale bar at the bottom left.
func (v *sectionView) ruler(s *sliceView, pixels float64) {
	length := s.rulerLength() / s.scale
	x, y := float64(s.where.x)+10*pixels, float64(s.where.bottom())-10*pixels
	line := ink{[3]float32{0.82, 0.86, 0.9}, 0.9, 0.6 * pixels}
	v.strokes.line(s.where, mgl64.Vec2{x, y}, mgl64.Vec2{x + length, y}, line)
	for _, end := range []float64{x, x + length} {
		v.strokes.line(s.where, mgl64.Vec2{end, y - 3*pixels}, mgl64.Vec2{end, y + 3*pixels}, line)
	}
}

// rulerLength is a round number of mm, about a quarter of the slice's width.
func (s *sliceView) rulerLength() float64 {
	quarter := float64(s.where.w) * s.scale * 0.3
	best := 5.0
	for _, length := range []float64{10, 20, 50, 100} {
		if length <= quarter {
			best = length
		}
	}
	return best
}

// position is the slice's place in words of the patient frame, such as "S 42.5"; ""
// for one that is not shown or not across an axis.
func (s *sliceView) position() string {
	if s.axis < 0 || s.where.w == 0 {
		return ""
	}
	ends := [3][2]string{{"L", "R"}, {"P", "A"}, {"S", "I"}}[s.axis]
	value := s.at[s.axis]
	letter := ends[0]
	if value < 0 {
		letter = ends[1]
	}
	return letter + " " + strconv.FormatFloat(math.Abs(value), 'f', 1, 64)
}
