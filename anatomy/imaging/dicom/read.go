package dicom

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
)

// ReadOptions are the wishes of Read's caller; the zero value has none.
type ReadOptions struct {
	// AllowGaps lets Read interpolate where slices are missing, unevenly
	// spaced or unreadable, and choose where two lie in one place. What it
	// invented is told.
	AllowGaps bool
	// Transcode undoes compressions that this package does not know. May be
	// nil; then such a series is refused with what to install.
	Transcode Transcode
	// Progress is told how many of how many slices are read, from one
	// goroutine at a time and in ascending order. May be nil.
	Progress func(done, total int)
	// Seen is given every file read, whole: for the report on what
	// de-identification takes out. It is called by several goroutines at once
	// and must not keep the file. May be nil.
	Seen func(f *File)
}

// Read decodes the series into a volume, in Hounsfield units for CT, and tells
// in sentences what it did to the images. Pixels that the scanner marked as
// padding become air in CT and zero elsewhere. Values are stored values times
// slope plus intercept, each slice with its own; that some scanner wants low
// values shown white (MONOCHROME1) does not change them.
//
// Every file is read once, a few at a time, straight into the volume: beside
// it memory holds one file per core, and where slices must be interpolated the
// slices as they were. The result does not depend on the number of cores.
//
// It is an error when the series has a Reason, when it has Gaps or a slice that
// cannot be read and AllowGaps is not set, and when ctx ends.
func (s *Series) Read(ctx context.Context, o ReadOptions) (*imaging.Volume, []string, error) {
	switch {
	case s.Reason != "":
		return nil, nil, errors.New(s.Reason)
	case len(s.Gaps) > 0 && !o.AllowGaps:
		return nil, nil, fmt.Errorf("%s; export the series again, or import it with --allow-gaps to interpolate", strings.Join(s.Gaps, "; "))
	}
	r := newReading(s, o)
	if err := r.plausible(); err != nil {
		return nil, nil, err
	}
	if err := r.decode(ctx); err != nil {
		return nil, nil, err
	}
	return r.finish(ctx)
}

// reading is the work of one Read.
type reading struct {
	series  *Series
	layout  *layout
	options ReadOptions
	planes  []int // those of the layout that are read, ascending
	pixels  int   // of one slice of the volume

	// The slices read so far, in the order of planes: whole numbers, or real
	// ones as soon as one value is none. The other is nil.
	whole []int16
	real  []float32

	done    []bool   // slice by slice
	failed  []error  // slice by slice; nil but for what AllowGaps lets pass
	files   []task   // ascending by their first slice
	buffers [][]byte // of files, one per worker
	report  func()
}

// task is one file and which of the planes read are its frames.
type task struct {
	source *source
	slices []int
	seen   bool
}

func newReading(s *Series, o ReadOptions) *reading {
	r := &reading{series: s, layout: s.layout, options: o, pixels: s.Grid.Size[0] * s.Grid.Size[1]}
	doubled := make(map[int]bool)
	for _, at := range s.layout.doubled {
		doubled[at] = true
	}
	place := map[*source]int{}
	for at, p := range s.layout.planes {
		if doubled[at] {
			continue
		}
		file, known := place[p.source]
		if !known {
			file = len(r.files)
			place[p.source] = file
			r.files = append(r.files, task{source: p.source})
		}
		r.files[file].slices = append(r.files[file].slices, len(r.planes))
		r.planes = append(r.planes, at)
	}
	r.done, r.failed = make([]bool, len(r.planes)), make([]error, len(r.planes))
	r.buffers = make([][]byte, workers(math.MaxInt))
	r.report = counted(len(r.planes), o.Progress)
	return r
}

// plausible refuses to set memory aside for pixels that the files cannot hold.
func (r *reading) plausible() error {
	held, pixels := int64(littlePixels), int64(0)
	for _, file := range r.files {
		held += file.source.mostPixels()
		pixels += int64(file.source.format.pixels()) * int64(len(file.slices))
	}
	if pixels > held {
		return fmt.Errorf("%s and the files with it are too small for the images that they describe; copy or export them again", r.files[0].source.name)
	}
	return nil
}

// littlePixels need no reason: 16 MiB as real numbers.
const littlePixels = 4 << 20

// mostPixels is how many pixels a file of this size can hold: compressed, up
// to five hundred a byte, as pictures of nothing but air need.
func (s *source) mostPixels() int64 {
	if s.packed {
		return 500 * s.size
	}
	return 8 * s.size / int64(max(1, s.format.Allocated))
}

// implausible says whether a file is too small to hold one frame.
func (s *source) implausible() bool { return int64(s.format.pixels()) > littlePixels+s.mostPixels() }

// decode fills the stack: with whole numbers as long as all values are, then
// with real ones. No file is read twice but those at work when the first value
// that is not whole turned up.
func (r *reading) decode(ctx context.Context) error {
	size := len(r.planes) * r.pixels
	if r.fractional() {
		r.real = make([]float32, size)
	} else {
		r.whole = make([]int16, size)
	}
	err := r.decodeFiles(ctx)
	if errors.Is(err, errNotInt16) {
		r.widen()
		err = r.decodeFiles(ctx)
	}
	return err
}

// fractional says whether some slope or intercept is no whole number.
func (r *reading) fractional() bool {
	for _, at := range r.planes {
		p := r.layout.planes[at]
		if p.slope != math.Trunc(p.slope) || p.shift != math.Trunc(p.shift) {
			return true
		}
	}
	return false
}

// widen turns the slices read into real numbers.
func (r *reading) widen() {
	r.real = make([]float32, len(r.whole))
	for slice, done := range r.done {
		if !done {
			continue
		}
		from, to := slice*r.pixels, (slice+1)*r.pixels
		for i, value := range r.whole[from:to] {
			r.real[from+i] = float32(value)
		}
	}
	r.whole = nil
}
