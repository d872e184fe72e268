package picture

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"image"
	"image/png"
	"io"
)

//go:embed candidates.html
var candidatesTemplate string

// Candidate is one series among which a person chooses.
type Candidate struct {
	Title, What, Remark string
	Image               image.Image // nil when it cannot be drawn
}

// URI is the image inside the page itself.
func (c Candidate) URI() (template.URL, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, c.Image); err != nil {
		return "", err
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes())), nil
}

// Candidates writes a page that shows series side by side; like Sheet.HTML it
// needs nothing else.
func Candidates(w io.Writer, series []Candidate) error {
	page, err := template.New("candidates").Parse(candidatesTemplate)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, series); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
