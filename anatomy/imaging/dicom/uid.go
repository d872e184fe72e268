package dicom

import (
	"crypto/sha256"
	"math/big"
)

// HashUID is the unique identifier that a SHA-256 makes: the decimal of a UUID
// under 2.25 (PS3.5 §B.2), which is the hash's first half but for the bits
// that tell what kind it is. The same hash gives the same identifier.
func HashUID(hash [sha256.Size]byte) string {
	uuid := hash[:16]
	uuid[6] = uuid[6]&0x0f | 0x80 // version 8, vendor's own: RFC 9562 §5.8
	uuid[8] = uuid[8]&0x3f | 0x80 // variant: RFC 9562 §4.1
	return "2.25." + new(big.Int).SetBytes(uuid).String()
}
