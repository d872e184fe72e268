package dicom

import (
	"fmt"
	"slices"
)

// sequence reads the items of a sequence up to an offset, or to its delimiter
// when end is -1 (PS3.5 §7.5).
func (p *parser) sequence(e *Element, end int64) error {
	if p.depth++; p.depth > maxDepth {
		return fmt.Errorf("%v at byte %d lies more than %d sequences deep; export the file again", e.Tag, e.Offset, maxDepth)
	}
	mark := len(p.items)
	defer func() { p.depth--; p.items = p.items[:mark] }()
	for {
		length, more, err := p.itemHeader(e, end)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if err := p.item(length, end); err != nil {
			return err
		}
	}
	if len(p.items) == mark {
		return nil
	}
	e.Items = slices.Clone(p.items[mark:])
	return p.spend(int64(len(e.Items)) * datasetBytes)
}

// itemHeader reads the tag and length of the next item; more is false at the
// end of the sequence.
func (p *parser) itemHeader(e *Element, end int64) (length uint32, more bool, err error) {
	for {
		if end >= 0 && p.offset()+8 > end {
			_, err := p.ended(extent{end: end})
			if err == errEnd {
				err = nil
			}
			return 0, false, err
		}
		b := p.peek(8)
		if b == nil {
			return 0, false, p.cutShort("within " + e.Tag.String())
		}
		tag, length := tagAt(b, p.order()), p.order().Uint32(b[4:])
		switch {
		case tag == tagItem:
			p.at += 8
			return length, true, nil
		case tag == tagSequenceEnd && end < 0:
			p.at += 8
			return 0, false, nil
		case tag == tagItemEnd || tag == tagSequenceEnd:
			p.at += 8 // after an item whose length was given
		default:
			return 0, false, fmt.Errorf("byte %d should begin an item of the sequence %v at byte %d, and does not; export the file again",
				p.offset(), e.Tag, e.Offset)
		}
	}
}

// item reads one item of a sequence that ends at an offset, or at -1.
func (p *parser) item(length uint32, end int64) error {
	x := extent{end: -1, item: true}
	if length != undefined {
		x.end = p.offset() + int64(length)
		if end >= 0 && x.end > end {
			return fmt.Errorf("the item at byte %d is longer than the sequence that holds it; export the file again", p.offset()-8)
		}
	}
	elements, err := p.elements(x)
	if err != nil {
		return err
	}
	if len(p.items) == cap(p.items) {
		grown := max(16, 2*cap(p.items))
		if err := p.spend(int64(grown) * datasetBytes); err != nil {
			return err
		}
		p.items = append(make([]Dataset, 0, grown), p.items...)
	}
	p.items = append(p.items, Dataset{Elements: elements, BigEndian: p.big})
	return nil
}

// fragments reads encapsulated pixel data (PS3.5 §A.4): the basic offset table
// and the fragments, up to the delimiter or to the end of the file, whichever
// comes first. ParseHeader, which meets them in icons only, passes over them.
func (p *parser) fragments(e *Element) error {
	start := *p
	count, err := p.walkFragments(e, nil)
	if err != nil || p.header {
		e.Skipped = p.offset() - start.offset()
		return err
	}
	if err := p.spend(int64(count) * 24); err != nil {
		return err
	}
	p.cursor = start.cursor
	e.Fragments = make([][]byte, 0, count)
	_, err = p.walkFragments(e, func(b []byte) { e.Fragments = append(e.Fragments, b) })
	return err
}

// walkFragments counts fragments and gives each to see, unless that is nil.
func (p *parser) walkFragments(e *Element, see func([]byte)) (count int, err error) {
	for {
		b := p.peek(8)
		if b == nil && p.depth == 0 {
			p.skip(p.left())
			return count, p.err
		}
		if b == nil {
			return count, p.cutShort("within " + e.Tag.String())
		}
		tag, length := tagAt(b, p.order()), int64(p.order().Uint32(b[4:]))
		p.at += 8
		if tag == tagSequenceEnd {
			return count, nil
		}
		if tag != tagItem {
			return count, fmt.Errorf("byte %d should begin a fragment of %v, and does not; export the file again", p.offset()-8, e.Tag)
		}
		if p.source == nil {
			length = min(length, p.left())
		}
		if see != nil {
			see(p.peek(int(length)))
		}
		count++
		if !p.skip(length) {
			return count, p.cutShort("within " + e.Tag.String())
		}
	}
}
