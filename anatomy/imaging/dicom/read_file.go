package dicom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// readFile reads a whole file into a buffer, which it may replace by a larger
// one: the result is the buffer to use for the next file.
func readFile(folder fs.FS, name string, buffer []byte) ([]byte, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, errors.New("it cannot be opened any more; leave the folder as it is during the import")
	}
	defer file.Close()
	buffer = buffer[:0]
	// One byte more than the file has lets the end be met without growing.
	if size := sizeBelieved(file); size >= int64(cap(buffer)) {
		buffer = make([]byte, 0, size+1)
	}
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := file.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case err == io.EOF:
			return buffer, nil
		case err != nil:
			return nil, errors.New("it breaks off while it is read; copy it again")
		case len(buffer) > maxFile:
			return nil, errors.New("it is larger than 4 GiB; export the series as single images")
		}
	}
}

// sizeBelieved is the size of a file, so far as memory may be set aside for it.
// The size of one in an archive, which cannot be sought in, is what the archive
// claims.
func sizeBelieved(file fs.File) int64 {
	info, err := file.Stat()
	if err != nil || info.Size() >= maxFile {
		return 0
	}
	if _, seekable := file.(io.Seeker); !seekable {
		return min(info.Size(), 64<<20)
	}
	return info.Size()
}

// maxFile bounds a file: an enhanced object with 32-bit lengths holds no more.
const maxFile = 1 << 32

// decodeFiles reads all files that have slices to be read, or all slices of
// the only one, several at a time.
func (r *reading) decodeFiles(ctx context.Context) error {
	if len(r.files) > 1 {
		return inOrder(ctx, len(r.files), func(at, worker int) error {
			return r.decodeFile(ctx, &r.files[at], worker, func(n int, work func(slice, worker int) error) error {
				for slice := range n {
					if err := work(slice, worker); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return r.decodeFile(ctx, &r.files[0], 0, func(n int, work func(slice, worker int) error) error {
		return inOrder(ctx, n, work)
	})
}

// decodeFile reads a file and decodes its slices one by one, or as each does.
func (r *reading) decodeFile(ctx context.Context, file *task, worker int, each func(n int, work func(slice, worker int) error) error) error {
	if r.finished(file) {
		return nil
	}
	f, err := r.load(ctx, file.source, worker)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && r.options.Seen != nil && !file.seen {
		r.options.Seen(f)
		file.seen = true
	}
	return each(len(file.slices), func(n, worker int) error {
		slice := file.slices[n]
		if r.done[slice] || r.failed[slice] != nil {
			return nil
		}
		fault := err
		if fault == nil {
			fault = r.decodeSlice(f, slice)
		}
		return r.settle(slice, fault)
	})
}

// finished says whether nothing of a file remains to be read.
func (r *reading) finished(file *task) bool {
	for _, slice := range file.slices {
		if !r.done[slice] && r.failed[slice] == nil {
			return false
		}
	}
	return true
}

// load reads and parses a file in the worker's buffer.
func (r *reading) load(ctx context.Context, s *source, worker int) (*File, error) {
	data, err := readFile(r.series.folder, s.name, r.buffers[worker])
	if err != nil {
		return nil, err
	}
	r.buffers[worker] = data
	f, err := parseDecodable(ctx, data, r.options.Transcode)
	if err == nil && f.Text(tagSOPInstance) != s.instance {
		return nil, errors.New("it has changed since the folder was looked at; start again")
	}
	return f, err
}

// settle notes how a slice came out. What AllowGaps lets pass is kept for the
// report; a program that is not installed is no fault of the slice.
func (r *reading) settle(slice int, fault error) error {
	switch source := r.layout.planes[r.planes[slice]].source; {
	case fault == nil:
		r.done[slice] = true
	case errors.Is(fault, errNotInt16):
		return fault
	case !r.options.AllowGaps || source.needsTranscode && r.options.Transcode == nil:
		return fmt.Errorf("%s cannot be read: %w", source.name, fault)
	default:
		r.failed[slice] = fault
	}
	r.report()
	return nil
}

// decodeSlice decodes a slice into its place.
func (r *reading) decodeSlice(f *File, slice int) error {
	from, to := slice*r.pixels, (slice+1)*r.pixels
	if r.whole != nil {
		return decodePlane(r.whole[from:to], f, r.layout, r.planes[slice], f.decodeInt16)
	}
	return decodePlane(r.real[from:to], f, r.layout, r.planes[slice], f.decodeFloat32)
}

// decodePlane decodes a plane, erases its padding and moves it upright.
func decodePlane[T int16 | float32](dst []T, f *File, l *layout, at int, decode func([]T, int, float64, float64) error) error {
	p, pixels := l.planes[at], dst
	if l.lean.needed {
		pixels = make([]T, p.source.format.pixels())
	}
	if err := decode(pixels, p.frame, p.slope, p.shift); err != nil {
		return err
	}
	erase(pixels, p)
	if l.lean.needed {
		move(dst, pixels, l, at)
	}
	return nil
}
