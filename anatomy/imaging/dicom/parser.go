package dicom

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unsafe"
)

// parser reads one file.
type parser struct {
	cursor
	explicit bool // the VR stands after each tag
	big      bool // the byte order
	signed   bool // PixelRepresentation, once met
	header   bool // stop before the pixel data and copy what is kept
	depth    int  // of sequences
	budget   int64
	open     []Element // of the data sets that are being read, outermost first
	items    []Dataset // likewise
	slab     []byte    // memory for copies
	found    *File     // gets the place of the pixel data
}

const (
	maxDepth  = 32 // real objects nest up to about eight
	maxKept   = 64 << 10
	undefined = 0xFFFFFFFF // a length

	elementBytes = int64(unsafe.Sizeof(Element{}))
	datasetBytes = int64(unsafe.Sizeof(Dataset{}))
)

// extent says where a list of elements ends: at an offset, and, or instead, at
// what stands there.
type extent struct {
	end  int64 // -1: not known
	item bool  // in an item: a delimiter ends it
	meta bool  // elements of group 0002 only
}

var (
	whole    = extent{end: -1}
	onlyMeta = extent{end: -1, meta: true}
)

// errEnd is what elementHeader says when a list of elements ends in good order.
var errEnd = errors.New("end")

// fieldHeader is what stands before a value.
type fieldHeader struct {
	tag    Tag
	vr     string
	length uint32
	offset int64
}

// elements reads the elements of a data set.
func (p *parser) elements(x extent) ([]Element, error) {
	mark := len(p.open)
	defer func() { p.open = p.open[:mark] }()
	for {
		h, err := p.next(x)
		if err == errEnd {
			break
		}
		if err != nil {
			return nil, err
		}
		if p.stopsAt(h) {
			break
		}
		e, err := p.element(h, x)
		if err != nil {
			return nil, err
		}
		if err := p.push(e); err != nil {
			return nil, err
		}
	}
	return p.sorted(p.open[mark:])
}

// push adds an element to the innermost open data set.
func (p *parser) push(e Element) error {
	if len(p.open) == cap(p.open) {
		grown := max(160, 2*cap(p.open)) // most images have fewer elements
		if err := p.spend(int64(grown) * elementBytes); err != nil {
			return err
		}
		p.open = append(make([]Element, 0, grown), p.open...)
	}
	p.open = append(p.open, e)
	return nil
}

// sorted copies elements, in ascending order and each tag once. The first of
// equal tags stays, as dcmtk has it.
func (p *parser) sorted(open []Element) ([]Element, error) {
	if len(open) == 0 {
		return nil, nil
	}
	if err := p.spend(int64(len(open)) * elementBytes); err != nil {
		return nil, err
	}
	elements := slices.Clone(open)
	ascends := func(a, b Element) int { return int(int64(a.Tag) - int64(b.Tag)) }
	if !slices.IsSortedFunc(elements, ascends) {
		slices.SortStableFunc(elements, ascends)
	}
	return slices.CompactFunc(elements, func(a, b Element) bool { return a.Tag == b.Tag }), nil
}

// stopsAt notes where the pixel data lie, and says whether reading ends here.
func (p *parser) stopsAt(h fieldHeader) bool {
	if p.depth > 0 || h.tag < tagFloatPixelData || h.tag.Group() != 0x7FE0 {
		return false
	}
	if h.tag == tagPixelData {
		p.found.PixelOffset = p.offset()
		p.found.PixelLength = int64(h.length)
		if h.length == undefined {
			p.found.PixelLength = -1
		}
	}
	return p.header
}

// next reads the header of the next element, or gives errEnd.
func (p *parser) next(x extent) (fieldHeader, error) {
	for {
		if x.end >= 0 && p.offset()+8 > x.end {
			return p.ended(x)
		}
		b := p.peek(8)
		if b == nil {
			return p.ended(x)
		}
		tag := tagAt(b, p.order())
		switch {
		case x.meta && tag.Group() != 2:
			return fieldHeader{}, errEnd
		case tag == tagItemEnd && x.item && x.end < 0:
			p.at += 8
			return fieldHeader{}, errEnd
		case x.item && x.end < 0 && (tag == tagSequenceEnd || tag == tagItem):
			return fieldHeader{}, errEnd // a writer forgot the item's delimiter
		case tag.Group() == 0xFFFE:
			p.at += 8 // a stray delimiter
		case tag == 0 && p.depth == 0 && len(p.open) > 0:
			p.at = len(p.data)
			return fieldHeader{}, errEnd // zeros after the end
		default:
			return p.fieldHeader(b, tag)
		}
	}
}

// ended judges the end of the bytes: good after the last element of a file, and
// where a length said that it would come. Up to seven bytes too many are
// padding.
func (p *parser) ended(x extent) (fieldHeader, error) {
	rest := x.end - p.offset()
	switch {
	case x.end < 0 && !x.item:
		return fieldHeader{}, errEnd
	case x.end >= 0 && rest < 0:
		return fieldHeader{}, fmt.Errorf("the sequence that should end at byte %d does not; export the file again", x.end)
	case x.end >= 0 && rest < 8 && p.has(int(rest)):
		p.at += int(rest)
		return fieldHeader{}, errEnd
	}
	return fieldHeader{}, p.cutShort("in a sequence")
}

// cutShort is the error for bytes that end too early.
func (p *parser) cutShort(where string) error {
	if p.err != nil {
		return p.err
	}
	return fmt.Errorf("the file ends %s, at byte %d: it is cut short; copy or export it again", where, p.base+int64(len(p.data)))
}

// fieldHeader reads VR and length after a tag; b holds its first eight bytes.
func (p *parser) fieldHeader(b []byte, tag Tag) (fieldHeader, error) {
	h := fieldHeader{tag: tag, offset: p.offset()}
	if !p.explicit || !isUpperPair(b[4], b[5]) && string(b[4:6]) != "??" {
		// Some writers switch to implicit within an explicit file.
		h.vr = dictionaryVR(tag, p.signed)
		h.length = p.order().Uint32(b[4:])
		p.at += 8
		return h, nil
	}
	h.vr = vrName(b[4], b[5])
	h.length = uint32(p.order().Uint16(b[6:]))
	// The standard promises 32 bits for VRs to come; what writers invent, "??"
	// above all, has 16, which are zero in the other form.
	if hasLongLength(h.vr) || h.vr == "" && h.length == 0 && b[4] != '?' {
		if b = p.peek(12); b == nil {
			return h, p.cutShort("within " + tag.String())
		}
		h.length = p.order().Uint32(b[8:])
		p.at += 4
	}
	p.at += 8
	if h.vr == "" {
		h.vr = "UN"
	}
	return h, nil
}

// order is the byte order of what is being read.
func (p *parser) order() binary.ByteOrder {
	if p.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// spend takes memory from the budget.
func (p *parser) spend(bytes int64) error {
	p.budget -= bytes
	allowed := p.budget
	if p.header {
		allowed += 4 * p.offset()
	}
	if allowed < 0 {
		return fmt.Errorf("the file holds so many elements up to byte %d that it cannot be an image; export it again", p.offset())
	}
	return nil
}
