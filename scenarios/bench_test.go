package scenarios

import (
	"testing"

	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scene"
)

// BenchmarkWorldTick is one tick of the ventricular drain on the full phantom:
// 12 structures, 290 000 triangles, four vessels measured.
func BenchmarkWorldTick(b *testing.B) {
	c, err := phantom.Case(b.Context(), 1, "bench", nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := Builtin("ventricular-drain")
	if err != nil {
		b.Fatal(err)
	}
	f, err := s.Fit(c, 1)
	if err != nil {
		b.Fatal(err)
	}
	source := script(b, f, "demonstrator")
	world, err := scene.NewWorld(f.Setup)
	if err != nil {
		b.Fatal(err)
	}
	defer world.Close()
	var length int64
	for _, more := source.Next(length); more; _, more = source.Next(length) {
		length++
	}
	b.ReportAllocs()
	b.ResetTimer()
	for tick := range int64(b.N) {
		in, _ := source.Next(tick % length)
		world.Step(in)
	}
}
