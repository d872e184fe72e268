package dicom

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
)

// seriesFact is what pydicom and gdcmconv say of a series that is a volume.
type seriesFact struct {
	Slices    int           `json:"slices"`
	AffineLPS [4][4]float64 `json:"affine_lps_col_row_slice"`
	Spacing   float64       `json:"spacing_along_normal_mm"`
	Shear     float64       `json:"shear_angle_deg"`
	Order     []string      `json:"order_of_files_by_position"`
	Rescale   [2]float64    `json:"rescale"`
	Rescaled  struct {
		Min, Max, Mean float64
	} `json:"rescaled"`
	Stored struct{ DType string } `json:"stored"`
	Hash   string                 `json:"sha256_stored_volume"`
}

// seriesFacts are the facts by folder and series.
func seriesFacts(t *testing.T) map[string]map[string]seriesFact {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedData, "facts.json"))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	var all struct {
		DICOM map[string]struct{ Series map[string]seriesFact } `json:"dicom"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	facts := map[string]map[string]seriesFact{}
	for folder, group := range all.DICOM {
		for uid, fact := range group.Series {
			if fact.Slices > 1 {
				if facts[folder] == nil {
					facts[folder] = map[string]seriesFact{}
				}
				facts[folder][uid] = fact
			}
		}
	}
	if len(facts) < 4 {
		t.Fatalf("facts.json describes only %d folders of series", len(facts))
	}
	return facts
}

// TestSeriesAsOtherTools compares order, affine and values of every real series
// with what pydicom and gdcmconv gave.
func TestSeriesAsOtherTools(t *testing.T) {
	for folder, series := range seriesFacts(t) {
		c := findIn(t, os.DirFS(filepath.Join(sharedData, folder)))
		for uid, want := range series {
			t.Run(folder, func(t *testing.T) {
				for _, s := range c.Volumes {
					if s.UID == uid {
						checkSeries(t, s, want)
						return
					}
				}
				t.Fatalf("the series was not found; left out: %v", c.LeftOut)
			})
		}
	}
}

func checkSeries(t *testing.T, s *Series, want seriesFact) {
	if len(s.Gaps) > 0 || s.Images != want.Slices {
		t.Fatalf("%d images, gaps %q", s.Images, s.Gaps)
	}
	var order []string
	for k, p := range s.layout.planes {
		if place := s.layout.places[k]; place != k {
			t.Errorf("image %d is slice %d", k, place)
		}
		order = append(order, filepath.Base(p.source.name))
	}
	if got, want := strings.Join(order, " "), strings.Join(want.Order, " "); got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	// The facts take the middle one of the distances, and the angle from it; the
	// oblique MR's positions jitter by 0.07 mm, so there it is 0.03 mm less.
	if math.Abs(s.layout.spacing-want.Spacing) > 0.03 {
		t.Errorf("spacing %g mm, want %g", s.layout.spacing, want.Spacing)
	}
	if got := s.layout.lean.angle * 180 / math.Pi; math.Abs(got-want.Shear) > 0.01 {
		t.Errorf("the slices lean by %.3f degrees, want %.3f", got, want.Shear)
	}
	v, _ := readVolume(t, s, ReadOptions{})
	truth := sheared(t, s)
	if want.Shear < 1 {
		checkSameValues(t, s, v, truth)
	}
	checkAffine(t, truth.Grid, want)
	checkStored(t, truth, want)
}

// checkSameValues compares the volume with the slices decoded one by one, but
// for padding, which is air.
func checkSameValues(t *testing.T, s *Series, v, truth *imaging.Volume) {
	t.Helper()
	if !v.SameAs(truth.Grid) {
		t.Error("the volume's grid is not the one of its slices")
	}
	padding := s.planes[0].source.padding
	padded := float32(padding.low*s.planes[0].slope + s.planes[0].shift)
	for i := range v.Len() {
		want := truth.Value(i)
		if padding.present && want == padded {
			want = float32(background(s.Modality))
		}
		if v.Value(i) != want {
			t.Fatalf("voxel %d is %g, want %g", i, v.Value(i), want)
		}
	}
}

// checkAffine compares with an affine given to six decimals.
func checkAffine(t *testing.T, g imaging.Grid, want seriesFact) {
	t.Helper()
	for row := range 4 {
		for column := range 4 {
			if got := g.PatientFromVoxel.At(row, column); math.Abs(got-want.AffineLPS[row][column]) > 1e-6 {
				t.Errorf("affine %d,%d is %g, want %g", row, column, got, want.AffineLPS[row][column])
			}
		}
	}
}

// checkStored undoes the rescaling and compares the checksum of stored values,
// and the range and mean of the rescaled ones.
func checkStored(t *testing.T, v *imaging.Volume, want seriesFact) {
	t.Helper()
	digest := sha256.New()
	raw := make([]byte, 0, 2*v.Len())
	sum := 0.0
	for i := range v.Len() {
		value := float64(v.Value(i))
		sum += value
		raw = binary.LittleEndian.AppendUint16(raw, uint16(int((value-want.Rescale[1])/want.Rescale[0])))
	}
	digest.Write(raw)
	if got := hex.EncodeToString(digest.Sum(nil)); got != want.Hash {
		t.Errorf("stored values have sha256 %s, want %s", got, want.Hash)
	}
	low, high := v.Range()
	if float64(low) != want.Rescaled.Min || float64(high) != want.Rescaled.Max {
		t.Errorf("values from %g to %g, want %g to %g", low, high, want.Rescaled.Min, want.Rescaled.Max)
	}
	if mean := sum / float64(v.Len()); math.Abs(mean-want.Rescaled.Mean) > 1e-6*math.Abs(want.Rescaled.Mean) {
		t.Errorf("mean %g, want %g", mean, want.Rescaled.Mean)
	}
}
