// Package igtl speaks OpenIGTLink: the messages by which trackers, PLUS and 3D
// Slicer hand poses to each other, and both ends of the connection. It knows no
// anatomy and no instruments; lengths are millimetres, and frames are whatever the
// two peers agreed on.
//
// The protocol is described at openigtlink.org; what is written here was held
// against its C++ library. It has no authentication and no encryption: serve it on
// the loopback interface, or in a network whose members are trusted.
package igtl

import (
	"math"
	"time"
)

// The types of message whose content this package knows. What is of another type
// is passed over, whatever its size.
const (
	TypeTransform  = "TRANSFORM"
	TypeTracking   = "TDATA"
	TypeQuaternion = "QTDATA"
	TypePosition   = "POSITION"
	TypeStatus     = "STATUS"
	TypeString     = "STRING"
	// TypeStart asks a tracker to send TDATA from now on.
	TypeStart = "STT_TDATA"
)

// Message is one message. Exactly one content belongs to each type: Poses to
// TRANSFORM, TDATA, QTDATA and POSITION, Status to STATUS, Text to STRING and
// Interval to STT_TDATA.
type Message struct {
	// Version is that of the header: 1 for protocols 1 and 2, 2 for protocol 3. 0 is
	// written as 1.
	Version uint16
	Type    string
	Device  string // at most 20 bytes
	Stamp   Stamp  // when the poses were taken; 0: the sender does not say
	ID      uint32 // of version 2
	// Metadata are further facts, of version 2 only.
	Metadata []Metadata

	Poses    []Pose
	Status   Status
	Text     string // US-ASCII or UTF-8
	Interval time.Duration
}

// Metadata is one named fact about a message.
type Metadata struct {
	Key, Value string
	Encoding   uint16 // MIBenum of IANA: 3 is US-ASCII, 106 UTF-8; 0 is written as 3
}

// Pose is where one tool is in the tracker's frame.
type Pose struct {
	Name string // of the tool in TDATA and QTDATA, at most 20 bytes; else ""
	Kind uint8  // in TDATA and QTDATA: 1 tracker, 2 6D, 3 3D, 4 5D
	// Position is the tool's origin, mm.
	Position [3]float32
	// Columns are the tool's axes in the tracker's frame, of TRANSFORM and TDATA.
	Columns [3][3]float32
	// Quaternion is the tool's orientation as x, y, z, w, of QTDATA and POSITION.
	Quaternion [4]float32
	// Parts is how many numbers of a POSITION's quaternion the sender gave: 4, 3
	// (w follows from them, and is not negative) or none. Of other types it is 0.
	Parts int
}

// Status is how a device is.
type Status struct {
	Code    uint16 // 1 is OK, 13 not found … (igtl_status.h)
	Subcode int64
	Name    string // at most 20 bytes
	Message string
}

// StatusOK is the code of a device that is well.
const StatusOK = 1

// Stamp is a time of 32 bits of seconds since 1970 and 32 bits of their fraction.
type Stamp uint64

// StampOf is a time as a stamp, to a quarter of a nanosecond.
func StampOf(t time.Time) Stamp {
	return Stamp(uint64(t.Unix())<<32 | (uint64(t.Nanosecond())<<32+5e8)/1e9)
}

// Nanoseconds is the stamp in nanoseconds since 1970, to the nearest.
func (s Stamp) Nanoseconds() int64 {
	return int64(s>>32)*1e9 + int64((uint64(uint32(s))*1e9+1<<31)>>32)
}

// Fact is the value of a metadata key, "" when there is none.
func (m *Message) Fact(key string) string {
	for _, one := range m.Metadata {
		if one.Key == key {
			return one.Value
		}
	}
	return ""
}

// Finite tells whether every number of the pose is one.
func (p *Pose) Finite() bool {
	for _, numbers := range [][]float32{p.Position[:], p.Columns[0][:], p.Columns[1][:], p.Columns[2][:], p.Quaternion[:]} {
		for _, x := range numbers {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return false
			}
		}
	}
	return true
}
