package segment_test

import (
	"context"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

const sharedData = "../../../shared/data"

// openScan reads a shared scan: a file, or a folder of DICOM files.
func openScan(t *testing.T, path string) *imaging.Volume {
	t.Helper()
	info, err := os.Stat(sharedData + "/" + path)
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	ctx := context.Background()
	if !info.IsDir() {
		at := strings.LastIndexByte(path, '/')
		scan, err := imaging.Open(ctx, os.DirFS(sharedData+"/"+path[:at]), path[at+1:], imaging.OpenOptions{Axes: "LPS"})
		if err != nil {
			t.Fatal(err)
		}
		return scan.Volume
	}
	found, err := dicom.Find(ctx, os.DirFS(sharedData+"/"+path), dicom.FindOptions{})
	if err != nil || len(found.Volumes) == 0 {
		t.Fatalf("no series in %s: %v", path, err)
	}
	v, _, err := found.Volumes[0].Read(ctx, dicom.ReadOptions{AllowGaps: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// realScans are the shared scans and whether a head's surface is on them, as
// their previews show.
var realScans = []struct {
	path string
	head bool
}{
	{"dicom/mr_head_oblique", true},
	{"volumes/brain_tumour_mr1/brain1_image.nrrd", true},
	{"volumes/head_mr_metaimage/HeadMRVolume.mhd", true},
	{"dicom/ct_skull_phantom_tilt_m18", false}, // plastic, with air inside: nobody's
	{"volumes/brain_mr_gd/MR_Gd.nii.gz", false},
	{"volumes/head_cta_avm/CT_AVM.nii.gz", false},
	{"dicom/ct_abdomen_pancreas", false},
	{"dicom/seg_liver_ct3/ct", false},
	{"volumes/abdomen_ct_ts/ct.nii.gz", false},
	{"volumes/abdomen_ct_ts_slab/ct.nii.gz", false},
	{"volumes/breast_mr/breast1_image.nrrd", false},
}

func TestRecognisableHeadOfRealScans(t *testing.T) {
	for _, c := range realScans {
		t.Run(c.path, func(t *testing.T) {
			head, why := segment.RecognisableHead(openScan(t, c.path))
			if head != c.head {
				t.Errorf("recognisable %v, want %v: %s", head, c.head, why)
			}
			if why == "" {
				t.Error("it does not say why")
			}
		})
	}
}

var phantomHead = sync.OnceValue(func() *phantom.Scan { return phantom.Head(1) })

// withAxes stores a volume's voxels in another order, each where it was: axis
// a of the result is axis of[a] of v, backwards where flipped.
func withAxes(v *imaging.Volume, of [3]int, flipped [3]bool) *imaging.Volume {
	turned := &imaging.Volume{}
	turn := mgl64.Mat4{}
	turn.Set(3, 3, 1)
	for a, from := range of {
		turned.Size[a] = v.Size[from]
		turn.Set(from, a, 1)
		if flipped[a] {
			turn.Set(from, a, -1)
			turn.Set(from, 3, float64(v.Size[from]-1))
		}
	}
	turned.PatientFromVoxel = v.PatientFromVoxel.Mul4(turn)
	turned.Int16 = make([]int16, v.Count())
	for k := range turned.Size[2] {
		for j := range turned.Size[1] {
			for i := range turned.Size[0] {
				p := mgl64.TransformCoordinate(mgl64.Vec3{float64(i), float64(j), float64(k)}, turn)
				turned.Int16[turned.Index(i, j, k)] = v.Int16[v.Index(int(p[0]), int(p[1]), int(p[2]))]
			}
		}
	}
	return turned
}

func TestRecognisableHeadInAnyOrientation(t *testing.T) {
	v := phantomHead().Volume
	for _, c := range []struct {
		name    string
		of      [3]int
		flipped [3]bool
	}{
		{"axial", [3]int{0, 1, 2}, [3]bool{}},
		{"sagittal", [3]int{1, 2, 0}, [3]bool{false, true, false}},
		{"coronal, feet first", [3]int{0, 2, 1}, [3]bool{true, false, true}},
	} {
		turned := withAxes(v, c.of, c.flipped)
		if head, why := segment.RecognisableHead(turned); !head {
			t.Errorf("%s: not recognised: %s", c.name, why)
		}
		face, err := segment.FindFace(turned)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if tip := (mgl64.Vec3{0, -108, -72}); !face.Contains(tip) {
			t.Errorf("%s: the tip of the nose stays", c.name)
		}
		if brow := (mgl64.Vec3{0, -70, -10}); face.Contains(brow) {
			t.Errorf("%s: the frontal lobe goes", c.name)
		}
	}
}

// A leg is as wide as a head and, in MR, has layers like one. It has no vault.
func TestRecognisableHeadIsNoLimb(t *testing.T) {
	for _, ct := range []bool{true, false} {
		v := limb(ct)
		if head, why := segment.RecognisableHead(v); head {
			t.Errorf("CT %v: a limb is taken for a head: %s", ct, why)
		}
	}
}

// limb is a thigh: skin, fat, muscle and a hollow bone, 3 mm voxels.
func limb(ct bool) *imaging.Volume {
	values := [5]float32{-1000, -100, 50, 900, -80}
	if !ct {
		values = [5]float32{0, 900, 400, 30, 800}
	}
	const size, spacing = 80, 3.0
	g := imaging.Grid{Size: [3]int{size, size, size}, PatientFromVoxel: mgl64.Scale3D(spacing, spacing, spacing)}
	data := make([]float32, g.Len())
	for k := range size {
		for j := range size {
			for i := range size {
				r := spacing * math.Hypot(float64(i-size/2), float64(j-size/2))
				tissue := 0
				switch {
				case r < 8:
					tissue = 4
				case r < 14:
					tissue = 3
				case r < 65:
					tissue = 2
				case r < 75:
					tissue = 1
				}
				data[g.Index(i, j, k)] = values[tissue]
			}
		}
	}
	return imaging.NewVolume(g, data)
}

// Nothing but air, one voxel, one slice: an answer, and no panic.
func TestRecognisableHeadOfOddScans(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {64, 64, 1}, {1, 90, 90}, {20, 20, 20}} {
		for _, value := range []float32{-1000, 0, 7} {
			g := imaging.Grid{Size: size, PatientFromVoxel: mgl64.Ident4()}
			data := make([]float32, g.Len())
			for i := range data {
				data[i] = value
			}
			v := imaging.NewVolume(g, data)
			if head, why := segment.RecognisableHead(v); head {
				t.Errorf("%v of %v is a head: %s", size, value, why)
			}
			if _, err := segment.FindFace(v); err == nil {
				t.Errorf("%v of %v has a face", size, value)
			}
		}
	}
}
