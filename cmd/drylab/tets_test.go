package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// solid is a mesh of tetrahedra as any reader of Gmsh 4.1 text gets it.
type solid struct {
	vertices map[int][3]float64
	tets     [][4]int
	material []int // of each tetrahedron: the tag of its volume
}

// readSolid reads the two sections that matter (Gmsh reference manual, MSH file
// format 4.1, ASCII).
func readSolid(t testing.TB, path string) solid {
	t.Helper()
	text := read(t, path)
	if !strings.HasPrefix(text, "$MeshFormat\n4.1 0 8\n") {
		t.Fatalf("%s begins with %q", path, text[:min(len(text), 40)])
	}
	s := solid{vertices: map[int][3]float64{}}
	scan := func(section string) *strings.Reader {
		_, rest, found := strings.Cut(text, "$"+section+"\n")
		body, _, closed := strings.Cut(rest, "$End"+section)
		if !found || !closed {
			t.Fatalf("%s has no section %s", path, section)
		}
		return strings.NewReader(body)
	}
	get := func(r *strings.Reader, values ...any) {
		if _, err := fmt.Fscan(r, values...); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	var blocks, total, least, most, dim, tag, kind, count int
	nodes := scan("Nodes")
	for get(nodes, &blocks, &total, &least, &most); blocks > 0; blocks-- {
		get(nodes, &dim, &tag, &kind, &count)
		tags := make([]int, count)
		for i := range tags {
			get(nodes, &tags[i])
		}
		for _, n := range tags {
			var p [3]float64
			get(nodes, &p[0], &p[1], &p[2])
			s.vertices[n] = p
		}
	}
	elements := scan("Elements")
	for get(elements, &blocks, &total, &least, &most); blocks > 0; blocks-- {
		get(elements, &dim, &tag, &kind, &count)
		for range count {
			var n int
			get(elements, &n)
			corners := make([]int, map[int]int{2: 3, 4: 4}[kind])
			for i := range corners {
				get(elements, &corners[i])
			}
			if kind == 4 {
				s.tets, s.material = append(s.tets, [4]int(corners)), append(s.material, tag)
			}
		}
	}
	return s
}

// measure gives the volume in mm³ of each material, and the least and greatest
// dihedral angle in degrees; an inverted tetrahedron fails the test.
func (s solid) measure(t testing.TB) (volumes map[int]float64, least, most float64) {
	t.Helper()
	volumes, least = map[int]float64{}, 180
	for i, tet := range s.tets {
		var p [4][3]float64
		for at, n := range tet {
			p[at] = s.vertices[n]
		}
		volume := dot(minus(p[1], p[0]), cross(minus(p[2], p[0]), minus(p[3], p[0]))) / 6
		if volume <= 0 {
			t.Fatalf("tetrahedron %d has a volume of %g mm³", i, volume)
		}
		volumes[s.material[i]] += volume
		for _, e := range [][4]int{{0, 1, 2, 3}, {0, 2, 1, 3}, {0, 3, 1, 2}, {1, 2, 0, 3}, {1, 3, 0, 2}, {2, 3, 0, 1}} {
			along := minus(p[e[1]], p[e[0]])
			a, b := cross(along, minus(p[e[2]], p[e[0]])), cross(along, minus(p[e[3]], p[e[0]]))
			angle := math.Atan2(math.Sqrt(dot(cross(a, b), cross(a, b))), dot(a, b)) * 180 / math.Pi
			least, most = min(least, angle), max(most, angle)
		}
	}
	return volumes, least, most
}

func minus(a, b [3]float64) [3]float64 { return [3]float64{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// TestTetrahedra: the file read by hand has the angles that are printed, no
// inverted element, the number asked for at most, and the structure's volume.
func TestTetrahedra(t *testing.T) {
	emptyHome(t)
	c := imports(t, inFolder(t, madeSeries{}.files(t)), append(theBall, "--preset", "ct-skin")...)
	out := drylab(t, "case", "tets", c.Path, "--structure", "ball", "--elements", "5000")
	if out.code != exitDone {
		t.Fatal(out.stderr)
	}
	ball := readSolid(t, filepath.Join(c.Path, "tets", "ball.msh"))
	volumes, least, most := ball.measure(t)
	if said := fmt.Sprintf("%.1f° to %.1f°, 0 inverted", least, most); !strings.Contains(out.stdout, said) {
		t.Errorf("it said %q, the file has %s", out.stdout, said)
	}
	if least < 10 || most > 165 || len(ball.tets) > 5000 || len(ball.tets) < 1000 {
		t.Errorf("%d tetrahedra with angles from %.1f° to %.1f°", len(ball.tets), least, most)
	}
	want := 1000 * volumeOf(t, c, "ball")
	for _, volume := range volumes {
		if len(volumes) != 1 || math.Abs(volume-want) > 0.02*want {
			t.Errorf("the ball has %v mm³, want %.0f", volumes, want)
		}
	}
	together := filepath.Join(t.TempDir(), "all.msh")
	if out := drylab(t, "case", "tets", c.Path, "--out", together); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	all := readSolid(t, together)
	volumes, least, most = all.measure(t)
	if len(volumes) != 2 || len(all.tets) > 20000 {
		t.Errorf("%d materials, %d tetrahedra, angles from %.1f° to %.1f°", len(volumes), len(all.tets), least, most)
	}
	if check := drylab(t, "case", "check", c.Path); check.code != exitDone {
		t.Errorf("with tetrahedra the case is not sound: %s", check.stderr)
	}
	for _, wrong := range [][]string{{"--structure", "bal"}, {"--elements", "0"}, {"--structure", "ball", "--elements", "3"}, {"--out", "x.stl"}, {"--structure", "ball", "--out", "/nowhere/x.msh"}} {
		if out := drylab(t, append([]string{"case", "tets", c.Path}, wrong...)...); out.code == exitDone || strings.Count(out.stderr, "\n") != 1 {
			t.Errorf("%v ends with %d: %s", wrong, out.code, out.stderr)
		}
	}
}
