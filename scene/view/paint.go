package view

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// The palette of the head-up display, as displayed. Amber and red differ in
// lightness too, and never stand alone: a mark goes with them.
var (
	inkPrimary   = color.NRGBA{0xe8, 0xee, 0xf4, 0xff}
	inkSecondary = color.NRGBA{0x93, 0xa1, 0xb1, 0xff}
	inkAccent    = color.NRGBA{0x3f, 0xcf, 0xc8, 0xff}
	inkAmber     = color.NRGBA{0xff, 0xb7, 0x33, 0xff}
	inkRed       = color.NRGBA{0xff, 0x6b, 0x5e, 0xff}
	fillBar      = color.NRGBA{0x0b, 0x0f, 0x14, 0xff}
	fillCard     = color.NRGBA{0x0c, 0x11, 0x17, 0xd0}
	fillOverlay  = color.NRGBA{0x0a, 0x0e, 0x13, 0xf2}
	fillLine     = color.NRGBA{0x24, 0x2e, 0x3a, 0xff}
	fillTrack    = color.NRGBA{0x1b, 0x24, 0x2e, 0xff}
)

// style is one of the two fonts; both have digits of one width.
type style int

const (
	regular style = iota
	medium
)

// typeface holds the fonts and their faces at the sizes in use.
type typeface struct {
	fonts [2]*opentype.Font
	faces map[faceKey]font.Face
}

type faceKey struct {
	style style
	size  int // in 64ths of a pixel
}

func newTypeface() (*typeface, error) {
	t := &typeface{faces: map[faceKey]font.Face{}}
	for i, data := range [][]byte{goregular.TTF, gomedium.TTF} {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("read the theatre's font %d: %w", i, err)
		}
		t.fonts[i] = parsed
	}
	return t, nil
}

// face is a font at a size in pixels. Sizes follow the window, so that only a
// few are alive at a time.
func (t *typeface) face(s style, pixels float64) font.Face {
	key := faceKey{s, int(pixels*64 + 0.5)}
	if f, known := t.faces[key]; known {
		return f
	}
	f, err := opentype.NewFace(t.fonts[s], &opentype.FaceOptions{Size: pixels, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	t.faces[key] = f
	return f
}

// canvas paints one panel. Positions and sizes are in design pixels.
type canvas struct {
	image *image.RGBA
	scale float64
	types *typeface
}

// width is how wide a text will be.
func (c *canvas) width(text string, s style, size float64) float64 {
	return float64(font.MeasureString(c.types.face(s, size*c.scale), text)) / 64 / c.scale
}

// text writes a line with its baseline at y, starting at x.
func (c *canvas) text(text string, x, y float64, s style, size float64, ink color.NRGBA) {
	d := font.Drawer{
		Dst: c.image, Src: image.NewUniform(ink), Face: c.types.face(s, size*c.scale),
		Dot: fixed.Point26_6{X: fixed.Int26_6(x * c.scale * 64), Y: fixed.Int26_6(y * c.scale * 64)},
	}
	d.DrawString(text)
}

// textRight writes a line that ends at x.
func (c *canvas) textRight(text string, x, y float64, s style, size float64, ink color.NRGBA) {
	c.text(text, x-c.width(text, s, size), y, s, size, ink)
}

// textCentred writes a line around x.
func (c *canvas) textCentred(text string, x, y float64, s style, size float64, ink color.NRGBA) {
	c.text(text, x-c.width(text, s, size)/2, y, s, size, ink)
}

// fit shortens a text with an ellipsis until it is no wider than most.
func (c *canvas) fit(text string, s style, size, most float64) string {
	if c.width(text, s, size) <= most {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && c.width(string(runes)+"…", s, size) > most {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// fill paints a closed outline.
func (c *canvas) fill(ink color.NRGBA, outline func(*vector.Rasterizer, float32)) {
	r := vector.NewRasterizer(c.image.Rect.Dx(), c.image.Rect.Dy())
	r.DrawOp = draw.Over
	outline(r, float32(c.scale))
	r.Draw(c.image, c.image.Rect, image.NewUniform(ink), image.Point{})
}

// box paints a rectangle with rounded corners.
func (c *canvas) box(x, y, w, h, radius float64, ink color.NRGBA) {
	c.fill(ink, func(r *vector.Rasterizer, s float32) {
		x0, y0, x1, y1, q := float32(x)*s, float32(y)*s, float32(x+w)*s, float32(y+h)*s, float32(radius)*s
		const k = 0.5523 // a quarter circle as one cubic curve
		e := q * (1 - k)
		r.MoveTo(x0+q, y0)
		r.LineTo(x1-q, y0)
		r.CubeTo(x1-e, y0, x1, y0+e, x1, y0+q)
		r.LineTo(x1, y1-q)
		r.CubeTo(x1, y1-e, x1-e, y1, x1-q, y1)
		r.LineTo(x0+q, y1)
		r.CubeTo(x0+e, y1, x0, y1-e, x0, y1-q)
		r.LineTo(x0, y0+q)
		r.CubeTo(x0, y0+e, x0+e, y0, x0+q, y0)
		r.ClosePath()
	})
}

// alert paints the warning mark: a triangle with an exclamation mark cut out.
func (c *canvas) alert(x, y, size float64, ink, hole color.NRGBA) {
	c.fill(ink, func(r *vector.Rasterizer, s float32) {
		x0, y0, z := float32(x)*s, float32(y)*s, float32(size)*s
		r.MoveTo(x0+z/2, y0)
		r.LineTo(x0+z*1.04, y0+z*0.93)
		r.LineTo(x0-z*0.04, y0+z*0.93)
		r.ClosePath()
	})
	c.box(x+size*0.45, y+size*0.33, size*0.10, size*0.30, size*0.05, hole)
	c.box(x+size*0.44, y+size*0.70, size*0.12, size*0.12, size*0.06, hole)
}
