package dicom

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// elementLines lists a data set as "path VR length", a line for each element:
// what pydicomElements prints.
func elementLines(lines []string, path string, d *Dataset) []string {
	for _, e := range d.Elements {
		if e.Tag.Element() == 0 {
			continue // group lengths: pydicom may drop them
		}
		here := fmt.Sprintf("%s%08X", path, uint32(e.Tag))
		switch {
		case e.VR == "SQ":
			lines = append(lines, fmt.Sprintf("%s SQ %d", here, len(e.Items)))
			for i := range e.Items {
				lines = elementLines(lines, fmt.Sprintf("%s/%d/", here, i), &e.Items[i])
			}
		case e.Fragments != nil:
			size := 0
			for _, fragment := range e.Fragments {
				size += 8 + len(fragment)
			}
			lines = append(lines, fmt.Sprintf("%s %s %d", here, e.VR, size))
		default:
			lines = append(lines, fmt.Sprintf("%s %s %d%s", here, e.VR, len(e.Value), someValues(d, e)))
		}
	}
	return lines
}

// someValues lists up to twenty values of an element that holds numbers or
// codes, each after a blank; blanks within are underscores.
func someValues(d *Dataset, e Element) (list string) {
	switch e.VR {
	case "US", "SS", "UL", "SL", "FL", "FD", "DS", "IS":
		for _, v := range d.Floats(e.Tag)[:min(20, len(d.Floats(e.Tag)))] {
			list += fmt.Sprintf(" %g", v)
		}
	case "CS", "UI", "DA", "AE":
		for _, v := range d.Texts(e.Tag)[:min(20, len(d.Texts(e.Tag)))] {
			list += " " + strings.ReplaceAll(v, " ", "_")
		}
	}
	return list
}

// pydicomElements prints every element of files as elementLines does. The raw
// lengths are taken before a value is converted.
const pydicomElements = `
import sys, pydicom
from pydicom.dataelem import RawDataElement
def vr(e): return str(getattr(e.VR, 'value', e.VR))
def values(e):
    if e.value is None or e.value == '': return []
    many = e.value if e.VM > 1 else [e.value]
    if vr(e) in ('US', 'SS', 'UL', 'SL', 'FL', 'FD', 'DS', 'IS'):
        try: return ['%.17g' % v for v in many][:20]
        except TypeError: return [] # some value is no number
    if vr(e) in ('CS', 'UI', 'DA', 'AE'):
        return [str(v).strip(' \0').replace(' ', '_') for v in many[:20]]
    return []
def walk(ds, path):
    for tag in sorted(ds.keys()):
        if tag.element == 0: continue
        raw = ds.get_item(tag)
        here = '%s%08X' % (path, int(tag))
        n = len(raw.value or b'') if isinstance(raw, RawDataElement) else None
        e = ds[tag]
        if e.VR == 'SQ':
            print(here, 'SQ', len(e.value))
            for i, item in enumerate(e.value): walk(item, '%s/%d/' % (here, i))
        else:
            if n is None: n = len(e.value) if isinstance(e.value, bytes) else -1
            print(here, vr(e), n, *values(e))
for name in sys.argv[1:]:
    print('FILE', name)
    ds = pydicom.dcmread(name, force=True)
    walk(ds.file_meta, '')
    walk(ds, '')
`

// TestElementsAsPydicom compares tag, VR and length of every element of every
// shared file with pydicom's, in sequences too, and the values where they are
// numbers or codes.
func TestElementsAsPydicom(t *testing.T) {
	paths := sharedFiles(t)
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Join(sharedData, path)
	}
	theirs := map[string][]string{}
	var name string
	for _, line := range pydicom(t, pydicomElements, names...) {
		if file, found := strings.CutPrefix(line, "FILE "); found {
			name = file
			continue
		}
		theirs[name] = append(theirs[name], line)
	}
	compared := 0
	for i, path := range paths {
		f, err := Parse(readShared(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		ours := elementLines(elementLines(nil, "", &f.Meta), "", &f.Dataset)
		compared += compareElements(t, path, ours, theirs[names[i]])
	}
	t.Logf("%d elements of %d files", compared, len(paths))
}

// compareElements compares two listings. A VR that is UN here may be one of
// pydicom's dictionary of private elements there.
func compareElements(t *testing.T, path string, ours, theirs []string) int {
	t.Helper()
	for i := range min(len(ours), len(theirs)) {
		a, b := strings.Fields(ours[i]), strings.Fields(theirs[i])
		same := a[0] == b[0] && (a[1] == b[1] || a[1] == "UN") && (a[2] == b[2] || b[2] == "-1")
		if same && a[1] == b[1] {
			same = slices.EqualFunc(a[3:], b[3:], sameValue)
		}
		if !same {
			t.Errorf("%s: element %d is %q, pydicom has %q", path, i, ours[i], theirs[i])
			return i
		}
	}
	if len(ours) != len(theirs) {
		t.Errorf("%s: %d elements, pydicom has %d", path, len(ours), len(theirs))
	}
	return len(ours)
}

// sameValue compares two texts, or two numbers as they are written.
func sameValue(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return a == b || errX == nil && errY == nil && x == y
}

// TestHeaderIsTheBeginningOfTheFile compares ParseHeader with Parse, from a
// source that can seek and from one that gives three bytes at a time.
func TestHeaderIsTheBeginningOfTheFile(t *testing.T) {
	for _, path := range sharedFiles(t) {
		data := readShared(t, path)
		full, err := Parse(data)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		want := elementLines(nil, "", beforePixels(full))
		for _, r := range []io.Reader{bytes.NewReader(data), threeBytes{bytes.NewReader(data)}} {
			header, err := ParseHeader(r)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if header.PixelOffset != full.PixelOffset || header.PixelLength != full.PixelLength ||
				header.TransferSyntax != full.TransferSyntax {
				t.Errorf("%s: pixel data at %d, %d bytes; parsed whole at %d, %d bytes", path,
					header.PixelOffset, header.PixelLength, full.PixelOffset, full.PixelLength)
			}
			got := elementLines(nil, "", &header.Dataset)
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s: the header differs from the file", path)
			}
		}
	}
}

// beforePixels is what ParseHeader should give: no pixel data, and nothing of
// more than 64 KiB.
func beforePixels(f *File) *Dataset {
	d := Dataset{BigEndian: f.BigEndian}
	for _, e := range f.Elements {
		if e.Tag >= tagFloatPixelData && e.Tag.Group() == 0x7FE0 {
			break
		}
		if len(e.Value) > maxKept {
			e.Value = nil
		}
		d.Elements = append(d.Elements, e)
	}
	return &d
}

// threeBytes reads three bytes at most at a time, and cannot seek.
type threeBytes struct{ r io.Reader }

func (t threeBytes) Read(b []byte) (int, error) { return t.r.Read(b[:min(3, len(b))]) }
