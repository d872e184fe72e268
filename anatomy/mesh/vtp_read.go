package mesh

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
)

// vtpFile is a VTK XML file of polydata while it is read: the tags first, which
// say where each array's numbers stand, then the numbers.
type vtpFile struct {
	raw      []byte
	header   vtpHeader
	pieces   []vtpPiece
	appended []byte // behind the underscore; nil when there are none
	budget   growth
}

// vtpHeader is what holds for all arrays of the file.
type vtpHeader struct {
	bigEndian  bool
	countSize  int // bytes of a block's length
	compressed bool
	encoded    bool // appended data are in base64
}

// vtpPiece is one part of the surface, with vertices of its own.
type vtpPiece struct {
	points int
	arrays map[string]vtpArray // "Points", "Polys connectivity", …
}

// vtpArray says where the numbers of an array are.
type vtpArray struct {
	kind   vtkType
	format string // ascii, binary, appended
	inline []byte
	offset int // into the appended data
}

// readVTP reads the polygons and strips of VTK XML polydata (VTK User's Guide,
// "VTK File Formats", XML): text, base64 and appended arrays, plain or deflated
// by zlib. Polygons become fans; lines, points and attributes are passed over.
// Coordinates are taken as patient millimetres and must be finite.
func readVTP(r io.Reader) (*TriMesh, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("vtp: %w", err)
	}
	file := &vtpFile{raw: raw, budget: growth{read: int64(len(raw))}}
	m := &TriMesh{}
	if err = file.readTags(); err == nil {
		for i := range file.pieces {
			if err = file.addPiece(m, &file.pieces[i]); err != nil {
				break
			}
		}
	}
	if err == nil {
		err = m.checkIndices()
	}
	if err != nil {
		return nil, fmt.Errorf("vtp: %w", err)
	}
	return m, nil
}

// maxVTPPieces bounds what the tags alone make a reader allocate.
const maxVTPPieces = 10000

// readTags reads up to the appended data or the file's end.
func (f *vtpFile) readTags() error {
	source := bytes.NewReader(f.raw)
	xml := newXMLScanner(source)
	section := ""
	for {
		err := xml.next()
		if err == io.EOF && f.header.countSize != 0 {
			return nil
		}
		if err != nil {
			return endedEarly(err)
		}
		behind := f.raw[len(f.raw)-source.Len()-xml.r.Buffered():]
		switch {
		case xml.end:
		case xml.name == "VTKFile":
			err = f.readRoot(xml)
		case f.header.countSize == 0:
			return errors.New("the file is no VTK XML polydata: export a surface as .vtp, PLY or STL")
		case xml.name == "Piece":
			err = f.addEmptyPiece(xml)
		case xml.name == "DataArray":
			err = f.addArray(xml, section, behind)
		case xml.name == "AppendedData":
			_, data, found := bytes.Cut(behind, []byte("_"))
			if !found {
				return endedEarly(errEarly)
			}
			f.header.encoded, f.appended = xml.text("encoding") == "base64", data
			return nil
		default:
			section = xml.name
		}
		if err != nil {
			return err
		}
	}
}

func (f *vtpFile) readRoot(xml *xmlScanner) error {
	if xml.text("type") != "PolyData" {
		return errors.New("the data are no PolyData: export a surface")
	}
	f.header = vtpHeader{bigEndian: xml.text("byte_order") == "BigEndian", countSize: 4}
	if xml.text("header_type") == "UInt64" {
		f.header.countSize = 8
	}
	switch xml.text("compressor") {
	case "":
	case "vtkZLibDataCompressor":
		f.header.compressed = true
	default:
		return errors.New("the data are compressed by LZ4 or LZMA: save the file with ZLib or without compression")
	}
	return nil
}

