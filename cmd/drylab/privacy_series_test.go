package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
)

// TestNothingOfThePatientIsWritten imports every DICOM series of the shared
// data set, with and without labels, lists it, checks the cases, and reads every
// byte of what was written and printed for every identifier of every file of its
// folder. DRYLAB_SOAK=1 makes all combinations.
func TestNothingOfThePatientIsWritten(t *testing.T) {
	soak := os.Getenv("DRYLAB_SOAK") != ""
	for _, c := range []struct {
		folder string
		series int
		args   []string
	}{
		{"ct_abdomen_pancreas", 1, nil},
		{"ct_skull_phantom_tilt_m18", 1, []string{"--structure", "bright=-200:784"}},
		{"mr_head_oblique", 1, nil},
		{"enhanced_multiframe", 1, []string{"--structure", "bright=0:172"}},
		{"enhanced_multiframe", 2, nil},
		{"enhanced_multiframe", 3, nil},
		{"seg_liver_ct3", 1, nil},
		{"seg_liver_ct3", 1, []string{"--labels", filepath.Join("..", "..", "..", "shared", "data", "dicom", "seg_liver_ct3", "partial_overlaps.dcm")}},
	} {
		if c.series == 2 && !soak {
			continue // it is as the third one
		}
		t.Run(fmt.Sprint(c.folder, c.series), func(t *testing.T) {
			source := shared(t, "dicom/"+c.folder)
			files, names := filesBelow(t, source)
			ids := foreignWords(t, identifiersIn(t, files))
			if len(ids) < 20 {
				t.Fatalf("only %d identifiers in %d files", len(ids), len(files))
			}
			var out []piece
			if c.series == 1 {
				out = append(out, givenAway(t, exitDone, []string{source}, "import", source, "--list")...)
				out = append(out, givenAway(t, exitDone, []string{source}, "import", source, "--list", "--json")...)
			}
			dir := t.TempDir()
			first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
			args := append([]string{"import", source, "--series", fmt.Sprint(c.series)}, c.args...)
			out = append(out, givenAway(t, exitDone, []string{source, dir}, append(args, "--out", first)...)...)
			if c.folder == "mr_head_oblique" || c.folder == "seg_liver_ct3" || soak {
				args = []string{"import", source, "--series", fmt.Sprint(c.series), "--json",
					"--labels", filepath.Join(first, "labels.nii.gz"), "--names", write(t, "names.txt", "1 front\n2 back\n3 upper\n4 lower\n5 middle\n"), "--out", second}
				out = append(out, givenAway(t, exitDone, []string{source, dir}, args...)...)
			}
			for _, made := range []string{first, second} {
				if _, err := os.Stat(made); err == nil {
					out = append(out, givenAway(t, exitDone, []string{dir}, "case", "check", made)...)
				}
			}
			written := piecesBelow(t, dir)
			for _, leak := range append(leaks(append(out, written...), ids), leaks(written, names)...) {
				t.Error(leak)
			}
		})
	}
}

// foreignWords are the identifiers without those that Drylab's own pages and
// messages hold though no patient is in them, such as "initial" in a style.
func foreignWords(t testing.TB, ids []string) []string {
	t.Helper()
	words := map[string]bool{}
	for _, p := range nobodysCase(t) {
		for _, at := range dicom.Leaks(p.data, ids) {
			words[ids[at]] = true
		}
	}
	if len(words) > 3 {
		t.Errorf("%d identifiers are said to be words of Drylab's own", len(words))
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return words[id] })
}

// nobodys is all that is written and printed when a series without a patient is
// listed and imported; it is made once for all tests.
var nobodys []piece

func nobodysCase(t testing.TB) []piece {
	t.Helper()
	if nobodys == nil {
		source, dir := inFolder(t, madeSeries{images: 16}.files(t)), t.TempDir()
		listed := givenAway(t, exitDone, []string{source}, "import", source, "--list")
		made := givenAway(t, exitDone, []string{source, dir}, "import", source, "--out", filepath.Join(dir, "case"))
		nobodys = slices.Concat(listed, made, piecesBelow(t, dir))
	}
	return nobodys
}

// TestRefusalsTellNothing: what is said of a single file of the shared data set,
// of which few make a case, quotes nothing of it.
func TestRefusalsTellNothing(t *testing.T) {
	for _, folder := range []string{"oddities", "rtstruct_breast", "transfer_syntax_mr", "enhanced_multiframe"} {
		root := shared(t, "dicom/"+folder)
		files, _ := filesBelow(t, root)
		ids := foreignWords(t, identifiersIn(t, files))
		sources, err := filepath.Glob(filepath.Join(root, "*.dcm"))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, root)
		for _, source := range sources {
			t.Run(folder+"/"+filepath.Base(source), func(t *testing.T) {
				dir := t.TempDir()
				typed := []string{source, dir, root}
				out := givenAway(t, anyCode, typed, "import", source, "--out", filepath.Join(dir, "a"))
				out = append(out, givenAway(t, anyCode, typed, "import", source, "--out", filepath.Join(dir, "b"), "--json")...)
				for _, leak := range leaks(append(out, piecesBelow(t, dir)...), ids) {
					t.Error(leak)
				}
			})
		}
	}
}

