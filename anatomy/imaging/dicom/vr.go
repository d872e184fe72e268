package dicom

// vrName gives the VR that two bytes of a file name as a constant, so that an
// element keeps no piece of the file for it; "" when the standard has no such
// VR (PS3.5 table 6.2-1).
func vrName(a, b byte) string {
	for _, vr := range allVRs {
		if vr[0] == a && vr[1] == b {
			return vr
		}
	}
	return ""
}

// isVR says whether the standard has a VR of this name.
func isVR(vr string) bool {
	return len(vr) == 2 && vrName(vr[0], vr[1]) != ""
}

// allVRs are the VRs of PS3.5, the frequent ones first.
var allVRs = [...]string{
	"CS", "DS", "UI", "LO", "SH", "IS", "US", "SQ", "DA", "TM", "PN", "FD", "UL", "OW", "OB", "UN", "ST", "LT",
	"AE", "AS", "AT", "DT", "FL", "OD", "OF", "OL", "OV", "SL", "SS", "SV", "UC", "UR", "UT", "UV",
}

// hasLongLength says whether a VR's length takes 32 bits in an explicit file,
// after two reserved bytes (PS3.5 §7.1.2).
func hasLongLength(vr string) bool {
	switch vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		return true
	}
	return false
}

// wordSize is the size in bytes of the numbers that a VR's values consist of,
// which is what a change of byte order turns; 1 for text and bytes.
func wordSize(vr string) int {
	switch vr {
	case "US", "SS", "OW", "AT":
		return 2
	case "UL", "SL", "FL", "OF", "OL":
		return 4
	case "FD", "OD", "SV", "UV", "OV":
		return 8
	}
	return 1
}

// isUpperPair says whether two bytes could be a VR, of this edition of the
// standard or of a later one.
func isUpperPair(a, b byte) bool {
	return 'A' <= a && a <= 'Z' && 'A' <= b && b <= 'Z'
}
