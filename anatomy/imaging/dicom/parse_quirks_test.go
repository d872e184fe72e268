package dicom

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// build writes elements byte by byte, as a faulty writer would.
type build struct{ bytes.Buffer }

// word and long write numbers in little endian, tag a tag.
func (b *build) word(n uint16) *build { b.Write(binary.LittleEndian.AppendUint16(nil, n)); return b }
func (b *build) long(n uint32) *build { b.Write(binary.LittleEndian.AppendUint32(nil, n)); return b }
func (b *build) tag(t Tag) *build     { return b.word(t.Group()).word(t.Element()) }

// text writes an element with a 16-bit length.
func (b *build) text(t Tag, vr, value string) *build {
	b.tag(t).WriteString(vr)
	b.word(uint16(len(value))).WriteString(value)
	return b
}

// long32 begins an element with a 32-bit length.
func (b *build) long32(t Tag, vr string, length uint32) *build {
	b.tag(t).WriteString(vr)
	return b.word(0).long(length)
}

// implicit writes an element without VR.
func (b *build) implicit(t Tag, value string) *build {
	b.tag(t).long(uint32(len(value))).WriteString(value)
	return b
}

const (
	tagModalityText Tag = 0x00080060
	tagReferenced   Tag = 0x00081140 // ReferencedImageSequence
	tagReferencedID Tag = 0x00081155
	tagPatientName  Tag = 0x00100010
)

// object begins a data set in explicit little endian without a meta header.
func object() *build { return new(build).text(tagSOPInstance, "UI", "1.2.3\x00") }

// TestQuirks reads what the standard forbids and archives hold. Each case
// lists the elements that should come out.
func TestQuirks(t *testing.T) {
	item := func(b *build, id string) *build {
		return b.tag(tagItem).long(undefined).text(tagReferencedID, "UI", id)
	}
	inner := new(build).tag(tagItem).long(14).implicit(tagReferencedID, "1.2.4\x00")
	explicitInner := new(build).tag(tagItem).long(14).text(tagReferencedID, "UI", "1.2.4\x00")
	sequence := []string{"00080018 UI 6 1.2.3", "00081140 SQ 1", "00081140/0/00081155 UI 6 1.2.4", "00280010 US 2 7"}
	end := func(b *build) *build { return b.text(tagRows, "US", "\x07\x00") }
	for name, c := range map[string]struct {
		file *build
		want []string
	}{
		"delimited": {end(item(object().long32(tagReferenced, "SQ", undefined), "1.2.4\x00").
			tag(tagItemEnd).long(0).tag(tagSequenceEnd).long(0)), sequence},
		"item without delimiter": {end(item(object().long32(tagReferenced, "SQ", undefined), "1.2.4\x00").
			tag(tagSequenceEnd).long(0)), sequence},
		"delimiters after lengths": {func() *build {
			b := object().long32(tagReferenced, "SQ", uint32(inner.Len()+16))
			b.Write(explicitInner.Bytes())
			return end(b.tag(tagItemEnd).long(0).tag(tagSequenceEnd).long(0))
		}(), sequence},
		"stray delimiters": {end(object().tag(tagItemEnd).long(0).tag(tagSequenceEnd).long(0)), []string{"00080018 UI 6 1.2.3", "00280010 US 2 7"}},
		"UN of a length": {func() *build {
			b := object().long32(tagReferenced, "UN", uint32(inner.Len()))
			b.Write(inner.Bytes())
			return end(b)
		}(), sequence},
		"UN of a length, explicit inside": {func() *build {
			b := object().long32(tagReferenced, "UN", uint32(explicitInner.Len()))
			b.Write(explicitInner.Bytes())
			return end(b)
		}(), sequence},
		"UN without a length": {func() *build {
			b := object().long32(tagReferenced, "UN", undefined)
			b.Write(inner.Bytes())
			return end(b.tag(tagSequenceEnd).long(0))
		}(), sequence},
		"UN that is no sequence": {end(func() *build {
			b := object().long32(tagReferenced, "UN", 6)
			b.WriteString("abcdef")
			return b
		}()), []string{"00080018 UI 6 1.2.3", "00081140 UN 6", "00280010 US 2 7"}},
		"implicit in between":   {end(object().implicit(tagModalityText, "CT")), []string{"00080018 UI 6 1.2.3", "00080060 CS 2 CT", "00280010 US 2 7"}},
		"unknown VR ??":         {end(object().text(tagModalityText, "??", "CT")), []string{"00080018 UI 6 1.2.3", "00080060 CS 2 CT", "00280010 US 2 7"}},
		"VR of a later edition": {end(object().long32(0x00091001, "ZZ", 0)), []string{"00080018 UI 6 1.2.3", "00091001 UN 0", "00280010 US 2 7"}},
		"odd length":            {end(object().text(tagModalityText, "CS", "CT ")), []string{"00080018 UI 6 1.2.3", "00080060 CS 3 CT", "00280010 US 2 7"}},
		"descending":            {end(object()).text(tagModalityText, "CS", "CT"), []string{"00080018 UI 6 1.2.3", "00080060 CS 2 CT", "00280010 US 2 7"}},
		"twice":                 {end(object()).text(tagSOPInstance, "UI", "9."), []string{"00080018 UI 6 1.2.3", "00280010 US 2 7"}},
		"zeros at the end":      {func() *build { b := end(object()); b.Write(make([]byte, 100)); return b }(), []string{"00080018 UI 6 1.2.3", "00280010 US 2 7"}},
		"few bytes at the end":  {func() *build { b := end(object()); b.WriteString("abc"); return b }(), []string{"00080018 UI 6 1.2.3", "00280010 US 2 7"}},
		"pixels cut short": {func() *build { b := end(object()).long32(tagPixelData, "OW", 1000); b.WriteString("abcd"); return b }(),
			[]string{"00080018 UI 6 1.2.3", "00280010 US 2 7", "7FE00010 OW 4"}},
		"fragments cut short": {func() *build {
			b := end(object()).long32(tagPixelData, "OB", undefined).tag(tagItem).long(0).tag(tagItem).long(99)
			b.WriteString("abcd")
			return b
		}(), []string{"00080018 UI 6 1.2.3", "00280010 US 2 7", "7FE00010 OB 20"}},
		"private encapsulated": {end(object().long32(0x00091002, "OB", undefined).tag(tagItem).long(0).tag(tagSequenceEnd).long(0)),
			[]string{"00080018 UI 6 1.2.3", "00091002 OB 8", "00280010 US 2 7"}},
	} {
		f, err := Parse(c.file.Bytes())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := elementLines(nil, "", &f.Dataset); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if _, err := ParseHeader(threeBytes{&c.file.Buffer}); err != nil {
			t.Errorf("%s: the header: %v", name, err)
		}
	}
}

