package dicom

import (
	"fmt"
	"math"
	"strconv"
)

// DICOM gives colours as CIELab of the ICC connection space, under the light
// D50, in 16-bit numbers (PS3.3 C.10.7.1.1). Screens show sRGB (IEC 61966-2-1),
// under D65. The matrix between the two, with the adaptation of Bradford, is
// that of the sRGB profile in ISO 15076-1 (also Lindbloom, brucelindbloom.com).
var (
	xyzFromRGB = [3][3]float64{
		{0.4360747, 0.3850649, 0.1430804},
		{0.2225045, 0.7168786, 0.0606169},
		{0.0139322, 0.0971045, 0.7141733},
	}
	rgbFromXYZ = [3][3]float64{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
	whiteD50 = [3]float64{0.96422, 1, 0.82521}
)

// Constants of CIE 15: where the cube root gives way to a straight line.
const (
	labEpsilon = 216.0 / 24389
	labKappa   = 24389.0 / 27
)

// colorOfLab turns a RecommendedDisplayCIELabValue into #rrggbb; "" when it is
// none. Colours that no screen shows become the nearest in each channel.
func colorOfLab(stored []int) string {
	if len(stored) != 3 {
		return ""
	}
	l := float64(stored[0]) / 65535 * 100
	a := float64(stored[1])/65535*255 - 128
	b := float64(stored[2])/65535*255 - 128
	fy := (l + 16) / 116
	var xyz [3]float64
	for i, f := range [3]float64{fy + a/500, fy, fy - b/200} {
		if xyz[i] = f * f * f; xyz[i] <= labEpsilon {
			xyz[i] = (116*f - 16) / labKappa
		}
		xyz[i] *= whiteD50[i]
	}
	color := "#"
	for _, row := range rgbFromXYZ {
		linear := row[0]*xyz[0] + row[1]*xyz[1] + row[2]*xyz[2]
		color += fmt.Sprintf("%02x", int(255*gamma(linear)+0.5))
	}
	return color
}

// labOfColor is the inverse of colorOfLab; ok is false when the text is no
// #rrggbb.
func labOfColor(color string) (stored [3]uint16, ok bool) {
	rgb, err := strconv.ParseUint(color[min(1, len(color)):], 16, 32)
	if err != nil || len(color) != 7 || color[0] != '#' {
		return stored, false
	}
	linear := [3]float64{ungamma(rgb >> 16), ungamma(rgb >> 8 & 255), ungamma(rgb & 255)}
	var f [3]float64
	for i, row := range xyzFromRGB {
		xyz := (row[0]*linear[0] + row[1]*linear[1] + row[2]*linear[2]) / whiteD50[i]
		if f[i] = math.Cbrt(xyz); xyz <= labEpsilon {
			f[i] = (labKappa*xyz + 16) / 116
		}
	}
	lab := [3]float64{(116*f[1] - 16) / 100, (500*(f[0]-f[1]) + 128) / 255, (200*(f[1]-f[2]) + 128) / 255}
	for i, part := range lab {
		stored[i] = uint16(math.Round(65535 * max(0, min(part, 1))))
	}
	return stored, true
}

// gamma encodes a channel's light, from 0 to 1, as sRGB.
func gamma(linear float64) float64 {
	linear = max(0, min(linear, 1))
	if linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}

// ungamma is the light of a channel from 0 to 255.
func ungamma(channel uint64) float64 {
	encoded := float64(channel) / 255
	if encoded <= 0.04045 {
		return encoded / 12.92
	}
	return math.Pow((encoded+0.055)/1.055, 2.4)
}
