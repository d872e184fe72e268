package mesh

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	threeMFTypes = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
`
	threeMFRelations = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="` + modelRelation + `"/></Relationships>
`
	threeMFModel = `<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
`
)

// write3MF writes each part as an object of a 3MF package (Core Specification
// 1.3) with its name and its colour as base material, which slicers print or
// show: in millimetres, coordinates as they are, in the shortest spelling that
// reads back bit for bit. The same parts make the same bytes: no time or
// program is noted.
//
// go3mf, which reads the result in the tests, stamps the time on what it
// writes.
func write3MF(w io.Writer, parts []Part) error {
	archive := zip.NewWriter(w)
	for _, file := range [...]struct {
		name  string
		write func(*bufio.Writer)
	}{
		{"[Content_Types].xml", func(out *bufio.Writer) { out.WriteString(threeMFTypes) }},
		{"_rels/.rels", func(out *bufio.Writer) { out.WriteString(threeMFRelations) }},
		{"3D/3dmodel.model", func(out *bufio.Writer) { writeModel(out, parts) }},
	} {
		entry, err := archive.Create(file.name)
		if err != nil {
			return fmt.Errorf("3mf: write package: %w", err)
		}
		out := bufio.NewWriterSize(entry, 1<<16)
		file.write(out)
		if err := out.Flush(); err != nil {
			return fmt.Errorf("3mf: write package: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("3mf: write package: %w", err)
	}
	return nil
}

// writeModel writes the materials as resource 1 and the objects from 2 on.
func writeModel(out *bufio.Writer, parts []Part) {
	out.WriteString(threeMFModel + "<resources>\n")
	materials := writeMaterials(out, parts)
	for i, part := range parts {
		fmt.Fprintf(out, "<object id=\"%d\" type=\"model\" name=\"%s\"%s><mesh>\n", i+2, escaped(part.Name), materials[i])
		writeModelMesh(out, part.Mesh)
		out.WriteString("</mesh></object>\n")
	}
	out.WriteString("</resources>\n<build>\n")
	for i := range parts {
		fmt.Fprintf(out, "<item objectid=\"%d\"/>\n", i+2)
	}
	out.WriteString("</build>\n</model>\n")
}

// writeMaterials writes one material for each part with a colour, and returns
// the attributes by which the parts' objects name theirs.
func writeMaterials(out *bufio.Writer, parts []Part) []string {
	names := make([]string, len(parts))
	count := 0
	for i, part := range parts {
		if part.Color == "" {
			continue
		}
		if count == 0 {
			out.WriteString("<basematerials id=\"1\">\n")
		}
		fmt.Fprintf(out, "<base name=\"%s\" displaycolor=\"%s\"/>\n", escaped(part.Name), strings.ToUpper(part.Color))
		names[i] = fmt.Sprintf(" pid=\"1\" pindex=\"%d\"", count)
		count++
	}
	if count > 0 {
		out.WriteString("</basematerials>\n")
	}
	return names
}

func writeModelMesh(out *bufio.Writer, m *TriMesh) {
	var line []byte
	out.WriteString("<vertices>\n")
	for _, position := range m.Vertices {
		line = append(line[:0], "<vertex"...)
		for axis, name := range [3]string{` x="`, ` y="`, ` z="`} {
			line = strconv.AppendFloat(append(line, name...), float64(position[axis]), 'g', -1, 32)
			line = append(line, '"')
		}
		out.Write(append(line, "/>\n"...))
	}
	out.WriteString("</vertices>\n<triangles>\n")
	for _, triangle := range m.Triangles {
		line = append(line[:0], "<triangle"...)
		for corner, name := range [3]string{` v1="`, ` v2="`, ` v3="`} {
			line = strconv.AppendUint(append(line, name...), uint64(triangle[corner]), 10)
			line = append(line, '"')
		}
		out.Write(append(line, "/>\n"...))
	}
	out.WriteString("</triangles>\n")
}

// escaped makes a text fit for an attribute.
func escaped(text string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(text)) // a Builder never fails
	return out.String()
}
