package view

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sort"
	"strings"

	"github.com/drylab/drylab/assets"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// shade is a display colour with its opacity: 0xRRGGBBAA, not premultiplied.
type shade uint32

// The palette of the head-up display. Amber and red differ in lightness too,
// and never stand alone: a mark goes with them.
const (
	inkPrimary   shade = 0xe8eef4ff
	inkSecondary shade = 0x93a1b1ff
	inkAccent    shade = 0x3fcfc8ff
	inkAmber     shade = 0xffb733ff
	inkRed       shade = 0xff6b5eff
	inkWhite     shade = 0xffffffff
	fillUrgent   shade = 0x8f1d18ff
	fillBar      shade = 0x0b0f14ff
	fillCard     shade = 0x0c1117d0
	fillOverlay  shade = 0x0a0e13f2
	fillLine     shade = 0x242e3aff
	fillTrack    shade = 0x1b242eff
)

// source is the shade as a uniform image.
func (s shade) source() *image.Uniform {
	return image.NewUniform(color.NRGBA{uint8(s >> 24), uint8(s >> 16), uint8(s >> 8), uint8(s)})
}

// source is a shade as a uniform image, made once.
func (t *typeface) source(s shade) *image.Uniform {
	if t.sources[s] == nil {
		t.sources[s] = s.source()
	}
	return t.sources[s]
}

// style is one of the two fonts; both have digits of one width.
type style int

const (
	regular style = iota
	medium
	signs // and Han: for letters that the others lack
	han
)

// typeface holds the fonts, their faces at the sizes in use, and the rasterizer
// that all panels share.
type typeface struct {
	assets.Texts
	fonts [4]*opentype.Font // by style; then those that have what they lack
	faces map[faceKey]font.Face
	// What was asked for before: shades, and texts' widths and lines.
	sources map[shade]*image.Uniform
	widths  map[laid]float64
	fitting map[laid]string
	wrapped map[laid][]string
	glyphs  sfnt.Buffer // where fonts look letters up
	raster  vector.Rasterizer
	drawer  font.Drawer
}

type faceKey struct {
	style style
	size  int // in 64ths of a pixel
}

func newTypeface(language string) (*typeface, error) {
	texts, err := assets.ReadTexts(language)
	if err != nil {
		return nil, err
	}
	t := &typeface{
		Texts: texts, faces: map[faceKey]font.Face{}, sources: map[shade]*image.Uniform{},
		widths: map[laid]float64{}, fitting: map[laid]string{}, wrapped: map[laid][]string{},
	}
	for i, data := range [][]byte{assets.FontRegular, assets.FontBold, assets.FontSigns, assets.FontHan} {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("read the theatre's font %d: %w", i, err)
		}
		t.fonts[i] = parsed
	}
	return t, nil
}

// smallText is the least size of text, in design pixels: capitals of 3 mm, a third
// of a degree from half a metre, where the window fills a screen of 24 inches.
// (ISO 9241-303 wants 16 minutes of arc at least, and prefers 20.)
const smallText = 11.5

// keys says the ways to do a thing, such as "Mouse, Left-drag" or "Ctrl + Left-drag",
// word for word.
func (t *typeface) keys(ways string) string {
	all := strings.Split(ways, ", ")
	for i, way := range all {
		held := strings.Split(way, " + ")
		for k, key := range held {
			held[k] = t.Say(key)
		}
		all[i] = strings.Join(held, " + ")
	}
	return strings.Join(all, ", ")
}

func keyOf(s style, pixels float64) faceKey { return faceKey{s, int(pixels*64 + 0.5)} }

