package main

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// TestImportMemory: a whole import, in a process of its own, takes at most two
// and a half times the scan's memory, label map and pictures included, where
// the largest surface has about one vertex for a hundred voxels, as bone has.
func TestImportMemory(t *testing.T) {
	if os.Getenv("DRYLAB_SOAK") == "" {
		t.Skip("it makes a scan of 90 MiB; set DRYLAB_SOAK=1 to run it")
	}
	if peakMemory() == 0 {
		t.Skip("this system does not say how much memory a process took")
	}
	newHome(t)
	v := noisyHead()
	scan := filepath.Join(t.TempDir(), "head.nii.gz")
	file, err := os.Create(scan)
	if err != nil {
		t.Fatal(err)
	}
	if err := imaging.WriteNIfTI(file, v); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	size := int64(2 * len(v.Int16))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "import", scan, "--out", filepath.Join(t.TempDir(), "case"), "--json",
		"--preset", "ct-skin", "--preset", "ct-bone", "--structure", "vessels=150:225")
	cmd.Args[0] = "drylab" // what the test binary then is, see TestMain
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Peak       int64 `json:"peak_memory_bytes"`
		Stages     []string
		Structures []structureRow
	}
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatal(err)
	}
	t.Logf("a scan of %d MiB took %.2f times as much: %v", size>>20, float64(told.Peak)/float64(size), told.Stages)
	if told.Peak > size*5/2 {
		t.Errorf("%d MiB at the peak, want at most two and a half times %d", told.Peak>>20, size>>20)
	}
	for _, s := range told.Structures {
		if !s.Watertight {
			t.Errorf("%s is not watertight", s.Name)
		}
	}
}

// noisyHead is a ball of soft tissue in a shell of bone, with a vessel of noise.
func noisyHead() *imaging.Volume {
	const n, slices = 400, 300
	v := &imaging.Volume{Grid: imaging.Grid{Size: [3]int{n, n, slices}, PatientFromVoxel: mgl64.Scale3D(0.6, 0.6, 0.8)}, Int16: make([]int16, n*n*slices)}
	random := rand.New(rand.NewPCG(3, 5))
	for i := range v.Int16 {
		x, y, z := float64(i%n)-n/2, float64(i/n%n)-n/2, (float64(i/n/n)-slices/2)*0.8/0.6
		hu := -1000.0
		switch r := math.Sqrt(x*x + y*y + z*z); {
		case r > 130:
		case r > 122, r < 110:
			hu = 50
		default:
			hu = 700
		}
		if math.Hypot(x, y) < 20 && hu == 50 {
			hu = 140
		}
		v.Int16[i] = int16(hu + 18*random.NormFloat64())
	}
	return v
}
