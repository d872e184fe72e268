package dicom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Report counts what de-identification did: which attributes were met, what
// became of them, in how many files. It holds no value of any attribute. The
// zero Report is empty and ready. Its methods may be called at the same time;
// the order of the files does not matter.
type Report struct {
	mutex sync.Mutex
	files int
	rows  map[reportKey]int // in how many files
}

// reportKey is an attribute, or a family of them, and what was done with it.
type reportKey struct {
	tag    Tag // for private attributes their group's first tag, else family
	action Action
}

// ReportLine is one line of a report.
type ReportLine struct {
	// Tag is the attribute's, as the standard writes it; for a whole group
	// (0019,xxxx), and empty for the line of other attributes.
	Tag    string
	Name   string // the standard's name of the attribute, in English
	Rule   string // the basic profile's code in table E.1-1; empty if not listed
	Action string // what was done: removed, emptied, cleaned, kept …
	Files  int    // in how many files it was met
}

// AddCase judges every element of a file, in sequences too, the way that a
// case is made of it: what places the voxels and gives them their meaning is
// kept, the age becomes a band, all else is removed.
func (r *Report) AddCase(d *Dataset) {
	met := make(map[reportKey]bool)
	noteCase(d, met)
	r.add(met)
}

func noteCase(d *Dataset, met map[reportKey]bool) {
	for i := range d.Elements {
		e := &d.Elements[i]
		met[reportKey{reportFamily(e.Tag), judgeForCase(e.Tag)}] = true
		for item := range e.Items {
			noteCase(&e.Items[item], met)
		}
	}
}

// reportFamily is the tag under which a report counts t: the private
// attributes by group, those that the table does not list together.
func reportFamily(t Tag) Tag {
	if t.Private() {
		return t &^ 0xffff
	}
	if _, listed := tableEntry(t); listed {
		return family(t)
	}
	if _, kept := keptForCase[t]; kept {
		return t
	}
	if isOverlay(t) {
		return 0x60000000
	}
	return otherAttributes
}

// otherAttributes stands for what no table names. It is no attribute: group FFFE holds delimiters. It sorts last.
const otherAttributes Tag = 0xfffeffff

// add counts one file.
func (r *Report) add(met map[reportKey]bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.rows == nil {
		r.rows = make(map[reportKey]int)
	}
	r.files++
	for key := range met {
		r.rows[key]++
	}
}

// Files is the number of files counted.
func (r *Report) Files() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.files
}

// Lines lists the report by ascending tag.
func (r *Report) Lines() []ReportLine {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	keys := make([]reportKey, 0, len(r.rows))
	for key := range r.rows {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b reportKey) int {
		return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.action, b.action))
	})
	lines := make([]ReportLine, len(keys))
	for i, key := range keys {
		lines[i] = key.line(r.rows[key])
	}
	return lines
}

func (k reportKey) line(files int) ReportLine {
	line := ReportLine{Tag: k.tag.String(), Action: k.action.String(), Files: files}
	row, listed := tableEntry(k.tag)
	switch {
	case listed:
		line.Name, line.Rule = row.name, row.action
	case k.tag == otherAttributes:
		line.Tag, line.Name = "", "Other attributes, not identifying"
	case isOverlay(k.tag):
		line.Name = "Overlay"
	default:
		line.Name = keptForCase[k.tag]
	}
	switch {
	case k.tag.Private() && listed:
		line.Tag = line.Tag[:6] + "xxxx)"
	case k.tag.Group()>>8 == 0x50:
		line.Tag = "(50xx,xxxx)"
	case isOverlay(k.tag):
		line.Tag = "(60xx," + line.Tag[6:]
		if !listed {
			line.Tag = "(60xx,xxxx)"
		}
	}
	return line
}

// String is the report as text, a line for each attribute, equal for equal
// files whatever their order.
func (r *Report) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "De-identified after DICOM PS3.15, Basic Application Level Confidentiality Profile: %s.\n", countOf(r.Files(), "file"))
	for _, line := range r.Lines() {
		fmt.Fprintf(&text, "%-11s  %-48s  %-5s  %-21s  %s\n", line.Tag, line.Name, line.Rule, line.Action, countOf(line.Files, "file"))
	}
	return text.String()
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
