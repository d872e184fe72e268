package segment_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// cloneVolume is for tests that change a volume that others share.
func cloneVolume(v *imaging.Volume) *imaging.Volume {
	c := *v
	c.Int16, c.Float32 = slices.Clone(v.Int16), slices.Clone(v.Float32)
	return &c
}

// eachPosition tells every voxel and where it lies.
func eachPosition(g imaging.Grid, tell func(index int, p mgl64.Vec3)) {
	for k := range g.Size[2] {
		for j := range g.Size[1] {
			for i := range g.Size[0] {
				tell(g.Index(i, j, k), g.Position(float64(i), float64(j), float64(k)))
			}
		}
	}
}

// The built-in head knows what every voxel is: of brain, ventricles, tumour
// and vessels none changes; everything that FindFace calls the face is gone.
func TestRemoveKeepsTheBrain(t *testing.T) {
	scan := phantomHead()
	face, err := segment.FindFace(scan.Volume)
	if err != nil {
		t.Fatal(err)
	}
	v := cloneVolume(scan.Volume)
	removed := face.Remove(v)
	if share := float64(removed) / float64(v.Count()); share < 0.1 || share > 0.5 {
		t.Errorf("%.0f %% of the scan is removed", 100*share)
	}
	names := make(map[uint16]string)
	for _, s := range phantom.Structures() {
		if s.Name != "skin" && s.Name != "skull" {
			names[s.Label] = s.Name
		}
	}
	lost := make(map[string]int)
	eachPosition(v.Grid, func(i int, p mgl64.Vec3) {
		if face.Contains(p) {
			if v.Value(i) != -1000 {
				t.Fatalf("%v in the face still reads %g", p, v.Value(i))
			}
		} else if v.Value(i) != scan.Volume.Value(i) {
			t.Fatalf("%v outside the face changed", p)
		}
		if name, inside := names[scan.Labels.Data[i]]; inside && face.Contains(p) {
			lost[name]++
		}
	})
	if len(lost) > 0 {
		t.Errorf("lost what must stay: %v", lost)
	}
}

// Features of the built-in head's face, from its construction.
func TestFaceContainsTheFeatures(t *testing.T) {
	face, err := segment.FindFace(phantomHead().Volume)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]mgl64.Vec3{
		"nose": {0, -104, -72}, "nostril": {9, -98, -76}, "left eye": {31, -88, -51}, "right eye": {-31, -88, -51},
		"left eye's back": {31, -70, -51}, "upper lip": {0, -92, -92}, "left cheek": {45, -75, -80}, "jaw": {46, -40, -104},
		"left ear's rim": {83, 12, -42}, "right ear's rim": {-83, 12, -42},
	} {
		if !face.Contains(p) {
			t.Errorf("the %s stays", name)
		}
	}
	for name, p := range map[string]mgl64.Vec3{
		"forehead's bone": {0, -83, 0}, "vertex": {0, 0, 65}, "occiput": {0, 85, 0}, "pituitary": {0, -24, -38}, "cerebellum": {20, 50, -60},
	} {
		if face.Contains(p) {
			t.Errorf("the %s goes", name)
		}
	}
}

// A head that nods or leans back by 15 degrees loses its face all the same, and
// nothing of what the skull holds.
func TestFaceOfTiltedHeads(t *testing.T) {
	scan := phantomHead()
	for _, degrees := range []float64{-15, 15} {
		tilt := mgl64.HomogRotate3DX(mgl64.DegToRad(degrees))
		v := *scan.Volume
		v.PatientFromVoxel = tilt.Mul4(v.PatientFromVoxel)
		face, err := segment.FindFace(&v)
		if err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]mgl64.Vec3{"nose": {0, -104, -72}, "eye": {31, -86, -51}, "jaw": {46, -40, -104}} {
			if !face.Contains(mgl64.TransformCoordinate(p, tilt)) {
				t.Errorf("%g degrees: the %s stays", degrees, name)
			}
		}
		lost := 0
		labels := &imaging.LabelMap{Grid: v.Grid, Data: slices.Clone(scan.Labels.Data)}
		face.RemoveLabels(labels)
		for i, label := range scan.Labels.Data {
			// Labels 1 and 2 are skin and skull.
			if label > 2 && labels.Data[i] == 0 {
				lost++
			}
		}
		if lost > 0 {
			t.Errorf("%g degrees: %d voxels inside the skull go", degrees, lost)
		}
	}
}

