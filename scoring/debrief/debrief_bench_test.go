package debrief

import (
	"io"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// headSized is an attempt on three nested balls with 300 000 triangles in all,
// about what an imported head has.
func headSized() Input {
	in := fixture()
	for i, tissue := range []string{"skin", "bone", "brain"} {
		in.Case.Structures = append(in.Case.Structures, anatomy.Structure{
			Name: tissue, Tissue: tissue, Color: "#d0c0b0", Surface: ball(mgl64.Vec3{}, 90-6*float64(i), 158)})
	}
	return in
}

// BenchmarkViews draws both views of the trajectory on 300 000 triangles.
func BenchmarkViews(b *testing.B) {
	in := headSized()
	way := route{entry: fixtureEntry, target: fixtureTarget, tip: tipPath(in.Recording.Samples, 0)}
	b.ReportAllocs()
	for b.Loop() {
		way.views(in.Case)
	}
}

func BenchmarkBuildAndWrite(b *testing.B) {
	in := headSized()
	b.ReportAllocs()
	for b.Loop() {
		if err := Build(in).HTML(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
