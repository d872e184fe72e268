package segment

import "strings"

// kebab turns a name into the form of a case's structure names: lower-case
// ASCII letters and digits, with single hyphens for everything else.
func kebab(name string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(name) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(c)
			gap = false
		} else {
			gap = true
		}
	}
	return b.String()
}

// tissueOf guesses the tissue from the words of a kebab-case name. The first
// word that is known decides; when none is, the answer is other.
func tissueOf(name string) string {
	for word := range strings.SplitSeq(name, "-") {
		switch word {
		case "skin", "scalp":
			return "skin"
		case "bone", "bones", "skull", "cranium", "mandible", "vertebra", "vertebrae", "spine",
			"sacrum", "rib", "ribs", "sternum", "femur", "hip", "pelvis", "humerus", "scapula":
			return "bone"
		case "brain", "cerebrum", "cerebellum", "brainstem":
			return "brain"
		case "ventricle", "ventricles", "csf":
			return "csf"
		case "vessel", "vessels", "artery", "arteries", "vein", "veins", "vena", "aorta", "sinus", "sinuses", "carotid":
			return "vessel"
		case "tumour", "tumor", "lesion", "metastasis", "glioma", "meningioma":
			return "tumour"
		case "heart", "liver", "kidney", "spleen", "pancreas", "lung", "stomach", "gallbladder", "bladder", "prostate", "organ":
			return "organ"
		}
	}
	return "other"
}

// isTissue says whether a case knows the tissue.
func isTissue(tissue string) bool {
	switch tissue {
	case "skin", "bone", "brain", "csf", "vessel", "tumour", "organ", "other":
		return true
	}
	return false
}

// tissueColor is the colour in which atlases show a tissue, #rrggbb.
func tissueColor(tissue string) string {
	switch tissue {
	case "skin":
		return "#e0b69c"
	case "bone":
		return "#e8dcc0"
	case "brain":
		return "#d9a7a0"
	case "csf":
		return "#6fb7d6"
	case "vessel":
		return "#b3202c"
	case "tumour":
		return "#c9a227"
	case "organ":
		return "#a0564a"
	}
	return "#b0b0b0"
}
