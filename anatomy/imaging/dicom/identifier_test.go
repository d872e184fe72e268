package dicom

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"testing"
)

func TestIdentifiers(t *testing.T) {
	d := &Dataset{Elements: []Element{
		{Tag: 0x00080016, VR: "UI", Value: []byte("1.2.840.10008.5.1.4.1.1.2")},
		{Tag: 0x00080018, VR: "UI", Value: []byte("1.2.826.0.1\x00")},
		{Tag: 0x00080020, VR: "DA", Value: []byte("20040119")},
		{Tag: 0x00080030, VR: "TM", Value: []byte("112040.84 ")},
		{Tag: 0x00080060, VR: "CS", Value: []byte("CT")},
		{Tag: 0x00081030, VR: "LO", Value: []byte("HEAD")},
		{Tag: 0x00081110, VR: "SQ", Items: []Dataset{{Elements: []Element{{Tag: 0x00100020, VR: "LO", Value: []byte("A-17")}}}}},
		{Tag: 0x00100010, VR: "PN", Value: []byte("M\xfcller^Anna Lea^^Dr.")},
		{Tag: 0x00101030, VR: "DS", Value: []byte("61.5")},
		{Tag: 0x00190010, VR: "LO", Value: []byte("ACME 1.0")},
		{Tag: 0x00191001, VR: "SH", Value: []byte("0000")},
		{Tag: 0x00280010, VR: "US", Value: []byte{1, 2}},
	}}
	want := []string{
		"1.2.826.0.1", "112040", "19.01.2004", "2004-01-19", "20040119", "A-17", "ACME 1.0",
		"Anna", "Dr.", "Lea", "Müller", "Müller Anna Lea Dr.", "Müller^Anna Lea^^Dr.",
	}
	if got := Identifiers(d); !slices.Equal(got, want) {
		t.Errorf("identifiers\n%q, want\n%q", got, want)
	}
}

func TestLeaks(t *testing.T) {
	ids := []string{"Lea", "Müller", "112040", "20040119", "1.2.826.0.1"}
	for _, c := range []struct {
		data string
		want []int
	}{
		{"the sleeve of Leah, released", nil},
		{"by LEA.", []int{0}},
		{"lea", []int{0}},
		{"Müllerstraße", nil},
		{"name: müller\n", []int{1}},
		{"0.112040 and 1112040 and 112040.5", nil},
		{"at 112040", []int{2}},
		{"x20040119", nil},
		{"1.2.826.0.1.7", nil},
		{"1.2.826.0.1.", []int{4}},
		{"\x00Lea\x00x20040119y\x00", []int{3}},
		{"\x001.2.826.0.1", []int{4}},
		{"\xff\xfeMÜLLER", nil}, // binary: only A to Z match in either case
		{"\xff\xfeMüLLER", []int{1}},
		{"", nil},
	} {
		if got := Leaks([]byte(c.data), ids); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.data, got, c.want)
		}
	}
}

// The search is not blind: of every shared file, what Leaks finds in the file
// itself is nearly all of its identifiers.
func TestLeaksFindsASourceInItself(t *testing.T) {
	total, found := 0, 0
	for _, path := range sharedFiles(t) {
		data := readShared(t, path)
		f, err := Parse(data)
		if err != nil || f.TransferSyntax == "1.2.840.10008.1.2.1.99" {
			continue // the deflated ones hold nothing in plain bytes
		}
		ids := Identifiers(&f.Dataset)
		total, found = total+len(ids), found+len(Leaks(data, ids))
	}
	// Not found are other ways to write dates and names, and short ones.
	if found*3 < total*2 {
		t.Errorf("of %d identifiers only %d are found in their own files", total, found)
	}
	t.Logf("of %d identifiers %d are found in their own files", total, found)
}

// Gunzipped bytes are searched as they are: what was packed is found.
func TestLeaksNeedsUnpacking(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, "\x00\x01Pancreas-CT-CB_001\x00")
	w.Close()
	r, err := gzip.NewReader(&packed)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(Leaks(plain, []string{"pancreas-ct-cb_001"})) != 1 {
		t.Error("it is not found")
	}
}
