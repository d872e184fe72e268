package dicom

import (
	"bytes"
	"errors"
	"io"
)

// ErrNotDICOM says that a file is something else than DICOM.
var ErrNotDICOM = errors.New("the file is no DICOM")

// File is a DICOM file, or what ParseHeader kept of it.
type File struct {
	Meta    Dataset // group 0002; empty when the file has none
	Dataset         // everything else
	// TransferSyntax is the UID that the file names, or the one that its bytes
	// were found to follow where it names none.
	TransferSyntax string
	// PixelOffset is where the value of (7FE0,0010) PixelData begins (in the
	// inflated stream of a deflated file); 0 when the file has no pixel data.
	PixelOffset int64
	// PixelLength is the length in bytes that the file gives for PixelData; -1
	// when it is encapsulated, and 0 when there is none.
	PixelLength int64
}

// Parse reads a whole file. What it returns refers to data, which must not
// change while it is in use.
//
// It reads files without preamble, without a meta header and without a
// transfer syntax, and passes over the faults that are common in archives:
// lengths that are odd, VRs that do not exist, stray delimiters, padding after
// the end, pixel data shorter than said (decoding them then is an error). It is
// ErrNotDICOM when the bytes are something else, and an error when they break
// off, nest deeper than 32 sequences, or hold so many elements that these would
// take more memory than 64 MiB and four times the file's size.
func Parse(data []byte) (*File, error) {
	p := parser{cursor: cursor{data: data}, budget: budget(int64(len(data)))}
	return p.file()
}

// ParseHeader reads a file up to PixelData and no further, which PixelOffset
// and PixelLength then locate. What it returns is a copy. Values of more than
// 64 KiB are not kept: their Value is nil and Skipped counts them. When r is an
// io.Seeker, they are not read either. It is otherwise Parse.
func ParseHeader(r io.Reader) (*File, error) {
	p := parser{cursor: cursor{source: r}, header: true, budget: budget(0)}
	return p.file()
}

// budget is the memory in bytes that reading a file of this size may take.
func budget(size int64) int64 { return 64<<20 + 4*size }

// file reads meta header and data set.
func (p *parser) file() (*File, error) {
	if err := p.preamble(); err != nil {
		return nil, err
	}
	f := &File{}
	p.found = f
	if err := p.meta(f); err != nil {
		return nil, err
	}
	if err := p.begin(f); err != nil {
		return nil, err
	}
	elements, err := p.elements(whole)
	if err == nil && p.err != nil {
		err = p.err
	}
	if err != nil {
		return nil, err
	}
	f.Dataset = Dataset{Elements: elements, BigEndian: p.big}
	if len(f.Elements) == 0 && len(f.Meta.Elements) == 0 {
		return nil, ErrNotDICOM
	}
	return f, nil
}

// preamble passes over the 128 bytes and the magic word that a file should
// begin with (PS3.10 §7.1). A file without them must begin with an element that
// an object can begin with.
func (p *parser) preamble() error {
	if b := p.peek(132); b != nil && bytes.Equal(b[128:], []byte("DICM")) {
		p.at += 132
		return nil
	}
	b := p.peek(8)
	if p.err != nil {
		return p.err
	}
	if b == nil || !beginsObject(b) {
		return ErrNotDICOM
	}
	return nil
}

// meta reads group 0002, explicit little endian by the standard; elements find
// out for themselves when a writer made it implicit.
func (p *parser) meta(f *File) error {
	b := p.peek(8)
	if b == nil || b[0] != 2 || b[1] != 0 {
		return nil
	}
	p.explicit = true
	elements, err := p.elements(onlyMeta)
	if err != nil {
		return err
	}
	f.Meta = Dataset{Elements: elements}
	f.TransferSyntax = f.Meta.Text(tagTransferSyntax)
	return nil
}

// begin sets how the data set is encoded: inflates it where the transfer syntax
// says so, and believes its first bytes where they contradict the rest of it.
func (p *parser) begin(f *File) error {
	if f.TransferSyntax == deflatedLittle {
		if err := p.inflate(); err != nil {
			return err
		}
	}
	p.explicit = f.TransferSyntax != implicitLittle
	p.big = f.TransferSyntax == explicitBig
	if b := p.peek(8); b != nil {
		p.explicit, p.big = sniff(b)
	}
	if f.TransferSyntax != "" {
		return nil
	}
	f.TransferSyntax = implicitLittle
	if p.explicit {
		f.TransferSyntax = explicitLittle
	}
	if p.big {
		f.TransferSyntax = explicitBig
	}
	return nil
}

// sniff finds the encoding from the first element of a data set. Its group is
// small (0008 in nearly every object), so the byte order that makes it the
// smaller is right; its VR stands after the tag or does not.
func sniff(b []byte) (explicit, big bool) {
	return vrName(b[4], b[5]) != "", b[0] < b[1]
}

// beginsObject says whether eight bytes can be the first element of a DICOM
// object without a preamble: group 0002, 0004 or 0008, with a VR of the
// standard, or implicit with a tag of the dictionary and a short length.
func beginsObject(b []byte) bool {
	explicit, big := sniff(b)
	order := (&Dataset{BigEndian: big}).order()
	t := tagAt(b, order)
	if g := t.Group(); g != 2 && g != 4 && g != 8 {
		return false
	}
	return explicit || dictionaryVR(t, false) != "UN" && order.Uint32(b[4:]) < 1<<16
}
