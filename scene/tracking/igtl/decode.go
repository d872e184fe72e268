package igtl

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"time"
	"unicode"
)

// header is the first 58 bytes of a message.
type header struct {
	Message
	size int64
	crc  uint64
}

// parseHeader takes the fixed part of a message apart. What it tells is fatal:
// nobody knows where the next message begins.
func parseHeader(b []byte) (header, error) {
	h := header{Message: Message{
		Version: binary.BigEndian.Uint16(b),
		Type:    textOf(b[2:14]),
		Device:  textOf(b[14:34]),
		Stamp:   Stamp(binary.BigEndian.Uint64(b[34:])),
	}, crc: binary.BigEndian.Uint64(b[50:])}
	size := binary.BigEndian.Uint64(b[42:])
	switch {
	case h.Version == 0 || h.Version > 3:
		return h, errNotIGTL
	case size > MaxBodyBytes:
		return h, errTooLarge
	}
	h.size = int64(size)
	return h, nil
}

// known tells whether the content of that type is read.
func known(kind string) bool {
	switch kind {
	case TypeTransform, TypeTracking, TypeQuaternion, TypePosition, TypeStatus, TypeString, TypeStart:
		return true
	}
	return false
}

// decode takes a body apart into the message.
func (m *Message) decode(body []byte) error {
	content := body
	if m.Version >= 2 {
		var err error
		if content, err = m.decodeExtended(body); err != nil {
			return err
		}
	}
	switch m.Type {
	case TypeTransform:
		if len(content) != 48 {
			return faultSize
		}
		var p Pose
		p.decodeMatrix(content)
		m.Poses = []Pose{p}
	case TypeTracking, TypeQuaternion:
		return m.decodeTools(content)
	case TypePosition:
		return m.decodePosition(content)
	case TypeStatus:
		return m.Status.decode(content)
	case TypeString:
		if len(content) < 4 || len(content) != 4+int(binary.BigEndian.Uint16(content[2:])) {
			return faultSize
		}
		m.Text = string(content[4:])
	case TypeStart:
		if len(content) != startBytes {
			return faultSize
		}
		m.Interval = time.Duration(binary.BigEndian.Uint32(content)) * time.Millisecond
	}
	return nil
}

// decodeExtended takes version 2's extended header and metadata off a body and
// returns the content between them.
func (m *Message) decodeExtended(body []byte) ([]byte, error) {
	if len(body) < extendedBytes {
		return nil, faultSize
	}
	extended := int(binary.BigEndian.Uint16(body))
	indexSize := int(binary.BigEndian.Uint16(body[2:]))
	factSize := int64(binary.BigEndian.Uint32(body[4:]))
	m.ID = binary.BigEndian.Uint32(body[8:])
	// The index' size counts its number of entries too; a sender without metadata may leave both out.
	end := int64(len(body)) - factSize - int64(indexSize)
	if extended < extendedBytes || end < int64(extended) {
		return nil, faultSize
	}
	if indexSize > 0 {
		if err := m.decodeMetadata(body[end:end+int64(indexSize)], body[end+int64(indexSize):]); err != nil {
			return nil, err
		}
	}
	return body[extended:end], nil
}

func (m *Message) decodeMetadata(index, facts []byte) error {
	if len(index) < 2 || len(index) != 2+8*int(binary.BigEndian.Uint16(index)) {
		return faultSize
	}
	for index = index[2:]; len(index) > 0; index = index[8:] {
		key, value := int64(binary.BigEndian.Uint16(index)), int64(binary.BigEndian.Uint32(index[4:]))
		if key+value > int64(len(facts)) {
			return faultSize
		}
		m.Metadata = append(m.Metadata, Metadata{
			Key: string(facts[:key]), Encoding: binary.BigEndian.Uint16(index[2:]), Value: string(facts[key : key+value]),
		})
		facts = facts[key+value:]
	}
	if len(facts) > 0 {
		return faultSize
	}
	return nil
}

func (m *Message) decodeTools(content []byte) error {
	size := toolBytes
	if m.Type == TypeQuaternion {
		size = quatBytes
	}
	if len(content)%size != 0 {
		return faultSize
	}
	for ; len(content) > 0; content = content[size:] {
		p := Pose{Name: textOf(content[:nameBytes]), Kind: content[nameBytes]}
		numbers := content[nameBytes+2 : size]
		if m.Type == TypeTracking {
			p.decodeMatrix(numbers)
		} else {
			decodeFloats(p.Position[:], numbers)
			decodeFloats(p.Quaternion[:], numbers[12:])
		}
		m.Poses = append(m.Poses, p)
	}
	return nil
}

func (m *Message) decodePosition(content []byte) error {
	var p Pose
	switch len(content) {
	case 12, 24, 28:
		p.Parts = len(content)/4 - 3
	default:
		return faultSize
	}
	decodeFloats(p.Position[:], content)
	decodeFloats(p.Quaternion[:p.Parts], content[12:])
	switch p.Parts {
	case 0:
		p.Quaternion[3] = 1
	case 3:
		x, y, z := float64(p.Quaternion[0]), float64(p.Quaternion[1]), float64(p.Quaternion[2])
		p.Quaternion[3] = float32(math.Sqrt(max(0, 1-x*x-y*y-z*z)))
	}
	m.Poses = []Pose{p}
	return nil
}

func (s *Status) decode(content []byte) error {
	if len(content) < statusBytes {
		return faultSize
	}
	s.Code = binary.BigEndian.Uint16(content)
	s.Subcode = int64(binary.BigEndian.Uint64(content[2:]))
	s.Name = textOf(content[10:statusBytes])
	s.Message = textOf(content[statusBytes:])
	return nil
}

func (p *Pose) decodeMatrix(b []byte) {
	for i := range p.Columns {
		decodeFloats(p.Columns[i][:], b[12*i:])
	}
	decodeFloats(p.Position[:], b[36:])
}

func decodeFloats(into []float32, b []byte) {
	for i := range into {
		into[i] = math.Float32frombits(binary.BigEndian.Uint32(b[4*i:]))
	}
}

// textOf is a text up to its first zero byte. What is no text becomes question marks,
// and so do control characters, with which a peer could write on somebody's terminal.
func textOf(b []byte) string {
	if end := bytes.IndexByte(b, 0); end >= 0 {
		b = b[:end]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(string(b), "?"))
}
