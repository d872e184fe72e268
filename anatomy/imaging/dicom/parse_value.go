package dicom

import "fmt"

// element reads the value after a header.
func (p *parser) element(h fieldHeader, x extent) (Element, error) {
	e := Element{Tag: h.tag, VR: h.vr, Offset: h.offset}
	if h.vr == "UN" {
		e.VR = dictionaryVR(h.tag, p.signed)
	}
	if h.length == undefined {
		return e, p.undefinedLength(&e, h)
	}
	end := p.offset() + int64(h.length)
	if x.end >= 0 && end > x.end {
		return e, fmt.Errorf("%v at byte %d is longer than the sequence that holds it; export the file again", h.tag, h.offset)
	}
	if e.VR == "SQ" && h.vr != "UN" {
		return e, p.sequence(&e, end)
	}
	return e, p.value(&e, h)
}

// undefinedLength reads a value that lasts until a delimiter: a sequence, or
// pixel data in fragments. A sequence in an element of VR UN is implicit little
// endian whatever the file is (PS3.5 §6.2.2 note 2).
func (p *parser) undefinedLength(e *Element, h fieldHeader) error {
	switch h.vr {
	case "OB", "OW":
		return p.fragments(e)
	case "UN":
		explicit, big := p.explicit, p.big
		defer func() { p.explicit, p.big = explicit, big }()
		p.explicit, p.big = false, false
	}
	if h.tag == tagPixelData {
		return p.fragments(e)
	}
	e.VR = "SQ"
	return p.sequence(e, -1)
}

// value reads a value of known length. Pixel data may be shorter than said:
// they are the last that a broken transfer loses, and the header is still good.
func (p *parser) value(e *Element, h fieldHeader) error {
	if p.header && h.length > maxKept {
		e.Skipped = int64(h.length)
		if !p.skip(e.Skipped) {
			return p.cutShort("within " + h.tag.String())
		}
		return nil
	}
	n := int(h.length)
	if h.tag == tagPixelData && p.depth == 0 {
		n = int(min(int64(n), p.left()))
	}
	b := p.peek(n)
	if b == nil {
		return p.cutShort("within " + h.tag.String())
	}
	start := p.offset()
	p.at += n
	if h.tag == tagPixelRepresentation && n >= 2 {
		p.signed = p.order().Uint16(b)&1 == 1
	}
	if e.VR == "SQ" { // and UN in the file
		return p.hidden(e, b, start)
	}
	var err error
	e.Value, err = p.keep(b)
	return err
}

// keep copies bytes that the cursor will overwrite.
func (p *parser) keep(b []byte) ([]byte, error) {
	if p.source == nil {
		return b, nil
	}
	if len(p.slab) < len(b) {
		size := max(len(b), 4<<10)
		if err := p.spend(int64(size)); err != nil {
			return nil, err
		}
		p.slab = make([]byte, size)
	}
	kept := p.slab[:len(b):len(b)]
	p.slab = p.slab[len(b):]
	copy(kept, b)
	return kept, nil
}

// hidden reads a sequence that the file calls UN, with a length. Such a value
// is implicit little endian by the standard, and is explicit from some writers.
// When it is no sequence at all, its bytes stay, as UN.
func (p *parser) hidden(e *Element, b []byte, start int64) error {
	b, err := p.keep(b)
	if err != nil {
		return err
	}
	e.VR, e.Value = "UN", b
	if 0 < len(b) && len(b) < 8 {
		return nil // too short for an item
	}
	for _, explicit := range []bool{false, true} {
		inner := parser{
			cursor: cursor{data: b, base: start}, explicit: explicit, signed: p.signed,
			depth: p.depth, budget: p.budget,
		}
		sequence := Element{Tag: e.Tag, VR: "SQ", Offset: e.Offset}
		err := inner.sequence(&sequence, start+int64(len(b)))
		p.budget = inner.budget
		if err == nil {
			*e = sequence
			return nil
		}
	}
	return p.spend(0)
}
