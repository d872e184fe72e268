package segment

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/google/go-cmp/cmp"
)

func TestNamesAreKnownHoweverTheyAreWritten(t *testing.T) {
	tables := nameTables()
	for text, want := range map[string]string{
		"Left Kidney": "kidney-left", "kidney_left": "kidney-left", "Kidney L": "kidney-left", "KidneyLeft": "kidney-left", "LT KIDNEY": "kidney-left",
		"Rt. Kidney": "kidney-right", "kidney, right": "kidney-right", "Kidney": "kidney", "kidneys": "kidney", "Left and right kidneys": "kidney",
		"LT LUNG": "lung-left", "Lt Lung": "lung-left", "lung right": "lung-right", "Lungs": "lung", "Both lungs": "lung",
		"Upper lobe of left lung": "lung-upper-lobe-left", "Left upper lobe of lung": "lung-upper-lobe-left",
		"LIVER": "liver", "Spleen": "spleen", "Gall bladder": "gallbladder", "Gallbladder": "gallbladder",
		"Oesophagus": "esophagus", "IVC": "inferior-vena-cava", "postcava": "inferior-vena-cava", "Inferior Vena Cava": "inferior-vena-cava",
		"Portal and Splenic Veins": "portal-vein-and-splenic-vein", "portal_vein_and_splenic_vein": "portal-vein-and-splenic-vein",
		"Right adrenal gland": "adrenal-gland-right", "adrenal L": "adrenal-gland-left",
		"Bladder": "urinary-bladder", "urinary bladder": "urinary-bladder", "L1 vertebra": "vertebrae-l1", "Vertebra_T12": "vertebrae-t12",
		"Left femur": "femur-left", "Clavicle right": "clavicula-right", "rib_left_1": "rib-left-1", "Left rib 1": "rib-left-1",
		"Heart": "heart", "Left atrium": "heart-atrium-left", "BODY": "skin", "Tumor": "tumour", "Liver tumor": "liver-tumour", "Bones": "bone",
		"Spinal cord": "spinal-cord", "Small Intestine": "small-bowel", "thyroid": "thyroid-gland",
	} {
		if got, ok := tables.find(text); !ok || got.Name != want {
			t.Errorf("%q is taken for %q, want %q", text, got.Name, want)
		}
	}
}

// TestNoSideIsGuessed: what the tables cannot tell for certain stays unknown.
func TestNoSideIsGuessed(t *testing.T) {
	tables := nameTables()
	for _, text := range []string{"", "left", "L", "left liver", "right heart", "left spleen", "rib 1", "middle lobe of left lung", "femoral head left",
		"upper pole of kidney", "L1", "left ventricle", "kidney left lower", "lung lobe", "Areola", "pelvis", "cord", "vena", "1"} {
		if got, ok := tables.find(text); ok {
			t.Errorf("%q is taken for %q", text, got.Name)
		}
	}
	for _, entry := range tables.entries {
		got, ok := tables.find(entry.Name)
		if !ok || got.Name != entry.Name {
			t.Errorf("the table's %q is taken for %q", entry.Name, got.Name)
		}
		for _, other := range []string{"left", "right"} {
			found, ok := tables.find(entry.Name + " " + other)
			if ok && strings.Contains(found.Name, map[string]string{"left": "right", "right": "left"}[other]) {
				t.Errorf("%q with %s is taken for %q", entry.Name, other, found.Name)
			}
		}
	}
}

func TestComplete(t *testing.T) {
	got := Complete([]imaging.Segment{
		{Label: 4, Name: "Left Kidney"},
		{Label: 5, Name: "Segment_1", SNOMED: "10200004", Color: "#112233"},
		{Label: 6, Name: "", SNOMED: "15825003"},
		{Label: 7, Name: "", SNOMED: "64033007"},
		{Label: 8, Name: "Kidney right", SNOMED: "64033007"},
		{Label: 9, Name: "my thing"},
		{Label: 10, Name: "Liver", SNOMED: "78961009"},
		{Label: 11, Name: "tumor"},
		{Label: 12, Name: "Neoplasm"},
		{Label: 13, Name: "hepatic vein"},
		{Label: 14, Name: "***"},
	})
	liver, spleen := byName(TotalSegmentator())["liver"], byName(TotalSegmentator())["spleen"]
	tumour := tissueColor("tumour")
	want := []Named{
		{4, "kidney-left", "64033007", "organ", "#96503f", false},
		{5, "segment-1", "10200004", "organ", "#112233", false},
		{6, "aorta", "15825003", "vessel", byName(TotalSegmentator())["aorta"].Color, true},
		{7, "kidney", "64033007", "organ", "#96503f", false},
		{8, "kidney-right", "64033007", "organ", "#96503f", false},
		{9, "my-thing", "", "other", tissueColor("other"), false},
		{10, "liver", "78961009", spleen.Tissue, spleen.Color, false},
		{11, "tumour", "108369006", "tumour", tumour, false},
		{12, "tumour-2", "108369006", "tumour", tumour, false},
		{13, "hepatic-vein", "", "vessel", tissueColor("vessel"), true},
		{14, "segment-14", "", "other", tissueColor("other"), false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("liver's entry is %+v\n%s", liver, diff)
	}
}

// TestCodesAgreeWithTheProject compares every entry's code with the table of
// DICOM segment codes, by the names there.
func TestCodesAgreeWithTheProject(t *testing.T) {
	rows, err := csv.NewReader(openShared(t, "scoring_ref/segment_codes_totalsegmentator.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tables, checked := nameTables(), 0
	for _, row := range rows[1:] {
		if got, ok := tables.find(row[0]); ok {
			checked++
			if got.SNOMED != row[5] && kebab(row[0]) != "gluteus-minimus" { // the reference gives it the gluteus medius' code
				t.Errorf("%s has code %s, want %s", row[0], got.SNOMED, row[5])
			}
		}
	}
	if checked < 150 {
		t.Errorf("only %d of the %d names are known", checked, len(rows)-1)
	}
}
