package dicom

import "encoding/binary"

// lanes repeats 16 bits four times in a word.
func lanes(v uint16) uint64 { return uint64(v) * 0x0001_0001_0001_0001 }

// laneTops are the highest bits of the lanes.
const laneTops = 0x8000_8000_8000_8000

// laneSum is what addInt16 does with each four cells.
type laneSum struct {
	shift           uint
	mask, turn, add uint64
}

// addInt16 is toInt16 for nearly every CT: cells of 16 bits and slope 1. It
// works on four cells at once, in the lanes of a word.
//
// With the sign bit turned over, a stored value is t, from 0 on; the result is t
// plus a constant, and that plus 1<<15 must be from 0 to 65535 to fit.
func (p *PixelFormat) addInt16(dst []int16, raw []byte, intercept int64) bool {
	var sign uint16
	constant := intercept + 1<<15
	if p.Signed {
		sign = 1 << (p.Stored - 1)
		constant -= int64(sign)
	}
	if constant <= -1<<16 || constant >= 1<<16 {
		return p.scaleInt16(dst, raw, 1, intercept) // no scanner has such an intercept
	}
	sum := laneSum{
		shift: uint(p.High + 1 - p.Stored), mask: lanes(1<<p.Stored - 1),
		turn: lanes(sign), add: lanes(uint16(constant)),
	}
	n, fits := len(dst)&^3, true
	if highest := constant + 1<<p.Stored - 1; constant >= 0 && highest < 1<<16 {
		sum.run(dst[:n], raw)
	} else {
		fits = sum.runChecked(dst[:n], raw, constant < 0)
	}
	return fits && p.scaleInt16(dst[n:], raw[2*n:], 1, intercept)
}

// run is for sums that fit whatever the cells hold: no lane carries into the
// next.
func (l laneSum) run(dst []int16, raw []byte) {
	for len(dst) >= 4 && len(raw) >= 8 {
		sum := (binary.LittleEndian.Uint64(raw)>>(l.shift&63)&l.mask ^ l.turn) + l.add ^ laneTops
		dst[0], dst[1], dst[2], dst[3] = int16(sum), int16(sum>>16), int16(sum>>32), int16(sum>>48)
		dst, raw = dst[4:], raw[8:]
	}
}

// runChecked adds without carries between lanes and says whether every sum
// fits: it does when its lane would not have carried, or, when the constant is
// negative and stands there as its complement, when it would have.
func (l laneSum) runChecked(dst []int16, raw []byte, negative bool) bool {
	var carries, expected uint64
	if negative {
		expected = laneTops
	}
	for len(dst) >= 4 && len(raw) >= 8 {
		t := binary.LittleEndian.Uint64(raw)>>(l.shift&63)&l.mask ^ l.turn
		sum := (t&^laneTops + l.add&^laneTops) ^ (t^l.add)&laneTops
		carries |= (t&l.add | (t|l.add)&^sum) ^ expected
		sum ^= laneTops
		dst[0], dst[1], dst[2], dst[3] = int16(sum), int16(sum>>16), int16(sum>>32), int16(sum>>48)
		dst, raw = dst[4:], raw[8:]
	}
	return carries&laneTops == 0
}
