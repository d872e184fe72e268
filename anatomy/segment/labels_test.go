package segment

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/google/go-cmp/cmp"
)

const shared = "../../../shared"

func openShared(t testing.TB, path string) *os.File {
	t.Helper()
	file, err := os.Open(filepath.Join(shared, path))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func sharedVolume(t testing.TB, path string) *imaging.Volume {
	t.Helper()
	v, err := imaging.ReadNIfTI(openShared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func sharedLabels(t testing.TB, path string) *imaging.LabelMap {
	t.Helper()
	l, err := imaging.ReadNIfTILabels(openShared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTotalSegmentatorTable(t *testing.T) {
	table := TotalSegmentator()
	if len(table) != 117 {
		t.Fatalf("%d classes, want 117", len(table))
	}
	names := map[string]bool{}
	for i, entry := range table {
		if int(entry.Label) != i+1 || names[entry.Name] || kebab(entry.Name) != entry.Name {
			t.Errorf("entry %d is %+v: label, unique name or form is wrong", i, entry)
		}
		names[entry.Name] = true
		if !isSNOMED(entry.SNOMED) || !isTissue(entry.Tissue) || len(entry.Color) != 7 {
			t.Errorf("entry %d is %+v: code, tissue or colour is wrong", i, entry)
		}
		if entry.Tissue == "vessel" && !entry.Critical {
			t.Errorf("the vessel %s must be critical", entry.Name)
		}
	}
}

func TestTotalSegmentatorCodesAgreeWithTheProject(t *testing.T) {
	rows, err := csv.NewReader(openShared(t, "scoring_ref/segment_codes_totalsegmentator.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code := map[string]string{}
	for _, row := range rows[1:] {
		code[kebab(row[0])] = row[5]
	}
	for _, entry := range TotalSegmentator() {
		if code[entry.Name] != entry.SNOMED {
			t.Errorf("%s has code %s, want %s", entry.Name, entry.SNOMED, code[entry.Name])
		}
	}
}

// TestNamedLabelsHaveTheirOrgansIntensity compares, organ by organ, the mean
// Hounsfield units and the voxel counts with facts.json.
func TestNamedLabelsHaveTheirOrgansIntensity(t *testing.T) {
	for _, study := range []string{"abdomen_ct_ts", "abdomen_ct_ts_slab"} {
		organs := crossChecks(t, study)
		v := sharedVolume(t, "data/volumes/"+study+"/ct.nii.gz")
		l := sharedLabels(t, "data/volumes/"+study+"/labels_total.nii.gz")
		table := byName(TotalSegmentator())
		for name, want := range organs {
			entry, found := table[kebab(name)]
			if !found || int(entry.Label) != want.Label {
				t.Errorf("%s: %s is label %d, want %d", study, name, entry.Label, want.Label)
				continue
			}
			m := Label(l, entry.Label)
			sum := 0.0
			for i, bit := range m.Bits {
				sum += float64(bit) * float64(v.Value(i))
			}
			if mean := sum / float64(m.Count()); m.Count() != want.Voxels || math.Abs(mean-want.Mean) > 0.005 {
				t.Errorf("%s: %s has %d voxels of mean %.2f, want %d of %.2f", study, name, m.Count(), mean, want.Voxels, want.Mean)
			}
		}
	}
}

type organFact struct {
	Label, Voxels int
	Mean          float64
}

// crossChecks are the organs that facts.json describes for a study.
func crossChecks(t *testing.T, study string) map[string]organFact {
	t.Helper()
	var facts struct {
		CrossChecks map[string]map[string]json.RawMessage `json:"cross_checks"`
	}
	if err := json.NewDecoder(openShared(t, "data/facts.json")).Decode(&facts); err != nil {
		t.Fatal(err)
	}
	organs := map[string]organFact{}
	for name, raw := range facts.CrossChecks[study+" mean HU in labels_total"] {
		var o organFact
		if json.Unmarshal(raw, &o) == nil && o.Label > 0 {
			organs[name] = o
		}
	}
	if len(organs) < 10 {
		t.Fatalf("facts.json describes %d organs of %s", len(organs), study)
	}
	return organs
}

func TestPresentAndLabelSeeEveryVoxel(t *testing.T) {
	l := &imaging.LabelMap{Grid: gridOf([3]int{5, 1, 1}, [3]float64{1, 1, 1}), Data: []uint16{65535, 0, 5, 200, 5}}
	if got, want := Present(l), []uint16{5, 200, 65535}; !slices.Equal(got, want) {
		t.Errorf("the labels are %v, want %v", got, want)
	}
	if m := Label(l, 5); !slices.Equal(m.Bits, []uint8{0, 0, 1, 0, 1}) {
		t.Errorf("label 5 is at %v", m.Bits)
	}
}

func TestParseNames(t *testing.T) {
	got, err := ParseNames(strings.NewReader(`# my tumour case
1 Liver
2 Target_Lesion
3 portal-branch 110765007 vessel
4 cyst other

12 spinal_cord brain
# Slicer:
0 Background 0 0 0 0
20 middle_cerebral_artery 216 101 79 255
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Named{
		{1, "liver", "10200004", "organ", "#8a4637", false},
		{2, "target-lesion", "", "tumour", tissueColor("tumour"), false},
		{3, "portal-branch", "110765007", "vessel", tissueColor("vessel"), true},
		{4, "cyst", "", "other", tissueColor("other"), false},
		{12, "spinal-cord", "2748008", "brain", "#e3cf8f", true},
		{20, "middle-cerebral-artery", "", "vessel", "#d8654f", true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseNamesSaysWhichLineIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "names no label",
		"1 liver\n70000 spleen":     "line 2",
		"1 liver\nx spleen":         "line 2",
		"1":                         "line 1: label 1 has no name",
		"1 ---":                     "line 1: label 1 has no name",
		"1 liver\n1 spleen":         "line 2: label 1 is already named on line 1",
		"1 liver\n2 LIVER":          "line 2: the name liver is already used on line 1",
		"1 liver meat":              "neither a SNOMED CT code nor a tissue",
		"1 left ventricle of heart": "names have no blanks",
		strings.Repeat("9", 1<<16):  "label table, after line 0",
	} {
		if _, err := ParseNames(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: got %v, want %q", text, err, want)
		}
	}
}

// FuzzParseNames: whatever is accepted is a sound table.
func FuzzParseNames(f *testing.F) {
	f.Add("1 liver\n2 aorta 15825003 vessel\n")
	f.Add("# Color table file\n0 Background 0 0 0 0\n1 vein 10 20 30 255\n")
	f.Add("\ufeff7 a\r\n65535 b tumour")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ParseNames(strings.NewReader(text))
		if err != nil {
			return
		}
		labels, names := map[uint16]bool{}, map[string]bool{}
		for _, n := range table {
			if n.Label == 0 || labels[n.Label] || names[n.Name] || n.Name != kebab(n.Name) || n.Name == "" ||
				!isTissue(n.Tissue) || len(n.Color) != 7 || n.SNOMED != "" && !isSNOMED(n.SNOMED) {
				t.Errorf("unsound entry %+v", n)
			}
			labels[n.Label], names[n.Name] = true, true
		}
	})
}

// TestVersion1NumbersTheSameOrgans: the same scan labelled by TotalSegmentator
// 1 and 2: where both see a structure of the same name, they see it in the
// same place.
func TestVersion1NumbersTheSameOrgans(t *testing.T) {
	v2 := sharedLabels(t, "data/volumes/abdomen_ct_ts/labels_total.nii.gz")
	v1 := sharedLabels(t, "data/volumes/abdomen_ct_ts/labels_v1_float64.nii.gz")
	var first LabelTable
	for _, table := range LabelTables() {
		if table.ID == "totalsegmentator-v1" {
			first = table
		}
	}
	second, compared := byName(TotalSegmentator()), 0
	for _, entry := range first.Labels {
		other, both := second[entry.Name]
		a, b := Label(v1, entry.Label), Label(v2, other.Label)
		if !both || min(a.Count(), b.Count()) < 500 {
			continue
		}
		compared++
		if d := dice(a, b); d < 0.6 { // the versions differ most where the scan cuts a bone
			t.Errorf("%s: label %d of version 1 and %d of version 2 overlap by %.2f", entry.Name, entry.Label, other.Label, d)
		}
	}
	if len(first.Labels) != 104 || compared < 25 {
		t.Errorf("%d labels, of which %d were compared", len(first.Labels), compared)
	}
}

func TestLabelTablesAreSound(t *testing.T) {
	for _, table := range LabelTables() {
		names := map[string]bool{}
		for i, n := range table.Labels {
			if int(n.Label) != i+1 || names[n.Name] || n.Name != kebab(n.Name) || !isTissue(n.Tissue) || len(n.Color) != 7 {
				t.Errorf("%s: entry %+v is unsound", table.ID, n)
			}
			if n.SNOMED == "" && n.Name != "prostate-or-uterus" {
				t.Errorf("%s: %s has no code", table.ID, n.Name)
			}
			names[n.Name] = true
		}
	}
}
