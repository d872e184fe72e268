package mesh

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// writeOBJ writes each part as an object of its name: vertices in patient
// millimetres in the shortest spelling that reads back bit for bit, followed by
// the part's colour where it has one, as MeshLab, Blender and 3D Slicer read it.
func writeOBJ(w io.Writer, parts []Part) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString("# frame LPS, millimetre\n")
	first := 1
	var line []byte
	for _, part := range parts {
		fmt.Fprintf(out, "o %s\n", oneLine(part.Name))
		color := objColor(part)
		for _, position := range part.Mesh.Vertices {
			line = append(line[:0], 'v')
			for _, coordinate := range position {
				line = strconv.AppendFloat(append(line, ' '), float64(coordinate), 'g', -1, 32)
			}
			out.Write(append(append(line, color...), '\n'))
		}
		for _, triangle := range part.Mesh.Triangles {
			line = append(line[:0], 'f')
			for _, v := range triangle {
				line = strconv.AppendInt(append(line, ' '), int64(v)+int64(first), 10)
			}
			out.Write(append(line, '\n'))
		}
		first += len(part.Mesh.Vertices)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("obj: write surface: %w", err)
	}
	return nil
}

// objColor spells a part's colour in components from 0 to 1, each with four
// digits: enough to tell 255ths apart.
func objColor(part Part) string {
	rgb, stated, _ := colorOf(part)
	if !stated {
		return ""
	}
	return fmt.Sprintf(" %.4f %.4f %.4f", float64(rgb[0])/255, float64(rgb[1])/255, float64(rgb[2])/255)
}

// oneLine makes a name fit for a line of text.
func oneLine(name string) string {
	fields := strings.FieldsFunc(name, func(r rune) bool { return r < ' ' || r == '#' || r == '\\' || r == 0x7f })
	return strings.Join(fields, "_")
}
