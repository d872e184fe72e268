package view

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// mostRods is how many rods cast shadows: four shafts and two pairs of jaws.
const mostRods = 8

// rods collects what casts shadows on tissue, for the shader.
type rods struct {
	values []float32 // Shade of the tissue shader
	count  int
}

func newRods() rods { return rods{values: make([]float32, 8*mostRods)} }

func (r *rods) begin() {
	clear(r.values)
	r.count = 0
}

// add lets a rod of a radius in mm between two points of the patient cast its shadow.
func (r *rods) add(a, b mgl64.Vec3, radius float64) {
	if r.count == mostRods {
		return
	}
	v := r.values[8*r.count:]
	p, q := stagePoint(a), stagePoint(b)
	for i := range 3 {
		v[i], v[4+i] = float32(p[i]), float32(q[i])
	}
	v[3] = float32(radius * metresPerMillimetre)
	r.count++
}

// addTool adds an instrument's shaft and jaws.
func (r *rods) addTool(v *instrumentView, s *record.ToolSample) {
	at := func(x, z float64) mgl64.Vec3 {
		return s.Pose.Tip.Add(s.Pose.Orientation.Rotate(mgl64.Vec3{x, 0, z}))
	}
	hinge := -v.jawMM
	r.add(at(0, min(hinge, -v.radius)), at(0, -v.length), v.radius)
	if v.jawMM <= 0 {
		return
	}
	turn := v.turn(s.Jaw)
	const slim = 0.45 // a jaw's mean radius, in radii of the shaft
	for _, side := range [2]float64{1, -1} {
		tip := mgl64.Rotate3DY(side * turn).Mul3x1(mgl64.Vec3{side * slim * v.radius, 0, v.jawMM})
		r.add(at(side*slim*v.radius, hinge), at(tip[0], hinge+tip[2]), slim*v.radius)
	}
}
