package dicom

import (
	"cmp"
	"slices"
)

// Element is one element of a data set. Its value stays as the file has it;
// the methods of Dataset interpret it.
type Element struct {
	Tag Tag
	// VR is the value representation, two letters of PS3.5 §6.2. Where the
	// file does not say it, or says UN, it is the dictionary's, and "UN" when
	// the dictionary does not know the tag either.
	VR string
	// Value holds the raw bytes, in the byte order of the data set; nil for a
	// sequence, for encapsulated pixel data and for what ParseHeader skipped.
	Value []byte
	// Items are a sequence's items. An empty sequence has VR "SQ" and none.
	Items []Dataset
	// Fragments are the items of encapsulated pixel data (PS3.5 §A.4). The
	// first is the basic offset table, which may be empty.
	Fragments [][]byte
	// Skipped counts the value's bytes that ParseHeader did not keep; else 0.
	Skipped int64
	// Offset is where the element begins in the file, or in the inflated
	// stream of a deflated file: for messages.
	Offset int64
}

// Dataset is a list of elements, of a file or of a sequence's item.
type Dataset struct {
	// Elements ascend by tag, none twice. Of an element that a file repeats
	// the first counts.
	Elements []Element
	// BigEndian is the byte order of numbers in Value.
	BigEndian bool
}

// Find gives the element with the tag, or nil when the data set lacks it. It
// does not look into sequences.
func (d *Dataset) Find(t Tag) *Element {
	at, found := slices.BinarySearchFunc(d.Elements, t, func(e Element, t Tag) int {
		return cmp.Compare(e.Tag, t)
	})
	if !found {
		return nil
	}
	return &d.Elements[at]
}

// Items gives a sequence's items; none when the sequence is absent or empty.
func (d *Dataset) Items(t Tag) []Dataset {
	if e := d.Find(t); e != nil {
		return e.Items
	}
	return nil
}
