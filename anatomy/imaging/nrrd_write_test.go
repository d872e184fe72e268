package imaging

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// obliqueGrid is left-handed, sheared and of no round numbers.
func obliqueGrid() Grid {
	return Grid{Size: [3]int{4, 3, 2}, PatientFromVoxel: mgl64.Translate3D(-12.3, 45.6, 1e-7).
		Mul4(mgl64.HomogRotate3DZ(0.3)).Mul4(mgl64.ShearZ3D(0.2, 0)).Mul4(mgl64.Scale3D(0.7, 0.8, -2.5))}
}

func TestNRRDRoundTripIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		value := rapid.Float32()
		if rapid.Bool().Draw(t, "whole") {
			value = rapid.Map(rapid.Int16(), func(x int16) float32 { return float32(x) })
		}
		v := NewVolume(g, rapid.SliceOfN(value, g.Len(), g.Len()).Draw(t, "data"))
		var b bytes.Buffer
		if err := WriteNRRD(&b, v); err != nil {
			t.Fatal(err)
		}
		again, err := Open(t.Context(), fstest.MapFS{"a": {Data: b.Bytes()}}, "a", OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if again.Grid != v.Grid || !sameValues(again.Volume, v) {
			t.Fatalf("%v came back as %v", v, again.Volume)
		}
	})
}

func TestWriteNRRDRefuses(t *testing.T) {
	g := Grid{Size: [3]int{2, 1, 1}, PatientFromVoxel: mgl64.Ident4()}
	for want, v := range map[string]*Volume{
		"voxel 1 is not finite": {Grid: g, Float32: []float32{0, float32(math.Inf(1))}},
		"2 voxels but the data": {Grid: g, Int16: []int16{0}},
		"at least 1":            {Int16: []int16{}},
	} {
		if err := WriteNRRD(&bytes.Buffer{}, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if err := WriteNRRD(fullDisk{}, &Volume{Grid: g, Int16: []int16{0, 1}}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("a full disk gave %v", err)
	}
}

// vtkReads prints what VTK's own NRRD reader finds: the size, the sum of all
// values, the highest and that of one voxel.
const vtkReads = `
import sys
from vtkmodules.vtkIOImage import vtkNrrdReader
from vtkmodules.util.numpy_support import vtk_to_numpy
r = vtkNrrdReader(); r.SetFileName(sys.argv[1]); r.Update()
o = r.GetOutput(); a = vtk_to_numpy(o.GetPointData().GetScalars()).astype(float)
print(*o.GetDimensions(), a.sum(), a.max(), o.GetScalarComponentAsDouble(1, 2, 1, 0))
`

// TestVTKReadsWhatIsWritten: an independent reader finds the same voxels.
func TestVTKReadsWhatIsWritten(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import vtkmodules").Run(); err != nil {
		t.Skipf("VTK for Python is not installed (python3-vtk9): %v", err)
	}
	g := obliqueGrid()
	g.Size = [3]int{12, 5, 3} // VTK takes a first axis of few values for colours
	v := &Volume{Grid: g, Int16: make([]int16, g.Len())}
	l := &LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	sum, labels := 0, 0
	for i := range v.Int16 {
		v.Int16[i] = int16(1000 - 97*i)
		l.Data[i] = uint16(i % 4 * 100)
		sum, labels = sum+1000-97*i, labels+i%4*100
	}
	segments := []Segment{{Label: 100, Name: "a"}, {Label: 200, Name: "b"}, {Label: 300, Name: "c"}}
	for name, c := range map[string]struct {
		write func(*bytes.Buffer) error
		want  string
	}{
		"scan.nrrd":       {func(b *bytes.Buffer) error { return WriteNRRD(b, v) }, fmt.Sprintf("12 5 3 %d.0 1000.0 %d.0\n", sum, v.Int16[g.Index(1, 2, 1)])},
		"labels.seg.nrrd": {func(b *bytes.Buffer) error { return WriteSegNRRD(b, l, segments) }, fmt.Sprintf("12 5 3 %d.0 300.0 %d.0\n", labels, l.Data[g.Index(1, 2, 1)])},
	} {
		var b bytes.Buffer
		if err := c.write(&b); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := exec.Command(python, "-c", vtkReads, path).CombinedOutput()
		if err != nil || string(got) != c.want {
			t.Errorf("%s: VTK finds %s (%v), want %s", name, got, err, c.want)
		}
	}
}
