package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/segment"
)

// scan is what an import starts from.
type scan struct {
	volume   *imaging.Volume
	modality string
	sum      string // identifies the source, hexadecimal
	privacy  anatomy.Privacy
	dicom    *chosenSeries // nil when the source is no DICOM
	face     *segment.Face // what was removed; nil: nothing
}

// read opens the source, whatever it is. It gives nil when the series are only
// to be listed.
func (im *importing) read(ctx context.Context) (*scan, error) {
	im.watch.next("read")
	info, err := os.Stat(im.Source)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", im.Source, reason(err))
	}
	switch {
	case info.IsDir():
		return im.readDICOM(ctx, os.DirFS(im.Source), "")
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is neither a file nor a folder; give a scan", im.Source)
	}
	start, err := firstBytes(im.Source)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(start, "PK\x03\x04"):
		archive, err := zip.OpenReader(im.Source)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be unpacked: %w; export the scan again", im.Source, err)
		}
		defer archive.Close()
		return im.readDICOM(ctx, archive, "")
	case isDICOM(start) && strings.EqualFold(filepath.Base(im.Source), "DICOMDIR"):
		return im.readDICOM(ctx, os.DirFS(filepath.Dir(im.Source)), "")
	case isDICOM(start) || isBareDICOM(im.Source):
		return im.readDICOM(ctx, oneFolder{os.DirFS(filepath.Dir(im.Source))}, filepath.Base(im.Source))
	}
	return im.readImage(ctx)
}

// isDICOM knows the prefix of DICOM PS3.10 section 7.1.
func isDICOM(start string) bool { return len(start) >= 132 && start[128:132] == "DICM" }

// isBareDICOM knows a file without that prefix, as old archives hold them.
func isBareDICOM(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	_, err = dicom.ParseHeader(file)
	return err == nil
}

// oneFolder is a folder without those below it: beside a single file lie the
// other slices of its series, and below it may lie anything.
type oneFolder struct{ fs.FS }

// ReadDir lists the files.
func (f oneFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, fs.DirEntry.IsDir), err
}

func firstBytes(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w", path, reason(err))
	}
	defer file.Close()
	var start [132]byte
	n, _ := file.Read(start[:])
	return string(start[:n]), nil
}

// readImage reads one of the formats that hold a whole scan in a file or two.
func (im *importing) readImage(ctx context.Context) (*scan, error) {
	if im.List || im.Series != nil {
		return nil, wrongUsage{fmt.Errorf("%s is no DICOM: --list and --series are for folders of series", im.Source)}
	}
	digest := sha256.New()
	image, err := imaging.Open(ctx, os.DirFS(filepath.Dir(im.Source)), filepath.Base(im.Source), imaging.OpenOptions{
		Axes: im.Axes, Digest: digest,
		Progress: func(done, total int64) { im.bar.show(int(done>>10), int(total>>10), "reading the scan") },
	})
	if err != nil {
		return nil, cannotImport(im.Source, err)
	}
	for _, note := range image.Notes {
		im.note("%s.", sentence(note))
	}
	if im.Axes != "" && im.Labels == "" && !slices.ContainsFunc(image.Notes, saysAsStated) {
		im.note("--axes was not needed: the file says itself how its voxels run.")
	}
	s := &scan{volume: image.Volume, modality: guessModality(image.Volume), sum: hex.EncodeToString(digest.Sum(nil))}
	s.privacy.Method = "free text of the " + image.Format + " header was left out"
	s.privacy.Removed = image.Dropped
	return s, nil
}

// areAxes says whether a text names one direction along each of the patient's
// axes; so does none.
func areAxes(text string) bool {
	var along [3]bool
	for _, letter := range strings.ToUpper(text) {
		if side := strings.IndexRune("RLAPIS", letter); side >= 0 {
			along[side/2] = true
		}
	}
	return text == "" || len(text) == 3 && along == [3]bool{true, true, true}
}

// saysAsStated knows the note of a file whose axes --axes had to say.
func saysAsStated(note string) bool { return strings.Contains(note, "as stated") }

func cannotImport(path string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, imaging.ErrAxesUnknown) {
		return fmt.Errorf("%s cannot be imported: %w: --axes LPS where they run to the left, the back and the head", path, err)
	}
	var missing *fs.PathError
	if errors.As(err, &missing) {
		return fmt.Errorf("%s cannot be imported: %s: %w", path, missing.Path, missing.Err)
	}
	return fmt.Errorf("%s cannot be imported: %w", path, err)
}

// airHU: only a CT has large areas far below water.
const airHU = -500

func guessModality(v *imaging.Volume) string {
	if low, _ := v.Range(); low < airHU {
		return "CT"
	}
	return "MR"
}

// digestOf identifies a volume by what it shows, so that the same series has
// the same name however its files are named, ordered or compressed.
func digestOf(v *imaging.Volume) string {
	digest := sha256.New()
	must := func(err error) {
		if err != nil {
			panic("drylab: a digest failed: " + err.Error()) // a hash takes all bytes
		}
	}
	must(binary.Write(digest, binary.LittleEndian, v.PatientFromVoxel[:]))
	for _, n := range v.Size {
		must(binary.Write(digest, binary.LittleEndian, int64(n)))
	}
	const piece = 1 << 16
	for at := 0; at < len(v.Int16); at += piece {
		must(binary.Write(digest, binary.LittleEndian, v.Int16[at:min(at+piece, len(v.Int16))]))
	}
	for at := 0; at < len(v.Float32); at += piece {
		must(binary.Write(digest, binary.LittleEndian, v.Float32[at:min(at+piece, len(v.Float32))]))
	}
	return hex.EncodeToString(digest.Sum(nil))
}
