package mesh

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Format is a file format of surfaces.
type Format string

// The formats that WriteParts writes. Reading recognises them by content, and
// OFF, VTK XML polydata and Gmsh besides.
const (
	STL     Format = "stl" // binary; no names, no colours, no shared vertices
	STLText Format = "stl-text"
	PLY     Format = "ply" // binary; one surface
	OBJ     Format = "obj"
	GLB     Format = "glb"  // binary glTF 2.0, in metres with Y up
	GLTF    Format = "gltf" // the same as JSON
	ThreeMF Format = "3mf"
	VTK     Format = "vtk" // legacy, binary; one surface
)

// Formats read and not written.
const (
	off   Format = "off"
	vtp   Format = "vtp"
	gmsh  Format = "msh"
	other Format = ""
)

// FormatNamed returns the format that a file name's ending asks for, in any
// case, and false for an ending that is not known.
func FormatNamed(name string) (Format, bool) {
	format := Format(strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")))
	switch format {
	case STL, PLY, OBJ, GLB, GLTF, ThreeMF, VTK:
		return format, true
	}
	return other, false
}

// ReadSurface reads a surface from a file of any format, recognised by what
// stands in it: STL, PLY, OBJ, glTF, 3MF, OFF, VTK legacy, VTK XML polydata, and
// Gmsh, whose tetrahedra give the surface around all of them, see ReadMSH.
// Several parts become one mesh. Formats that state a unit (glTF is in metres,
// 3MF says its own) are turned into patient millimetres, see ReadParts; the
// others are taken as they are. Vertices are merged only where the format
// cannot share them (STL); nothing is repaired: see Repair.
//
// The error names the file, the line, face or part in it, and never quotes what
// stands there.
func ReadSurface(folder fs.FS, name string) (*TriMesh, error) {
	surface, err := readAny(folder, name)
	if err != nil {
		return nil, err
	}
	if surface.whole != nil {
		return surface.whole, nil
	}
	if len(surface.parts) == 1 {
		return surface.parts[0].Mesh, nil
	}
	return merged(surface.parts), nil
}

// ReadParts reads like ReadSurface and keeps the parts of OBJ, glTF and 3MF
// apart, with their names and colours. The other formats give one part without
// a name. Names are what the file says, for a person to look at: they may
// identify a patient.
//
// glTF is in metres, with Y up and a front that looks along +Z: x is taken as
// left, y as superior and z as anterior.
func ReadParts(folder fs.FS, name string) ([]Part, error) {
	surface, err := readAny(folder, name)
	if err != nil || surface.parts != nil {
		return surface.parts, err
	}
	return []Part{{Mesh: surface.whole}}, nil
}

// anySurface is what a file holds: one mesh, or parts, or both.
type anySurface struct {
	whole *TriMesh
	parts []Part
}

// readAny opens a file and reads it by its content.
func readAny(folder fs.FS, name string) (anySurface, error) {
	file, err := folder.Open(name)
	if err != nil {
		return anySurface{}, fmt.Errorf("open surface: %w", err)
	}
	defer file.Close()
	buffered := bufio.NewReaderSize(file, 1<<16)
	start, err := buffered.Peek(4096)
	if err != nil && err != io.EOF {
		return anySurface{}, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	surface, err := readFormat(formatOf(start, name), buffered, folder, name)
	if err != nil {
		return anySurface{}, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return surface, nil
}

// formatOf recognises a format by a file's first bytes. Only an STL that is not
// text and an OBJ that begins with remarks need the name's ending.
func formatOf(start []byte, name string) Format {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	ending := strings.ToLower(path.Ext(name))
	for prefix, format := range map[string]Format{
		"ply": PLY, "glTF": GLB, "PK\x03\x04": ThreeMF, "# vtk DataFile": VTK, "<?xml": vtp, "<VTKFile": vtp,
		"OFF": off, "COFF": off, "NOFF": off, "CNOFF": off, "$MeshFormat": gmsh, "$NOD": gmsh,
	} {
		if bytes.HasPrefix(text, []byte(prefix)) {
			return format
		}
	}
	switch {
	case isASCIISTL(start):
		return STL
	case ending == ".stl" || ending == ".obj" || ending == ".ply" || ending == ".gltf":
		return Format(ending[1:])
	case bytes.HasPrefix(text, []byte("{")):
		return GLTF
	case looksLikeOBJ(text):
		return OBJ
	case len(start) > stlHeaderSize && bytes.IndexByte(start, 0) >= 0:
		return STL
	}
	return other
}

// looksLikeOBJ reports whether the first statement is one of an OBJ file.
func looksLikeOBJ(text []byte) bool {
	for line := range bytes.Lines(text) {
		word, _ := cutWord(withoutComment(line))
		switch string(word) {
		case "":
			continue
		case "v", "vn", "vt", "o", "g", "mtllib", "usemtl", "s", "f":
			return true
		}
		return false
	}
	return false
}

func readFormat(format Format, r *bufio.Reader, folder fs.FS, name string) (surface anySurface, err error) {
	switch format {
	case STL:
		surface.whole, err = ReadSTL(r)
	case PLY:
		surface.whole, err = ReadPLY(r)
	case VTK:
		surface.whole, err = readVTK(r)
	case off:
		surface.whole, err = readOFF(r)
	case vtp:
		surface.whole, err = readVTP(r)
	case OBJ:
		var file *objFile
		if file, err = readOBJ(r); err == nil {
			surface.whole, surface.parts = &file.mesh, file.surfaces()
		}
	case GLB, GLTF, ThreeMF:
		var raw []byte
		if raw, err = io.ReadAll(r); err != nil {
			return surface, err
		}
		if surface.parts, err = readScene(format, raw, folder, name); surface.parts == nil {
			surface.parts = []Part{}
		}
	case gmsh:
		surface.whole, err = readMSHSurface(r)
	default:
		err = errors.New("the file is none of STL, PLY, OBJ, glTF, 3MF, OFF, VTK and Gmsh: export the surface in one of them")
	}
	return surface, err
}

// readMSHSurface reads the surface around all tetrahedra of a Gmsh file.
func readMSHSurface(r io.Reader) (*TriMesh, error) {
	solid, err := ReadMSH(r)
	if err != nil {
		return nil, err
	}
	if len(solid.Tets) == 0 {
		return nil, errors.New("msh: the mesh has no tetrahedra: export its surface as STL or PLY")
	}
	return solid.Surface(), nil
}

// readScene reads a format of several parts that needs the whole file. Files
// beside it are looked for in its own folder.
func readScene(format Format, raw []byte, folder fs.FS, name string) ([]Part, error) {
	if format == ThreeMF {
		return read3MF(bytes.NewReader(raw), int64(len(raw)))
	}
	beside, err := fs.Sub(folder, path.Dir(name))
	if err != nil {
		return nil, err
	}
	return readGLTF(raw, beside)
}

// WriteParts writes surfaces in a format. OBJ, glTF and 3MF keep parts, names
// and colours; STL, PLY and VTK hold one surface, into which the parts are
// joined. Every format but STL returns the same vertices and triangles, bit for
// bit; parts without triangles are lost in glTF and 3MF.
func WriteParts(w io.Writer, format Format, parts ...Part) error {
	if err := checkParts(parts); err != nil {
		return fmt.Errorf("%s: %w", format, err)
	}
	whole := func() *TriMesh {
		if len(parts) == 1 {
			return parts[0].Mesh
		}
		return merged(parts)
	}
	switch format {
	case STL:
		return WriteSTL(w, whole())
	case STLText:
		return writeTextSTL(w, parts)
	case PLY:
		return WritePLY(w, whole())
	case VTK:
		return writeVTK(w, whole())
	case OBJ:
		return writeOBJ(w, parts)
	case GLB, GLTF:
		return writeGLTF(w, parts, format == GLB)
	case ThreeMF:
		return write3MF(w, parts)
	}
	return fmt.Errorf("%q is no format that can be written: use stl, ply, obj, glb, gltf, 3mf or vtk", string(format))
}

// WriteSurface writes one surface in a format: WriteParts of one part.
func WriteSurface(w io.Writer, format Format, m *TriMesh) error {
	return WriteParts(w, format, Part{Mesh: m})
}