// face is a font at a size in pixels. Sizes follow the window, so that only a
// few are alive at a time.
func (t *typeface) face(s style, pixels float64) font.Face {
	key := keyOf(s, pixels)
	if f, known := t.faces[key]; known {
		return f
	}
	f := fallbackFace{buffer: &t.glyphs}
	for i, from := range [3]*opentype.Font{t.fonts[s], t.fonts[signs], t.fonts[han]} {
		face, err := opentype.NewFace(from, &opentype.FaceOptions{Size: pixels, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			panic(err) // only for a size that is not positive
		}
		f.fonts[i], f.faces[i] = from, face
	}
	f.Face = f.faces[0]
	t.faces[key] = f
	return f
}

// fallbackFace is a face that takes from others the letters that it lacks.
type fallbackFace struct {
	font.Face
	fonts  [3]*opentype.Font
	faces  [3]font.Face
	buffer *sfnt.Buffer
}

// has is the first face that has a letter, the face itself where none has.
func (f fallbackFace) has(r rune) font.Face {
	for i := range f.fonts {
		if index, err := f.fonts[i].GlyphIndex(f.buffer, r); err == nil && index != 0 {
			return f.faces[i]
		}
	}
	return f.Face
}

// Glyph satisfies font.Face.
func (f fallbackFace) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	return f.has(r).Glyph(dot, r)
}

// GlyphBounds satisfies font.Face.
func (f fallbackFace) GlyphBounds(r rune) (fixed.Rectangle26_6, fixed.Int26_6, bool) {
	return f.has(r).GlyphBounds(r)
}

// GlyphAdvance satisfies font.Face.
func (f fallbackFace) GlyphAdvance(r rune) (fixed.Int26_6, bool) { return f.has(r).GlyphAdvance(r) }

// canvas paints one panel. Positions and sizes are in design pixels.
type canvas struct {
	image *image.RGBA
	scale float64
	types *typeface
}

// width is how wide a text will be.
func (c *canvas) width(text string, s style, size float64) float64 {
	return remembered(c.types.widths, laid{text: text, face: keyOf(s, size*c.scale)}, func() float64 {
		return float64(font.MeasureString(c.types.face(s, size*c.scale), text)) / 64
	}) / c.scale
}

// text writes a line with its baseline at y, starting at x.
func (c *canvas) text(text string, x, y float64, s style, size float64, ink shade) {
	c.drawer(x, y, s, size, ink).DrawString(text)
}

// drawer writes at a place. It is valid until the next one is asked for.
func (c *canvas) drawer(x, y float64, s style, size float64, ink shade) *font.Drawer {
	c.types.drawer = font.Drawer{
		Dst: c.image, Src: c.types.source(ink), Face: c.types.face(s, size*c.scale),
		Dot: fixed.Point26_6{X: fixed.Int26_6(x * c.scale * 64), Y: fixed.Int26_6(y * c.scale * 64)},
	}
	return &c.types.drawer
}

// textRight writes a line that ends at x.
func (c *canvas) textRight(text string, x, y float64, s style, size float64, ink shade) {
	c.text(text, x-c.width(text, s, size), y, s, size, ink)
}

// textCentred writes a line around x.
func (c *canvas) textCentred(text string, x, y float64, s style, size float64, ink shade) {
	c.text(text, x-c.width(text, s, size)/2, y, s, size, ink)
}

// fit shortens a text with an ellipsis until it is no wider than most.
func (c *canvas) fit(text string, s style, size, most float64) string {
	return remembered(c.types.fitting, laid{text, keyOf(s, size*c.scale), most * c.scale, 1}, func() string {
		if len(text) < longestText && c.width(text, s, size) <= most {
			return text
		}
		runes := []rune(text)
		keep := sort.Search(min(len(runes), longestText), func(n int) bool {
			return c.width(string(runes[:n+1])+"…", s, size) > most
		})
		return string(runes[:keep]) + "…"
	})
}

// wrap breaks a text between words into lines of at most that width; what does
// not fit the last line ends in an ellipsis.
func (c *canvas) wrap(text string, s style, size, most float64, lines int) []string {
	return remembered(c.types.wrapped, laid{text, keyOf(s, size*c.scale), most * c.scale, lines}, func() []string {
		var wrapped []string
		line := ""
		for _, word := range strings.Fields(text[:min(len(text), longestText)]) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && len(wrapped) < lines-1 && c.width(longer, s, size) > most {
				wrapped = append(wrapped, line)
				longer = word
			}
			line = longer
		}
		return append(wrapped, c.fit(line, s, size, most))
	})
}