// Nobody is called so. Each word is in one attribute only.
const (
	patientName  = "HOLMQVIST^ASTRID LOVISA^^DR"
	patientUTF8  = "Wójcik^Żaneta"
	birthDate    = "19430217"
	patientID    = "HQ-5520917"
	nestedName   = "Oxenstierna^Bengt"
	privateText  = "recalled by ZEBRINSKI at 0701 99 88 77"
	privateUnder = "Kvarnström ward 9"
	commentText  = "pt. says: call daughter Mafalda"
)

// patientFull is what a careless hospital writes into every file.
func patientFull() []dicom.Element {
	text := func(tag dicom.Tag, vr, value string) dicom.Element {
		return dicom.Element{Tag: tag, VR: vr, Value: []byte(value)}
	}
	inner := dicom.Dataset{Elements: []dicom.Element{
		text(0x00100010, "PN", patientUTF8), text(0x00321032, "PN", nestedName), text(0x0040A730, "UT", "nested: Grzegorzewska"),
	}}
	middle := dicom.Dataset{Elements: []dicom.Element{
		text(0x00400007, "LO", "plan of Dr Quistgaard"), {Tag: 0x00400008, VR: "SQ", Items: []dicom.Dataset{inner}},
	}}
	private := dicom.Dataset{Elements: []dicom.Element{text(0x00111001, "LO", privateUnder)}}
	return []dicom.Element{
		text(0x00080005, "CS", "ISO_IR 192"),
		text(0x00080020, "DA", "20190523"), text(0x00080030, "TM", "101112.131415"), text(0x00080050, "SH", "ACC7741093"),
		text(0x00080080, "LO", "Sankta Ragnhild Infirmary"), text(0x00080081, "ST", "Mälarvägen 17\r\nTellusborg"),
		text(0x00080090, "PN", "Fjellström^Ossian"), text(0x00081010, "SH", "CTROOM9X"),
		text(0x00081030, "LO", "Holmqvist preop liver"), text(0x0008103E, "LO", "Astrid second try"), text(0x00081070, "PN", "Tech^Nikodemia"),
		{Tag: 0x00081140, VR: "SQ", Items: []dicom.Dataset{{Elements: []dicom.Element{
			text(0x00081150, "UI", ctImage), text(0x00081155, "UI", "1.3.6.1.4.1.99999.8.20190523.4711"),
		}}}},
		text(0x00090010, "LO", "VENDOR HEADER 3"), text(0x00091001, "UT", privateText), {Tag: 0x00091002, VR: "SQ", Items: []dicom.Dataset{private}},
		text(0x00100010, "PN", patientName), text(0x00100020, "LO", patientID), text(0x00100030, "DA", birthDate), text(0x00100040, "CS", "F"),
		text(0x00101000, "LO", `OLD-88127\OLD-90077`), text(0x00101001, "PN", "Holmqvist-Brandt^Astrid"), text(0x00101010, "AS", "076Y"),
		text(0x00101040, "LO", "Vintergatan 3, Umbrafors"), text(0x00102154, "SH", "+46 701 998877"), text(0x00104000, "LT", commentText),
		text(0x00181000, "LO", "SN-66120-K"), text(0x00181030, "LO", "Liver Holmqvist 3 phase"),
		text(0x00200010, "ID", "STUDY31337"), text(0x00204000, "LT", "slice for Professor Undervall"),
		{Tag: 0x00400275, VR: "SQ", Items: []dicom.Dataset{middle}},
	}
}

