package imaging

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// TestOntoKeepsEveryVoxel cuts a box out of a scan's label map, turns its axes
// in any of the 48 ways, and brings it back.
func TestOntoKeepsEveryVoxel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scan := drawGrid(t)
		order := rapid.Permutation([]int{0, 1, 2}).Draw(t, "order")
		var size, first [3]int
		boxFromScan := mgl64.Ident4() // in fact the scan's voxels from the box's
		for axis := range 3 {
			size[axis] = rapid.IntRange(1, scan.Size[order[axis]]).Draw(t, "size")
			first[axis] = rapid.IntRange(0, scan.Size[order[axis]]-size[axis]).Draw(t, "first")
			step, start := 1.0, float64(first[axis])
			if rapid.Bool().Draw(t, "flipped") {
				step, start = -1, float64(first[axis]+size[axis]-1)
			}
			boxFromScan.SetCol(axis, mgl64.Vec4{})
			boxFromScan.Set(order[axis], axis, step)
			boxFromScan.Set(order[axis], 3, start)
		}
		box := &LabelMap{Grid: Grid{Size: size, PatientFromVoxel: scan.PatientFromVoxel.Mul4(boxFromScan)}}
		box.Data = rapid.SliceOfN(rapid.Uint16Range(0, 3), box.Len(), box.Len()).Draw(t, "labels")
		placed, fit, err := box.Onto(scan)
		if err != nil || fit != (Fit{}) {
			t.Fatalf("got %+v, %v", fit, err)
		}
		labelled := 0
		for n, label := range box.Data {
			i, j, k := n%size[0], n/size[0]%size[1], n/size[0]/size[1]
			at := mgl64.TransformCoordinate(mgl64.Vec3{float64(i), float64(j), float64(k)}, boxFromScan)
			if got := placed.Data[scan.Index(int(at[0]), int(at[1]), int(at[2]))]; got != label {
				t.Fatalf("voxel %d %d %d has label %d, want %d", i, j, k, got, label)
			}
			if label != 0 {
				labelled++
			}
		}
		for _, label := range placed.Data {
			if label != 0 {
				labelled--
			}
		}
		if labelled != 0 || placed.Grid != scan {
			t.Fatalf("%d labelled voxels are lost", labelled)
		}
	})
}

// TestOntoResamplesToTheNearest compares with LabelAt of every voxel.
func TestOntoResamplesToTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := drawGrid(t)
		l := &LabelMap{Grid: from, Data: slices.Repeat([]uint16{0, 1, 2}, (from.Len()+2)/3)[:from.Len()]}
		to := Grid{Size: [3]int{9, 8, 7}, PatientFromVoxel: from.PatientFromVoxel.
			Mul4(mgl64.Translate3D(-1, -1, -1)).Mul4(mgl64.HomogRotate3DX(0.1)).Mul4(mgl64.Scale3D(0.77, 0.77, 0.77))}
		placed, fit, err := l.Onto(to)
		if err != nil {
			if from.Len() < 8 {
				return // the few labelled voxels may miss the grid
			}
			t.Fatal(err)
		}
		if !fit.Resampled {
			t.Fatal("the grids differ, but nothing was resampled")
		}
		for n, got := range placed.Data {
			at := to.Position(float64(n%9), float64(n/9%8), float64(n/72))
			if want := l.LabelAt(at); got != want && !betweenVoxels(from, at) {
				t.Fatalf("voxel %d has label %d, want %d", n, got, want)
			}
		}
	})
}

// betweenVoxels says whether a point lies so near a border that rounding decides.
func betweenVoxels(g Grid, p mgl64.Vec3) bool {
	index := mgl64.TransformCoordinate(p, g.VoxelFromPatient())
	for _, x := range index {
		if math.Abs(math.Abs(x-math.Round(x))-0.5) < 1e-9 {
			return true
		}
	}
	return false
}

func TestOntoCountsAndRefuses(t *testing.T) {
	g := Grid{Size: [3]int{4, 1, 1}, PatientFromVoxel: mgl64.Ident4()}
	l := &LabelMap{Grid: g, Data: []uint16{1, 1, 1, 0}}
	l.PatientFromVoxel = mgl64.Translate3D(-2, 0, 0)
	placed, fit, err := l.Onto(g)
	if err != nil || fit != (Fit{Outside: 2}) || !slices.Equal(placed.Data, []uint16{1, 0, 0, 0}) {
		t.Errorf("got %v, %+v, %v", placed, fit, err)
	}
	l.PatientFromVoxel = mgl64.Translate3D(0.01, 0, 0)
	if placed, fit, err := l.Onto(g); err != nil || fit.Resampled || !slices.Equal(placed.Data, l.Data) {
		t.Errorf("a rounded origin: got %v, %+v, %v", placed, fit, err)
	}
	l.PatientFromVoxel = mgl64.Translate3D(100, 0, 0)
	if _, _, err := l.Onto(g); err == nil || !strings.Contains(err.Error(), "belongs to another scan") {
		t.Errorf("got %v", err)
	}
	empty := &LabelMap{Grid: g, Data: make([]uint16, 4)}
	if _, _, err := empty.Onto(g); err != nil {
		t.Errorf("an empty map: %v", err)
	}
	if _, _, err := (&LabelMap{Grid: g}).Onto(g); err == nil || !strings.Contains(err.Error(), "belong together") {
		t.Errorf("got %v", err)
	}
	if _, _, err := empty.Onto(Grid{}); err == nil {
		t.Error("a grid without voxels must be refused")
	}
}
