package mesh

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	modelRelation = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
	// maxInflation bounds how much longer than the file what is packed in it may
	// be. Printers' files reach 10.
	maxInflation = 256
	// maxModelParts bounds the models in one file, and how deep objects nest.
	maxModelParts  = 1000
	maxObjectDepth = 16
	// elementGrowth is the room that an element takes, in vertices.
	elementGrowth = 8
)

// model is one 3MF model part: objects, materials and what to build.
type model struct {
	millimetre float64 // per unit
	objects    map[string]*modelObject
	colors     map[string][]string // of a material group, by index
	items      []placement
}

type modelObject struct {
	name       string
	group      string // of materials
	material   int
	mesh       *TriMesh
	components []placement
}

// placement is an object, in this part of the file or in another, and where
// it goes.
type placement struct {
	part, object string
	transform    mgl64.Mat4
}

// threeMF reads a package.
type threeMF struct {
	files  fs.FS
	size   int64
	budget growth // of all meshes and their copies
	models map[string]*model
	placed []Part
	total  [2]int // vertices, triangles
}

// read3MF reads the objects that a 3MF package builds (3MF Core Specification
// 1.3, ISO/IEC 25422, with the paths of the Production Extension): each mesh
// at its place, in millimetres whatever the file's unit, with its name and the
// colour of its base material. Components become parts of their own; support
// structures, slices, textures and lattices are passed over.
func read3MF(file io.ReaderAt, size int64) ([]Part, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, errors.New("3mf: the file is no ZIP archive, or damaged: export it again")
	}
	reader := &threeMF{files: archive, size: size, models: map[string]*model{}}
	reader.budget.read = size
	root := reader.rootModel()
	start, err := reader.model(root)
	if err != nil {
		return nil, fmt.Errorf("3mf: %w", err)
	}
	for _, item := range start.items {
		scale := start.millimetre
		item.transform = mgl64.Scale3D(scale, scale, scale).Mul4(item.transform)
		if err := reader.place(root, item, "", 0); err != nil {
			return nil, fmt.Errorf("3mf: %w", err)
		}
	}
	return reader.placed, nil
}

// rootModel finds the model that the package's relations name.
func (r *threeMF) rootModel() string {
	const usual = "3D/3dmodel.model"
	file, err := r.files.Open("_rels/.rels")
	if err != nil {
		return usual
	}
	defer file.Close()
	xml := newXMLScanner(io.LimitReader(file, 1<<20))
	for xml.next() == nil {
		if xml.opens("Relationship") && xml.text("Type") == modelRelation {
			return cleanPart(xml.text("Target"))
		}
	}
	return usual
}

