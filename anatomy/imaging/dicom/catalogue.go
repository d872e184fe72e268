package dicom

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Catalogue is what a folder holds. It is the same for the same files,
// whatever their names and order, but for the names themselves.
type Catalogue struct {
	// Volumes are the candidates that Series.Read reads, those with most
	// voxels first. One with Gaps is read only when the caller allows it.
	Volumes []*Series
	// LeftOut are images that make no volume: localisers, pictures of screens,
	// single images. Each has a Reason.
	LeftOut []*Series
	// Objects are segmentations and structure sets, by name of their files.
	Objects []Object
	// Notes are sentences for people on what else was met: files that are
	// damaged, missing or there twice, and kinds of objects not used.
	Notes []string
	// Files were looked at; Foreign of them are no DICOM.
	Files, Foreign int

	duplicates, unknown int // files that hold an image another file holds, too
	unreadable          int // files with a fault
}

// Object is a file with what somebody drew on a series.
type Object struct {
	Name string // path in the folder
	Kind string // SEG or RTSTRUCT
	// Series are the series instance UIDs that it was drawn on; none when it
	// does not say. They identify a patient: never write them.
	Series []string
}

// ObjectsOf gives the objects that were drawn on a series.
func (c *Catalogue) ObjectsOf(s *Series) []Object {
	return slices.DeleteFunc(slices.Clone(c.Objects), func(o Object) bool {
		return !slices.Contains(o.Series, s.UID)
	})
}

// Explain says in a sentence why there is no volume to read; "" when there is
// one.
func (c *Catalogue) Explain() string {
	switch {
	case len(c.Volumes) > 0:
		return ""
	case c.Files == 0:
		return "the folder is empty; give the folder that holds the scan's DICOM files"
	case c.Foreign == c.Files:
		return "none of the " + countOf(c.Files, "file") + " is DICOM; give the folder, ZIP archive or DICOMDIR of the scan"
	case c.unreadable > 0 && c.unreadable+c.Foreign == c.Files:
		return "no file can be read: " + c.Notes[0]
	case len(c.LeftOut) > 0:
		return "no images make a volume; of the largest series: " + c.LeftOut[0].Reason
	}
	return "there are DICOM files, but no images; give the folder of the scan itself"
}

// note adds a sentence.
func (c *Catalogue) note(format string, values ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, values...))
}

// sortOut counts and notes what is no image and gives the images that remain,
// each once.
func (c *Catalogue) sortOut(ctx context.Context, folder fs.FS, names []string, sources []*source) ([]*source, error) {
	c.checkDirectories(names, sources)
	var images, faulty []*source
	other := map[string]int{}
	for at, s := range sources {
		switch {
		case s == nil:
			c.Foreign++
		case s.fault != "":
			if !isDirectoryName(names[at]) {
				faulty = append(faulty, s)
			}
		case s.class == directoryClass:
		case objectKind(s.class) != "":
			c.Objects = append(c.Objects, Object{Name: s.name, Kind: objectKind(s.class), Series: s.references})
		case len(s.planes) == 0:
			other[s.reason]++
		default:
			images = append(images, s)
		}
	}
	c.noteFaults(faulty)
	c.noteOthers(other)
	return c.dropDuplicates(ctx, folder, images)
}

// noteFaults names the first few files that cannot be read, and counts the
// rest.
func (c *Catalogue) noteFaults(faulty []*source) {
	const most = 3
	c.unreadable = len(faulty)
	for at, s := range faulty {
		if at == most {
			c.note("%s more cannot be read", countOf(len(faulty)-most, "file"))
			return
		}
		c.note("%s was left out: %s", s.name, s.fault)
	}
}

// noteOthers counts the files without images that are of no use here.
func (c *Catalogue) noteOthers(other map[string]int) {
	reasons := make([]string, 0, len(other))
	for reason := range other {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		what := strings.TrimPrefix(reason, "it is ")
		if what == reason {
			c.note("%s left out: %s", countOf(other[reason], "file"), reason)
			continue
		}
		c.note("%s left out that is %s", countOf(other[reason], "file"), what)
	}
}

// byIdentity orders images by what they are, not by what they are called.
func byIdentity(a, b *source) int {
	return cmp.Or(
		cmp.Compare(a.series, b.series),
		cmp.Compare(a.instance, b.instance),
		cmp.Compare(a.name, b.name),
	)
}
