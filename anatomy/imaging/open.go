package imaging

import (
	"context"
	"errors"
	"hash"
	"io/fs"
	"path"
	"strings"
)

// OpenOptions say how a file is opened. The zero value is sound.
type OpenOptions struct {
	// Axes say how voxels run where the file does not tell, as Analyze 7.5
	// and some headers of other formats do not: three letters, the sides of
	// the patient towards which i, j and k grow, one each of R or L, A or P,
	// S or I. Empty refuses such a file, as a mistake would mix left and
	// right up. Where the file tells, Axes do not count.
	Axes string
	// Digest, when given, takes every byte of the files, first the header's
	// and then, if there is one, the voxel file's.
	Digest hash.Hash
	// Progress, when given, is told how many bytes of how many are read. The
	// total grows when a second file is opened, and is 0 when unknown.
	Progress func(done, total int64)
}

// Image is a scan and what its file was.
type Image struct {
	*Volume
	Source
}

// Segmentation is a label map, what its labels mean where the file says so,
// and what the file was.
type Segmentation struct {
	*LabelMap
	Source
	// Segments are in the file's order; nil when it names none.
	Segments []Segment
	// Overlaps counts the voxels that a segment lost to a later one, because
	// both claimed them.
	Overlaps int
	// Contains lists, by label, the segments that lie within a segment and
	// belong to it too: most of each is claimed by both. Only formats that give
	// whole segments tell; else it is nil.
	Contains map[uint16][]uint16
}

// Open reads a scan from a file in a folder: NIfTI-1 and -2 (also .hdr/.img
// pairs, named by either file), Analyze 7.5, NRRD (also a detached .nhdr) or
// MetaImage (.mha, or .mhd with its .raw), recognised by its first bytes. A
// second file is looked for in the folder only. Positions become LPS mm.
//
// It is an error when the context is done, when the file is damaged or holds
// no 3-D image of one finite number per voxel, when its grid fails
// Grid.Validate, and when it does not tell left from right. Errors are
// sentences without the file's name; they quote nothing of the header.
func Open(ctx context.Context, folder fs.FS, name string, o OpenOptions) (*Image, error) {
	opening := &opening{ctx: ctx, folder: folder, name: name, options: o}
	defer opening.close()
	p, err := opening.picture()
	if err != nil {
		return nil, err
	}
	v, err := p.readVolume()
	if err == nil {
		err = opening.finish()
	}
	if err != nil {
		return nil, err
	}
	return &Image{Volume: v, Source: p.Source}, nil
}

// OpenLabels reads a label map from any file that Open reads. Every value must
// be a whole number from 0 to 65535. Of 3D Slicer's .seg.nrrd it takes names,
// colours and SNOMED CT codes, and merges the layers of segments that overlap.
// It is otherwise Open.
func OpenLabels(ctx context.Context, folder fs.FS, name string, o OpenOptions) (*Segmentation, error) {
	opening := &opening{ctx: ctx, folder: folder, name: name, options: o}
	defer opening.close()
	p, err := opening.picture()
	if err != nil {
		return nil, err
	}
	l, overlaps, err := p.readLabels()
	if err == nil {
		err = opening.finish()
	}
	if err != nil {
		return nil, err
	}
	s := &Segmentation{LabelMap: l, Source: p.Source, Overlaps: overlaps}
	for _, layer := range p.layers {
		s.Segments = append(s.Segments, layer.Segment)
	}
	return s, nil
}

// picture reads the header of whatever the file is.
func (o *opening) picture() (*picture, error) {
	if header, is := imageOfPair(o.name); is {
		if p, err := o.pair(header); p != nil || err != nil {
			return p, err
		}
	}
	file, err := o.open(o.name)
	if err != nil {
		return nil, err
	}
	start, err := file.start(64)
	switch {
	case err != nil:
		return nil, err
	case strings.HasPrefix(string(start), nrrdMagic):
		return openNRRD(file, o.named, o.options.Axes)
	case isMetaImage(start):
		return openMetaImage(file, o.named, o.options.Axes)
	}
	return openNIfTI(file, o.image, o.options.Axes)
}

// imageOfPair says whether a name is that of the image of a pair, and names
// the pair's header.
func imageOfPair(name string) (header string, is bool) {
	for _, ending := range [][2]string{{".img", ".hdr"}, {".img.gz", ".hdr.gz"}, {".IMG", ".HDR"}} {
		if stem, found := strings.CutSuffix(name, ending[0]); found {
			return stem + ending[1], true
		}
	}
	return "", false
}

// pair opens a pair that was named by its image; nil when it has no header.
func (o *opening) pair(header string) (*picture, error) {
	file, err := o.open(header)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return openNIfTI(file, func() (*source, error) { return o.open(o.name) }, o.options.Axes)
}

// image opens the image that lies beside the header of a pair.
func (o *opening) image() (*source, error) {
	for _, ending := range [][2]string{{".hdr", ".img"}, {".hdr.gz", ".img.gz"}, {".HDR", ".IMG"}} {
		stem, found := strings.CutSuffix(o.name, ending[0])
		if !found {
			continue
		}
		for _, name := range []string{stem + ending[1], stem + ".img", stem + ".img.gz"} {
			if file, err := o.open(name); !errors.Is(err, fs.ErrNotExist) {
				return file, err
			}
		}
	}
	return nil, errors.New("this is the header of a .hdr/.img pair, and the .img file of the same name is not beside it; copy both into one folder")
}

// named opens the voxel file that a header names, which must lie beside the
// header or below it.
func (o *opening) named(name string) (*source, error) {
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if !fs.ValidPath(name) || strings.Contains(name, ":") {
		return nil, errors.New("the header names a voxel file outside its own folder; put both into one folder and correct the name in the header")
	}
	file, err := o.open(path.Join(path.Dir(o.name), name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the voxel file that the header names is not beside it; copy it there, under the name in the header")
	}
	return file, err
}
