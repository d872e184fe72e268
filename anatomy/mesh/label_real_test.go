package mesh

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// sampleLabelMaps are the label maps that the formats' own readers are tested
// with; here just enough of NIfTI, NRRD and MetaImage is read to get at voxels.
func sampleLabelMaps(t *testing.T) map[string]string {
	root := sharedData(t, "data")
	found := map[string]string{}
	for _, pattern := range []string{"volumes/*/*labels*.nii.gz", "volumes/*/vertebrae_*.nii.gz", "volumes/*/masks/*.nii.gz",
		"volumes/*/*label.nrrd", "dicom/seg_liver_ct3/*.nrrd", "volumes/*/frogtissue.zraw"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			name, _ := filepath.Rel(root, file)
			found[name] = file
		}
	}
	return found
}

func readLabels(file string) (labels []uint16, size [3]int, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, size, err
	}
	switch {
	case strings.HasSuffix(file, ".zraw"):
		return inflatedLabels(zlib.NewReader, raw, "uchar", [3]int{500, 470, 136})
	case strings.HasSuffix(file, ".nrrd"):
		kind := ""
		header, body, _ := bytes.Cut(raw, []byte("\n\n"))
		lines := bufio.NewScanner(bytes.NewReader(header))
		for lines.Scan() {
			if value, ok := strings.CutPrefix(lines.Text(), "type: "); ok {
				kind = value
			}
			if value, ok := strings.CutPrefix(lines.Text(), "sizes: "); ok {
				fmt.Sscan(value, &size[0], &size[1], &size[2])
			}
		}
		return inflatedLabels(func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }, body, kind, size)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, size, err
	}
	data, err := io.ReadAll(unzipped)
	if err != nil {
		return nil, size, err
	}
	for axis := range 3 {
		size[axis] = int(binary.LittleEndian.Uint16(data[42+2*axis:]))
	}
	kind := map[uint16]string{2: "uchar", 4: "short", 8: "int", 64: "double", 512: "ushort"}[binary.LittleEndian.Uint16(data[70:])]
	start := int(math.Float32frombits(binary.LittleEndian.Uint32(data[108:])))
	return labelsOf(data[start:], kind, size)
}

func inflatedLabels(open func(io.Reader) (io.ReadCloser, error), raw []byte, kind string, size [3]int) ([]uint16, [3]int, error) {
	r, err := open(bytes.NewReader(raw))
	if err != nil {
		return nil, size, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, size, err
	}
	return labelsOf(data, kind, size)
}

func labelsOf(data []byte, kind string, size [3]int) ([]uint16, [3]int, error) {
	bytesEach := map[string]int{"uchar": 1, "short": 2, "ushort": 2, "int": 4, "double": 8}[kind]
	labels := make([]uint16, size[0]*size[1]*size[2])
	if bytesEach == 0 || len(data) < bytesEach*len(labels) {
		return nil, size, errors.New("a type that this test does not read, or too few voxels: " + kind)
	}
	for i := range labels {
		switch voxel := data[bytesEach*i:]; bytesEach {
		case 1:
			labels[i] = uint16(voxel[0])
		case 8:
			labels[i] = uint16(math.Float64frombits(binary.LittleEndian.Uint64(voxel)))
		default:
			labels[i] = binary.LittleEndian.Uint16(voxel)
		}
	}
	return labels, size, nil
}

// TestEveryStructureOfEverySampleIsSolid also compares with the voxels: their
// centres are inside their own label's surface only, and because borders are
// shared the volumes of all labels add up to that of their union.
func TestEveryStructureOfEverySampleIsSolid(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 million voxels")
	}
	var structures atomic.Int64
	t.Run("samples", func(t *testing.T) {
		for name, file := range sampleLabelMaps(t) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				structures.Add(int64(requireStructuresSolid(t, file)))
			})
		}
	})
	t.Logf("%d structures", structures.Load())
	if structures.Load() < 150 {
		t.Error("too few structures")
	}
}

func requireStructuresSolid(t *testing.T, file string) (structures int) {
	labels, size, err := readLabels(file)
	if err != nil {
		t.Fatal(err)
	}
	place := mgl64.Translate3D(-200, -150, 90).Mul4(mgl64.Scale3D(0.8, -0.8, 1.5))
	l := FromLabels(labels, size, place)
	sum, all := 0.0, l.Labels()
	for _, label := range all {
		surface := l.Of(label)
		report := surface.Check()
		if !report.Watertight() || report.Degenerate != 0 || report.Unreferenced != 0 {
			t.Errorf("label %d: %+v", label, report)
		}
		sum += surface.Volume()
		requireOwnVoxels(t, surface, labels, size, place, label)
	}
	if union := l.Of(all...).Volume(); math.Abs(sum-union) > 1e-6*union {
		t.Errorf("the labels' volumes add up to %v mm³, their union has %v", sum, union)
	}
	return len(all)
}

// requireOwnVoxels asks at some voxels, half of them of the label.
func requireOwnVoxels(t *testing.T, surface *TriMesh, labels []uint16, size [3]int, place mgl64.Mat4, label uint16) {
	t.Helper()
	if len(surface.Triangles) > 20_000 {
		return // building its tree would take longer than all the rest
	}
	tree, random := NewBVH(surface), rand.New(rand.NewPCG(uint64(label), 1))
	low, high := surface.Bounds()
	for range 40 {
		v := random.IntN(len(labels))
		p := place.Mul4x1(mgl64.Vec4{float64(v % size[0]), float64(v / size[0] % size[1]), float64(v / size[0] / size[1]), 1}).Vec3()
		near := p[0] > low[0] && p[0] < high[0] && p[1] > low[1] && p[1] < high[1] && p[2] > low[2] && p[2] < high[2]
		if (near || labels[v] == label) && tree.Inside(p) != (labels[v] == label) {
			t.Errorf("label %d: voxel %d has label %d; inside is %v", label, v, labels[v], tree.Inside(p))
		}
	}
}