func (f *vtpFile) addEmptyPiece(xml *xmlScanner) error {
	points, err := strconv.ParseUint(xml.text("NumberOfPoints"), 10, 31)
	if err != nil || len(f.pieces) == maxVTPPieces {
		return errors.New("a piece without its number of points, or too many pieces")
	}
	f.pieces = append(f.pieces, vtpPiece{int(points), map[string]vtpArray{}})
	return nil
}

// addArray notes an array that is needed.
func (f *vtpFile) addArray(xml *xmlScanner, section string, behind []byte) error {
	switch section {
	case "Points":
	case "Polys", "Strips":
		section += " " + xml.text("Name")
	default:
		return nil
	}
	kind, known := vtpTypes[xml.text("type")]
	if !known || len(f.pieces) == 0 {
		return errors.New("an array of a type that is not known here")
	}
	array := vtpArray{kind: kind, format: xml.text("format")}
	if array.format == "appended" {
		offset, err := strconv.ParseUint(xml.text("offset"), 10, 62)
		if err != nil {
			return errors.New("an appended array without its offset")
		}
		array.offset = int(offset)
	} else if !xml.closed {
		text, _, found := bytes.Cut(behind, []byte("<"))
		if !found {
			return endedEarly(errEarly)
		}
		array.inline = text
	}
	if len(f.pieces[len(f.pieces)-1].arrays) < 5 {
		f.pieces[len(f.pieces)-1].arrays[section] = array
	}
	return nil
}

// addPiece reads a piece's arrays into the mesh.
func (f *vtpFile) addPiece(m *TriMesh, piece *vtpPiece) error {
	first := uint32(len(m.Vertices))
	if piece.points > 0 {
		if err := f.addPoints(m, piece); err != nil {
			return fmt.Errorf("points: %w", err)
		}
	}
	if err := f.addCells(m, piece, "Polys", first, m.addFan); err != nil {
		return fmt.Errorf("polygons: %w", err)
	}
	if err := f.addCells(m, piece, "Strips", first, m.addStrip); err != nil {
		return fmt.Errorf("strips: %w", err)
	}
	return nil
}

func (f *vtpFile) addPoints(m *TriMesh, piece *vtpPiece) error {
	var position mgl32.Vec3
	axis, last := 0, len(m.Vertices)+piece.points
	err := f.numbers(piece.arrays["Points"], func(value float64) error {
		position[axis] = float32(value)
		if axis++; axis < 3 {
			return nil
		}
		axis = 0
		if !finite(position) || len(m.Vertices) == last {
			return fmt.Errorf("point %d is not finite, or one too many", len(m.Vertices))
		}
		m.Vertices = append(m.Vertices, position)
		return f.budget.allow(len(m.Vertices), len(m.Triangles))
	})
	if err == nil && len(m.Vertices) != last {
		err = endedEarly(errEarly)
	}
	return err
}

// addCells reads the corners of all cells, then where each cell ends.
func (f *vtpFile) addCells(m *TriMesh, piece *vtpPiece, section string, firstVertex uint32, add func([]uint32) error) error {
	array, stated := piece.arrays[section+" connectivity"]
	if !stated {
		return nil
	}
	var corners []uint32
	err := f.numbers(array, func(value float64) error {
		index, err := vertexIndex(value)
		if err != nil || uint64(index) >= uint64(piece.points) {
			return errors.New("a corner that is not among the points")
		}
		corners = append(corners, firstVertex+index)
		return f.budget.allow(len(m.Vertices), len(m.Triangles)+len(corners)/3)
	})
	if err != nil {
		return err
	}
	done := 0
	return f.numbers(piece.arrays[section+" offsets"], func(value float64) error {
		end, err := vertexIndex(value)
		if err != nil || int64(end) < int64(done) || int64(end) > int64(len(corners)) {
			return errors.New("an offset out of order")
		}
		cell := corners[done:end]
		done = int(end)
		if err := add(cell); err != nil {
			return err
		}
		return f.budget.allow(len(m.Vertices), len(m.Triangles))
	})
}