// Labels go exactly where voxels do.
func TestRemoveLabels(t *testing.T) {
	scan := phantomHead()
	face, err := segment.FindFace(scan.Volume)
	if err != nil {
		t.Fatal(err)
	}
	labels := &imaging.LabelMap{Grid: scan.Labels.Grid, Data: slices.Clone(scan.Labels.Data)}
	v := &imaging.Volume{Grid: scan.Volume.Grid, Int16: make([]int16, scan.Volume.Count())}
	if voxels, cleared := face.Remove(v), face.RemoveLabels(labels); voxels != cleared {
		t.Errorf("%d labels are removed, but %d voxels", cleared, voxels)
	}
	for i, label := range scan.Labels.Data {
		if v.Int16[i] != 0 {
			label = 0
		}
		if labels.Data[i] != label {
			t.Fatalf("label %d of voxel %d became %d, the voxel %d", scan.Labels.Data[i], i, labels.Data[i], v.Int16[i])
		}
	}
}

// On real heads, as their previews show them, the lower front goes and the
// upper head, ears aside, stays.
func TestFaceOfRealHeads(t *testing.T) {
	for _, c := range realScans {
		if !c.head {
			continue
		}
		t.Run(c.path, func(t *testing.T) {
			v := openScan(t, c.path)
			face, err := segment.FindFace(v)
			if err != nil {
				t.Fatal(err)
			}
			middle := v.Position(float64(v.Size[0]-1)/2, float64(v.Size[1]-1)/2, float64(v.Size[2]-1)/2)
			low, high := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}, mgl64.Vec3{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
			eachPosition(v.Grid, func(_ int, p mgl64.Vec3) {
				for c := range 3 {
					low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
				}
			})
			if edge := (mgl64.Vec3{middle[0], low[1] + 15, low[2] + 15}); !face.Contains(edge) {
				t.Errorf("the lower front at %v stays", edge)
			}
			eachPosition(v.Grid, func(_ int, p mgl64.Vec3) {
				d := p.Sub(middle)
				if math.Abs(d[0]) < 60 && d[2] > -15 && face.Contains(p) {
					t.Fatalf("%v in the upper head goes", p)
				}
			})
			original := cloneVolume(v)
			removed := face.Remove(v)
			if share := float64(removed) / float64(v.Count()); share < 0.1 || share > 0.5 {
				t.Errorf("%.0f %% of the scan is removed", 100*share)
			}
			if head, _ := segment.RecognisableHead(original); !head {
				t.Error("the original changed")
			}
		})
	}
}

func TestFindFaceOfWhatIsNoHead(t *testing.T) {
	for _, path := range []string{"volumes/abdomen_ct_ts/ct.nii.gz", "volumes/brain_mr_gd/MR_Gd.nii.gz"} {
		if _, err := segment.FindFace(openScan(t, path)); err == nil {
			t.Errorf("%s has a face", path)
		}
	}
}

func TestFaceIsTheSameOnAnyNumberOfCores(t *testing.T) {
	v := phantomHead().Volume
	var kept []int16
	for _, cores := range []int{1, 3} {
		before := runtime.GOMAXPROCS(cores)
		face, err := segment.FindFace(v)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		c := cloneVolume(v)
		face.Remove(c)
		if kept != nil && !slices.Equal(kept, c.Int16) {
			t.Errorf("%d cores give another face", cores)
		}
		kept = c.Int16
	}
}