func cleanPart(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

// model reads a part of the package once.
func (r *threeMF) model(part string) (*model, error) {
	if known := r.models[part]; known != nil {
		return known, nil
	}
	if len(r.models) == maxModelParts {
		return nil, fmt.Errorf("more than %d models in one file", maxModelParts)
	}
	file, err := r.files.Open(part)
	if err != nil {
		return nil, errors.New("a model that the package names is not in it: export it again")
	}
	defer file.Close()
	limited := &io.LimitedReader{R: file, N: freeGrowth + maxInflation*r.size}
	m := &model{millimetre: 1, objects: map[string]*modelObject{}, colors: map[string][]string{}}
	r.models[part] = m
	err = r.readModel(newXMLScanner(limited), m)
	if limited.N <= 0 {
		err = fmt.Errorf("the archive holds more than %d times its own size: it is no honest model", maxInflation)
	}
	return m, err
}

func (r *threeMF) readModel(xml *xmlScanner, m *model) error {
	var object *modelObject
	group := ""
	for {
		err := xml.next()
		if err == io.EOF {
			return nil
		}
		if err == nil && !xml.end {
			err = r.readElement(xml, m, &object, &group)
		}
		if err != nil {
			return err
		}
	}
}

// readElement reads a start tag; object and group are the ones that it stands in.
func (r *threeMF) readElement(xml *xmlScanner, m *model, object **modelObject, group *string) (err error) {
	if xml.name != "vertex" && xml.name != "triangle" {
		r.total[0] += elementGrowth + len(xml.tag)/12
		if err := r.budget.allow(r.total[0], r.total[1]); err != nil {
			return err
		}
	}
	switch xml.name {
	case "model":
		m.millimetre, err = unitInMillimetres(xml.text("unit"))
	case "basematerials", "colorgroup":
		*group = xml.text("id")
		m.colors[*group] = nil
	case "base", "color":
		color := xml.text("displaycolor") + xml.text("color")
		m.colors[*group] = append(m.colors[*group], displayColor(color))
	case "object":
		*object = &modelObject{name: xml.text("name"), group: xml.text("pid")}
		(*object).material, _ = strconv.Atoi(xml.text("pindex"))
		m.objects[xml.text("id")] = *object
	case "vertex", "triangle", "component":
		if *object == nil {
			return fmt.Errorf("a %s outside of any object", xml.name)
		}
		err = r.readContent(xml, *object)
	case "item":
		var item placement
		if item, err = readPlacement(xml); err == nil {
			m.items = append(m.items, item)
		}
	}
	return err
}

func (r *threeMF) readContent(xml *xmlScanner, object *modelObject) error {
	if xml.name == "component" {
		component, err := readPlacement(xml)
		object.components = append(object.components, component)
		return err
	}
	if object.mesh == nil {
		object.mesh = &TriMesh{}
	}
	var err error
	if xml.name == "vertex" {
		r.total[0]++
		err = readModelVertex(xml, object.mesh)
	} else {
		r.total[1]++
		err = readModelTriangle(xml, object.mesh)
	}
	if err == nil {
		err = r.budget.allow(r.total[0], r.total[1])
	}
	return err
}

func readModelVertex(xml *xmlScanner, m *TriMesh) error {
	var position mgl32.Vec3
	for axis, name := range [3]string{"x", "y", "z"} {
		value, err := parseNumber(xml.attribute(name))
		if err != nil {
			return fmt.Errorf("vertex %d: %w", len(m.Vertices), err)
		}
		position[axis] = float32(value)
	}
	if !finite(position) {
		return fmt.Errorf("vertex %d: a coordinate is not a finite number", len(m.Vertices))
	}
	m.Vertices = append(m.Vertices, position)
	return nil
}

func readModelTriangle(xml *xmlScanner, m *TriMesh) error {
	var triangle [3]uint32
	for corner, name := range [3]string{"v1", "v2", "v3"} {
		index, err := strconv.ParseUint(string(xml.attribute(name)), 10, 32)
		if err != nil {
			return fmt.Errorf("triangle %d: a corner that is no index", len(m.Triangles))
		}
		triangle[corner] = uint32(index)
	}
	m.Triangles = append(m.Triangles, triangle)
	return nil
}

func readPlacement(xml *xmlScanner) (placement, error) {
	placed := placement{part: xml.text("path"), object: xml.text("objectid"), transform: mgl64.Ident4()}
	words := strings.Fields(xml.text("transform"))
	if len(words) == 0 {
		return placed, nil
	}
	if len(words) != 12 {
		return placed, errors.New("a transform without twelve numbers")
	}
	// Row by row, each for the image of one axis, the last for the translation.
	for i, word := range words {
		value, err := parseNumber([]byte(word))
		if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
			return placed, errors.New("a transform without twelve finite numbers")
		}
		placed.transform.Set(i%3, i/3, value)
	}
	return placed, nil
}

// place adds an object and its components to the parts.
func (r *threeMF) place(part string, at placement, name string, depth int) error {
	if at.part != "" {
		part = cleanPart(at.part)
	}
	m, err := r.model(part)
	if err != nil {
		return err
	}
	object := m.objects[at.object]
	if object == nil || depth > maxObjectDepth {
		return errors.New("an item names an object that is not there, or that contains itself: export the file again")
	}
	if object.name != "" {
		name = object.name
	}
	for _, component := range object.components {
		component.transform = at.transform.Mul4(component.transform)
		if err := r.place(part, component, name, depth+1); err != nil {
			return err
		}
		r.total[0]++ // an empty component takes room too
	}
	if object.mesh == nil || len(object.mesh.Triangles) == 0 {
		return r.budget.allow(r.total[0], r.total[1])
	}
	return r.addPart(m, object, name, at.transform)
}

func (r *threeMF) addPart(m *model, object *modelObject, name string, transform mgl64.Mat4) error {
	r.total[0] += len(object.mesh.Vertices)
	r.total[1] += len(object.mesh.Triangles)
	if err := r.budget.allow(r.total[0], r.total[1]); err != nil {
		return err
	}
	if err := object.mesh.checkIndices(); err != nil {
		return err
	}
	moved, err := object.mesh.transformed(transform)
	if err != nil {
		return err
	}
	color := ""
	if group := m.colors[object.group]; object.material >= 0 && object.material < len(group) {
		color = group[object.material]
	}
	r.placed = append(r.placed, Part{name, color, moved})
	return nil
}

// unitInMillimetres knows the units of §3.4; a model that states none is in
// millimetres.
func unitInMillimetres(unit string) (float64, error) {
	switch unit {
	case "", "millimeter":
		return 1, nil
	case "micron":
		return 0.001, nil
	case "centimeter":
		return 10, nil
	case "inch":
		return 25.4, nil
	case "foot":
		return 304.8, nil
	case "meter":
		return 1000, nil
	}
	return 0, errors.New("the model's unit is not known: export it in millimetres")
}

// displayColor turns #RRGGBB or #RRGGBBAA into #rrggbb, and all else into none.
func displayColor(color string) string {
	if len(color) == 9 {
		color = color[:7]
	}
	color = strings.ToLower(color)
	if _, stated, err := colorOf(Part{Color: color}); err != nil || !stated {
		return ""
	}
	return color
}
