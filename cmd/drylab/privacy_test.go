package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
)

// piece is something that a command gave away: a file, what was packed in a
// file, or what it printed.
type piece struct {
	name string
	data []byte
}

// piecesBelow reads every byte of every file of a folder, and unpacks it:
// gzip, the pictures in pages, the headers of binary files as text, in which
// short words count; and it takes the names of the files, too.
func piecesBelow(t testing.TB, root string) []piece {
	t.Helper()
	var pieces []piece
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(root, path); err == nil {
			pieces = append(pieces, piece{"the name " + rel, []byte(rel)})
		}
		if entry.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		pieces = append(pieces, unpacked(t, path, data)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pieces
}

var dataURI = regexp.MustCompile(`data:image/png;base64,([A-Za-z0-9+/=]*)`)

func unpacked(t testing.TB, name string, data []byte) []piece {
	t.Helper()
	switch filepath.Ext(name) {
	case ".gz":
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		about := strings.Join([]string{r.Name, r.Comment, string(r.Extra)}, "\n")
		return append(unpacked(t, strings.TrimSuffix(name, ".gz"), plain), piece{name + " (gzip header)", []byte(about)})
	case ".html":
		data = []byte(html.UnescapeString(string(data))) // a page writes + as &#43;
		pieces := []piece{{name, dataURI.ReplaceAll(data, nil)}}
		for _, found := range dataURI.FindAllSubmatch(data, -1) {
			picture, err := base64.StdEncoding.DecodeString(string(found[1]))
			if err != nil {
				t.Fatalf("a picture in %s: %v", name, err)
			}
			onlyPixels(t, name, picture)
			pieces = append(pieces, piece{"a picture in " + name, picture})
		}
		return pieces
	case ".nii":
		const header = 352 // NIfTI-1 and its extension flag; ours have no extensions
		return []piece{{name, data}, {name + " (header)", letters(data[:header])}}
	case ".ply":
		header, _, _ := bytes.Cut(data, []byte("end_header\n"))
		return []piece{{name, data}, {name + " (header)", letters(header)}}
	}
	return []piece{{name, data}}
}

// letters makes text of a binary header.
func letters(data []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '\n'
		}
		return r
	}, data)
}

// onlyPixels wants a PNG to have no chunk that could hold words, packed or not.
func onlyPixels(t testing.TB, name string, picture []byte) {
	t.Helper()
	for at := 8; at+12 <= len(picture); {
		kind := string(picture[at+4 : at+8])
		if !slices.Contains([]string{"IHDR", "PLTE", "tRNS", "IDAT", "IEND"}, kind) {
			t.Errorf("a picture in %s has a chunk %s", name, kind)
		}
		at += 12 + int(binary.BigEndian.Uint32(picture[at:]))
	}
}

// leaks lists which of the identifiers stands where.
func leaks(pieces []piece, ids []string) []string {
	var found []string
	for _, p := range pieces {
		for _, at := range dicom.Leaks(p.data, ids) {
			found = append(found, fmt.Sprintf("%s holds %q", p.name, ids[at]))
		}
	}
	return found
}

// identifiersIn lists what could identify the patient of the files given.
func identifiersIn(t testing.TB, files [][]byte) []string {
	t.Helper()
	ids := map[string]bool{}
	for _, data := range files {
		f, err := dicom.Parse(data)
		if err != nil {
			continue // what cannot be parsed is not imported
		}
		for _, id := range dicom.Identifiers(&f.Dataset) {
			ids[id] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// filesBelow reads all files of a folder, and lists what their names tell.
func filesBelow(t testing.TB, root string) (files [][]byte, names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files = append(files, data)
		// liver.dcm tells nothing, and a case may well hold a liver.
		if name := strings.TrimSuffix(entry.Name(), filepath.Ext(path)); len(name) > 3 && strings.ContainsAny(name, "0123456789_") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, names
}

const anyCode = -1

// givenAway runs a command in a data folder and a folder for temporary files of
// its own and gives all that it wrote and printed, but for the paths that its
// user typed.
func givenAway(t testing.TB, wants int, typed []string, args ...string) []piece {
	t.Helper()
	home, temporary := t.TempDir(), t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	t.Setenv("TMPDIR", temporary)
	out := drylab(t, args...)
	if out.code != wants && wants != anyCode {
		t.Errorf("%v ended with %d, not %d: %s", args, out.code, wants, out.stderr)
	}
	if left, _ := os.ReadDir(temporary); len(left) > 0 {
		t.Errorf("%v left %d temporary files", args, len(left))
	}
	typed = append(typed, home)
	slices.SortFunc(typed, func(a, b string) int { return len(b) - len(a) })
	for _, path := range typed {
		quoted, _ := json.Marshal(path)
		for _, text := range []*string{&out.stdout, &out.stderr} {
			*text = strings.ReplaceAll(*text, strings.Trim(string(quoted), `"`), "…")
			*text = strings.ReplaceAll(*text, path, "…")
		}
	}
	return append(piecesBelow(t, home), piece{"stdout", []byte(out.stdout)}, piece{"stderr", []byte(out.stderr)})
}
