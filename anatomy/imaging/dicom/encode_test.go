package dicom

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEncodeGivesBackWhatWasParsed writes every shared file again and reads it:
// the same elements, the same bytes where the byte order was little. pydicom
// reads the same elements from what was written, and dcmdump finds no fault.
func TestEncodeGivesBackWhatWasParsed(t *testing.T) {
	folder := t.TempDir()
	var names []string
	want := map[string][]string{}
	for _, path := range sharedFiles(t) {
		f, err := Parse(readShared(t, path))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		f.Elements = slices.DeleteFunc(f.Elements, func(e Element) bool { return e.Fragments != nil })
		var out bytes.Buffer
		if err := Encode(&out, f); err != nil {
			if f.Text(tagSOPClass) != "" && f.Text(tagSOPInstance) != "" {
				t.Errorf("%s: %v", path, err)
			}
			continue
		}
		g, err := Parse(out.Bytes())
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		compareDatasets(t, path, &f.Dataset, &g.Dataset)
		name := filepath.Join(folder, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		want[name] = elementLines(elementLines(nil, "", &g.Meta), "", &g.Dataset)
	}
	t.Run("pydicom", func(t *testing.T) {
		var name string
		theirs := map[string][]string{}
		for _, line := range pydicom(t, pydicomElements, names...) {
			if file, found := strings.CutPrefix(line, "FILE "); found {
				name = file
			} else {
				theirs[name] = append(theirs[name], line)
			}
		}
		for _, name := range names {
			compareElements(t, filepath.Base(name), want[name], theirs[name])
		}
	})
	t.Run("dcmdump", func(t *testing.T) {
		program := needsTool(t, "dcmdump")
		for _, name := range names {
			var faults bytes.Buffer
			command := exec.Command(program, name)
			command.Stderr = &faults
			if err := command.Run(); err != nil || faults.Len() > 0 {
				t.Errorf("%s: %v: %.300s", filepath.Base(name), err, &faults)
			}
		}
	})
}

// compareDatasets compares values, which padding may have made a byte longer,
// and by which a text too long for its VR became UN.
func compareDatasets(t *testing.T, path string, want, got *Dataset) {
	t.Helper()
	want, got = withoutLengths(want), withoutLengths(got)
	if len(want.Elements) != len(got.Elements) {
		t.Errorf("%s: %d elements became %d", path, len(want.Elements), len(got.Elements))
		return
	}
	for i := range want.Elements {
		a, b := &want.Elements[i], &got.Elements[i]
		value := slices.Clone(a.Value)
		if want.BigEndian != got.BigEndian {
			turnWords(value, wordSize(a.VR))
		}
		if a.Tag != b.Tag || a.VR != b.VR || !bytes.Equal(evened(value, a.VR), evened(b.Value, a.VR)) || len(a.Items) != len(b.Items) {
			t.Errorf("%s: %v %s with %d bytes and %d items became %v %s with %d and %d", path,
				a.Tag, a.VR, len(value), len(a.Items), b.Tag, b.VR, len(b.Value), len(b.Items))
			return
		}
		for j := range a.Items {
			compareDatasets(t, path, &a.Items[j], &b.Items[j])
		}
	}
}

// withoutLengths leaves out group lengths, as Encode does.
func withoutLengths(d *Dataset) *Dataset {
	lengths := func(e Element) bool { return e.Tag.Element() == 0 }
	return &Dataset{Elements: slices.DeleteFunc(slices.Clone(d.Elements), lengths), BigEndian: d.BigEndian}
}

// evened is a value as Encode pads it.
func evened(value []byte, vr string) []byte {
	if len(value)&1 == 0 {
		return value
	}
	return append(slices.Clip(value), padding(vr))
}

// made is a small image for tests.
func made(elements ...Element) *File {
	f := &File{TransferSyntax: explicitLittle}
	f.Elements = append([]Element{
		{Tag: tagSOPClass, VR: "UI", Value: []byte("1.2.840.10008.5.1.4.1.1.4")},
		{Tag: tagSOPInstance, VR: "UI", Value: []byte("2.25.1")},
	}, elements...)
	return f
}

// encoded is the file in explicit little endian.
func encoded(t testing.TB, f *File) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Encode(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestEncodeRefuses what would make a file that others misread.
func TestEncodeRefuses(t *testing.T) {
	for name, f := range map[string]*File{
		"no class":     {},
		"descending":   made(Element{Tag: tagRows, VR: "US", Value: []byte{1, 0}}, Element{Tag: tagPhotometric, VR: "CS"}),
		"twice":        made(Element{Tag: tagRows, VR: "US", Value: []byte{1, 0}}, Element{Tag: tagRows, VR: "US"}),
		"encapsulated": made(Element{Tag: tagPixelData, VR: "OB", Fragments: [][]byte{{}}}),
		"skipped":      made(Element{Tag: tagPixelData, VR: "OW", Skipped: 8}),
		"group 0002":   {Dataset: Dataset{Elements: append([]Element{{Tag: tagMetaVersion, VR: "OB"}}, made().Elements...)}},
	} {
		if err := Encode(&bytes.Buffer{}, f); err == nil {
			t.Errorf("%s: written without an error", name)
		}
	}
}

// TestMetaHeaderNamesNoStation: the application entity titles of the source
// are not passed on.
func TestMetaHeaderNamesNoStation(t *testing.T) {
	f := made()
	f.Meta.Elements = []Element{{Tag: 0x00020016, VR: "AE", Value: []byte("WARD-7-SMITH")}}
	if data := encoded(t, f); bytes.Contains(data, []byte("SMITH")) || !bytes.Equal(data[:128], make([]byte, 128)) {
		t.Error("the preamble or the meta header holds something of the source")
	}
}
