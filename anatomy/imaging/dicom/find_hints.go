package dicom

import (
	"regexp"
	"slices"
	"strings"
)

// hints are what tells series of one patient apart, from numbers and coded
// values only: descriptions that people typed may hold a name.
type hints struct {
	kernel     string  // of a CT's reconstruction; "" when it has none or it is no usual name
	contrast   bool    // a contrast agent is named
	repetition float64 // of an MR, ms; 0 when unknown
	weighting  string  // of an MR, in words; "" when unknown
}

func readHints(f *File) hints {
	h := hints{
		kernel:   usualKernel(f.Text(tagConvolutionKernel)),
		contrast: namesContrast(&f.Dataset),
	}
	if all := f.Floats(tagRepetitionTime); len(all) > 0 {
		h.repetition = all[0]
	}
	h.weighting = weightings[strings.ToUpper(f.Text(tagAcquisitionContrast))]
	return h
}

// weightings are the values of AcquisitionContrast (PS3.3 C.8.13.3.1.3).
var weightings = map[string]string{
	"T1":                     "T1-weighted",
	"T2":                     "T2-weighted",
	"T2_STAR":                "T2*-weighted",
	"PROTON_DENSITY":         "proton density",
	"DIFFUSION":              "diffusion",
	"PERFUSION":              "perfusion",
	"FLOW_ENCODED":           "flow",
	"FLUID_ATTENUATED":       "FLAIR",
	"STIR":                   "STIR",
	"TOF":                    "time of flight",
	"MAGNETIZATION_TRANSFER": "magnetisation transfer",
}

// kernelCode is how makers number their kernels: B30f, Br40d, FC08, H31s, UB.
var kernelCode = regexp.MustCompile(`^[A-Z][A-Za-z]?[0-9]{0,2}[a-z]?$`)

// kernelWords are the kernels that have names.
var kernelWords = []string{"STANDARD", "SOFT", "BONE", "BONEPLUS", "LUNG", "DETAIL", "CHEST", "EDGE", "HEAD", "BRAIN", "ULTRA", "SMOOTH", "SHARP"}

// usualKernel lets only a maker's name of a kernel through, for the attribute
// is free text.
func usualKernel(kernel string) string {
	if kernelCode.MatchString(kernel) || slices.Contains(kernelWords, strings.ToUpper(kernel)) {
		return kernel
	}
	return ""
}

// namesContrast says whether a contrast agent was given; which, is free text.
func namesContrast(d *Dataset) bool {
	switch strings.ToUpper(d.Text(tagContrastAgent)) {
	case "", "NO", "NONE", "NATIVE", "N", "0":
		return len(d.Items(tagContrastAgentSequence)) > 0
	}
	return true
}
