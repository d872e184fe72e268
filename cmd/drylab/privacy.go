package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/segment"
)

// checkPixels refuses images into which a name may be burned, until a human
// has looked at them.
func (im *importing) checkPixels(v *imaging.Volume, risks map[string]bool) error {
	reasons := slices.Sorted(maps.Keys(risks))
	if place, found := dicom.BurnedInText(v); found {
		reasons = append(reasons, place)
	}
	if len(reasons) == 0 {
		return nil
	}
	if im.PixelsChecked {
		im.note("A human confirmed that no identifier is burned into the pixels (%s).", strings.Join(reasons, "; "))
		return nil
	}
	return fmt.Errorf("%s may show a name or a number in its pixels: %s; look at the pictures of drylab import %s --list, and when there is none import it with --pixels-checked",
		im.Source, strings.Join(reasons, "; "), im.Source)
}

// hideFace flags a head that can be recognised, and removes its face on wish.
func (im *importing) hideFace() error {
	im.watch.next("looked for a face")
	s := im.scan
	recognisable, why := segment.RecognisableHead(s.volume)
	if s.dicom != nil && s.dicom.saysHead && !recognisable {
		recognisable, why = true, "the files say that it shows a head"
	}
	switch {
	case !im.Deface && recognisable:
		s.privacy.RecognisableHead = true
		im.note("The face in this scan can be recognised (%s): keep the case inside the clinic, or import it with --deface.", why)
	case im.Deface:
		face, err := segment.FindFace(s.volume)
		if err != nil {
			return err
		}
		face.Remove(s.volume)
		s.face, s.privacy.Defaced = face, true
		im.note("The face was removed; look at the pictures, for an unusual head may keep a part of it.")
	}
	return nil
}

// noteOfFiles is note for a sentence that may name files: the terminal shows
// the names, the case does not keep them.
func (im *importing) noteOfFiles(text string, files []string) {
	kept := unnamed(text, files)
	if kept == text {
		im.note("%s.", sentence(text))
		return
	}
	im.bar.clear()
	fmt.Fprintln(im.stderr, text)
	im.notes = append(im.notes, sentence(kept)+".")
}

// unnamed takes the names of files out of a sentence, for people call files
// after patients.
func unnamed(text string, files []string) string {
	for _, name := range files {
		if strings.Contains(text, name) {
			whole := regexp.MustCompile(`(^|[ (])` + regexp.QuoteMeta(name) + `([ ):;,]|$)`)
			text = whole.ReplaceAllString(text, "${1}a file${2}")
		}
	}
	return text
}
