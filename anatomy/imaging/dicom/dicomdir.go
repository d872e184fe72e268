package dicom

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// listedFiles gives the files that a DICOMDIR names (PS3.3 annex F), as paths
// in the folder that it was found in itself. Names that lead out of the folder
// are left out.
func listedFiles(folder string, f *File) []string {
	var names []string
	for _, record := range f.Items(tagDirectoryRecords) {
		parts := record.Texts(tagReferencedFileID)
		if len(parts) == 0 {
			continue
		}
		if name := path.Join(append([]string{folder}, parts...)...); fs.ValidPath(name) {
			names = append(names, name)
		}
	}
	return names
}

// checkDirectories compares what the DICOMDIRs name with what is there, and
// notes what is missing.
func (c *Catalogue) checkDirectories(names []string, sources []*source) {
	there := make(map[string]bool, len(names))
	for _, name := range names {
		there[discName(name)] = true
	}
	for at, s := range sources {
		switch {
		case (s == nil || s.fault != "") && isDirectoryName(names[at]):
			c.note("%s cannot be read; all files of its folder were looked at instead", names[at])
		case s != nil && s.class == directoryClass:
			c.noteMissing(names[at], s.listed, there)
		}
	}
}

func isDirectoryName(name string) bool { return strings.EqualFold(path.Base(name), "DICOMDIR") }

func (c *Catalogue) noteMissing(directory string, listed []string, there map[string]bool) {
	missing := slices.DeleteFunc(listed, func(name string) bool { return there[discName(name)] })
	if len(missing) == 0 {
		return
	}
	what := "is not there"
	if len(missing) > 1 {
		what = fmt.Sprintf("and %s more are not there", countOf(len(missing)-1, "file"))
	}
	c.note("%s names files that are missing: %s %s; copy the whole disc", directory, missing[0], what)
}

// discName makes names comparable: systems show those of a CD in small letters,
// and some with the version that ISO 9660 adds.
func discName(name string) string {
	name, _, _ = strings.Cut(strings.ToLower(name), ";")
	return strings.TrimSuffix(name, ".")
}
