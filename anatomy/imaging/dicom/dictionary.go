package dicom

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// dictionaryText lists the VRs of PS3.6, table 6-1: a line names a VR, a group
// and the elements of it that have this VR. It holds every attribute of the
// groups that images, segmentations and radiotherapy structures use, and every
// sequence of the other groups, because what a file nests must be found to be
// removed. XS is a US or SS, as PixelRepresentation says; where the standard
// leaves OB or OW open, it is OW, the only one possible in implicit files.
//
//go:embed dictionary.txt
var dictionaryText string

// dictionary is dictionaryText by tag.
var dictionary = sync.OnceValue(func() map[Tag]string {
	known := map[Tag]string{}
	for line := range strings.Lines(dictionaryText) {
		words := strings.Fields(line)
		group, _ := strconv.ParseUint(words[1], 16, 16)
		for _, word := range words[2:] {
			element, _ := strconv.ParseUint(word, 16, 16)
			known[Tag(group<<16|element)] = words[0]
		}
	}
	return known
})

// dictionaryVR is the VR of a tag; "UN" when it is private or not listed.
// signed is PixelRepresentation, which decides on US or SS (PS3.6 §6).
func dictionaryVR(t Tag, signed bool) string {
	switch {
	case t.Element() == 0:
		return "UL" // a group length
	case t.Private() && 0x10 <= t.Element() && t.Element() <= 0xFF:
		return "LO" // a private creator (PS3.5 §7.8.1)
	case t>>24 == 0x60 && !t.Private():
		t &= 0xFF00FFFF // overlays repeat in the groups 6000 to 601E
	}
	vr, known := dictionary()[t]
	switch {
	case !known:
		return "UN"
	case vr == "XS" && signed:
		return "SS"
	case vr == "XS":
		return "US"
	}
	return vr
}