// longestText bounds the work for a text that no panel can hold.
const longestText = 1000

// pen draws an outline in design pixels into a small rasterizer.
type pen struct {
	raster      *vector.Rasterizer
	scale, x, y float64 // x, y is the rasterizer's corner in pixels
}

func (p pen) at(x, y float64) (float32, float32) {
	return float32(x*p.scale - p.x), float32(y*p.scale - p.y)
}

func (p pen) move(x, y float64) { p.raster.MoveTo(p.at(x, y)) }
func (p pen) line(x, y float64) { p.raster.LineTo(p.at(x, y)) }

// curve goes to x, y in a cubic curve whose control points are b and c.
func (p pen) curve(bx, by, cx, cy, x, y float64) {
	b0, b1 := p.at(bx, by)
	c0, c1 := p.at(cx, cy)
	x0, y0 := p.at(x, y)
	p.raster.CubeTo(b0, b1, c0, c1, x0, y0)
}

// fill paints a closed outline that lies within a rectangle: only there are
// pixels touched.
func (c *canvas) fill(ink shade, x, y, w, h float64, outline func(pen)) {
	within := image.Rect(
		int(math.Floor(x*c.scale)), int(math.Floor(y*c.scale)),
		int(math.Ceil((x+w)*c.scale)), int(math.Ceil((y+h)*c.scale)),
	).Intersect(c.image.Rect) // the rasterizer writes wherever it is told
	if within.Empty() {
		return
	}
	c.types.raster.Reset(within.Dx(), within.Dy())
	c.types.raster.DrawOp = draw.Over
	outline(pen{&c.types.raster, c.scale, float64(within.Min.X), float64(within.Min.Y)})
	c.types.raster.ClosePath()
	c.types.raster.Draw(c.image, within, c.types.source(ink), image.Point{})
}

// box paints a rectangle with rounded corners.
func (c *canvas) box(x, y, w, h, radius float64, ink shade) {
	c.fill(ink, x, y, w, h, func(p pen) {
		const k = 0.5523 // a quarter circle as one cubic curve
		r, b, q, e := x+w, y+h, radius, radius*(1-k)
		p.move(x+q, y)
		p.line(r-q, y)
		p.curve(r-e, y, r, y+e, r, y+q)
		p.line(r, b-q)
		p.curve(r, b-e, r-e, b, r-q, b)
		p.line(x+q, b)
		p.curve(x+e, b, x, b-e, x, b-q)
		p.line(x, y+q)
		p.curve(x, y+e, x+e, y, x+q, y)
	})
}

// line paints a straight line.
func (c *canvas) line(x0, y0, x1, y1, width float64, ink shade) {
	length := math.Hypot(x1-x0, y1-y0)
	if length < 0.5 {
		return
	}
	u, v := (y0-y1)/length*width/2, (x1-x0)/length*width/2
	c.fill(ink, min(x0, x1)-width, min(y0, y1)-width, math.Abs(x1-x0)+2*width, math.Abs(y1-y0)+2*width, func(p pen) {
		p.move(x0+u, y0+v)
		p.line(x1+u, y1+v)
		p.line(x1-u, y1-v)
		p.line(x0-u, y0-v)
	})
}

// alert paints the warning mark: a triangle with an exclamation mark cut out.
func (c *canvas) alert(x, y, size float64, ink, hole shade) {
	c.fill(ink, x-0.1*size, y, 1.2*size, size, func(p pen) {
		p.move(x+size/2, y)
		p.line(x+size*1.04, y+size*0.93)
		p.line(x-size*0.04, y+size*0.93)
	})
	c.box(x+size*0.45, y+size*0.33, size*0.10, size*0.30, size*0.05, hole)
	c.box(x+size*0.44, y+size*0.70, size*0.12, size*0.12, size*0.06, hole)
}
