package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// nrrdHeader places the made body with its middle at the origin.
const nrrdHeader = "NRRD0005\ntype: int16\ndimension: 3\nspace: left-posterior-superior\nsizes: 32 32 32\n" +
	"space directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (-31,-31,-31)\nendian: little\nencoding: raw\n\n"

const metaHeader = "ObjectType = Image\nNDims = 3\nDimSize = 32 32 32\nElementSpacing = 2 2 2\nOffset = -31 -31 -31\n" +
	"TransformMatrix = 1 0 0 0 1 0 0 0 1\nElementType = MET_SHORT\nElementByteOrderMSB = False\nElementDataFile = LOCAL\n"

// nifti1 is a NIfTI-1 header for the made body, whose voxels run to the left and
// back: by the sform in RAS, x and y fall. Without magic it is Analyze 7.5.
func nifti1(magic string) string {
	h := make([]byte, 352)
	put := binary.LittleEndian
	put.PutUint32(h, 348)
	for at, n := range []uint16{3, 32, 32, 32, 1, 1, 1, 1} {
		put.PutUint16(h[40+2*at:], n)
	}
	put.PutUint16(h[70:], 4) // int16
	put.PutUint16(h[72:], 16)
	float := func(at int, value float32) {
		if _, err := binary.Encode(h[at:], put, value); err != nil {
			panic(err)
		}
	}
	for axis := range 3 {
		float(80+4*axis, 2)
	}
	if magic == "" {
		return string(h[:348])
	}
	if magic == "n+1\x00" {
		float(108, 352)
	}
	h[123] = 2 // mm
	put.PutUint16(h[254:], 1)
	for row, step := range []float32{-2, -2, 2} {
		float(280+16*row+4*row, step)
		float(280+16*row+12, -step*15.5)
	}
	copy(h[344:], magic)
	return string(h)
}

// nifti2 is the same header in version 2.
func nifti2() string {
	h := make([]byte, 544)
	put := binary.LittleEndian
	put.PutUint32(h, 540)
	copy(h[4:], "n+2\x00\r\n\x1a\n")
	put.PutUint16(h[12:], 4)
	put.PutUint16(h[14:], 16)
	for at, n := range []uint64{3, 32, 32, 32, 1, 1, 1, 1} {
		put.PutUint64(h[16+8*at:], n)
	}
	float := func(at int, value float64) {
		if _, err := binary.Encode(h[at:], put, value); err != nil {
			panic(err)
		}
	}
	for axis := range 3 {
		float(112+8*axis, 2)
	}
	put.PutUint64(h[168:], 544)
	put.PutUint32(h[348:], 1)
	for row, step := range []float64{-2, -2, 2} {
		float(400+32*row+8*row, step)
		float(400+32*row+24, -step*15.5)
	}
	put.PutUint32(h[500:], 2)
	return string(h)
}

// TestOneBodyInEveryFormat: the same voxels in six containers have the same
// surface, bit for bit; Analyze, which does not tell left from right, is refused
// until a human says how its voxels run.
func TestOneBodyInEveryFormat(t *testing.T) {
	emptyHome(t)
	voxels := string(madeVoxels(madeImages))
	dir := t.TempDir()
	for name, content := range map[string]string{
		"body.nrrd": nrrdHeader + voxels, "body.mha": metaHeader + voxels,
		"body.nii": nifti1("n+1\x00") + voxels, "second.nii": nifti2() + voxels,
		"pair.hdr": nifti1("ni1\x00")[:348], "pair.img": voxels,
		"old.hdr": nifti1(""), "old.img": voxels,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, "--axes", filepath.Join(dir, "old.hdr"))
	refused(t, "RAS", filepath.Join(dir, "old.hdr"), "--axes", "RLA")
	surface := ""
	for _, c := range [][]string{{"body.nrrd"}, {"body.mha"}, {"body.nii"}, {"second.nii"}, {"pair.hdr"}, {"old.img", "--axes", "LPS"}} {
		t.Run(c[0], func(t *testing.T) {
			got := imports(t, filepath.Join(dir, c[0]), append(c[1:], theBall...)...)
			wantBall(t, got, 0.01)
			ply := read(t, filepath.Join(got.Path, "surfaces", "ball.ply"))
			if surface == "" {
				surface = ply
			}
			if ply != surface {
				t.Error("the surface is not that of the first format")
			}
			if c[0] == "old.img" && !noted(got, "LPS as stated") {
				t.Errorf("the statement is not kept: %q", got.Notes)
			}
		})
	}
}

