package dicom

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"io/fs"
	"math"
	"slices"
)

// dropDuplicates keeps one of all files that hold the same SOP instance, and
// sorts by identity. A copy whose pixels cannot be compared without help, or
// at all, gives way to one whose can. Where pixels differ nobody knows which
// file is right, and the image is refused.
func (c *Catalogue) dropDuplicates(ctx context.Context, folder fs.FS, images []*source) ([]*source, error) {
	slices.SortFunc(images, byIdentity)
	var groups [][]*source
	for at := 0; at < len(images); {
		next := at + 1
		for next < len(images) && images[at].instance != "" && images[next].instance == images[at].instance {
			next++
		}
		groups = append(groups, images[at:next])
		at = next
	}
	found := make([]likeness, len(groups))
	err := inOrder(ctx, len(groups), func(at, _ int) error {
		if len(groups[at]) > 1 {
			found[at] = compare(folder, groups[at])
		}
		return ctx.Err()
	})
	kept := images[:0:0]
	for at, group := range groups {
		if len(group) > 1 {
			c.noteDuplicates(group, &found[at])
			kept = append(kept, group[found[at].best])
			continue
		}
		kept = append(kept, group[0])
	}
	c.noteCopies()
	return kept, err
}

// likeness is what comparing several files of one image gave.
type likeness struct {
	best      int // index of the file to keep
	different int // index of a file with other pixels than best; -1 without
	same      int // how many hold the pixels of best, itself not counted
	unknown   int // how many could not be compared
}

// compare tells whether files that claim to be one image are. The first that
// can be decoded is the best; if none can be, the first that can be read.
func compare(folder fs.FS, group []*source) likeness {
	contents := make([]content, len(group))
	result := likeness{different: -1}
	for at, s := range group {
		contents[at] = contentOf(folder, s)
		if contents[at].depth > contents[result.best].depth {
			result.best = at
		}
	}
	best := contents[result.best]
	for at, c := range contents {
		switch {
		case at == result.best:
		case c == best && c.depth > unreadable:
			result.same++
		case c.depth == decoded && best.depth == decoded:
			result.different = at
		default:
			result.unknown++
		}
	}
	return result
}

// content is a checksum of an image and what it was taken of.
type content struct {
	depth int
	sum   [sha256.Size]byte
}

// How far a file's pixels could be looked into.
const (
	unreadable = iota
	packed     // as they are in the file, compressed
	decoded
)

// contentOf reads a file and sums up its pixels: of all frames as far as they
// can be decoded without help, with what they mean and where they lie.
func contentOf(folder fs.FS, s *source) content {
	if s.implausible() {
		return content{}
	}
	data, err := readFile(folder, s.name, nil)
	if err != nil {
		return content{}
	}
	f, err := Parse(data)
	if err != nil {
		return content{}
	}
	digest := sha256.New()
	for _, p := range s.planes {
		binary.Write(digest, binary.LittleEndian, append(p.position[:], p.slope, p.shift))
	}
	if f.needsTranscode() {
		if e := f.Find(tagPixelData); e != nil {
			for _, fragment := range e.Fragments {
				digest.Write(fragment)
			}
		}
		return content{packed, [sha256.Size]byte(digest.Sum(nil))}
	}
	if sumPixels(digest, f, s.format) != nil {
		return content{}
	}
	return content{decoded, [sha256.Size]byte(digest.Sum(nil))}
}

// sumPixels adds all frames' stored values to a digest.
func sumPixels(digest io.Writer, f *File, format PixelFormat) error {
	values := make([]float32, format.Rows*format.Columns)
	raw := make([]byte, 0, 4*len(values))
	for frame := range max(1, format.Frames) {
		if err := f.decodeFloat32(values, frame, 1, 0); err != nil {
			return err
		}
		raw = raw[:0]
		for _, value := range values {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(value))
		}
		digest.Write(raw)
	}
	return nil
}

// noteDuplicates tells what was dropped, and condemns an image that has two
// contents.
func (c *Catalogue) noteDuplicates(group []*source, found *likeness) {
	best := group[found.best]
	if found.different >= 0 {
		other := group[found.different]
		best.reason = "two files hold different pixels under one identity (" + best.name + " and " + other.name + "); remove the wrong one"
		return
	}
	c.duplicates += found.same
	c.unknown += found.unknown
}

// noteCopies sums up the copies that were dropped.
func (c *Catalogue) noteCopies() {
	if c.duplicates > 0 {
		c.note("%s the same as others and used once", wereFiles(c.duplicates))
	}
	if c.unknown > 0 {
		c.note("%s copies of images that are used, and could not be compared with them because they are compressed or damaged", wereFiles(c.unknown))
	}
}

func wereFiles(n int) string {
	if n == 1 {
		return "1 file is"
	}
	return countOf(n, "file") + " are"
}
