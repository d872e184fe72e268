package view

import (
	"math"
	"strconv"
	"strings"
)

// parseColour reads #rrggbb into linear light; anything else is a neutral grey.
func parseColour(text string) [3]float32 {
	encoded := encodedColour(text)
	var linear [3]float32
	for i, c := range encoded {
		linear[i] = decodeSRGB(c)
	}
	return linear
}

// encodedColour reads #rrggbb into display values 0..1.
func encodedColour(text string) [3]float32 {
	value, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 24)
	if err != nil || len(text) != 7 {
		return [3]float32{0.7, 0.7, 0.7}
	}
	return [3]float32{float32(value>>16&255) / 255, float32(value>>8&255) / 255, float32(value&255) / 255}
}

// decodeSRGB is the transfer function of IEC 61966-2-1.
func decodeSRGB(c float32) float32 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return float32(math.Pow((float64(c)+0.055)/1.055, 2.4))
}
