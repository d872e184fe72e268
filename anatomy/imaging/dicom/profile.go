package dicom

// Action is what de-identification does with an element: the codes of DICOM
// PS3.15, section E.1.1, decided for one attribute.
type Action uint8

// The actions, from the mildest to the strictest.
const (
	Keep    Action = iota // not identifying; of a sequence, its items are judged one by one
	Clean                 // keep what cannot identify: the age becomes a band, a private text goes
	Replace               // a new UID, the same one for the same old one
	Dummy                 // a value that says nothing, where the object needs one
	Empty                 // no value, where the object needs the attribute
	Remove                // the attribute goes
)

// String says the action as a report does.
func (a Action) String() string {
	switch a {
	case Keep:
		return "kept"
	case Clean:
		return "cleaned"
	case Replace:
		return "replaced by a new UID"
	case Dummy:
		return "replaced by a dummy"
	case Empty:
		return "emptied"
	}
	return "removed"
}

// Judge gives the action that the Basic Application Level Confidentiality
// Profile of PS3.15 annex E wants for an attribute, in a data set or in a
// sequence's item. vr may be "UN" when unknown.
//
// Where table E.1-1 leaves a choice (X/Z, X/D …), the attribute goes unless
// the objects that Drylab meets need it; see needed. Beyond the table, and so
// stricter than it:
//   - overlays (60xx) go as a whole, for a plane without its data is none;
//   - names, dates, times and elements of unknown meaning that the table does
//     not list go: it lists all that the standard has, so these are retired,
//     newer than the table, or private in disguise;
//   - group lengths go, which no file needs and which would be wrong.
func Judge(t Tag, vr string) Action {
	if entry, listed := tableEntry(t); listed {
		return resolve(t, entry.action)
	}
	switch {
	case t.Element() == 0, isOverlay(t):
		return Remove
	case t == tagPixelData:
		return Keep
	}
	switch vr {
	case "PN", "DA", "TM", "DT", "UN":
		return Remove
	}
	return Keep
}

// isOverlay says whether the tag lies in a repeating group of overlays.
func isOverlay(t Tag) bool { return t.Group()>>8 == 0x60 && !t.Private() }

// needed lists what a choice of the table means for attributes that objects
// cannot do without: image (CT, MR, also enhanced), segmentation and structure
// set. Types 1 and 2 are those of PS3.3, in the module named.
var needed = map[Tag]Action{
	0x00080023: Dummy,   // ContentDate: type 1 in enhanced images and segmentations
	0x00080033: Dummy,   // ContentTime: likewise
	0x0008002a: Dummy,   // AcquisitionDateTime: type 1C in enhanced CT and MR
	0x00081140: Replace, // ReferencedImageSequence: its items refer to new UIDs
	0x00082112: Replace, // SourceImageSequence: likewise
	0x00181000: Dummy,   // DeviceSerialNumber: type 1 in Enhanced General Equipment
	0x00189919: Dummy,   // InstructionPerformedDateTime: type 1 where it is
	0x00400555: Empty,   // AcquisitionContextSequence: type 2 in Acquisition Context
	0x300a0006: Dummy,   // RTPlanDate: type 2 in RT General Plan
	0x300a0007: Dummy,   // RTPlanTime: likewise
}

// resolve turns an action of the table into one to take. The first letter is
// the one that the standard prefers; the others are for where it would make
// the object invalid.
func resolve(t Tag, action string) Action {
	if len(action) > 1 {
		if a, ok := needed[t]; ok {
			return a
		}
	}
	switch action[0] {
	case 'U':
		return Replace
	case 'D':
		return Dummy
	case 'Z':
		return Empty
	}
	return Remove
}
