package phantom

import (
	"context"
	"fmt"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/segment"
)

// Edition counts the phantoms' shapes: it changes with every change that makes
// another case of the same seed, so that caches of an earlier one are not used.
const Edition = 3

// Structures names the labels of the phantom's label map.
func Structures() []segment.Named {
	return []segment.Named{
		{Label: labelSkin, Name: "skin", SNOMED: "39937001", Tissue: "skin", Color: "#e0b69c"},
		{Label: labelSkull, Name: "skull", SNOMED: "89546000", Tissue: "bone", Color: "#e8dcc0"},
		{Label: labelBrain, Name: "brain", SNOMED: "12738006", Tissue: "brain", Color: "#d9a7a0"},
		{Label: labelVentricleRight, Name: "ventricle-right", SNOMED: "66720007", Tissue: "csf", Color: "#6fb7d6"},
		{Label: labelVentricleLeft, Name: "ventricle-left", SNOMED: "66720007", Tissue: "csf", Color: "#5aa3c8"},
		{Label: labelThirdVentricle, Name: "third-ventricle", SNOMED: "49841001", Tissue: "csf", Color: "#4b8fb5"},
		{Label: labelFourthVentricle, Name: "fourth-ventricle", SNOMED: "35918002", Tissue: "csf", Color: "#4b8fb5"},
		{Label: labelTumour, Name: "tumour", SNOMED: "126952004", Tissue: "tumour", Color: "#c9a227"},
		{Label: labelSagittalSinus, Name: "superior-sagittal-sinus", Tissue: "vessel", Color: "#31529c", Critical: true},
		{Label: labelCorticalVeins, Name: "cortical-veins", Tissue: "vessel", Color: "#4263ad", Critical: true},
		{Label: labelDeepVeins, Name: "deep-veins", Tissue: "vessel", Color: "#263f7a", Critical: true},
		{Label: labelArteries, Name: "anterior-cerebral-arteries", SNOMED: "60176003", Tissue: "vessel", Color: "#b3202c", Critical: true},
	}
}

// contains is what belongs to a solid without touching its outside.
func contains() map[string][]string {
	return map[string][]string{
		"skin": {"skull", "brain", "superior-sagittal-sinus", "cortical-veins", "anterior-cerebral-arteries"},
		// Veins in the ventricles' walls would otherwise tunnel the brain.
		"brain": {"ventricle-right", "ventricle-left", "third-ventricle", "fourth-ventricle", "tumour", "deep-veins"},
	}
}

// Case scans the head of a seed and builds the built-in case from it, the way
// a patient's scan is imported with a segmentation. progress may be nil.
// engine is the drylab version, for the provenance.
func Case(ctx context.Context, seed uint64, engine string, progress func(done, total int, what string)) (*anatomy.Case, error) {
	return Head(seed).build(ctx, seed, engine, progress)
}

// build imports the scan.
func (s *Scan) build(ctx context.Context, seed uint64, engine string, progress func(done, total int, what string)) (*anatomy.Case, error) {
	c, err := anatomy.Build(ctx, s.Volume, anatomy.BuildOptions{
		ID:           HeadID,
		Title:        fmt.Sprintf("Head with enlarged ventricles and a left-sided tumour (phantom, seed %d)", seed),
		Modality:     "CT",
		Engine:       engine,
		SourceSHA256: sourceOf(HeadID, seed),
		Labels:       s.Labels,
		Names:        Structures(),
		Contains:     contains(),
		Landmarks:    s.Landmarks,
		Target:       "tumour",
		Progress:     progress,
	})
	if err != nil {
		return nil, fmt.Errorf("phantom of seed %d: %w", seed, err)
	}
	return c, nil
}
