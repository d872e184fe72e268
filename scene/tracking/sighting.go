package tracking

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking/igtl"
)

// Sighting is one thing that a tracker told of one of its devices: where it is, or
// with a Word what was done with it.
type Sighting struct {
	Device string
	// StampNS is when it was so by the tracker's own clock, and ArrivedNS when it
	// came here, both in ns since 1970. They are the same where the tracker gives no
	// stamps; a Word without one, StampNS 0, is obeyed when its turn comes.
	StampNS, ArrivedNS int64
	// Pose is of the device in the tracker's frame, mm.
	Pose  record.Pose
	Valid bool // the tracker sees it, and it is a pose
	// Doubt says why a pose that came is not Valid, "" otherwise.
	Doubt string
	// Word is confirm, jaw, stylet, exchange or clutch, from a STRING such as
	// "jaw 0.4", and Value its number; 1 without one. They are levels, as of a key.
	Word  string
	Value float64
}

// What can be wrong with a pose.
const (
	DoubtNotFinite   = "its numbers are not finite"
	DoubtNotRigid    = "its axes are no rotation"
	DoubtNoDirection = "it has a place and no orientation"
	DoubtNotSeen     = "the tracker says that it does not see it"
)

// sightings are what a message tells; nothing for those that are of no use here.
func sightings(m *igtl.Message, arrivedNS int64) []Sighting {
	first := Sighting{Device: m.Device, StampNS: m.Stamp.Nanoseconds(), ArrivedNS: arrivedNS}
	if m.Type == igtl.TypeString {
		return first.spoken(m.Text)
	}
	if m.Stamp == 0 {
		first.StampNS = arrivedNS
	}
	var seen []Sighting
	for i := range m.Poses {
		one := first
		if name := m.Poses[i].Name; name != "" {
			one.Device = name
		}
		one.see(m.Type, &m.Poses[i])
		// PLUS marks with these a pose that it repeats because it has no new one.
		if status := m.Fact("TransformStatus"); one.Valid && status != "" && status != "OK" {
			one.Valid, one.Doubt = false, DoubtNotSeen
		}
		seen = append(seen, one)
	}
	return seen
}

// spoken is a command, when the text is one.
func (s Sighting) spoken(text string) []Sighting {
	word, number, has := strings.Cut(strings.TrimSpace(text), " ")
	s.Word, s.Value = word, 1
	if has {
		value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			return nil
		}
		s.Value = value
	}
	switch word {
	case "confirm", "jaw", "stylet", "exchange", "clutch":
		return []Sighting{s}
	}
	return nil
}

// see takes over a pose, if it is one.
func (s *Sighting) see(kind string, p *igtl.Pose) {
	// QTDATA and TDATA name the degrees of freedom: 3 for 3D, 4 for 5D, where the
	// turn about the tool's own line is not seen, but its line is.
	const only3D = 3
	s.Pose.Tip = widen(p.Position)
	s.Pose.Orientation = mgl64.QuatIdent()
	switch {
	case !p.Finite():
		s.Doubt, s.Pose.Tip = DoubtNotFinite, mgl64.Vec3{}
		return
	case p.Kind == only3D, kind == igtl.TypePosition && p.Parts == 0:
		s.Doubt = DoubtNoDirection
		return
	case kind == igtl.TypeTransform || kind == igtl.TypeTracking:
		m := mgl64.Mat3FromCols(widen(p.Columns[0]), widen(p.Columns[1]), widen(p.Columns[2]))
		if !isRotation(m) {
			s.Doubt = DoubtNotRigid
			return
		}
		s.Pose.Orientation = mgl64.Mat4ToQuat(m.Mat4()).Normalize()
	default:
		q := mgl64.Quat{W: float64(p.Quaternion[3]), V: widen([3]float32(p.Quaternion[:3]))}
		if math.Abs(q.Len()-1) > rigidTolerance {
			s.Doubt = DoubtNotRigid
			return
		}
		s.Pose.Orientation = q.Normalize()
	}
	s.Valid = true
}

func widen(v [3]float32) mgl64.Vec3 { return mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])} }

// rigidTolerance is how far a rotation may be off: trackers' text files and single
// precision lose at most 1e-5; a scaled or sheared matrix is far beyond.
const rigidTolerance = 1e-2

// isRotation tells a rotation from a matrix that scales, shears or mirrors.
func isRotation(m mgl64.Mat3) bool {
	off := m.Transpose().Mul3(m).Sub(mgl64.Ident3())
	for _, x := range off {
		if !(math.Abs(x) < rigidTolerance) {
			return false
		}
	}
	return m.Det() > 0
}

// Wire is a pose as messages carry it, in single precision, for each of their
// types. The name is a tool's of TDATA and QTDATA.
func Wire(p record.Pose, name string) igtl.Pose {
	const sixDegrees, whole = 2, 4
	narrow := func(v mgl64.Vec3) [3]float32 { return [3]float32{float32(v[0]), float32(v[1]), float32(v[2])} }
	q := p.Orientation
	m := q.Mat4().Mat3()
	return igtl.Pose{
		Name: name, Kind: sixDegrees, Position: narrow(p.Tip), Parts: whole,
		Columns:    [3][3]float32{narrow(m.Col(0)), narrow(m.Col(1)), narrow(m.Col(2))},
		Quaternion: [4]float32{float32(q.V[0]), float32(q.V[1]), float32(q.V[2]), float32(q.W)},
	}
}
