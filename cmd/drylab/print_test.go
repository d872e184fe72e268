package main

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
)

// printed is what a slicer reads of a 3MF file (3MF Core Specification 1.3).
type printed struct {
	Unit      string `xml:"unit,attr"`
	Materials []struct {
		Name  string `xml:"name,attr"`
		Color string `xml:"displaycolor,attr"`
	} `xml:"resources>basematerials>base"`
	Objects []struct {
		Name     string `xml:"name,attr"`
		Vertices []struct {
			X float64 `xml:"x,attr"`
			Y float64 `xml:"y,attr"`
			Z float64 `xml:"z,attr"`
		} `xml:"mesh>vertices>vertex"`
		Triangles []struct {
			V1 int `xml:"v1,attr"`
			V2 int `xml:"v2,attr"`
			V3 int `xml:"v3,attr"`
		} `xml:"mesh>triangles>triangle"`
	} `xml:"resources>object"`
	Items []struct {
		ID int `xml:"objectid,attr"`
	} `xml:"build>item"`
}

func openPrinted(t testing.TB, path string) printed {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var model printed
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"} {
		file, err := archive.Open(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text, err := io.ReadAll(file)
		if err == nil {
			err = xml.Unmarshal(text, &model)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return model
}

// TestPrintedStructures: in the 3MF file every structure is closed, of the
// case's volume and colour, and stands on the plate; the STL file is watertight
// by another tool.
func TestPrintedStructures(t *testing.T) {
	newHome(t)
	names := []string{"tumour", "ventricle-left", "third-ventricle"}
	dir := t.TempDir()
	args := []string{"case", "print", "phantom-head"}
	for _, name := range names {
		args = append(args, "--structure", name)
	}
	path := filepath.Join(dir, "plate.3mf")
	done[map[string]any](t, append(args, "--out", path)...)
	model := openPrinted(t, path)
	if model.Unit != "millimeter" || len(model.Objects) != len(names) || len(model.Items) != len(names) {
		t.Fatalf("%d objects and %d items in %q", len(model.Objects), len(model.Items), model.Unit)
	}
	shown := done[imported](t, "case", "show", "phantom-head")
	yaml := read(t, filepath.Join(shown.Path, "case.yaml"))
	whole := 0.0
	for i, o := range model.Objects {
		if o.Name != names[i] {
			t.Errorf("object %d is %q", i, o.Name)
		}
		edges, volume, lowest := map[[2]int]int{}, 0.0, math.Inf(1)
		for _, v := range o.Vertices {
			lowest = min(lowest, v.Z)
			if v.X < 0 || v.Y < 0 || v.X > 220 || v.Y > 220 {
				t.Fatalf("%s: %v is off the plate", o.Name, v)
			}
		}
		for _, f := range o.Triangles {
			a, b, c := o.Vertices[f.V1], o.Vertices[f.V2], o.Vertices[f.V3]
			volume += (a.X*(b.Y*c.Z-b.Z*c.Y) - a.Y*(b.X*c.Z-b.Z*c.X) + a.Z*(b.X*c.Y-b.Y*c.X)) / 6
			edges[[2]int{f.V1, f.V2}]++
			edges[[2]int{f.V2, f.V3}]++
			edges[[2]int{f.V3, f.V1}]++
		}
		for e, n := range edges {
			if n != 1 || edges[[2]int{e[1], e[0]}] != 1 {
				t.Fatalf("%s is not closed at its edge %v", o.Name, e)
			}
		}
		if want := 1000 * volumeOf(t, shown, o.Name); math.Abs(volume-want) > 0.001*want {
			t.Errorf("%s has %.1f mm³, want %.1f", o.Name, volume, want)
		}
		if math.Abs(lowest) > 0.01 {
			t.Errorf("%s begins %.2f mm above the plate", o.Name, lowest)
		}
		if !strings.Contains(yaml, strings.ToLower(model.Materials[i].Color[:7])) {
			t.Errorf("%s has the colour %s, which is not in the case", o.Name, model.Materials[i].Color)
		}
		whole += volume
	}
	stl := filepath.Join(dir, "plate.stl")
	done[map[string]any](t, append(args, "--out", stl)...)
	admesh(t, stl, whole, len(names))
	for _, wrong := range [][]string{
		{"--structure", "tumor", "--out", stl}, {"--structure", "tumour", "--out", stl + ".obj"}, {"--structure", "tumour", "--out", stl, "--scale", "9"},
		{"--structure", "tumour", "--out", stl, "--bed", "wide"}, {"--structure", "tumour", "--out", stl, "--bed", "200x200x200x200"},
		{"--structure", "tumour", "--out", stl, "--scale", "0"}, {"--structure", "tumour", "--out", filepath.Join(dir, "no", "x.stl")},
	} {
		before := read(t, stl)
		if out := drylab(t, append([]string{"case", "print", "phantom-head"}, wrong...)...); out.code == exitDone || strings.Count(out.stderr, "\n") != 1 {
			t.Errorf("%v ends with %d: %s", wrong, out.code, out.stderr)
		}
		if read(t, stl) != before {
			t.Errorf("%v changed an older file", wrong)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

var admeshLine = regexp.MustCompile(`(?m)(Total disconnected facets|Number of parts|Volume|Degenerate facets|Facets reversed)\s*:\s*([-0-9.]+)`)

// admesh asks the tool of that name, where it is installed, whether an STL file
// is closed, in how many parts (0 asks not), and of what volume in mm³.
func admesh(t testing.TB, path string, volume float64, parts int) {
	t.Helper()
	program, err := exec.LookPath("admesh")
	if err != nil {
		t.Log("admesh is not installed: its answer is not compared")
		return
	}
	said, err := exec.CommandContext(t.Context(), program, path).CombinedOutput()
	if err != nil {
		t.Fatalf("admesh: %v\n%s", err, said)
	}
	answers := map[string]float64{}
	for _, found := range admeshLine.FindAllSubmatch(said, -1) {
		value, err := strconv.ParseFloat(string(found[2]), 64)
		if err != nil {
			t.Fatal(err)
		}
		answers[string(found[1])] = value
	}
	if answers["Total disconnected facets"] != 0 || answers["Facets reversed"] != 0 || parts > 0 && int(answers["Number of parts"]) != parts {
		t.Errorf("admesh says of %s: %v", filepath.Base(path), answers)
	}
	if math.Abs(answers["Volume"]-volume) > 0.002*math.Abs(volume)+1e-6 {
		t.Errorf("admesh says %s has %v mm³, want %.3f", filepath.Base(path), answers["Volume"], volume)
	}
}

// TestMeshesFromElsewhere: what mesh repair mends is watertight by another tool
// and by mesh check; what it cannot mend or read is refused in a sentence with
// the file's name, and nothing is written.
func TestMeshesFromElsewhere(t *testing.T) {
	emptyHome(t)
	root := shared(t, "broken")
	files, err := filepath.Glob(filepath.Join(root, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob(filepath.Join(root, "sofa_lgpl", "*"))
	mended, touching, dir := 0, 0, t.TempDir()
	for at, file := range append(files, more...) {
		out := filepath.Join(dir, fmt.Sprintf("%d.stl", at))
		name := filepath.Base(file)
		got := drylab(t, "mesh", "repair", file, "--out", out, "--json")
		if strings.Contains(got.stderr, "not as STL") {
			if _, err := os.Stat(out); err == nil {
				t.Errorf("%s was refused as STL, and something was written", name)
			}
			touching++
			if ply := drylab(t, "mesh", "repair", file, "--out", out+".ply"); ply.code != exitDone || drylab(t, "mesh", "check", out+".ply").code != exitDone {
				t.Errorf("%s is not watertight as PLY either: %s", name, ply.stderr)
			}
			continue
		}
		if got.code == exitDone {
			mended++
			check := done[struct {
				Watertight bool    `json:"watertight"`
				Volume     float64 `json:"volume_mm3"`
			}](t, "mesh", "check", out)
			if !check.Watertight {
				t.Errorf("%s is not watertight after all", name)
			}
			admesh(t, out, check.Volume, 0)
			continue
		}
		if got.code != exitFailed || !strings.HasPrefix(got.stderr, "drylab: ") || !strings.Contains(got.stderr, name) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %d, %q", name, got.code, got.stderr)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s was refused, and something was written", name)
		}
		if check := drylab(t, "mesh", "check", file); check.code != exitFailed {
			t.Errorf("mesh check is content with %s, which repair refuses", name)
		}
	}
	if mended < 12 || touching == 0 {
		t.Errorf("only %d files could be mended, and %d but for STL", mended, touching)
	}
	// A box without a lid, in each format and back.
	box := write(t, "box.off", "OFF\n8 10 0\n0 0 0\n9 0 0\n9 9 0\n0 9 0\n0 0 9\n9 0 9\n9 9 9\n0 9 9\n"+
		"3 0 2 1\n3 0 3 2\n3 0 1 5\n3 0 5 4\n3 1 2 6\n3 1 6 5\n3 2 3 7\n3 2 7 6\n3 3 0 4\n3 3 4 7\n")
	if out := drylab(t, "mesh", "check", box); out.code != exitFailed || !strings.Contains(out.stdout, "open edges 4") {
		t.Errorf("a box without a lid: %d, %s", out.code, out.stdout)
	}
	for _, ending := range []string{"stl", "ply", "obj", "gltf", "glb", "3mf", "vtk"} {
		closed := filepath.Join(dir, "box."+ending)
		if out := drylab(t, "mesh", "repair", box, "--out", closed); out.code != exitDone || !strings.Contains(out.stdout, "hole of 36.0 mm at 4.50, 4.50, 9.00") {
			t.Errorf("%s: %d %s%s", ending, out.code, out.stdout, out.stderr)
		}
		if out := drylab(t, "mesh", "check", closed); out.code != exitDone || !strings.Contains(out.stdout, "0.73 mL") {
			t.Errorf("%s read again: %d %s%s", ending, out.code, out.stdout, out.stderr)
		}
	}
}

// TestMeshCheckSaysWhyNotWatertight: four zeros and no reason were told of
// surfaces that touch themselves in a corner, or are inside out.
func TestMeshCheckSaysWhyNotWatertight(t *testing.T) {
	emptyHome(t)
	const tetrahedron = "f 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n"
	for _, c := range []struct{ name, text, want string }{
		{"touching.obj", "v 0 0 0\nv 9 0 0\nv 0 9 0\nv 0 0 9\nv 9 0 9\nv 0 9 9\nv 0 0 18\n" + tetrahedron + "f 4 6 5\nf 4 5 7\nf 5 6 7\nf 6 4 7\n", "only touch 1"},
		{"turned.obj", "v 0 0 0\nv 0 9 0\nv 9 0 0\nv 0 0 9\n" + tetrahedron, "turned inside out"},
	} {
		if out := drylab(t, "mesh", "check", write(t, c.name, c.text)); out.code != exitFailed || !strings.Contains(out.stdout, c.want) {
			t.Errorf("%s: %d, %s%s", c.name, out.code, out.stdout, out.stderr)
		}
	}
}

// TestSimplifiedMeshSaysHowFarItStrays: a ball of few triangles lies inside its
// sphere by its sagitta, and the ball is read back with no more than was asked for.
func TestSimplifiedMeshSaysHowFarItStrays(t *testing.T) {
	emptyHome(t)
	c := imports(t, inFolder(t, madeSeries{}.files(t)), "--structure", "ball=400:3000")
	out := filepath.Join(t.TempDir(), "few.ply")
	result := done[struct {
		Strays struct{ HausdorffMM, MeanMM, SpacingMM float64 }
	}](t, "mesh", "repair", filepath.Join(c.Path, "surfaces", "ball.ply"), "--triangles", "200", "--out", out)
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	few, err := mesh.ReadPLY(file)
	if err != nil || len(few.Triangles) > 200 {
		t.Fatalf("%d triangles (%v)", len(few.Triangles), err)
	}
	// 200 triangles of equal sides share 4πr², and their circumcircles of radius ρ
	// lie ρ²/2r below the sphere.
	r := math.Cbrt(ballML() * 1000 * 3 / (4 * math.Pi))
	sagitta := 2 * (4 * math.Pi * r * r / 200) / (3 * math.Sqrt(3) * r)
	if got := result.Strays; got.HausdorffMM < sagitta/2 || got.HausdorffMM > 6*sagitta || got.MeanMM > got.HausdorffMM {
		t.Errorf("it strays by %+v mm, a sagitta is %.3f", got, sagitta)
	}
}
