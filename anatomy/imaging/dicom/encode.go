package dicom

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// What Drylab calls itself in the files that it writes: an identifier made once
// from a random UUID (PS3.5 §B.2), and at most 16 letters.
const (
	implementationUID  = "2.25.54235281195669105254662160736021966171"
	implementationName = "DRYLAB"
)

// Encode writes a file in explicit VR little endian, with a preamble of zeros
// and a meta header of its own: class and instance of the object, the transfer
// syntax, and Drylab as the writer. Nothing of f.Meta is written, which may name
// a hospital's stations. The data set is written as it is, sequences with their
// lengths, values padded to even length as their VR asks; big endian values are
// turned, and group lengths left out, which the standard has retired (PS3.5
// §7.2). Equal data sets give equal bytes.
//
// It is an error when the data set has no SOP class or instance UID, and when
// it holds encapsulated pixel data, elements out of order, of group 0002 or that
// ParseHeader skipped.
func Encode(w io.Writer, f *File) error {
	meta, err := metaHeader(&f.Dataset)
	if err != nil {
		return err
	}
	out := append(make([]byte, 128), "DICM"...)
	if out, err = appendDataset(out, meta); err != nil {
		return err
	}
	if len(f.Elements) > 0 && f.Elements[0].Tag.Group() <= 2 {
		return errors.New("a data set with elements of group 0002 or below cannot be written; they belong to the meta header")
	}
	if out, err = appendDataset(out, &f.Dataset); err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// metaHeader makes group 0002 (PS3.10 §7.1).
func metaHeader(d *Dataset) (*Dataset, error) {
	class, instance := d.Text(tagSOPClass), d.Text(tagSOPInstance)
	if class == "" || instance == "" {
		return nil, errors.New("a data set without SOP class (0008,0016) or instance (0008,0018) cannot be written as a file")
	}
	meta := &Dataset{Elements: []Element{
		{Tag: tagMetaGroupLength, VR: "UL", Value: make([]byte, 4)},
		{Tag: tagMetaVersion, VR: "OB", Value: []byte{0, 1}},
		{Tag: tagMediaSOPClass, VR: "UI", Value: []byte(class)},
		{Tag: tagMediaSOPInstance, VR: "UI", Value: []byte(instance)},
		{Tag: tagTransferSyntax, VR: "UI", Value: []byte(explicitLittle)},
		{Tag: tagImplementationUID, VR: "UI", Value: []byte(implementationUID)},
		{Tag: tagImplementationName, VR: "SH", Value: []byte(implementationName)},
	}}
	after, err := appendDataset(nil, &Dataset{Elements: meta.Elements[1:]})
	binary.LittleEndian.PutUint32(meta.Elements[0].Value, uint32(len(after)))
	return meta, err
}

// appendDataset writes elements in ascending order.
func appendDataset(out []byte, d *Dataset) ([]byte, error) {
	for i := range d.Elements {
		e := &d.Elements[i]
		if e.Tag.Element() == 0 && e.Tag != tagMetaGroupLength {
			continue
		}
		if i > 0 && e.Tag <= d.Elements[i-1].Tag {
			return nil, fmt.Errorf("%v stands after %v in the data set, which must ascend", e.Tag, d.Elements[i-1].Tag)
		}
		var err error
		if out, err = appendElement(out, e, d.BigEndian); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// appendElement writes tag, VR, length and value (PS3.5 §7.1.2).
func appendElement(out []byte, e *Element, bigEndian bool) ([]byte, error) {
	if e.Fragments != nil || e.Skipped > 0 {
		return nil, fmt.Errorf("%v is compressed, or was not read, and cannot be written; decompress and parse the file first", e.Tag)
	}
	vr := e.VR
	size := len(e.Value) + len(e.Value)&1
	if !isVR(vr) || !hasLongLength(vr) && size > 0xFFFE {
		vr = "UN" // PS3.5 §6.2.2 note 6: too long for its VR
	}
	out = binary.LittleEndian.AppendUint16(out, e.Tag.Group())
	out = binary.LittleEndian.AppendUint16(out, e.Tag.Element())
	out = append(out, vr...)
	if vr == "SQ" {
		return appendSequence(append(out, 0, 0), e)
	}
	if hasLongLength(vr) {
		out = binary.LittleEndian.AppendUint32(append(out, 0, 0), uint32(size))
	} else {
		out = binary.LittleEndian.AppendUint16(out, uint16(size))
	}
	start := len(out)
	out = append(out, e.Value...)
	if bigEndian {
		turnWords(out[start:], wordSize(e.VR))
	}
	if len(e.Value)&1 == 1 {
		out = append(out, padding(e.VR))
	}
	return out, nil
}

// appendSequence writes the length of a sequence and its items.
func appendSequence(out []byte, e *Element) ([]byte, error) {
	out, start := appendLength(out)
	for i := range e.Items {
		out = append(out, 0xFE, 0xFF, 0x00, 0xE0)
		var item int
		out, item = appendLength(out)
		var err error
		if out, err = appendDataset(out, &e.Items[i]); err != nil {
			return nil, err
		}
		setLength(out, item)
	}
	setLength(out, start)
	return out, nil
}

// appendLength leaves room for a length of what follows; setLength fills it.
func appendLength(out []byte) ([]byte, int) {
	out = append(out, 0, 0, 0, 0)
	return out, len(out)
}

// setLength writes the length of what was appended since start.
func setLength(out []byte, start int) {
	binary.LittleEndian.PutUint32(out[start-4:], uint32(len(out)-start))
}

// turnWords changes the byte order of words; an incomplete last one stays.
func turnWords(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}

// padding makes a value's length even (PS3.5 §6.2): blanks after text, but NUL
// after a UID and after bytes.
func padding(vr string) byte {
	if isText(vr) && vr != "UI" {
		return ' '
	}
	return 0
}
