package dicom

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// standardTable is PS3.15 table E.1-1 as the shared data set has it: tag, name,
// action of the basic profile.
func standardTable(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open("../../../../shared/scoring_ref/dicom_ps315_table_E1-1.csv")
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// allowed are the actions that a letter of the table permits: PS3.15 §E.1.1.
// A zero-length value may also be a dummy.
var allowed = map[string][]Action{"X": {Remove}, "Z": {Empty, Dummy}, "D": {Dummy}, "U": {Replace}, "U*": {Replace}}

func TestJudgeAgreesWithTheStandard(t *testing.T) {
	rows := standardTable(t)
	if len(rows) != 621 {
		t.Fatalf("the standard's table has %d rows, want 621", len(rows))
	}
	seen := make(map[Tag]bool)
	for _, row := range rows {
		digits := strings.NewReplacer("(", "", ")", "", "X", "x").Replace(row[0])
		if strings.Contains(row[0], "ODD") {
			digits = "odd,xxxx"
		}
		tag, err := parseTableTag(digits)
		if err != nil {
			t.Fatalf("%s: %v", row[0], err)
		}
		seen[tag] = true
		entry, listed := tableEntry(tag)
		if name := strings.Join(strings.Fields(row[1]), " "); !listed || entry.name != name || entry.action != row[2] {
			t.Errorf("%s %s %s: the built-in table has %q %q", row[0], row[1], row[2], entry.name, entry.action)
			continue
		}
		var permitted []Action
		for letter := range strings.SplitSeq(row[2], "/") {
			permitted = append(permitted, allowed[letter]...)
		}
		if action := Judge(tag, "LO"); !contain(permitted, action) {
			t.Errorf("%s %s: judged %q, the table says %s", row[0], row[1], action, row[2])
		}
	}
	if len(profileRows()) != len(seen) {
		t.Errorf("the built-in table has %d rows, the standard's %d", len(profileRows()), len(seen))
	}
}

func contain(actions []Action, a Action) bool {
	for _, other := range actions {
		if other == a {
			return true
		}
	}
	return false
}

func TestJudgeFamiliesAndTheUnlisted(t *testing.T) {
	for _, c := range []struct {
		tag  Tag
		vr   string
		want Action
	}{
		{0x00091001, "LO", Remove}, // private
		{0x50040005, "US", Remove}, // a curve
		{0x60023000, "OW", Remove}, // the data of the second overlay
		{0x60020010, "US", Remove}, // its rows, which no table lists
		{0x00080000, "UL", Remove}, // a group length
		{0x00280010, "US", Keep},
		{0x7fe00010, "OW", Keep},
		{0x7fe00010, "UN", Keep},
		{0x00081032, "SQ", Keep},   // its items are judged
		{0x00080016, "UI", Keep},   // the SOP class is nobody's
		{0x00189999, "PN", Remove}, // no such attribute: a name
		{0x00189999, "DA", Remove},
		{0x00189999, "UN", Remove},
	} {
		if got := Judge(c.tag, c.vr); got != c.want {
			t.Errorf("%v %s: %q, want %q", c.tag, c.vr, got, c.want)
		}
	}
}

// What a case keeps is nothing that the standard calls identifying.
func TestKeptForCaseIdentifiesNobody(t *testing.T) {
	for tag, name := range keptForCase {
		if action := Judge(tag, "US"); action != Keep {
			t.Errorf("%v %s is kept, but the profile has it %s", tag, name, action)
		}
	}
}

var testProfile = Profile{Salt: []byte("sixteen bytes or"), PatientID: "P-0815"}

// rewritten is a shared file's data set after the profile, as Drylab writes
// it. Compressed pixels, which it does not write, are left out.
func rewritten(t *testing.T, p *Profile, path string) (before, after *File, written []byte) {
	t.Helper()
	before, err := Parse(readShared(t, path))
	if err != nil {
		t.Skipf("%s is damaged: %v", path, err)
	}
	if pixels := before.Find(tagPixelData); pixels != nil && pixels.Fragments != nil {
		*pixels = Element{Tag: tagPixelData, VR: "OB", Value: []byte{0, 0}}
	}
	if before.Find(tagSOPInstance) == nil || before.Find(tagSOPClass) == nil {
		t.Skipf("%s is a data set that cannot stand alone", path)
	}
	after, err = p.Deidentify(before)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Encode(&out, after); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return before, after, out.Bytes()
}

// No byte sequence of a written file is an identifier of the file that it came
// from; and the pixels are what they were.
func TestDeidentifyLeavesNoIdentifier(t *testing.T) {
	identifiers, files := 0, 0
	for _, path := range sharedFiles(t) {
		t.Run(path, func(t *testing.T) {
			before, after, written := rewritten(t, &testProfile, path)
			ids := Identifiers(&before.Dataset)
			for _, i := range Leaks(written, ids) {
				if ids[i] == "TOSHIBA" {
					continue // one scanner's institution has its maker's name, TOSHIBA_MEC
				}
				t.Errorf("identifier %q is in what was written", ids[i])
			}
			if p := before.Find(tagPixelData); p != nil && !bytes.Equal(p.Value, after.Find(tagPixelData).Value) {
				t.Error("the pixels changed")
			}
			if after.Text(0x00120062) != "YES" || after.Text(tagPatientID) != "P-0815" && before.Find(tagPatientID) != nil {
				t.Error("it does not say that it is de-identified")
			}
			identifiers, files = identifiers+len(ids), files+1
		})
	}
	if identifiers < 10*files {
		t.Errorf("%d identifiers in %d files: the test is blind", identifiers, files)
	}
}

// pydicom reads what was written and finds nothing that the table removes, no
// private attribute and no old UID; and every UID that files shared they
// share again.
func TestDeidentifyAccordingToPydicom(t *testing.T) {
	standardTable(t)
	folder := t.TempDir()
	var arguments []string
	for _, path := range []string{
		"dicom/ct_abdomen_pancreas/1-029.dcm", "dicom/ct_abdomen_pancreas/1-030.dcm", "dicom/mr_head_oblique/brain_001.dcm",
		"dicom/enhanced_multiframe/eCT_Supplemental.dcm", "dicom/seg_liver_ct3/liver.dcm", "dicom/rtstruct_breast/rtss.dcm",
		"dicom/oddities/MR_small_bigendian.dcm", "dicom/oddities/CT_small.dcm",
	} {
		_, _, written := rewritten(t, &testProfile, path)
		to := filepath.Join(folder, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(to, written, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, filepath.Join(sharedData, path), to)
	}
	for _, line := range pydicom(t, deidentifiedScript, arguments...) {
		if line != "" {
			t.Error(line)
		}
	}
	// The same questions find fault with a file that nobody cleaned.
	source := filepath.Join(sharedData, "dicom/rtstruct_breast/rtss.dcm")
	if faults := pydicom(t, deidentifiedScript, source, source); len(faults) < 5 {
		t.Errorf("of a file with names and dates only this is said: %q", faults)
	}
}

const deidentifiedScript = `
import csv, sys, pydicom
table = {r['tag'].strip('()'): r['basicProfile'] for r in csv.DictReader(open('../../../../shared/scoring_ref/dicom_ps315_table_E1-1.csv'))}
def key(tag): return '%04X,%04X' % (tag.group, tag.elem)
mapped = {}
def uids(ds): return [str(v) for e in ds.iterall() if e.VR == 'UI' and not e.tag.is_private and table.get(key(e.tag), '').startswith('U') for v in (e.value if e.VM > 1 else [e.value]) if v]
for source, written in zip(sys.argv[1::2], sys.argv[2::2]):
    a, b = pydicom.dcmread(source, force=True), pydicom.dcmread(written)
    for e in b.iterall():
        rule = table.get(key(e.tag), '')
        if e.tag.is_private or rule == 'X' or e.tag.group >> 8 in (0x50, 0x60):
            print(source, 'still has', e.tag, e.name)
        if e.VR == 'PN' and rule and str(e.value) not in ('', 'REMOVED'):
            print(source, 'still has a name in', e.tag)
        if rule.startswith('Z') and e.VR in ('DA', 'TM') and str(e.value) not in ('', '19000101', '000000'):
            print(source, 'still has a date in', e.tag)
    old, new = set(uids(a)), set(uids(b))
    gone = [u for u in new if u in old and not u.startswith('1.2.840.10008.')]
    if gone: print(source, 'keeps', len(gone), 'old UIDs')
    for u in new:
        if len(u) > 64 or not pydicom.uid.UID(u).is_valid: print(source, 'has an invalid UID')
    if b.file_meta.MediaStorageSOPInstanceUID != b.SOPInstanceUID: print(source, 'has another UID in its meta header')
    if 'SeriesInstanceUID' in a and mapped.setdefault(a.SeriesInstanceUID, b.SeriesInstanceUID) != b.SeriesInstanceUID: print(source, 'left its series')
    if b.get('PatientIdentityRemoved') != 'YES' or b.DeidentificationMethodCodeSequence[0].CodeValue != '113100' or b.LongitudinalTemporalInformationModified != 'REMOVED':
        print(source, 'is not declared')
    for name in ('Rows', 'Columns', 'ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'RescaleSlope', 'Modality'):
        if name in a and a.get(name) != b.get(name): print(source, 'lost', name)
`

func TestDeidentifyGoesIntoSequences(t *testing.T) {
	inner := Dataset{Elements: []Element{
		{Tag: 0x00080018, VR: "UI", Value: []byte("1.2.3\x00")},
		{Tag: 0x00100010, VR: "PN", Value: []byte("Doe^Jane")},
		{Tag: 0x00110010, VR: "LO", Value: []byte("VENDOR")},
		{Tag: 0x0040a123, VR: "PN", Value: []byte("Roe^Rita")},
		{Tag: 0x0040a730, VR: "SQ", Items: []Dataset{{Elements: []Element{{Tag: 0x0040a160, VR: "UT", Value: []byte("Mrs Doe")}}}}},
	}}
	f := &File{Dataset: Dataset{Elements: []Element{
		{Tag: 0x00080018, VR: "UI", Value: []byte("1.2.3")},
		{Tag: 0x00082218, VR: "SQ", Items: []Dataset{inner}},
	}}}
	clean, err := testProfile.Deidentify(f)
	if err != nil {
		t.Fatal(err)
	}
	items := clean.Items(0x00082218)
	if len(items) != 1 {
		t.Fatalf("%d items, want 1", len(items))
	}
	item := items[0]
	if got := item.Text(0x00080018); got != testProfile.UID("1.2.3") || got != clean.Text(0x00080018) {
		t.Errorf("the UID became %q inside and %q outside", got, clean.Text(0x00080018))
	}
	if name := item.Find(0x00100010); name == nil || len(name.Value) != 0 {
		t.Error("the patient's name is not emptied")
	}
	if item.Find(0x00110010) != nil {
		t.Error("the private attribute stays")
	}
	if got := item.Text(0x0040a123); got != "REMOVED" {
		t.Errorf("the person's name became %q", got)
	}
	if content := item.Items(0x0040a730); len(content) != 1 || len(content[0].Elements) != 0 {
		t.Errorf("the content sequence became %v", content)
	}
	if string(inner.Elements[1].Value) != "Doe^Jane" {
		t.Error("the source changed")
	}
}

func TestUIDs(t *testing.T) {
	other := Profile{Salt: []byte("another salt of sixteen bytes")}
	a, b := testProfile.UID("1.2.3"), testProfile.UID("1.2.4")
	if a == b || a != testProfile.UID("1.2.3") || a == other.UID("1.2.3") {
		t.Errorf("not one UID for each old one and salt: %s %s", a, b)
	}
	for _, uid := range []string{a, b} {
		if !strings.HasPrefix(uid, "2.25.") || len(uid) > 44 || strings.HasPrefix(uid, "2.25.0") {
			t.Errorf("%s is no UUID's UID", uid)
		}
	}
	if ct := "1.2.840.10008.5.1.4.1.1.2"; testProfile.UID(ct) != ct {
		t.Error("a UID of the standard changed")
	}
	if _, err := (&Profile{Salt: []byte("short")}).Deidentify(&File{}); err == nil {
		t.Error("a short salt is accepted")
	}
}

// An overlay in the unused bits of pixels goes with its group.
func TestDeidentifyClearsOverlaysInPixels(t *testing.T) {
	f := &File{Dataset: Dataset{Elements: []Element{
		{Tag: tagSamplesPerPixel, VR: "US", Value: []byte{1, 0}},
		{Tag: tagPhotometric, VR: "CS", Value: []byte("MONOCHROME2 ")},
		{Tag: tagRows, VR: "US", Value: []byte{1, 0}},
		{Tag: tagColumns, VR: "US", Value: []byte{2, 0}},
		{Tag: tagBitsAllocated, VR: "US", Value: []byte{16, 0}},
		{Tag: tagBitsStored, VR: "US", Value: []byte{12, 0}},
		{Tag: tagHighBit, VR: "US", Value: []byte{11, 0}},
		{Tag: tagPixelRepresentation, VR: "US", Value: []byte{0, 0}},
		{Tag: 0x60000100, VR: "US", Value: []byte{16, 0}},
		{Tag: 0x60000102, VR: "US", Value: []byte{12, 0}},
		{Tag: tagPixelData, VR: "OW", Value: []byte{0x34, 0x12, 0xcd, 0xfa}},
	}}}
	clean, err := testProfile.Deidentify(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := clean.Find(tagPixelData).Value; !bytes.Equal(got, []byte{0x34, 0x02, 0xcd, 0x0a}) {
		t.Errorf("the pixels are % x", got)
	}
	if clean.Find(0x60000102) != nil {
		t.Error("the overlay's bit position stays")
	}
}

func TestAgeBand(t *testing.T) {
	for _, c := range []struct{ age, birth, study, want string }{
		{"028Y", "", "", "18 to 29 years"},
		{"003M", "", "", "under 2 years"},
		{"023M", "", "", "under 2 years"},
		{"036M", "", "", "2 to 11 years"},
		{"010D", "", "", "under 2 years"},
		{"017Y", "", "", "12 to 17 years"},
		{"064Y", "", "", "60 to 69 years"},
		{"089Y", "", "", "80 to 89 years"},
		{"090Y", "", "", "90 years or more"},
		{"999Y", "", "", ""},
		{"12 Y", "", "", ""},
		{"", "19500615", "20200614", "60 to 69 years"},
		{"", "19500615", "20200615", "70 to 79 years"},
		{"", "20200101", "19990101", ""},
		{"", "", "20200615", ""},
	} {
		d := &Dataset{Elements: []Element{
			{Tag: tagStudyDate, VR: "DA", Value: []byte(c.study)},
			{Tag: tagBirthDate, VR: "DA", Value: []byte(c.birth)},
			{Tag: tagAge, VR: "AS", Value: []byte(c.age)},
		}}
		if got := AgeBand(d); got != c.want {
			t.Errorf("age %q, born %q, study %q: %q, want %q", c.age, c.birth, c.study, got, c.want)
		}
	}
}

// Whatever parses can be judged and de-identified without a panic, and the
// result holds nothing, at any depth, that the profile removes.
func FuzzDeidentify(f *testing.F) {
	for _, d := range []Dataset{
		{Elements: []Element{{Tag: tagSOPClass, VR: "UI", Value: []byte("1.2")}, {Tag: tagSOPInstance, VR: "UI", Value: []byte("1.2.3")}, {Tag: 0x00100010, VR: "PN", Value: []byte("Doe^Jane")}}},
		{Elements: []Element{{Tag: tagSOPClass, VR: "UI", Value: []byte("1.2")}, {Tag: tagSOPInstance, VR: "UI", Value: []byte("1.2.3")}, {Tag: 0x00090010, VR: "LO", Value: []byte("ACME")}, {Tag: 0x52009229, VR: "SQ", Items: []Dataset{{Elements: []Element{{Tag: 0x00081150, VR: "UI", Value: []byte("1.2")}}}}}}},
	} {
		var out bytes.Buffer
		if err := Encode(&out, &File{Dataset: d}); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		Leaks(data, Identifiers(&file.Dataset))
		BurnedInRisk(&file.Dataset)
		SaysHead(&file.Dataset)
		AgeBand(&file.Dataset)
		var r Report
		r.AddCase(&file.Dataset)
		if r.String() == "" {
			t.Error("an empty report")
		}
		clean, err := testProfile.Deidentify(file)
		if err != nil {
			t.Fatal(err)
		}
		eachElement(&clean.Dataset, func(e *Element) {
			if e.Tag.Private() || Judge(e.Tag, e.VR) == Remove {
				t.Errorf("%v stays", e.Tag)
			}
		})
	})
}

func eachElement(d *Dataset, tell func(*Element)) {
	for i := range d.Elements {
		tell(&d.Elements[i])
		for item := range d.Elements[i].Items {
			eachElement(&d.Elements[i].Items[item], tell)
		}
	}
}
