package dicom

import "fmt"

// Tag names an element: the group number in the upper 16 bits, the element
// number in the lower. (0028,0010) Rows is Tag(0x00280010).
type Tag uint32

// Group is the tag's group number.
func (t Tag) Group() uint16 { return uint16(t >> 16) }

// Element is the tag's element number within its group.
func (t Tag) Element() uint16 { return uint16(t) }

// Private says whether a vendor defined the element: its group is odd.
func (t Tag) Private() bool { return t.Group()&1 == 1 }

// String writes the tag as the standard does: (0028,0010).
func (t Tag) String() string {
	return fmt.Sprintf("(%04X,%04X)", t.Group(), t.Element())
}
