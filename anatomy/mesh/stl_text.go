package mesh

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
)

// writeTextSTL writes each part as a solid of a text STL file, with unit
// normals, in the shortest spelling that reads back bit for bit.
func writeTextSTL(w io.Writer, parts []Part) error {
	out := bufio.NewWriterSize(w, 1<<16)
	for _, part := range parts {
		name := oneLine(part.Name)
		fmt.Fprintf(out, "solid %s\n", name)
		for t, triangle := range part.Mesh.Triangles {
			writeVector(out, "facet normal", narrow(unit(areaVector(part.Mesh.corners(t)))))
			out.WriteString("outer loop\n")
			for _, v := range triangle {
				writeVector(out, "vertex", part.Mesh.Vertices[v])
			}
			out.WriteString("endloop\nendfacet\n")
		}
		fmt.Fprintf(out, "endsolid %s\n", name)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("stl: write surface: %w", err)
	}
	return nil
}

func writeVector(out *bufio.Writer, keyword string, v mgl32.Vec3) {
	line := []byte(keyword)
	for _, coordinate := range v {
		line = strconv.AppendFloat(append(line, ' '), float64(coordinate), 'g', -1, 32)
	}
	out.Write(append(line, '\n'))
}
