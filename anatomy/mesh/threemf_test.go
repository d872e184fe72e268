package mesh

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/hpinc/go3mf"
)

// TestOtherReaderFindsThePlate: go3mf reads what we write, finds it in order,
// and sees the same vertices, triangles, names and colours.
func TestOtherReaderFindsThePlate(t *testing.T) {
	var file bytes.Buffer
	if err := WriteParts(&file, ThreeMF, plate()...); err != nil {
		t.Fatal(err)
	}
	var model go3mf.Model
	if err := go3mf.NewDecoder(bytes.NewReader(file.Bytes()), int64(file.Len())).Decode(&model); err != nil {
		t.Fatal(err)
	}
	if err := model.Validate(); err != nil {
		t.Errorf("not valid: %v", err)
	}
	if model.Units != go3mf.UnitMillimeter || len(model.Build.Items) != 3 {
		t.Errorf("%v, %d items", model.Units, len(model.Build.Items))
	}
	materials := model.Resources.Assets[0].(*go3mf.BaseMaterials).Materials
	for i, part := range plate() {
		object := model.Resources.Objects[i]
		if object.Name != part.Name || len(object.Mesh.Triangles.Triangle) != len(part.Mesh.Triangles) {
			t.Errorf("part %d is %q with %d triangles", i, object.Name, len(object.Mesh.Triangles.Triangle))
		}
		for v, position := range part.Mesh.Vertices {
			if got := mgl32.Vec3(object.Mesh.Vertices.Vertex[v]); got != position {
				t.Fatalf("part %d, vertex %d: %v, want %v", i, v, got, position)
			}
		}
		if part.Color != "" {
			c := materials[object.PIndex].Color
			if got := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B); got != part.Color || object.PID != 1 {
				t.Errorf("part %d has the colour %s, want %s", i, got, part.Color)
			}
		}
	}
}

// pack makes a 3MF package of one model, and of parts beside it.
func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, text := range files {
		entry, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		entry.Write([]byte(text))
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const cornerObject = `<object id="1" name="corner"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/>` +
	`<!-- > --><vertex z='0' y='1' x='0'/><vertex x="0" y="0" z="1"/></vertices><triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/>` +
	`<triangle v1="1" v2="2" v3="3"/><triangle v1="2" v2="0" v3="3"></triangle></triangles></mesh></object>`

// TestPlacedComponents: units, transforms, mirrors, components in other parts
// of the package, as Bambu and Orca write them.
func TestPlacedComponents(t *testing.T) {
	raw := pack(t, map[string]string{
		"_rels/.rels": `<Relationships><Relationship Type="` + modelRelation + `" Target="/3D/main.model"/></Relationships>`,
		"3D/main.model": `<?xml version="1.0"?><model unit="centimeter" xmlns:p="x"><resources><basematerials id="9"><base displaycolor="#FF0000FF"/></basematerials>
<object id="2" pid="9" pindex="0" name="pair"><components>
<component p:path="/3D/parts/one.model" objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/>
<component p:path="/3D/parts/one.model" objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/></components></object></resources>
<build><item objectid="2" transform="2 0 0 0 2 0 0 0 2 0 0 5"/></build></model>`,
		"3D/parts/one.model": `<model><resources>` + cornerObject + `</resources></model>`,
	})
	parts, err := readBytes(raw, "a.zip")
	if err != nil || len(parts) != 2 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	for i, low := range []float64{200, -20} {
		m := parts[i].Mesh
		at, _ := m.Bounds()
		if at != [3]float64{low, 0, 50} || math.Abs(m.Volume()-8000.0/6) > 1e-9 || parts[i].Name != "corner" {
			t.Errorf("part %d begins at %v with %v mm³", i, at, m.Volume())
		}
		requireSolid(t, m, "component")
	}
}

func TestThreeMFRefusals(t *testing.T) {
	model := func(objects, build string) map[string]string {
		return map[string]string{"3D/3dmodel.model": "<model><resources>" + objects + "</resources><build>" + build + "</build></model>"}
	}
	for symptom, raw := range map[string][]byte{
		"no ZIP archive":       []byte("PK\x03\x04..."),
		"not in it":            pack(t, map[string]string{"a": "b"}),
		"not there":            pack(t, model(cornerObject, `<item objectid="7"/>`)),
		"contains itself":      pack(t, model(`<object id="1"><components><component objectid="1"/></components></object>`, `<item objectid="1"/>`)),
		"twelve":               pack(t, model(cornerObject, `<item objectid="1" transform="1 2"/>`)),
		"vertex 0: a number":   pack(t, model(strings.Replace(cornerObject, `x="0"`, `x="p"`, 1), "")),
		"names vertex 8":       pack(t, model(strings.Replace(cornerObject, `v2="2"`, `v2="8"`, 1), `<item objectid="1"/>`)),
		"document type":        pack(t, map[string]string{"3D/3dmodel.model": `<!DOCTYPE a [<!ENTITY b "c">]>`}),
		"unit is not known":    pack(t, map[string]string{"3D/3dmodel.model": `<model unit="mile">`}),
		"truncated":            pack(t, map[string]string{"3D/3dmodel.model": `<model><resources`}),
		"outside of any":       pack(t, model(`<vertex x="1" y="2" z="3"/>`, "")),
		"larger than itself":   pack(t, model(strings.Repeat(`<object id="1"/>`, 1<<20), "")),
		"a tag is longer than": pack(t, model("<a "+strings.Repeat("b", 1<<17), "")),
	} {
		parts, err := readBytes(raw, "a.3mf")
		if err == nil || parts != nil || !strings.Contains(err.Error(), symptom) {
			t.Errorf("%s: %v", symptom, err)
		}
	}
}

// TestThreeMFThatMultipliesItself: sixteen levels of ten copies each.
func TestThreeMFThatMultipliesItself(t *testing.T) {
	objects := cornerObject
	for id := 2; id < 16; id++ {
		objects += fmt.Sprintf(`<object id="%d"><components>%s</components></object>`, id, strings.Repeat(fmt.Sprintf(`<component objectid="%d"/>`, id-1), 10))
	}
	raw := pack(t, map[string]string{"3D/3dmodel.model": "<model><resources>" + objects + `</resources><build><item objectid="15"/></build></model>`})
	var err error
	used := heapOf(func() { _, err = readBytes(raw, "a.3mf") })
	if err == nil || !strings.Contains(err.Error(), "larger than itself") || used > freeGrowth*3 {
		t.Errorf("%v after %d MiB", err, used>>20)
	}
}
