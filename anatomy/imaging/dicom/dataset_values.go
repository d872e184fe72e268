package dicom

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Text gives the first value of an element that holds text (any VR of letters,
// numbers in letters included), without its padding; "" when it is absent,
// empty or no text.
func (d *Dataset) Text(t Tag) string {
	if all := d.Texts(t); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Texts gives all values of an element that holds text, each without leading
// and trailing blanks and NULs; none when it is absent, empty or no text.
// Bytes that are not UTF-8 are read as Latin-1 (ISO_IR 100), whatever
// SpecificCharacterSet says: the attributes that Drylab interprets are ASCII.
func (d *Dataset) Texts(t Tag) []string {
	e := d.Find(t)
	if e == nil || !isText(e.VR) || len(e.Value) == 0 {
		return nil
	}
	s := decodeText(e.Value)
	if isOneText(e.VR) {
		return []string{strings.Trim(s, " \x00")}
	}
	all := strings.Split(s, `\`)
	for i := range all {
		all[i] = strings.Trim(all[i], " \x00")
	}
	if len(all) == 1 && all[0] == "" {
		return nil
	}
	return all
}

// decodeText reads bytes as UTF-8 where they are that, else as Latin-1.
func decodeText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// isText says whether a VR's values are letters (PS3.5 table 6.2-1).
func isText(vr string) bool {
	switch vr {
	case "AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT":
		return true
	}
	return false
}

// isOneText says whether a backslash in a text of this VR is a letter like
// another, and no border between values.
func isOneText(vr string) bool {
	return vr == "LT" || vr == "ST" || vr == "UT" || vr == "UR"
}

// Floats gives the numbers of an element with VR DS, FD, FL, OD or OF, or of
// one that Ints reads. It is nil when the element is absent, empty, no number,
// or when any of its values is not finite.
func (d *Dataset) Floats(t Tag) []float64 {
	e := d.Find(t)
	if e == nil {
		return nil
	}
	switch e.VR {
	case "DS":
		return textNumbers(d.Texts(t))
	case "FL", "OF":
		return numbers(e.Value, 4, func(b []byte) float64 {
			return float64(math.Float32frombits(d.order().Uint32(b)))
		})
	case "FD", "OD":
		return numbers(e.Value, 8, func(b []byte) float64 {
			return math.Float64frombits(d.order().Uint64(b))
		})
	}
	var floats []float64
	for _, n := range d.Ints(t) {
		floats = append(floats, float64(n))
	}
	return floats
}

// textNumbers reads decimal strings; nil when any is no finite number.
func textNumbers(texts []string) []float64 {
	floats := make([]float64, len(texts))
	for i, s := range texts {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil
		}
		floats[i] = f
	}
	return floats
}

// numbers reads values of the given size in bytes; an incomplete last one is
// left out. It is nil when any value is not finite.
func numbers(value []byte, size int, read func([]byte) float64) []float64 {
	floats := make([]float64, 0, len(value)/size)
	for ; len(value) >= size; value = value[size:] {
		f := read(value)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil
		}
		floats = append(floats, f)
	}
	return floats
}

// Ints gives the numbers of an element with VR IS, US, SS, UL, SL, SV, UV or
// AT (tags as Tag's number), or OB and OW as single bytes and words. It is nil
// when the element is absent, empty or no whole number, or when any of its
// values is none.
func (d *Dataset) Ints(t Tag) []int {
	e := d.Find(t)
	if e == nil {
		return nil
	}
	if e.VR == "IS" {
		return textInts(d.Texts(t))
	}
	size := integerSize(e.VR)
	if size == 0 {
		return nil
	}
	ints := make([]int, 0, len(e.Value)/size)
	for v := e.Value; len(v) >= size; v = v[size:] {
		ints = append(ints, readInt(v, e.VR, d.order()))
	}
	return ints
}

// textInts reads integer strings; nil when any is no whole number. Some
// writers give "512.0" where the standard has "512".
func textInts(texts []string) []int {
	ints := make([]int, len(texts))
	for i, s := range texts {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return nil
		}
		ints[i] = int(f)
	}
	return ints
}

// integerSize is the bytes that one value of a binary integer VR takes; 0 for
// other VRs.
func integerSize(vr string) int {
	switch vr {
	case "OB":
		return 1
	case "US", "SS", "OW":
		return 2
	case "UL", "SL", "AT":
		return 4
	case "SV", "UV":
		return 8
	}
	return 0
}

// readInt reads one value of a binary integer VR. An AT is two words, group
// first, in either byte order.
func readInt(b []byte, vr string, order binary.ByteOrder) int {
	switch vr {
	case "OB":
		return int(b[0])
	case "US", "OW":
		return int(order.Uint16(b))
	case "SS":
		return int(int16(order.Uint16(b)))
	case "UL":
		return int(order.Uint32(b))
	case "SL":
		return int(int32(order.Uint32(b)))
	case "AT":
		return int(order.Uint16(b))<<16 | int(order.Uint16(b[2:]))
	}
	return int(order.Uint64(b))
}

// order is the byte order of the data set's numbers.
func (d *Dataset) order() binary.ByteOrder {
	if d.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}
