package assets

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

func library(t *testing.T) []*Instrument {
	t.Helper()
	var all []*Instrument
	for _, id := range Instruments() {
		i, err := BuiltinInstrument(id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

// TestEveryKindHasAnInstrument that stands for it.
func TestEveryKindHasAnInstrument(t *testing.T) {
	for _, kind := range record.Kinds() {
		if i, err := InstrumentOfKind(kind); err != nil || i.Kind != kind {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := BuiltinInstrument("chainsaw"); err == nil || !strings.Contains(err.Error(), "maryland-dissector") {
		t.Errorf("%v", err)
	}
}

// TestPiecesAreClosed: each edge is passed once each way, and the volume, by the
// divergence theorem, is positive. In its own size and in another.
func TestPiecesAreClosed(t *testing.T) {
	for _, i := range library(t) {
		for _, scale := range []float64{1, 0.6} {
			for k, p := range i.Pieces(i.LengthMM*scale, i.RadiusMM*scale, i.JawMM*scale) {
				edges, volume := map[[2]mgl64.Vec3]int{}, 0.0
				for _, c := range p.Triangles {
					a, b, d := p.Points[c[0]], p.Points[c[1]], p.Points[c[2]]
					volume += a.Dot(b.Cross(d)) / 6
					for _, e := range [][2]mgl64.Vec3{{a, b}, {b, d}, {d, a}} {
						if e[0] == e[1] {
							continue
						}
						edges[e]++
						edges[[2]mgl64.Vec3{e[1], e[0]}]--
					}
				}
				for e, n := range edges {
					if n != 0 {
						t.Errorf("%s: piece %d is open at %v", i.ID, k, e)
						break
					}
				}
				if volume <= 0 {
					t.Errorf("%s: piece %d has volume %g mm³", i.ID, k, volume)
				}
			}
		}
	}
}

// TestInstrumentsAreWhereTheirNumbersSay: nothing reaches further beyond the tip
// than its own shaft is thick, something is at the tip, and what is behind the
// hinge passes the trocar.
func TestInstrumentsAreWhereTheirNumbersSay(t *testing.T) {
	for _, i := range library(t) {
		front, thick := math.Inf(-1), 0.0
		for k, p := range i.Pieces(i.LengthMM, i.RadiusMM, i.JawMM) {
			for _, q := range p.Points {
				z := q[2]
				if p.On == OnJaws {
					z -= i.JawMM
				}
				front = max(front, z)
				if k < len(i.Parts) && p.On == OnShaft && z < -i.JawMM-60 && z > -i.LengthMM {
					thick = max(thick, math.Hypot(q[0], q[1]))
				}
			}
		}
		if front > 2*i.RadiusMM || front < -3 {
			t.Errorf("%s: its foremost point is at z = %.2f mm", i.ID, front)
		}
		if 2*thick > 2*i.RadiusMM+0.2 || i.TrocarMM > 0 && 2*thick > i.TrocarMM {
			t.Errorf("%s: its shaft is %.2f mm thick, its trocar %.2f mm wide", i.ID, 2*thick, i.TrocarMM)
		}
	}
}

// TestShadedNormals are unit vectors that agree with their triangles.
func TestShadedNormals(t *testing.T) {
	ball := turned([][2]float64{{0, 1}, {0.38, 0.92}, {0.71, 0.71}, {0.92, 0.38}, {1, 0}, {0.92, -0.38}, {0.71, -0.71}, {0.38, -0.92}, {0, -1}}, 32)
	corners, indices := ball.Shaded()
	for c := 0; c < len(corners); c += 6 {
		p, n := mgl64.Vec3{float64(corners[c]), float64(corners[c+1]), float64(corners[c+2])}, mgl64.Vec3{float64(corners[c+3]), float64(corners[c+4]), float64(corners[c+5])}
		if math.Abs(n.Len()-1) > 1e-5 || p.Normalize().Dot(n) < 0.99 { // a ball's normal is its place
			t.Fatalf("at %v the normal is %v", p, n)
		}
	}
	if len(indices) != 3*len(ball.Triangles) {
		t.Errorf("%d corners of %d triangles", len(indices), len(ball.Triangles))
	}
	box := plate([][2]float64{{0, 0}, {4, 0}, {4, 3}, {0, 3}}, 1)
	corners, _ = box.Shaded()
	flat := 0
	for c := 0; c < len(corners); c += 6 {
		if math.Abs(float64(corners[c+4])) > 0.999 {
			flat++
		}
	}
	if flat == 0 {
		t.Error("a plate's faces are not flat")
	}
}

// TestFaultyInstruments are told where their fault is.
func TestFaultyInstruments(t *testing.T) {
	sound, err := fs.ReadFile(files, "instruments/grasper.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":     {"title:", "titel:", "titel"},
		"another's name":  {"id: grasper", "id: other", "the file's name"},
		"unknown kind":    {"kind: grasper", "kind: laser", "known are"},
		"too thick":       {"trocar_mm: 5.5", "trocar_mm: 3", "does not pass"},
		"two shapes":      {"    jaw: {", "    mesh: a.ply\n    jaw: {", "exactly one"},
		"unknown metal":   {"of: steel", "of: brass", "unknown material"},
		"not finite":      {"[0, -26]", "[0, .nan]", "within"},
		"huge":            {"[0, -26]", "[0, -1e9]", "within"},
		"no teeth at all": {"teeth: 14", "teeth: 1000000", "teeth"},
		"missing mesh":    {"jaw: {width: [4.4, 3.6], height: [2.3, 1.5], teeth: 14}", "mesh: jaw.ply", "its mesh jaw.ply is missing; put the file there"},
		"mesh outside":    {"jaw: {width: [4.4, 3.6], height: [2.3, 1.5], teeth: 14}", "mesh: ../jaw.ply", "beside the instrument's"},
		"damaged mesh":    {"jaw: {width: [4.4, 3.6], height: [2.3, 1.5], teeth: 14}", "mesh: bad.ply", "bad.ply"},
	} {
		text := strings.Replace(string(sound), c.old, c.new, 1)
		if text == string(sound) {
			t.Fatalf("%s: nothing to replace", name)
		}
		from := fstest.MapFS{"grasper.yaml": {Data: []byte(text)}, "bad.ply": {Data: []byte("ply\nformat ascii 1.0\nelement vertex 9\nend_header\n")}}
		if _, err := ReadInstrument(from, "grasper.yaml"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := ReadInstrument(fstest.MapFS{}, "grasper.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// FuzzInstrument: whatever the file says, it is refused or it can be built.
func FuzzInstrument(f *testing.F) {
	for _, id := range Instruments() {
		text, err := os.ReadFile("instruments/" + id + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		i, err := ReadInstrument(fstest.MapFS{"grasper.yaml": {Data: text}}, "grasper.yaml")
		if err != nil {
			if problems := (*strictyaml.Problems)(nil); !errors.As(err, &problems) && len(err.Error()) == 0 {
				t.Error("an error without words")
			}
			return
		}
		for _, p := range i.Pieces(i.LengthMM, i.RadiusMM, i.JawMM) {
			p.Shaded()
		}
	})
}
