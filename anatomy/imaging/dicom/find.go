package dicom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
)

// FindOptions are the wishes of Find's caller; the zero value has none.
type FindOptions struct {
	// Progress is told how many of how many files were looked at, from one
	// goroutine at a time and in ascending order. May be nil.
	Progress func(done, total int)
}

// Find looks at every file below the root of a folder, which may be a
// directory, a ZIP archive or the folder of a DICOMDIR, and says which volumes
// its images make. Names and order of the files do not matter, and files that
// are no DICOM are counted and passed over. Only headers are read, several at a
// time; pixels are compared where two files claim to be the same image.
//
// A DICOMDIR is taken as a list to check against, not as the truth: files that
// it forgot are used, and files that it names and that are missing are told in
// the catalogue's notes, as is one that cannot be read.
//
// It is an error when the folder cannot be read, or ctx ends. A folder without
// any DICOM file gives an empty catalogue, which Explain puts into words.
func Find(ctx context.Context, folder fs.FS, o FindOptions) (*Catalogue, error) {
	names, problems, err := listFiles(ctx, folder)
	if err != nil {
		return nil, err
	}
	sources, err := readSources(ctx, folder, names, o.Progress)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{Files: len(names), Notes: problems}
	kept, err := c.sortOut(ctx, folder, names, sources)
	if err != nil {
		return nil, err
	}
	c.assemble(folder, kept)
	return c, nil
}

// listFiles gives the paths of all files, sorted, and a note for each folder
// that could not be opened.
func listFiles(ctx context.Context, folder fs.FS) (names, problems []string, err error) {
	err = fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == ".":
			return fmt.Errorf("the folder cannot be read: %w", err)
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s cannot be opened and was left out; check its permissions", name))
			return nil
		case !entry.IsDir():
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, problems, err
}

// readSources reads all headers. The result has one place per name: nil for a
// file that is no DICOM.
func readSources(ctx context.Context, folder fs.FS, names []string, progress func(done, total int)) ([]*source, error) {
	sources := make([]*source, len(names))
	report := counted(len(names), progress)
	err := inOrder(ctx, len(names), func(at, _ int) error {
		sources[at] = readSource(folder, names[at])
		report()
		return nil
	})
	return sources, err
}

// counted turns a progress function into one that counts by itself and that
// several goroutines may call.
func counted(total int, progress func(done, total int)) func() {
	if progress == nil {
		return func() {}
	}
	var lock sync.Mutex
	done := 0
	return func() {
		lock.Lock()
		defer lock.Unlock()
		done++
		progress(done, total)
	}
}

// readSource reads one file's header; nil when the file is no DICOM. A file
// that is DICOM by its mark, or cannot be opened at all, and then fails to be
// read has a fault.
func readSource(folder fs.FS, name string) *source {
	file, err := folder.Open(name)
	if err != nil {
		return &source{name: name, fault: "it cannot be opened; check its permissions"}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return nil // a link to a folder, which WalkDir does not follow
	}
	var start [132]byte
	n, err := io.ReadFull(file, start[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return &source{name: name, fault: "it cannot be read; copy it again, and unpack an archive that has a password"}
	}
	marked := string(start[128:]) == "DICM"
	if !marked && !mayBeHeadless(start[:n]) {
		return nil
	}
	header, err := ParseHeader(rewound(file, start[:n]))
	switch {
	case err != nil && marked:
		return &source{name: name, fault: err.Error()}
	case err != nil || header.Text(tagSOPClass) == "" && !marked:
		return nil
	}
	return distil(name, info.Size(), header)
}

// mayBeHeadless says whether a file without the mark DICM may still be an old
// one without preamble: it then starts with an element of group 0002 or 0008,
// in either byte order. It saves parsing the heap of other files on a disc.
func mayBeHeadless(start []byte) bool {
	if len(start) < 8 {
		return false
	}
	group := [2]byte{start[0], start[1]}
	return group == [2]byte{2, 0} || group == [2]byte{0, 2} || group == [2]byte{8, 0} || group == [2]byte{0, 8}
}

// rewound gives a reader from the file's first byte, of which start is read.
func rewound(file fs.File, start []byte) io.Reader {
	if seeker, ok := file.(io.ReadSeeker); ok {
		if _, err := seeker.Seek(0, io.SeekStart); err == nil {
			return seeker
		}
	}
	return io.MultiReader(bytes.NewReader(start), file)
}
