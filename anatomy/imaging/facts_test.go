package imaging

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// sharedData holds real scans and, in facts.json, what nibabel says of them.
const sharedData = "../../../shared/data"

// fact is nibabel's description of one file.
type fact struct {
	Format    string        `json:"format"`
	DType     string        `json:"dtype"`
	Slope     float64       `json:"scl_slope"`
	Inter     float64       `json:"scl_inter"`
	Dims      []int         `json:"dims"`
	AffineRAS [4][4]float64 `json:"affine_ras"`
	SpacingMM [3]float64    `json:"spacing_mm"`
	Values    struct {
		Nonzero        int
		Min, Max, Mean float64
	} `json:"values"`
	Stored string `json:"sha256_stored"`
	Labels map[string]struct {
		Voxels   int        `json:"voxels"`
		Centroid [3]float64 `json:"centroid_ras_mm"`
	} `json:"labels"`
}

// volumeFacts are the facts of all images that are no DICOM, by path below
// sharedData.
func volumeFacts(t testing.TB) map[string]fact {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedData, "facts.json"))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	var all struct{ Volumes map[string]fact }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Volumes) < 40 {
		t.Fatalf("facts.json describes only %d images", len(all.Volumes))
	}
	return all.Volumes
}

func readShared(t testing.TB, name string) *Volume {
	t.Helper()
	if _, err := os.Stat(filepath.Join(sharedData, name)); err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	image, err := Open(t.Context(), os.DirFS(sharedData), name, OpenOptions{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return image.Volume
}

// TestVolumesAgreeWithOtherReaders compares with nibabel and with parsers
// written for facts.json.
func TestVolumesAgreeWithOtherReaders(t *testing.T) {
	for name, want := range volumeFacts(t) {
		if want.Slope == 0 {
			want.Slope = 1 // no NIfTI
		}
		t.Run(name, func(t *testing.T) {
			v := readShared(t, name)
			if got := v.Size[:]; got[0] != want.Dims[0] || got[1] != want.Dims[1] || got[2] != want.Dims[2] {
				t.Fatalf("size %v, want %v", got, want.Dims)
			}
			checkAffine(t, v.Grid, want)
			checkValues(t, v, want)
			if got := storedHash(t, v, want); got != want.Stored {
				t.Errorf("the stored array has sha256 %s, want %s", got, want.Stored)
			}
		})
	}
}

// checkAffine compares with the RAS affine, which facts.json gives to six
// decimals; float32 adds up to 2e-5 at 250 mm.
func checkAffine(t *testing.T, g Grid, want fact) {
	t.Helper()
	sign := [3]float64{-1, -1, 1}
	for row := range 3 {
		for column := range 4 {
			got, expected := g.PatientFromVoxel.At(row, column), sign[row]*want.AffineRAS[row][column]
			if math.Abs(got-expected) > 2e-5 {
				t.Errorf("affine row %d column %d is %.7f, want %.7f", row, column, got, expected)
			}
		}
	}
	for axis, mm := range g.Spacing() {
		if math.Abs(mm-want.SpacingMM[axis]) > 1e-5 {
			t.Errorf("spacing %d is %g mm, want %g", axis, mm, want.SpacingMM[axis])
		}
	}
}

func checkValues(t *testing.T, v *Volume, want fact) {
	t.Helper()
	low, high, sum, nonzero := math.Inf(1), math.Inf(-1), 0.0, 0
	for i := range v.Count() {
		x := float64(v.Value(i))
		low, high, sum = math.Min(low, x), math.Max(high, x), sum+x
		if x != 0 {
			nonzero++
		}
	}
	near := func(what string, got, want float64) {
		// Half a unit in the last place of float32, relative to the range.
		if math.Abs(got-want) > 6e-8*math.Max(math.Abs(low), math.Abs(high)) {
			t.Errorf("%s is %.9g, want %.9g", what, got, want)
		}
	}
	near("minimum", low, want.Values.Min)
	near("maximum", high, want.Values.Max)
	near("mean", sum/float64(v.Count()), want.Values.Mean)
	if nonzero != want.Values.Nonzero {
		t.Errorf("%d voxels are not zero, want %d", nonzero, want.Values.Nonzero)
	}
}

// storedHash undoes the scaling and hashes the voxels as they were stored.
func storedHash(t *testing.T, v *Volume, want fact) string {
	t.Helper()
	digest := sha256.New()
	var piece []byte
	kind := strings.TrimLeft(want.DType, "<>")
	for i := range v.Count() {
		x := (float64(v.Value(i)) - want.Inter) / want.Slope
		whole := int64(math.Round(x))
		switch kind {
		case "uint8":
			piece = append(piece, uint8(whole))
		case "int16", "i2", "uint16":
			piece = binary.LittleEndian.AppendUint16(piece, uint16(whole))
		case "int32":
			piece = binary.LittleEndian.AppendUint32(piece, uint32(whole))
		case "float32":
			piece = binary.LittleEndian.AppendUint32(piece, math.Float32bits(float32(x)))
		case "float64":
			piece = binary.LittleEndian.AppendUint64(piece, math.Float64bits(x))
		default:
			t.Fatalf("unexpected data type %s", want.DType)
		}
		if len(piece) > 1<<16 {
			digest.Write(piece)
			piece = piece[:0]
		}
	}
	digest.Write(piece)
	return hex.EncodeToString(digest.Sum(nil))
}

func TestLabelMapsAgreeWithOtherReaders(t *testing.T) {
	for name, want := range volumeFacts(t) {
		if len(want.Labels) == 0 {
			continue
		}
		l, err := OpenLabels(t.Context(), os.DirFS(sharedData), name, OpenOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		voxels := map[uint16]int{0: 0}
		centroid := map[uint16]mgl64.Vec3{}
		for n, label := range l.Data {
			if label != 0 {
				i, j, k := n%l.Size[0], n/l.Size[0]%l.Size[1], n/l.Size[0]/l.Size[1]
				voxels[label]++
				centroid[label] = centroid[label].Add(l.Position(float64(i), float64(j), float64(k)))
			}
		}
		if len(voxels)-1 != len(want.Labels) {
			t.Errorf("%s: %d labels, want %d", name, len(voxels)-1, len(want.Labels))
		}
		for label, count := range voxels {
			if label == 0 {
				continue
			}
			expected := want.Labels[jsonKey(label)]
			if count != expected.Voxels {
				t.Errorf("%s: label %d has %d voxels, want %d", name, label, count, expected.Voxels)
			}
			c := centroid[label].Mul(1 / float64(count))
			ras := mgl64.Vec3{-c[0], -c[1], c[2]}
			if ras.Sub(mgl64.Vec3(expected.Centroid)).Len() > 2e-3 { // three decimals
				t.Errorf("%s: label %d lies at %.3f RAS, want %.3f", name, label, ras, expected.Centroid)
			}
		}
	}
}

// TestRealScansSurviveWritingAndReading: every voxel and the exact place.
func TestRealScansSurviveWritingAndReading(t *testing.T) {
	for name, f := range volumeFacts(t) {
		if !strings.HasPrefix(f.Format, "Nifti") {
			continue // other formats place voxels more finely than NIfTI-1 can
		}
		v := readShared(t, name)
		again, err := ReadNIfTI(bytes.NewReader(encode(t, v)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again.Grid != v.Grid || !sameValues(again, v) {
			t.Errorf("%s: the written scan differs", name)
		}
	}
}

// sameValues says whether two volumes hold the same values in the same way.
func sameValues(a, b *Volume) bool {
	return slices.Equal(a.Int16, b.Int16) && slices.Equal(a.Float32, b.Float32)
}

func jsonKey(label uint16) string {
	text, _ := json.Marshal(label)
	return string(text)
}

// TestContainersHoldTheSameImage compares twelve encodings of one crop voxel
// by voxel: at the same place in the patient, the same value.
func TestContainersHoldTheSameImage(t *testing.T) {
	base := readShared(t, "volumes/variants_ct/base_int16.nii")
	for _, name := range []string{
		"base_int16.nii.gz", "bigendian_int16.nii.gz", "pair_int16.img", "float32.nii.gz",
		"scaled_uint16_slope05.nii.gz", "axes_PIR_int16.nii.gz", "nifti2_int16.nii.gz", "pair_int16.hdr",
		"plastimatch.nrrd", "plastimatch.mha", "ras_bigendian_gzip.nrrd", "detached.nhdr",
	} {
		v := readShared(t, "volumes/variants_ct/"+name)
		baseFromVoxel := base.VoxelFromPatient().Mul4(v.PatientFromVoxel)
		for n, value := range v.EveryNth(1) {
			i, j, k := n%v.Size[0], n/v.Size[0]%v.Size[1], n/v.Size[0]/v.Size[1]
			at := mgl64.TransformCoordinate(mgl64.Vec3{float64(i), float64(j), float64(k)}, baseFromVoxel)
			x, y, z := math.Round(at[0]), math.Round(at[1]), math.Round(at[2])
			if at.Sub(mgl64.Vec3{x, y, z}).Len() > 1e-5 {
				t.Fatalf("%s: voxel %d %d %d lies between the voxels of base_int16: %v", name, i, j, k, at)
			}
			if want := base.At(int(x), int(y), int(z)); value != want {
				t.Fatalf("%s: voxel %d %d %d is %g, want %g", name, i, j, k, value, want)
			}
		}
	}
	for _, name := range []string{"qform_only_oblique.nii.gz", "sform_only_shear.nii.gz"} {
		v := readShared(t, "volumes/variants_ct/"+name)
		if v.Size != base.Size || v.SameAs(base.Grid) {
			t.Errorf("%s: it must have the size of base_int16 but another place", name)
		}
		for n, value := range v.EveryNth(1) {
			if value != base.Value(n) {
				t.Fatalf("%s: voxel %d is %g, want %g", name, n, value, base.Value(n))
			}
		}
	}
}
