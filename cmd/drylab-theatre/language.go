package main

import (
	"cmp"
	"os"
	"sync"

	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/view"
)

// language is that of the theatre's own texts: DRYLAB_LANGUAGE, else the desktop's.
// Titles, steps and instruments of the built-in scenarios are in its catalogue too.
// Those of other scenarios, and names of structures, stay as their authors wrote them.
func language() string {
	return assets.Language(cmp.Or(os.Getenv("DRYLAB_LANGUAGE"), os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")))
}

// texts are the theatre's texts in its language.
var texts = sync.OnceValue(func() assets.Texts {
	t, err := assets.ReadTexts(language())
	if err != nil {
		return assets.Texts{} // a catalogue that cannot be read: English, which needs none
	}
	return t
})

// quality is that of the pictures: DRYLAB_QUALITY, low or high; else what suits who
// draws them.
func quality() view.Quality {
	switch os.Getenv("DRYLAB_QUALITY") {
	case "low":
		return view.QualityLow
	case "high":
		return view.QualityHigh
	}
	return view.QualityAuto
}
