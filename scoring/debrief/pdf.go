package debrief

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// The sheet of paper, mm: A4.
const (
	paperWidth, paperHeight = 210.0, 297.0
	paperMargin             = 16.0
	paperInner              = paperWidth - 2*paperMargin
	mmPerPt                 = 25.4 / 72
	pdfFont                 = "go"
)

// PDF writes the report as pages of paper: what the page of HTML shows, its pictures
// as vectors too. made is the document's date. The library writes no tags that a
// screen reader could follow, only language, title and bookmarks: HTML has them.
func (r Report) PDF(w io.Writer, made time.Time) error { return pdf(w, made, r.HTML) }

// paper is a document being written.
type paper struct {
	*fpdf.Fpdf
	styles styles
	images int
}

// pdf lays out a page of HTML that this package wrote. The page is the one model of
// a report; a browser draws it, or this does.
func pdf(w io.Writer, made time.Time, page func(io.Writer) error) error {
	var html bytes.Buffer
	if err := page(&html); err != nil {
		return err
	}
	root, err := parsePage(&html)
	if err != nil {
		return err
	}
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", "")}
	p.AddUTF8FontFromBytes(pdfFont, "", goregular.TTF)
	p.AddUTF8FontFromBytes(pdfFont, "B", gomedium.TTF)
	p.SetMargins(paperMargin, paperMargin, paperMargin)
	p.SetAutoPageBreak(false, paperMargin)
	p.SetCreationDate(made)
	p.SetModificationDate(made)
	p.SetCatalogSort(true)
	p.SetLang("en")
	title := ""
	if n := root.find(named("title")); n != nil {
		title = n.words()
	}
	p.SetTitle(title, true)
	if n := root.find(named("style")); n != nil && len(n.children) > 0 {
		p.styles = parseStyles(n.children[0].text)
	}
	p.SetFooterFunc(func() { p.footer(title) })
	p.AddPage()
	if body := root.find(named("main")); body != nil {
		p.block(body, paperMargin, paperInner)
	}
	return p.Output(w)
}

// footer says what the page belongs to.
func (p *paper) footer(title string) {
	p.ink("--quiet")
	p.SetFont(pdfFont, "", 7.5)
	p.Text(paperMargin, paperHeight-8, printable(title)+" · simulated")
	page := fmt.Sprintf("page %d", p.PageNo())
	p.Text(paperWidth-paperMargin-p.GetStringWidth(page), paperHeight-8, page)
}

// ink takes one of the page's colours for text.
func (p *paper) ink(variable string) {
	if c, _, ok := p.styles.color(look{"c": "var(" + variable + ")"}, "c", "#000"); ok {
		p.SetTextColor(c[0], c[1], c[2])
	}
	p.SetAlpha(1, "Normal")
}

// room begins a new page when less than that is left of this one, mm.
func (p *paper) room(mm float64) {
	if p.GetY()+mm > paperHeight-paperMargin && p.GetY() > paperMargin {
		p.AddPage()
		p.SetY(paperMargin)
	}
}

// block lays out what is in an element, one below the other.
func (p *paper) block(n *node, x, width float64) {
	for i, c := range n.children {
		switch c.name {
		case "h2":
			p.SetY(p.GetY() + 5)
			p.room(28 + firstPicture(n.children[i+1:], width))
		case "h3":
			p.SetY(p.GetY() + 3)
			p.room(16 + firstPicture(n.children[i+1:], width))
		}
		p.element(c, x, width)
	}
}

// firstPicture is the height of what comes after a heading, when that is a picture:
// a heading does not stand alone at the end of a page.
func firstPicture(after []*node, width float64) float64 {
	for _, c := range after {
		switch {
		case c.name == "":
			continue
		case c.name == "svg":
			return svgHeight(c, pictureWidth(c, width))
		case c.has("pictures"):
			return firstPicture(c.children, columnWidth(c, width))
		case c.name == "figure":
			return firstPicture(c.all("svg"), width)
		}
		return 0
	}
	return 0
}

// element lays out one, by what it is.
func (p *paper) element(n *node, x, width float64) {
	switch {
	case n.name == "" || n.name == "style":
	case n.name == "h1":
		p.say(n.words(), x, width, 17, "B", "--ink")
	case n.name == "h2":
		p.Bookmark(printable(n.words()), 0, -1)
		p.say(n.words(), x, width, 12, "B", "--ink")
		p.SetY(p.GetY() + 1.5)
	case n.name == "h3":
		p.say(n.words(), x, width, 10, "B", "--ink")
		p.SetY(p.GetY() + 0.5)
	case n.has("verdict"):
		p.verdict(n, x, width)
	case n.has("critical") || n.has("card"):
		p.card(n, x, width)
	case n.has("pictures"):
		p.side(n.all("figure"), x, width, n)
	case n.name == "table":
		p.table(n, x, width)
	case n.name == "dl":
		p.facts(n, x, width)
	case n.name == "ul" || n.name == "ol":
		p.list(n, x, width)
	case n.name == "svg":
		p.picture(n, x, width)
	case n.name == "img":
		p.photo(n, x, width)
	case n.name == "p" || n.name == "figcaption" || n.name == "b":
		p.paragraph(n, x, width)
	default:
		p.block(n, x, width)
	}
}