// segmentation is a .seg.nrrd as 3D Slicer saves it, cropped to the ball: 3 is
// the ball, 7 a part of it.
func segmentation(names string) string {
	const first, count = 8, 16 // voxels along each axis
	var voxels strings.Builder
	for k := range count {
		for j := range count {
			for i := range count {
				label := byte(0)
				if madeValue(i+first, j+first, k+first) >= bony {
					label = 3
					if k < 6 {
						label = 7
					}
				}
				voxels.WriteByte(label)
			}
		}
	}
	const corner = -31 + 2*first
	return fmt.Sprintf("NRRD0005\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\nsizes: %[1]d %[1]d %[1]d\n"+
		"space directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (%[2]d,%[2]d,%[2]d)\nencoding: raw\n%[3]s\n", count, corner, names) + voxels.String()
}

// TestSegmentationsFromElsewhere get the names, codes and colours that their
// file gives, else those of a table, else their numbers.
func TestSegmentationsFromElsewhere(t *testing.T) {
	emptyHome(t)
	scan := write(t, "scan.nrrd", nrrdHeader+string(madeVoxels(madeImages)))
	slicer := "Segment0_ID:=Segment_1\nSegment0_Name:=Left Kidney\nSegment0_Color:=0.5 0.25 1\nSegment0_LabelValue:=3\nSegment0_Layer:=0\n" +
		"Segment1_ID:=Segment_2\nSegment1_Name:=Tumour\nSegment1_Color:=1 0 0\nSegment1_LabelValue:=7\nSegment1_Layer:=0\n"
	named := write(t, "kidney.seg.nrrd", segmentation(slicer))
	bare := write(t, "labels.nrrd", segmentation(""))
	for name, c := range map[string]struct {
		args  []string
		whole string
		part  string
		yaml  []string
	}{
		"3D Slicer":     {[]string{"--labels", named}, "kidney-left", "tumour", []string{`"#8040ff"`, `"#ff0000"`, `"64033007"`, "tissue: tumour"}},
		"a table":       {[]string{"--labels", bare, "--names", write(t, "names.txt", "3 spleen\n7 cyst 441457006 tumour\n")}, "spleen", "cyst", []string{`"78961009"`, `"441457006"`}},
		"a colour file": {[]string{"--labels", bare, "--names", write(t, "names.ctbl", "# Color table\n0 Background 0 0 0 0\n3 liver 10 20 30 255\n7 lesion 255 0 0 255\n")}, "liver", "lesion", []string{`"#0a141e"`}},
		"numbers":       {[]string{"--labels", bare}, "label-3", "label-7", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := imports(t, scan, append(c.args, "--target", c.part)...)
			if sum, want := volumeOf(t, got, c.whole)+volumeOf(t, got, c.part), ballML(); sum < 0.97*want || sum > 1.03*want {
				t.Errorf("both have %.2f mL, want %.2f", sum, want)
			}
			yaml := read(t, filepath.Join(got.Path, "case.yaml"))
			for _, want := range c.yaml {
				if !strings.Contains(yaml, want) {
					t.Errorf("case.yaml lacks %s:\n%s", want, yaml)
				}
			}
		})
	}
	refused(t, "no labelled voxel lies on the scan", scan, "--labels", write(t, "elsewhere.nrrd", strings.Replace(segmentation(""), "(-15,-15,-15)", "(900,900,900)", 1)))
	refused(t, "kidney-left", scan, "--labels", named, "--target", "kidney-rigth")
}
