package igtl

// crcPolynomial is CRC-64/ECMA-182: not reflected, begins at 0. Go's hash/crc64
// has the reflected one only, which gives other sums.
const crcPolynomial = 0x42F0E1EBA9EA3693

var crcTable = func() (table [256]uint64) {
	for i := range table {
		sum := uint64(i) << 56
		for range 8 {
			top := sum >> 63
			sum = sum<<1 ^ top*crcPolynomial
		}
		table[i] = sum
	}
	return table
}()

// checksum continues the sum of a message's body over more of it.
func checksum(sum uint64, more []byte) uint64 {
	for _, b := range more {
		sum = sum<<8 ^ crcTable[byte(sum>>56)^b]
	}
	return sum
}
