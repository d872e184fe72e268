package igtl

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

const (
	headerBytes   = 58
	extendedBytes = 12 // of version 2, before the content
	nameBytes     = 20
	typeBytes     = 12
	toolBytes     = 70 // of TDATA
	quatBytes     = 50 // of QTDATA
	statusBytes   = 30 // before the message
	startBytes    = 36 // of STT_TDATA
	usASCII       = 3  // MIBenum
	// MaxBodyBytes is the largest body that is read: far above any pose, and
	// images, which are passed over, rarely have more.
	MaxBodyBytes = 64 << 20
)

// Append adds the message, ready to send, to a buffer. It fails when a name or a
// text is too long for the format.
func (m *Message) Append(to []byte) ([]byte, error) {
	version := max(m.Version, 1)
	if len(m.Type) > typeBytes || len(m.Device) > nameBytes {
		return to, fmt.Errorf("OpenIGTLink: a type has at most %d bytes and a device %d", typeBytes, nameBytes)
	}
	start := len(to)
	to = binary.BigEndian.AppendUint16(to, version)
	to = appendName(to, m.Type, typeBytes)
	to = appendName(to, m.Device, nameBytes)
	to = binary.BigEndian.AppendUint64(to, uint64(m.Stamp))
	to = append(to, make([]byte, 16)...) // size and checksum, below
	body, err := m.appendBody(to, version)
	if err != nil {
		return to[:start], err
	}
	size := len(body) - start - headerBytes
	if size > MaxBodyBytes {
		return to[:start], fmt.Errorf("OpenIGTLink: a message of %d bytes is too long to send", size)
	}
	binary.BigEndian.PutUint64(body[start+42:], uint64(size))
	binary.BigEndian.PutUint64(body[start+50:], checksum(0, body[start+headerBytes:]))
	return body, nil
}

// appendBody adds extended header, content and metadata.
func (m *Message) appendBody(to []byte, version uint16) ([]byte, error) {
	if version < 2 {
		return m.appendContent(to)
	}
	index, facts, err := m.metadata()
	if err != nil {
		return to, err
	}
	to = binary.BigEndian.AppendUint16(to, extendedBytes)
	to = binary.BigEndian.AppendUint16(to, uint16(len(index)))
	to = binary.BigEndian.AppendUint32(to, uint32(len(facts)))
	to = binary.BigEndian.AppendUint32(to, m.ID)
	if to, err = m.appendContent(to); err != nil {
		return to, err
	}
	return append(append(to, index...), facts...), nil
}

// metadata are the facts' index and the facts.
func (m *Message) metadata() (index, facts []byte, err error) {
	if 2+8*len(m.Metadata) > math.MaxUint16 {
		return nil, nil, fmt.Errorf("OpenIGTLink: %d facts are too many for one message", len(m.Metadata))
	}
	index = binary.BigEndian.AppendUint16(index, uint16(len(m.Metadata)))
	for _, one := range m.Metadata {
		if len(one.Key) > math.MaxUint16 {
			return nil, nil, fmt.Errorf("OpenIGTLink: a fact's name of %d bytes is too long", len(one.Key))
		}
		encoding := one.Encoding
		if encoding == 0 {
			encoding = usASCII
		}
		index = binary.BigEndian.AppendUint16(index, uint16(len(one.Key)))
		index = binary.BigEndian.AppendUint16(index, encoding)
		index = binary.BigEndian.AppendUint32(index, uint32(len(one.Value)))
		facts = append(append(facts, one.Key...), one.Value...)
	}
	return index, facts, nil
}

func (m *Message) appendContent(to []byte) ([]byte, error) {
	for i := range m.Poses {
		if len(m.Poses[i].Name) > nameBytes {
			return to, fmt.Errorf("OpenIGTLink: a tool's name has at most %d bytes", nameBytes)
		}
	}
	switch m.Type {
	case TypeTransform, TypePosition:
		if len(m.Poses) != 1 {
			return to, fmt.Errorf("OpenIGTLink: a %s holds one pose, not %d", m.Type, len(m.Poses))
		}
		if m.Type == TypeTransform {
			return m.Poses[0].appendMatrix(to), nil
		}
		to = appendFloats(to, m.Poses[0].Position[:])
		return appendFloats(to, m.Poses[0].Quaternion[:min(m.Poses[0].Parts, 4)]), nil
	case TypeTracking:
		for i := range m.Poses {
			to = append(appendName(to, m.Poses[i].Name, nameBytes), m.Poses[i].Kind, 0)
			to = m.Poses[i].appendMatrix(to)
		}
	case TypeQuaternion:
		for i := range m.Poses {
			to = append(appendName(to, m.Poses[i].Name, nameBytes), m.Poses[i].Kind, 0)
			to = appendFloats(to, m.Poses[i].Position[:])
			to = appendFloats(to, m.Poses[i].Quaternion[:])
		}
	case TypeStatus:
		return m.Status.append(to)
	case TypeString:
		if len(m.Text) > math.MaxUint16 {
			return to, fmt.Errorf("OpenIGTLink: a text of %d bytes is too long", len(m.Text))
		}
		to = binary.BigEndian.AppendUint16(to, usASCII)
		to = append(binary.BigEndian.AppendUint16(to, uint16(len(m.Text))), m.Text...)
	case TypeStart:
		to = binary.BigEndian.AppendUint32(to, uint32(m.Interval/time.Millisecond))
		to = appendName(to, "", startBytes-4)
	default:
		return to, fmt.Errorf("OpenIGTLink: messages of type %q are not written", m.Type)
	}
	return to, nil
}

// appendMatrix writes the axes one after the other, then the position.
func (p *Pose) appendMatrix(to []byte) []byte {
	for i := range p.Columns {
		to = appendFloats(to, p.Columns[i][:])
	}
	return appendFloats(to, p.Position[:])
}

func (s *Status) append(to []byte) ([]byte, error) {
	if len(s.Name) > nameBytes {
		return to, fmt.Errorf("OpenIGTLink: the name of a status has at most %d bytes", nameBytes)
	}
	to = binary.BigEndian.AppendUint16(to, s.Code)
	to = binary.BigEndian.AppendUint64(to, uint64(s.Subcode))
	to = appendName(to, s.Name, nameBytes)
	return append(append(to, s.Message...), 0), nil
}

func appendName(to []byte, name string, size int) []byte {
	to = append(to, name...)
	return append(to, make([]byte, size-len(name))...)
}

func appendFloats(to []byte, numbers []float32) []byte {
	for _, x := range numbers {
		to = binary.BigEndian.AppendUint32(to, math.Float32bits(x))
	}
	return to
}