// TestMadePatientIsForgotten: names in any attribute, in nested and private
// sequences, in the names of folders and files, and in a file that cannot be
// read are in nothing that an import writes.
func TestMadePatientIsForgotten(t *testing.T) {
	files := madeSeries{extra: patientFull()}.files(t)
	ids := identifiersIn(t, files)
	for _, needed := range []string{"HOLMQVIST", "ASTRID", "Wójcik", "Oxenstierna", patientID, birthDate, "1943-02-17", "STUDY31337", privateText, privateUnder, commentText, madeUID} {
		if !slices.Contains(ids, needed) {
			t.Errorf("%q is not counted as an identifier", needed)
		}
	}
	ids = append(ids, "ZEBRINSKI", "Mafalda", "Grzegorzewska", "Kvarnström", "Undervall", "Ragnhild", "Quistgaard", "Ossian")
	base := t.TempDir()
	source := filepath.Join(base, "Holmqvist Astrid 430217", "astrid-study")
	if err := os.MkdirAll(source, 0o755); err != nil {
		t.Fatal(err)
	}
	damaged := len(files) / 2
	for at, file := range files {
		if at == damaged {
			file = file[:len(file)-100]
		}
		if err := os.WriteFile(filepath.Join(source, fmt.Sprintf("holmqvist_%03d.dcm", at)), file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	typed := []string{source, dir}
	out := givenAway(t, exitFailed, typed, "import", source, "--out", filepath.Join(dir, "refused"))
	for _, extra := range [][]string{{"--allow-gaps"}, {"--allow-gaps", "--json"}} {
		args := append([]string{"import", source, "--out", filepath.Join(dir, fmt.Sprint("case", len(extra)))}, extra...)
		out = append(out, givenAway(t, exitDone, typed, args...)...)
	}
	out = append(out, givenAway(t, exitDone, typed, "import", source, "--list")...)
	out = append(out, givenAway(t, exitDone, typed, "case", "export", filepath.Join(dir, "case1"), "--out", filepath.Join(dir, "export"))...)
	for _, p := range out {
		// A slice that cannot be read is named to its owner, on the terminal.
		p.data = bytes.ReplaceAll(p.data, []byte(fmt.Sprintf("holmqvist_%03d.dcm", damaged)), []byte("…"))
		for _, leak := range leaks([]piece{p}, ids) {
			t.Error(leak)
		}
	}
	for _, leak := range leaks(piecesBelow(t, dir), append(ids, "holmqvist_016", "astrid-study")) {
		t.Error(leak)
	}
}

// TestOtherFormatsForgetThePatientToo: free text of NIfTI, NRRD and MetaImage headers.
func TestOtherFormatsForgetThePatientToo(t *testing.T) {
	voxels := madeVoxels(24)
	header := "NRRD0005\n# scanned for Holmqvist\ntype: int16\ndimension: 3\nspace: left-posterior-superior\nsizes: 32 32 24\n" +
		"space directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (0,0,0)\nendian: little\nencoding: raw\ncontent: Astrid 1943\nPatientID:=" + patientID + "\n\n"
	meta := "ObjectType = Image\nComment = Holmqvist Astrid\nPatientID = " + patientID + "\nNDims = 3\nDimSize = 32 32 24\nElementSpacing = 2 2 2\n" +
		"ElementType = MET_SHORT\nElementByteOrderMSB = False\nElementDataFile = LOCAL\n"
	for name, content := range map[string]string{"holmqvist.nrrd": header + string(voxels), "holmqvist.mha": meta + string(voxels)} {
		t.Run(name, func(t *testing.T) {
			source := write(t, name, content)
			dir := t.TempDir()
			out := givenAway(t, exitDone, []string{source, dir}, "import", source, "--out", filepath.Join(dir, "case"))
			for _, leak := range leaks(append(out, piecesBelow(t, dir)...), []string{"Holmqvist", "Astrid", patientID}) {
				t.Error(leak)
			}
		})
	}
}

// madeVoxels is a body as NRRD and MetaImage store it.
func madeVoxels(layers int) []byte {
	var voxels []byte
	for k := range layers {
		voxels = append(voxels, madeSeries{}.pixels(k)...)
	}
	return voxels
}

// TestTheSearchIsNotBlind: an identifier is found wherever a case could hide it.
func TestTheSearchIsNotBlind(t *testing.T) {
	packed := func(data []byte) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		w.Write(data)
		w.Close()
		return out.Bytes()
	}
	volume := make([]byte, 2000)
	short, long := bytes.Clone(volume), bytes.Clone(volume)
	copy(short[148:], "Lea") // descrip
	copy(long[1200:], "\xffHolmqvist\xfe")
	picture := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x09IDAT"), "Holmqvist\x00\x00\x00\x00"...)
	var named bytes.Buffer
	w := gzip.NewWriter(&named)
	w.Name = "holmqvist.nii"
	w.Write(volume)
	w.Close()
	for place, file := range map[string]struct {
		name string
		data []byte
	}{
		"text":              {"case.yaml", []byte("title: Holmqvist's liver\n")},
		"short word":        {"case.yaml", []byte("title: for LEA.\n")},
		"NIfTI header":      {"volume.nii.gz", packed(short)},
		"voxels":            {"labels.nii.gz", packed(long)},
		"gzip header":       {"volume.nii.gz", named.Bytes()},
		"PLY comment":       {"liver.ply", []byte("ply\ncomment of Lea\nend_header\n\x00\x01\xff")},
		"page":              {"overview.html", []byte("<p>Holmqvist</p>")},
		"picture in a page": {"overview.html", []byte(`<img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(picture) + `">`)},
		"name of a file":    {"lea.ply", nil},
	} {
		t.Run(place, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "case")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o644); err != nil {
				t.Fatal(err)
			}
			if found := leaks(piecesBelow(t, dir), []string{"Lea", "Holmqvist"}); len(found) != 1 {
				t.Errorf("found %s", strings.Join(found, ", "))
			}
		})
	}
}
