package imaging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// opening is one or two files of a folder while an image is read from them.
type opening struct {
	ctx     context.Context
	folder  fs.FS
	name    string
	options OpenOptions

	files       []fs.File
	done, total int64 // bytes
}

// open opens one more file. Its error names no file: the caller knows which
// one it asked for, and the name in a header may tell a patient's.
func (o *opening) open(name string) (*source, error) {
	if err := o.ctx.Err(); err != nil {
		return nil, err
	}
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("this is no path within the folder; use / and no .. (%w)", fs.ErrInvalid)
	}
	if err := o.finish(); err != nil { // the digest takes the header first
		return nil, err
	}
	file, err := o.folder.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the file cannot be opened: %w", withoutPath(err))
	}
	o.files = append(o.files, file)
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the file cannot be opened: %w", withoutPath(err))
	case info.IsDir():
		return nil, errors.New("this is a folder; choose the scan in it")
	case !info.Mode().IsRegular():
		return nil, errors.New("this is no ordinary file; choose the scan itself")
	}
	o.total += info.Size()
	s := newSource(&watched{opening: o, file: file})
	s.size = info.Size()
	return s, nil
}

// withoutPath is the reason alone.
func withoutPath(err error) error {
	var with *fs.PathError
	if errors.As(err, &with) {
		return with.Err
	}
	return err
}

// watched reads a file, stops when the context is done, and tells digest and
// progress.
type watched struct {
	*opening
	file fs.File
}

// Read is io.Reader.
func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.file.Read(p)
	if w.options.Digest != nil {
		w.options.Digest.Write(p[:n]) // never fails, by hash.Hash
	}
	w.done += int64(n)
	if w.options.Progress != nil && n > 0 {
		w.options.Progress(w.done, w.total)
	}
	if err != nil && err != io.EOF {
		err = withoutPath(err)
	}
	return n, err
}

// finish makes sure that the digest has seen all bytes.
func (o *opening) finish() error {
	if o.options.Digest == nil {
		return nil
	}
	for _, file := range o.files {
		if _, err := io.Copy(io.Discard, &watched{opening: o, file: file}); err != nil {
			return fmt.Errorf("the file cannot be read: %w", withoutPath(err))
		}
	}
	return nil
}

func (o *opening) close() {
	for _, file := range o.files {
		file.Close()
	}
}
