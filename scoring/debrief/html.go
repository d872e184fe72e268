package debrief

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"github.com/drylab/drylab/anatomy/picture"
)

//go:embed report.html
var reportTemplate string

//go:embed style.html
var styleTemplate string

//go:embed group.html
var groupTemplate string

//go:embed tissue.html
var tissueTemplate string

//go:embed motion.html
var motionTemplate string

//go:embed educator.html
var educatorTemplate string

// HTML writes the report as one file that needs nothing else: no network, no
// script, no font. It is also well-formed XML. Nothing is written when the
// report cannot be rendered.
func (r Report) HTML(w io.Writer) error { return render(w, reportTemplate, r) }

// render writes a page with what the pages share.
func render(w io.Writer, page string, data any) error {
	t, err := template.New("page").Parse(page)
	for _, more := range []string{picture.Template(), styleTemplate, tissueTemplate, motionTemplate, educatorTemplate} {
		if err == nil {
			_, err = t.Parse(more)
		}
	}
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
