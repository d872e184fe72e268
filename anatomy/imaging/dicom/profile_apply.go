package dicom

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
)

// Profile removes from DICOM data what identifies a patient: the Basic
// Application Level Confidentiality Profile of PS3.15 annex E, without
// options. It is for data that stay DICOM; a case takes over far less, see
// Report.AddCase.
type Profile struct {
	// Salt makes the new UIDs. Files de-identified with one salt keep referring
	// to each other; without the salt nobody can tell the old UID, nor test a
	// guess of it. At least 16 random bytes, kept secret or thrown away.
	Salt []byte
	// PatientID replaces the patient's ID: a pseudonym, or nothing.
	PatientID string
	// Report, when not nil, counts what was done.
	Report *Report
}

// minSalt, in bytes, puts trying all salts out of reach.
const minSalt = 16

// Deidentify returns a copy of f to which the profile has been applied, in
// sequences too, and which says so: PatientIdentityRemoved, the method and its
// code. Its meta header is empty, for Encode to make. Pixels stay as they are,
// but for overlays in their unused bits. f is not changed; the copy may share
// memory with it.
//
// Whether the pixels themselves show a name or a face is not judged here: see
// BurnedInRisk, BurnedInText and package segment.
func (p *Profile) Deidentify(f *File) (*File, error) {
	if len(p.Salt) < minSalt {
		return nil, errors.New("the salt for new UIDs is shorter than 16 bytes; take random bytes")
	}
	met := make(map[reportKey]bool)
	clean := &File{TransferSyntax: f.TransferSyntax, PixelOffset: f.PixelOffset, PixelLength: f.PixelLength}
	clean.Dataset = p.apply(&f.Dataset, met)
	if hasOverlayInPixels(&f.Dataset) {
		clearUnusedBits(&clean.Dataset)
	}
	p.declare(&clean.Dataset)
	if p.Report != nil {
		p.Report.add(met)
	}
	return clean, nil
}

// apply makes the copy of one data set or item.
func (p *Profile) apply(d *Dataset, met map[reportKey]bool) Dataset {
	clean := Dataset{BigEndian: d.BigEndian}
	for _, e := range d.Elements {
		action := Judge(e.Tag, e.VR)
		met[reportKey{reportFamily(e.Tag), action}] = true
		switch action {
		case Remove:
			continue
		case Empty:
			e.Value, e.Items, e.Fragments = nil, nil, nil
		case Dummy:
			e.Value, e.Items, e.Fragments = dummyValue(e.VR), dummyItems(e.VR), nil
		case Replace:
			e.Value = p.replaceUIDs(e)
		}
		if e.Tag == tagPatientID {
			e.Value = []byte(p.PatientID)
		}
		if action == Keep || action == Replace {
			e.Items = p.applyItems(e.Items, met)
		}
		clean.Elements = append(clean.Elements, e)
	}
	return clean
}

func (p *Profile) applyItems(items []Dataset, met map[reportKey]bool) []Dataset {
	if items == nil {
		return nil
	}
	clean := make([]Dataset, len(items))
	for i := range items {
		clean[i] = p.apply(&items[i], met)
	}
	return clean
}

const tagPatientID Tag = 0x00100020

// replaceUIDs gives the new value of an element that holds UIDs; none for a
// sequence, whose items are treated one by one, and for what is no UID at all.
func (p *Profile) replaceUIDs(e Element) []byte {
	if e.VR != "UI" {
		return nil
	}
	old := strings.Split(string(e.Value), `\`)
	for i := range old {
		old[i] = p.UID(strings.Trim(old[i], " \x00"))
	}
	return []byte(strings.Join(old, `\`))
}

// UID is the new UID for an old one: HashUID of the old one's HMAC-SHA-256 under
// the salt. UIDs that the standard
// defines itself (1.2.840.10008.…) say nothing of a patient and stay, as does
// "".
func (p *Profile) UID(old string) string {
	if old == "" || strings.HasPrefix(old, "1.2.840.10008.") {
		return old
	}
	mac := hmac.New(sha256.New, p.Salt)
	mac.Write([]byte(old))
	return HashUID([sha256.Size]byte(mac.Sum(nil)))
}

// declare writes into the data set what was done to it: PS3.15 §E.1.1 and
// PS3.3 C.12.1.
func (p *Profile) declare(d *Dataset) {
	d.put(Element{Tag: 0x00120062, VR: "CS", Value: []byte("YES")})
	d.put(Element{Tag: 0x00120063, VR: "LO", Value: []byte("DICOM PS3.15 Basic Application Confidentiality Profile")})
	d.put(Element{Tag: 0x00120064, VR: "SQ", Items: []Dataset{{
		BigEndian: d.BigEndian,
		Elements: []Element{
			{Tag: 0x00080100, VR: "SH", Value: []byte("113100")},
			{Tag: 0x00080102, VR: "SH", Value: []byte("DCM")},
			{Tag: 0x00080104, VR: "LO", Value: []byte("Basic Application Confidentiality Profile")},
		},
	}}})
	d.put(Element{Tag: 0x00280303, VR: "CS", Value: []byte("REMOVED")})
}

// put replaces the element with e's tag, or puts e in its place.
func (d *Dataset) put(e Element) {
	at, found := slices.BinarySearchFunc(d.Elements, e.Tag, func(e Element, t Tag) int {
		return int(int64(e.Tag) - int64(t))
	})
	if found {
		d.Elements[at] = e
		return
	}
	d.Elements = slices.Insert(d.Elements, at, e)
}
