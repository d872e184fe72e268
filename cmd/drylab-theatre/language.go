package main

import (
	"cmp"
	"fmt"
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

// quality is that of the pictures: DRYLAB_QUALITY, low or high; without it what suits
// who draws them.
func quality() (view.Quality, error) {
	switch wanted := os.Getenv("DRYLAB_QUALITY"); wanted {
	case "low":
		return view.QualityLow, nil
	case "high":
		return view.QualityHigh, nil
	case "":
		return view.QualityAuto, nil
	default:
		return view.QualityAuto, fmt.Errorf("DRYLAB_QUALITY is %q; set it to low or high, or unset it", wanted)
	}
}
