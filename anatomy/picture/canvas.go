package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// Canvas is an opaque picture of so many pixels.
type Canvas struct {
	*image.RGBA
}

// NewCanvas returns a canvas of one colour.
func NewCanvas(width, height int, ground color.RGBA) Canvas {
	c := Canvas{image.NewRGBA(image.Rect(0, 0, width, height))}
	for i := 0; i < len(c.Pix); i += 4 {
		c.Pix[i], c.Pix[i+1], c.Pix[i+2], c.Pix[i+3] = ground.R, ground.G, ground.B, 255
	}
	return c
}

// blend lays a colour over a pixel; opacity runs from 0 (nothing) to 1.
func (c Canvas) blend(x, y int, over color.RGBA, opacity float64) {
	i := c.PixOffset(x, y)
	for k, v := range [3]uint8{over.R, over.G, over.B} {
		under := float64(c.Pix[i+k])
		c.Pix[i+k] = uint8(math.Round(under + (float64(v)-under)*opacity))
	}
}

// PNG returns the picture as PNG.
func (c Canvas) PNG() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, c.RGBA); err != nil {
		panic(err) // only an image without pixels fails, and there is none
	}
	return out.Bytes()
}

// parseColor reads #rrggbb; anything else is a neutral grey.
func parseColor(text string) color.RGBA {
	grey := color.RGBA{150, 150, 150, 255}
	if len(text) != 7 || text[0] != '#' {
		return grey
	}
	var rgb [3]uint8
	for i := range rgb {
		high, ok1 := hexDigit(text[1+2*i])
		low, ok2 := hexDigit(text[2+2*i])
		if !ok1 || !ok2 {
			return grey
		}
		rgb[i] = high<<4 | low
	}
	return color.RGBA{rgb[0], rgb[1], rgb[2], 255}
}

func hexDigit(c byte) (uint8, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
