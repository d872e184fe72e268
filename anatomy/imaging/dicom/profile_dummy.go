package dicom

import "slices"

// dummyValue is a value that says nothing, valid for the VR (PS3.5 §6.2); nil
// for a sequence. Numbers are zero in either byte order.
func dummyValue(vr string) []byte {
	switch vr {
	case "SQ":
		return nil
	case "DA":
		return []byte("19000101")
	case "DT":
		return []byte("19000101000000")
	case "TM":
		return []byte("000000")
	case "AS":
		return []byte("000Y")
	case "DS", "IS":
		return []byte("0")
	case "UI":
		return []byte("2.25.0")
	case "UR":
		return []byte("about:blank")
	case "AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		return []byte("REMOVED")
	}
	// Eight zeros are whole numbers of any binary VR.
	return make([]byte, 8)
}

// dummyItems is the sequence that stands for a removed one: one empty item.
func dummyItems(vr string) []Dataset {
	if vr != "SQ" {
		return nil
	}
	return []Dataset{{}}
}

// hasOverlayInPixels says whether an overlay's data lie in unused bits of the
// pixel data, as the retired form of PS3.5 §8.1.2 (2004) has it: its group has
// a bit position and no data.
func hasOverlayInPixels(d *Dataset) bool {
	for i := range d.Elements {
		t := d.Elements[i].Tag
		if isOverlay(t) && t.Element() == 0x0102 && d.Find(t&^0xffff|0x3000) == nil {
			return true
		}
	}
	return false
}

// clearUnusedBits sets to zero the bits of uncompressed 16-bit pixels above
// the highest that counts and below the lowest. Compressed pixels have none.
func clearUnusedBits(d *Dataset) {
	format, err := d.PixelFormat()
	pixels := d.Find(tagPixelData)
	if err != nil || pixels == nil || pixels.Fragments != nil || format.Allocated != 16 {
		return
	}
	mask := uint16((1<<format.Stored - 1) << max(0, format.High+1-format.Stored))
	pixels.Value = slices.Clone(pixels.Value)
	order := d.order()
	for v := pixels.Value; len(v) >= 2; v = v[2:] {
		order.PutUint16(v, order.Uint16(v)&mask)
	}
}
