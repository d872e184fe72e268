package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryLabelMapMakesASoundCase: drylab case check passes on a case of every
// volume of the shared data set that has labels, and of the others with what
// lies between two intensities. Only short ones are tried, and all with
// DRYLAB_SOAK=1. The DICOM series are in TestNothingOfThePatientIsWritten.
func TestEveryLabelMapMakesASoundCase(t *testing.T) {
	emptyHome(t)
	tumour := write(t, "names.txt", "1 tumour\n")
	for _, c := range []struct {
		scan, labels string
		args         []string
		structures   int // at least
		short        bool
	}{
		{"breast_mr/breast1_image.nrrd", "breast_mr/breast1_label.nrrd", nil, 1, true},
		{"abdomen_ct_ts_slab/ct.nii.gz", "abdomen_ct_ts_slab/masks/liver.nii.gz", nil, 1, true},
		{"abdomen_ct_ts/ct.nii.gz", "abdomen_ct_ts/vertebrae_body.nii.gz", nil, 2, true},
		{"brain_tumour_mr1/brain1_image.nrrd", "brain_tumour_mr1/brain1_label.nrrd", []string{"--preset", "mr-brain", "--names", tumour}, 2, false},
		{"abdomen_ct_ts_slab/ct.nii.gz", "abdomen_ct_ts_slab/labels_total.nii.gz", []string{"--preset", "ct-skin"}, 42, false},
		{"abdomen_ct_ts/ct.nii.gz", "abdomen_ct_ts/labels_total.nii.gz", nil, 61, false},
		{"abdomen_ct_ts/ct.nii.gz", "abdomen_ct_ts/labels_v1_float64.nii.gz", nil, 59, false},
		{"abdomen_ct_ts/ct.nii.gz", "abdomen_ct_ts/vertebrae_labels.nii.gz", []string{"--preset", "ct-bone"}, 9, false},
		{"abdomen_ct_ts/ct.nii.gz", "", []string{"--preset", "ct-skin", "--preset", "ct-bone", "--preset", "ct-lung", "--preset", "ct-fat"}, 4, false},
		{"frog_labels_metaimage/frogtissue.mhd", "frog_labels_metaimage/frogtissue.mhd", nil, 20, false},
		{"head_mr_metaimage/HeadMRVolume.mhd", "", nil, 1, false},
		{"head_cta_avm/CT_AVM.nii.gz", "", []string{"--preset", "ct-vessel"}, 1, false},
		{"brain_mr_gd/MR_Gd.nii.gz", "", nil, 1, false},
		{"variants_ct/sform_only_shear.nii.gz", "", []string{"--structure", "soft=0:200"}, 1, false},
		{"variants_ct/nifti2_int16.nii.gz", "", []string{"--structure", "soft=0:200"}, 1, false},
		{"variants_ct/detached.nhdr", "", []string{"--structure", "soft=0:200"}, 1, false},
		{"variants_ct/plastimatch.mha", "", []string{"--structure", "soft=0:200"}, 1, false},
	} {
		if !c.short && os.Getenv("DRYLAB_SOAK") == "" {
			continue
		}
		t.Run(strings.ReplaceAll(c.scan+" "+filepath.Base(c.labels), "/", " "), func(t *testing.T) {
			args := c.args
			if c.labels != "" {
				args = append([]string{"--labels", shared(t, "volumes/"+c.labels)}, args...)
			}
			if got := imports(t, shared(t, "volumes/"+c.scan), args...); len(got.Structures) < c.structures {
				t.Errorf("%d structures, want at least %d: %+v", len(got.Structures), c.structures, got.Structures)
			}
		})
	}
}

// TestPresetsAreListed, each with a recipe that import takes.
func TestPresetsAreListed(t *testing.T) {
	emptyHome(t)
	scan := write(t, "scan.nrrd", nrrdHeader+string(madeVoxels(madeImages)))
	table := drylab(t, "presets").stdout
	presets := done[[]struct{ Name, Modality, About, Recipe string }](t, "presets")
	if len(presets) < 8 {
		t.Errorf("only %d presets", len(presets))
	}
	for _, p := range presets {
		if !strings.Contains(table, p.Name) || p.About == "" || p.Modality == "" {
			t.Errorf("%+v is not in the table", p)
		}
		// The target is refused after the recipe was understood and before work begins.
		for _, args := range [][]string{{"--preset", p.Name}, {"--recipe", write(t, "recipe.txt", p.Recipe+"\n")}} {
			if !strings.Contains(p.Recipe, "minus ") {
				refused(t, "nonesuch", scan, append(args, "--target", "nonesuch")...)
			}
		}
	}
}