func (p *paper) paragraph(n *node, x, width float64) {
	size, ink := 9.5, "--ink"
	if n.has("quiet") || n.name == "figcaption" {
		ink = "--quiet"
	}
	if n.has("small") || n.name == "figcaption" {
		size = 8
	}
	p.say(n.words(), x, width, size, "", ink)
	p.SetY(p.GetY() + 1)
}

// leading is the height of a line over that of its letters.
const leading = 1.35

// say writes a text in lines, over as many pages as it takes.
func (p *paper) say(text string, x, width, size float64, style, ink string) {
	if text == "" {
		return
	}
	height := size * mmPerPt * leading
	for _, line := range p.lines(text, width, size, style) {
		p.room(height)
		p.SetFont(pdfFont, style, size)
		p.ink(ink)
		p.Text(x, p.GetY()+height*0.78, line)
		p.SetY(p.GetY() + height)
	}
}

// lines breaks a text; a word longer than a line is broken anywhere.
func (p *paper) lines(text string, width, size float64, style string) []string {
	p.SetFont(pdfFont, style, size)
	return p.SplitText(printable(text), max(width, 8)+2*p.GetCellMargin())
}

// mostPixel is how large a pixel may become, mm: letters of 11 pixels are then of 8
// points, as the tables'.
const mostPixel = 0.25

// pictureWidth is as wide as there is room, or as high as half a page.
func pictureWidth(n *node, width float64) float64 {
	if box := numbers(n.attrs["viewBox"]); len(box) == 4 {
		width = min(width, box[2]*mostPixel)
	}
	if h := svgHeight(n, width); h > paperHeight/2 {
		width *= paperHeight / 2 / h
	}
	return width
}

func (p *paper) picture(n *node, x, width float64) {
	width = pictureWidth(n, width)
	height := svgHeight(n, width)
	p.room(height + 2)
	y := p.GetY()
	p.svg(n, x, y, width)
	p.SetY(y + height + 2)
}

func (p *paper) photo(n *node, x, width float64) {
	size := [2]float64{}
	for i, name := range []string{"width", "height"} {
		if v := numbers(n.attrs[name]); len(v) == 1 {
			size[i] = v[0]
		}
	}
	if size[0] <= 0 {
		return
	}
	height := width * size[1] / size[0]
	p.room(height + 2)
	y := p.GetY()
	p.image(n.attrs["src"], frame{width / size[0], x, y}, size[0], size[1])
	p.SetY(y + height + 2)
}

// sideGap is the room between pictures side by side, mm.
const sideGap = 5.0

// columnsIn is how many pictures an element has side by side.
func columnsIn(n *node) int {
	switch {
	case n.has("two"):
		return 2
	case n.has("three"):
		return 3
	}
	return 1
}

func columnWidth(n *node, width float64) float64 {
	columns := float64(columnsIn(n))
	return (width - sideGap*(columns-1)) / columns
}

// side lays pictures side by side.
func (p *paper) side(figures []*node, x, width float64, in *node) {
	columns, each := columnsIn(in), columnWidth(in, width)
	for len(figures) > 0 {
		row := figures[:min(columns, len(figures))]
		figures = figures[len(row):]
		highest := 0.0
		for _, f := range row {
			if s := f.find(named("svg")); s != nil {
				highest = max(highest, svgHeight(s, each))
			}
		}
		p.room(highest + 14)
		top, bottom := p.GetY(), p.GetY()
		for i, f := range row {
			p.SetY(top)
			p.block(f, x+float64(i)*(each+sideGap), each)
			bottom = max(bottom, p.GetY())
		}
		p.SetY(bottom)
	}
}

// printable is a text in letters that the font has.
func printable(text string) string {
	text = strings.NewReplacer("✓", "√", "✗", "×", "✕", "×", "⚠", "!", "⌀", "ø", "⊕", "+", "Ø", "ø").Replace(text)
	return strings.Map(func(r rune) rune {
		if index, err := goFont.GlyphIndex(nil, r); err != nil || index == 0 {
			return '?'
		}
		return r
	}, text)
}

// goFont is the font's table of letters, which is only read.
var goFont = func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic("debrief: the embedded font: " + err.Error())
	}
	return f
}()
