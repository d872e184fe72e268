package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
)

// madeSeries is a CT series that a test makes: a body of soft tissue, a ball of
// 28 mm in radius, with a ball of bone of 10 mm in it, in air.
type madeSeries struct {
	uid    string // series instance UID; the instances' begin with it
	images int    // default 32
	spread float64
	lean   float64 // mm that each slice lies further to the back than the one below
	extra  []dicom.Element
	// draw, when not nil, gives the value at column x of row y in slice k
	// instead, from what it would be.
	draw func(x, y, k int, value int16) int16
}

const (
	madeSize   = 32  // columns and rows
	madeStep   = 2.0 // mm between the centres of pixels and of slices
	madeUID    = "1.3.6.1.4.1.99999.7"
	ctImage    = "1.2.840.10008.5.1.4.1.1.2"
	soft, bony = 40, 700
	softRadius = 28.0
	boneRadius = 10.0
	airValue   = -1000
	madeImages = 32
)

// files gives the series from the feet to the head, one DICOM file a slice.
func (m madeSeries) files(t testing.TB) [][]byte {
	t.Helper()
	var files [][]byte
	for k := range cmp.Or(m.images, madeImages) {
		files = append(files, m.slice(t, k))
	}
	return files
}

func (m madeSeries) slice(t testing.TB, k int) []byte {
	t.Helper()
	uid := cmp.Or(m.uid, madeUID+".1")
	z := float64(k) * cmp.Or(m.spread, madeStep)
	text := func(tag dicom.Tag, vr, value string) dicom.Element {
		return dicom.Element{Tag: tag, VR: vr, Value: []byte(value)}
	}
	word := func(tag dicom.Tag, n uint16) dicom.Element {
		return dicom.Element{Tag: tag, VR: "US", Value: binary.LittleEndian.AppendUint16(nil, n)}
	}
	elements := []dicom.Element{
		text(0x00080008, "CS", `ORIGINAL\PRIMARY\AXIAL`), text(0x00080016, "UI", ctImage),
		text(0x00080018, "UI", fmt.Sprintf("%s.%d", uid, 1000+k)), text(0x00080060, "CS", "CT"),
		text(0x0020000D, "UI", madeUID), text(0x0020000E, "UI", uid), text(0x00200052, "UI", madeUID+".3"),
		text(0x00200013, "IS", fmt.Sprint(1+k)),
		text(0x00200032, "DS", fmt.Sprintf(`-31\%g\%g`, -31+float64(k)*m.lean, z)),
		text(0x00200037, "DS", `1\0\0\0\1\0`), text(0x00280030, "DS", `2\2`),
		word(0x00280002, 1), text(0x00280004, "CS", "MONOCHROME2"), word(0x00280010, madeSize), word(0x00280011, madeSize),
		word(0x00280100, 16), word(0x00280101, 16), word(0x00280102, 15), word(0x00280103, 1),
		text(0x00281052, "DS", "0"), text(0x00281053, "DS", "1"),
		{Tag: 0x7FE00010, VR: "OW", Value: m.pixels(k)},
	}
	for _, e := range m.extra {
		elements = slices.DeleteFunc(elements, func(old dicom.Element) bool { return old.Tag == e.Tag })
		elements = append(elements, e)
	}
	slices.SortFunc(elements, func(a, b dicom.Element) int { return cmp.Compare(a.Tag, b.Tag) })
	var file bytes.Buffer
	if err := dicom.Encode(&file, &dicom.File{Dataset: dicom.Dataset{Elements: elements}}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (m madeSeries) pixels(k int) []byte {
	var raw []byte
	for y := range madeSize {
		for x := range madeSize {
			value := madeValue(x, y, k)
			if m.draw != nil {
				value = m.draw(x, y, k, value)
			}
			raw = binary.LittleEndian.AppendUint16(raw, uint16(value))
		}
	}
	return raw
}

// madeValue is the body in Hounsfield units, with enough texture that no two
// neighbouring slices are the same.
func madeValue(x, y, k int) int16 {
	const middle = (madeSize - 1) / 2.0
	away := madeStep * math.Hypot(math.Hypot(float64(x)-middle, float64(y)-middle), float64(k)-middle)
	texture := int16((x*7 + y*13 + k*29) % 11)
	switch {
	case away < boneRadius:
		return bony + texture
	case away < softRadius:
		return soft + texture
	}
	return airValue + texture
}

// inFolder writes files under names that say nothing, in an order that is not
// theirs, and gives the folder.
func inFolder(t testing.TB, files [][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for at, file := range files {
		if err := os.WriteFile(filepath.Join(dir, shuffledName(at)), file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func shuffledName(at int) string { return fmt.Sprintf("IM%03d", at*7919%1000) }

// inArchive writes files into a ZIP.
func inArchive(t testing.TB, files [][]byte) string {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for at, file := range files {
		entry, err := w.Create("export/" + shuffledName(at))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := os.WriteFile(path, archive.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// imported is what import --json says of a case.
type imported struct {
	Case, Path, SHA256 string
	Structures         []structureRow
	Notes              []string
	Provenance         struct {
		Recipe  []string `json:"Recipe"`
		Privacy struct {
			RecognisableHead, Defaced bool
			Removed                   []string
		}
	}
}

// imports makes a case that must succeed and be sound.
func imports(t testing.TB, source string, args ...string) imported {
	t.Helper()
	out := filepath.Join(t.TempDir(), "case")
	got := done[imported](t, append([]string{"import", source, "--out", out}, args...)...)
	if check := drylab(t, "case", "check", out); check.code != exitDone {
		t.Errorf("the case of %s is not sound: %s%s", source, check.stdout, check.stderr)
	}
	return got
}

// emptyHome gives a test a data folder of its own without the built-in case,
// which no import needs.
func emptyHome(t testing.TB) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	return home
}
