package imaging

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// nrrdMagic begins every NRRD file (https://teem.sourceforge.net/nrrd/format.html,
// section 1.1); a version digit follows.
const nrrdMagic = "NRRD000"

// nrrdHeader is the text before the voxels.
type nrrdHeader struct {
	fields map[string]string // by name, in lower case and without blanks
	// pairs are the key/value pairs that 3D Slicer describes segments with.
	pairs    map[string]string
	comments int
	others   int // key/value pairs that are not kept
}

// readNRRDHeader reads up to the empty line before attached voxels, or to the
// end of a detached header.
func readNRRDHeader(file *source) (*nrrdHeader, error) {
	h := &nrrdHeader{fields: map[string]string{}, pairs: map[string]string{}}
	lines := &textLines{r: file.Reader}
	if _, err := lines.next(); err != nil { // the magic
		return nil, err
	}
	for number := 2; ; number++ {
		line, err := lines.next()
		switch {
		case err == io.EOF || err == nil && line == "":
			return h, nil
		case err != nil:
			return nil, err
		}
		if err := h.take(line); err != nil {
			return nil, fmt.Errorf("line %d of the NRRD header %w", number, err)
		}
		if strings.EqualFold(h.fields["datafile"], "list") || strings.HasPrefix(strings.ToUpper(h.fields["datafile"]), "LIST ") {
			return nil, severalFiles()
		}
	}
}

// take reads one line: a comment, a field or a key/value pair.
func (h *nrrdHeader) take(line string) error {
	if strings.HasPrefix(line, "#") {
		h.comments++
		return nil
	}
	field := strings.Index(line, ": ")
	pair := strings.Index(line, ":=")
	switch {
	case pair > 0 && (field < 0 || pair < field):
		h.keep(line[:pair], line[pair+2:])
		return nil
	case field > 0:
		return h.field(line[:field], line[field+2:])
	case strings.HasSuffix(line, ":"):
		return nil // a field without content
	}
	return errors.New("is no field, no key and no comment; the file is damaged")
}

func (h *nrrdHeader) field(name, text string) error {
	name = strings.ToLower(strings.ReplaceAll(name, " ", ""))
	if _, twice := h.fields[name]; twice {
		return errors.New("repeats a field; the file is damaged")
	}
	h.fields[name] = strings.TrimSpace(text)
	return nil
}

// keep holds on to the pairs that describe segments.
func (h *nrrdHeader) keep(key, value string) {
	if _, _, is := segmentKey(key); is {
		h.pairs[key] = nrrdUnescape.Replace(value)
		return
	}
	h.others++
}

// nrrdUnescape undoes the escapes of section 1.2 in a value.
var nrrdUnescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n")

// severalFiles refuses an image that is spread over files.
func severalFiles() error {
	return errors.New("the voxels lie in several files (LIST or a numbered name); save the image as one file with the tool that made it")
}

// dropped names where the header held free text.
func (h *nrrdHeader) dropped() []string {
	var places []string
	for _, name := range []string{"content", "labels", "units", "sampleunits"} {
		if h.fields[name] != "" {
			places = append(places, name)
		}
	}
	if h.comments > 0 {
		places = append(places, fmt.Sprintf("comments (%d)", h.comments))
	}
	if h.others > 0 {
		places = append(places, fmt.Sprintf("key/value pairs (%d)", h.others))
	}
	return places
}