// TestEncodingIsFoundFromTheBytes: without meta header, without a transfer
// syntax, and with one that is not true.
func TestEncodingIsFoundFromTheBytes(t *testing.T) {
	f := made(Element{Tag: tagRows, VR: "US", Value: []byte{2, 1}})
	explicit := encoded(t, f)[128+4:]
	for len(explicit) > 0 && explicit[0] == 2 {
		explicit = explicit[8+elementLength(explicit):]
	}
	var implicit build
	for _, e := range f.Elements {
		implicit.implicit(e.Tag, string(e.Value)+strings.Repeat("\x00", len(e.Value)&1))
	}
	big := slices.Clone(explicit)
	for rest := big; len(rest) > 0; {
		n := elementLength(rest)
		turnWords(rest[:4], 2)
		turnWords(rest[6:8], 2)
		if string(rest[4:6]) == "US" {
			turnWords(rest[8:8+n], 2)
		}
		rest = rest[8+n:]
	}
	named := func(uid string, body []byte) []byte {
		b := new(build).text(tagTransferSyntax, "UI", uid+strings.Repeat("\x00", len(uid)&1))
		return append(append(make([]byte, 128), "DICM"...), append(b.Bytes(), body...)...)
	}
	for name, c := range map[string]struct {
		data   []byte
		syntax string
	}{
		"implicit":               {implicit.Bytes(), implicitLittle},
		"explicit":               {explicit, explicitLittle},
		"big":                    {big, explicitBig},
		"implicit, called so":    {named(implicitLittle, implicit.Bytes()), implicitLittle},
		"big, called so":         {named(explicitBig, big), explicitBig},
		"implicit, not so":       {named(explicitLittle, implicit.Bytes()), explicitLittle},
		"explicit, not so":       {named(implicitLittle, explicit), implicitLittle},
		"explicit, no preamble":  {named(explicitLittle, explicit)[132:], explicitLittle},
		"implicit meta header":   {append(new(build).implicit(tagTransferSyntax, implicitLittle+"\x00").Bytes(), implicit.Bytes()...), implicitLittle},
		"implicit, no such name": {named("", implicit.Bytes()), implicitLittle},
	} {
		f, err := Parse(c.data)
		if err != nil || f.TransferSyntax != c.syntax {
			t.Errorf("%s: %v, %v", name, f, err)
			continue
		}
		if rows := f.Ints(tagRows); len(rows) != 1 || rows[0] != 0x102 || f.Text(tagSOPInstance) != "2.25.1" {
			t.Errorf("%s: rows %v, instance %q", name, rows, f.Text(tagSOPInstance))
		}
	}
}

// elementLength is the value length of the explicit element that b begins
// with, for VRs with 16 bits, or with 32 as if 4 bytes of it were value.
func elementLength(b []byte) int {
	if hasLongLength(string(b[4:6])) {
		return 4 + int(binary.LittleEndian.Uint32(b[8:]))
	}
	return int(binary.LittleEndian.Uint16(b[6:]))
}

// TestCutShort cuts a file after every byte: there is an error, or the
// beginning of the file, and never a word of what it holds.
func TestCutShort(t *testing.T) {
	b := object().text(tagPatientName, "PN", "SECRET^NAME ").long32(tagReferenced, "SQ", 22).tag(tagItem).long(14)
	b.text(tagReferencedID, "UI", "1.2.4\x00").text(tagRows, "US", "\x07\x00")
	whole, err := Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	all := elementLines(nil, "", &whole.Dataset)
	failed := 0
	for n := range b.Len() {
		f, err := Parse(b.Bytes()[:n])
		header, headerErr := ParseHeader(bytes.NewReader(b.Bytes()[:n]))
		if (err == nil) != (headerErr == nil) {
			t.Errorf("%d bytes: %v, but the header %v", n, err, headerErr)
		}
		if err != nil {
			failed++
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%d bytes: the error tells a name", n)
			}
			continue
		}
		lines := elementLines(nil, "", &f.Dataset)
		for _, line := range lines {
			if !slices.Contains(all, line) {
				t.Errorf("%d bytes: %q is not in the file", n, line)
			}
		}
		if !slices.Equal(lines, elementLines(nil, "", &header.Dataset)) {
			t.Errorf("%d bytes: the header differs", n)
		}
	}
	if failed < b.Len()/2 {
		t.Errorf("%d of %d beginnings are errors", failed, b.Len())
	}
}
