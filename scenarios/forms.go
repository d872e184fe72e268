package scenarios

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scoring"
)

//go:embed forms/*.yaml
var forms embed.FS

// FormIDs lists the built-in rating forms in alphabetical order.
func FormIDs() []string { return idsIn(forms, "forms") }

// OpenForm gives the built-in rating form of that id, or else reads the file.
func OpenForm(name string) (*scoring.Form, error) {
	if text, err := forms.ReadFile("forms/" + name + ".yaml"); err == nil {
		return ReadForm(name, bytes.NewReader(text))
	}
	if !isFile(name) {
		return nil, fmt.Errorf("no rating form is called %q; there are %s, or give a file", name, strings.Join(FormIDs(), ", "))
	}
	return openWith(name, ReadForm)
}

// ReadForm parses and validates a rating form. The name is for messages only.
func ReadForm(name string, r io.Reader) (*scoring.Form, error) {
	form := &scoring.Form{}
	text, err := strictyaml.Load(name, r, form)
	if err != nil {
		return nil, err
	}
	if problems := located("", form.Validate()); len(problems) > 0 {
		return nil, strictyaml.Locate(name, text, problems)
	}
	return form, nil
}

// idsIn lists the YAML files of an embedded folder without their endings.
func idsIn(files embed.FS, folder string) (ids []string) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		panic("scenarios: " + folder + " is not embedded: " + err.Error())
	}
	for _, e := range entries {
		ids = append(ids, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return ids
}
