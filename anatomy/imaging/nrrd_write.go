package imaging

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/klauspost/compress/gzip"
)

// WriteNRRD writes a volume as an NRRD with an attached header, compressed
// with gzip, in LPS mm, as 3D Slicer opens it: short where the volume holds
// Int16, else float. Positions keep all their digits. Equal volumes give equal
// bytes; nothing but the image is written. A grid that fails Validate and a
// value that is not finite are errors.
func WriteNRRD(w io.Writer, v *Volume) error {
	kind := storedInt16
	if v.Int16 == nil {
		kind = storedFloat32
	}
	for i, value := range v.Float32 {
		if math.IsNaN(float64(value)) || math.IsInf(float64(value), 0) {
			return fmt.Errorf("nrrd: voxel %d is not finite; a volume with such voxels cannot be written", i)
		}
	}
	return writeNRRD(w, v.Grid, kind, "", v.Count(), func(to []byte, i int) []byte {
		if v.Int16 != nil {
			return binary.LittleEndian.AppendUint16(to, uint16(v.Int16[i]))
		}
		return binary.LittleEndian.AppendUint32(to, math.Float32bits(v.Float32[i]))
	})
}

// nrrdTypeNames are what this package writes.
var nrrdTypeNames = map[storedType]string{
	storedUint8: "unsigned char", storedUint16: "unsigned short", storedInt16: "short", storedFloat32: "float",
}

// writeNRRD writes the header, with lines of more fields, and then every
// voxel, which put appends.
func writeNRRD(w io.Writer, g Grid, kind storedType, more string, voxels int, put func(to []byte, i int) []byte) error {
	if err := g.Validate(); err != nil {
		return fmt.Errorf("nrrd: %w", err)
	}
	if voxels != g.Len() {
		return fmt.Errorf("nrrd: the grid has %d voxels but the data %d", g.Len(), voxels)
	}
	if _, err := io.WriteString(w, nrrdText(g, kind)+more+"\n"); err != nil {
		return fmt.Errorf("nrrd: cannot write: %w", err)
	}
	if err := writeVoxels(w, nil, voxels, put); err != nil {
		return fmt.Errorf("nrrd: cannot write: %w", err)
	}
	return nil
}

func nrrdText(g Grid, kind storedType) string {
	i, j, k, origin := g.axes()
	var b strings.Builder
	b.WriteString("NRRD0004\n")
	fmt.Fprintf(&b, "type: %s\ndimension: 3\nspace: left-posterior-superior\n", nrrdTypeNames[kind])
	fmt.Fprintf(&b, "sizes: %d %d %d\n", g.Size[0], g.Size[1], g.Size[2])
	fmt.Fprintf(&b, "space directions: %s %s %s\n", nrrdPoint(i), nrrdPoint(j), nrrdPoint(k))
	b.WriteString("kinds: domain domain domain\nendian: little\nencoding: gzip\n")
	fmt.Fprintf(&b, "space origin: %s\n", nrrdPoint(origin))
	return b.String()
}

// nrrdPoint writes a vector with as many digits as it takes to read it back.
func nrrdPoint(p mgl64.Vec3) string {
	number := func(x float64) string { return strconv.FormatFloat(x+0, 'g', -1, 64) }
	return "(" + number(p[0]) + "," + number(p[1]) + "," + number(p[2]) + ")"
}

// voxelLevel is how hard gzip tries. The noise of a scan's last bits can hardly
// be compressed: the default level takes four times as long for 4 % less.
const voxelLevel = 2

// writeVoxels compresses some first bytes and then every voxel, which put
// appends.
func writeVoxels(w io.Writer, first []byte, voxels int, put func(to []byte, i int) []byte) error {
	compressed, err := gzip.NewWriterLevel(w, voxelLevel) // no name, no time: the same bytes every time
	if err != nil {
		return err
	}
	piece := first
	for i := range voxels {
		piece = put(piece, i)
		if len(piece) >= readPiece {
			if _, err := compressed.Write(piece); err != nil {
				return err
			}
			piece = piece[:0]
		}
	}
	if _, err := compressed.Write(piece); err != nil {
		return err
	}
	return compressed.Close()
}

// WriteSegNRRD writes a label map as 3D Slicer's .seg.nrrd, with names,
// colours and SNOMED CT codes. Its grid may have any axes. Every label of the
// map needs a segment, as 3D Slicer drops what has none; a segment may be
// empty. It is an error when a label is missing or 0 or occurs twice, when a
// colour is not of the form #rrggbb and when a code is no number. The codes'
// meanings are written as the segments' names.
func WriteSegNRRD(w io.Writer, l *LabelMap, segments []Segment) error {
	if len(l.Data) != l.Len() {
		return errors.New("nrrd: the label map's voxels and its grid do not belong together")
	}
	boxes := labelExtents(l)
	more, highest, err := segmentText(segments, boxes)
	if err != nil {
		return fmt.Errorf("nrrd: %w", err)
	}
	kind := storedUint8
	if highest > math.MaxUint8 {
		kind = storedUint16
	}
	return writeNRRD(w, l.Grid, kind, more, len(l.Data), func(to []byte, i int) []byte {
		if kind == storedUint8 {
			return append(to, uint8(l.Data[i]))
		}
		return binary.LittleEndian.AppendUint16(to, l.Data[i])
	})
}
