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

//go:embed tissue.html
var tissueTemplate string

//go:embed motion.html
var motionTemplate string

//go:embed educator.html
var educatorTemplate string

// HTML writes the report as one file that needs nothing else: no network, no
// script, no font. It is also well-formed XML. Nothing is written when the
// report cannot be rendered.
func (r Report) HTML(w io.Writer) error {
	t, err := template.New("report").Parse(reportTemplate)
	for _, more := range []string{picture.Template(), tissueTemplate, motionTemplate, educatorTemplate} {
		if err == nil {
			_, err = t.Parse(more)
		}
	}
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, r); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
