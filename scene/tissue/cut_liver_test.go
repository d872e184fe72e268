package tissue

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
)

// liver is the matter of a real patient's liver, and its mesh.
func liver(t testing.TB, budget int, options MatterOptions) (*Matter, Mesh) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "shared", "data", "meshes", "liver_patient")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the shared data is not here: ", err)
	}
	surface, err := mesh.ReadSurface(os.DirFS(folder), "liver.vtk")
	if err != nil {
		t.Fatal(err)
	}
	solid, err := mesh.Tetrahedralise(surface, mesh.TetOptions{Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	var body Mesh
	for _, p := range solid.Vertices {
		body.Rest = append(body.Rest, Vec{float32(p[0]), float32(p[1]), float32(p[2])})
	}
	for _, c := range solid.Tets {
		body.Tets = append(body.Tets, [4]int32{int32(c[0]), int32(c[1]), int32(c[2]), int32(c[3])})
	}
	m, err := NewMatter(body.Rest, body.Tets, options)
	if err != nil {
		t.Fatal(err)
	}
	return m, body
}

// TestLiverIsCut: a wedge is taken out of a real liver by two curved strokes with
// a short blade in many passes, and then it is cut at random.
func TestLiverIsCut(t *testing.T) {
	m, _ := liver(t, 4000, MatterOptions{})
	low, high := m.rest[0], m.rest[0]
	for _, p := range m.rest {
		for c := range 3 {
			low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
		}
	}
	size := high.Sub(low)
	b := m.NewBlade()
	pieces := 0
	for s := range 60 {
		place := func(f float64) [2]Vec {
			x := float32(low[0] + size[0]*(0.45+0.08*math.Sin(5*f)))
			y := float32(low[1] + size[1]*(1.2*f-0.1))
			return [2]Vec{{x, y, float32(high[2] + 5)}, {x + float32(size[0]/8), y, float32(low[2] - 5)}}
		}
		in, err := b.Cut(place(float64(s)/60), place(float64(s+1)/60))
		if err != nil {
			t.Fatal(err)
		}
		pieces += len(in.Pieces)
		if s%15 == 0 {
			checkMatter(t, m)
		}
	}
	pieces += len(b.Lift().Pieces)
	checkMatter(t, m)
	if pieces < 1 {
		t.Fatalf("the liver is whole after a cut through all of it")
	}
	r := rand.New(rand.NewPCG(6, 6))
	for range 5 {
		b := m.NewBlade()
		var at, to [2]Vec
		for i := range 2 {
			for c := range 3 {
				at[i][c] = float32(low[c] + size[c]*r.Float64())
				to[i][c] = float32(low[c] + size[c]*r.Float64())
			}
		}
		if _, err := b.Cut(at, to); err != nil {
			t.Fatal(err)
		}
		checkMatter(t, m)
	}
	t.Logf("%d grains, %d elements of %d, %d pieces", len(m.grains), m.Elements(), len(m.roots), m.Pieces())
}

// FuzzStrokes: whatever the strokes, everything holds.
func FuzzStrokes(f *testing.F) {
	f.Add([]byte{0, 0, 0, 255, 255, 255, 128, 0, 0, 128, 255, 255})
	f.Add([]byte{64, 0, 64, 64, 255, 64, 192, 0, 64, 192, 255, 64, 64, 0, 192, 64, 255, 192})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		m := newBlock(t, [3]int{2, 2, 2}, [3]float64{4, 4, 4}, 0, MatterOptions{})
		b := m.NewBlade()
		var was [2]Vec
		for n := 0; len(bytes) >= 6 && n < 12; n++ {
			var at [2]Vec
			for i := range 6 {
				at[i/3][i%3] = float32(bytes[i])/255*6 - 1
			}
			bytes = bytes[6:]
			if n > 0 {
				if _, err := b.Cut(was, at); err != nil {
					t.Fatal(err)
				}
			}
			was = at
		}
		b.Lift()
		checkMatter(t, m)
	})
}
