package scene

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// handleMM is how near the handle comes to the trocar: the cannula's length above
// the skin. Our choice, of the order of a 5 mm trocar's.
const handleMM = 30

// ThroughTrocar is where an instrument is whose handle the hand holds as said and
// whose shaft passes a point, the remote centre of motion: the handle stays where
// the hand has it, the shaft turns about its own middle line as little as possible
// until it passes the trocar, and so the tip goes the other way than the hand and
// by as much more as it is deeper: the fulcrum effect. lengthMM is from tip to
// handle. A pose that passes the trocar already comes back as it was, but for
// rounding. A handle that would be nearer to the trocar than its cannula lets it,
// or behind it, is held there.
// Taylor et al. 1995, A telerobotic assistant for laparoscopic surgery, IEEE
// Engineering in Medicine and Biology 14(3), 279.
func ThroughTrocar(wanted record.Pose, trocar mgl64.Vec3, lengthMM float64) record.Pose {
	axis := wanted.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	handle := wanted.Tip.Sub(axis.Mul(lengthMM))
	way := trocar.Sub(handle)
	if near := min(handleMM, lengthMM/2); way.Dot(axis) < near {
		handle = handle.Add(axis.Mul(way.Dot(axis) - near))
		way = trocar.Sub(handle)
	}
	through := way.Normalize()
	return record.Pose{
		Tip:         handle.Add(through.Mul(lengthMM)),
		Orientation: swing(axis, through).Mul(wanted.Orientation).Normalize(),
	}
}

// AtTrocar is where an instrument is whose tip is wanted at a place and whose
// shaft passes a point: for a mouse, which moves the tip, and for a robot, which
// takes the fulcrum away. The roll is the wanted one's. A tip within a millimetre
// of the trocar keeps its direction.
func AtTrocar(wanted record.Pose, trocar mgl64.Vec3) record.Pose {
	axis := wanted.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	way := wanted.Tip.Sub(trocar)
	if way.Dot(axis) < 1 {
		return wanted
	}
	return record.Pose{Tip: wanted.Tip, Orientation: swing(axis, way.Normalize()).Mul(wanted.Orientation).Normalize()}
}
