package dicom

import (
	"strings"
	"sync"
	"testing"
)

// The report of a case counts every attribute, is the same in any order of the
// files, and quotes none of them.
func TestReportOfACase(t *testing.T) {
	var files []*File
	ids := make(map[string]bool)
	for _, path := range sharedFiles(t) {
		f, err := Parse(readShared(t, path))
		if err != nil {
			continue
		}
		files = append(files, f)
		for _, id := range Identifiers(&f.Dataset) {
			ids[id] = true
		}
	}
	var forwards, backwards Report
	for _, f := range files {
		forwards.AddCase(&f.Dataset)
	}
	var workers sync.WaitGroup
	for i := range files {
		workers.Go(func() { backwards.AddCase(&files[len(files)-1-i].Dataset) })
	}
	workers.Wait()
	text := forwards.String()
	if text != backwards.String() {
		t.Error("the report depends on the order of the files")
	}
	var all []string
	for id := range ids {
		all = append(all, id)
	}
	for _, i := range Leaks([]byte(text), all) {
		t.Errorf("the report holds %q", all[i])
	}
	for _, line := range forwards.Lines() {
		if line.Name == "" || line.Files < 1 || line.Files > len(files) {
			t.Errorf("odd line %+v", line)
		}
		if line.Rule != "" && line.Action != "removed" && line.Action != "cleaned" {
			t.Errorf("%s %s is %s", line.Tag, line.Name, line.Action)
		}
	}
}

func TestReportLines(t *testing.T) {
	d := &Dataset{Elements: []Element{
		{Tag: 0x00080018, VR: "UI", Value: []byte("1.2.3")},
		{Tag: 0x00100010, VR: "PN", Value: []byte("Doe^Jane")},
		{Tag: 0x00101010, VR: "AS", Value: []byte("028Y")},
		{Tag: 0x00190010, VR: "LO"},
		{Tag: 0x00191001, VR: "LO"},
		{Tag: 0x00280010, VR: "US"},
		{Tag: 0x00280106, VR: "US"},
		{Tag: 0x60000010, VR: "US"},
		{Tag: 0x60003000, VR: "OW"},
	}}
	var r Report
	r.AddCase(d)
	r.AddCase(d)
	want := `De-identified after DICOM PS3.15, Basic Application Level Confidentiality Profile: 2 files.
(0008,0018) SOP Instance UID U removed 2 files
(0010,0010) Patient's Name Z removed 2 files
(0010,1010) Patient's Age X cleaned 2 files
(0019,xxxx) Private Attributes X removed 2 files
(0028,0010) Rows kept 2 files
(60xx,xxxx) Overlay removed 2 files
(60xx,3000) Overlay Data X removed 2 files
Other attributes, not identifying removed 2 files
`
	var got strings.Builder
	for line := range strings.Lines(r.String()) {
		got.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	if got.String() != want {
		t.Errorf("the report is\n%s\nwant\n%s", got.String(), want)
	}
	if r.Files() != 2 {
		t.Errorf("%d files", r.Files())
	}
}

func TestReportOfDeidentify(t *testing.T) {
	var r Report
	p := testProfile
	p.Report = &r
	f := &File{Dataset: Dataset{Elements: []Element{
		{Tag: 0x00080018, VR: "UI", Value: []byte("1.2.3")},
		{Tag: 0x00080023, VR: "DA", Value: []byte("20200101")},
		{Tag: 0x00100010, VR: "PN", Value: []byte("Doe^Jane")},
	}}}
	if _, err := p.Deidentify(f); err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, line := range r.Lines() {
		actions = append(actions, line.Action)
	}
	if got := strings.Join(actions, ", "); got != "replaced by a new UID, replaced by a dummy, emptied" {
		t.Errorf("actions: %s", got)
	}
}
