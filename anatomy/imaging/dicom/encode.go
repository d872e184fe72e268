package dicom

import (
	"errors"
	"io"
)

// Encode writes a file in explicit VR little endian, with a preamble of zeros
// and a meta header. The data set is written as it is, in ascending order,
// values padded to even length as their VR asks; big endian values are turned.
// Of f.Meta the elements are written that describe the object and its writer;
// the group length, the transfer syntax, and the SOP class and instance where
// f.Meta lacks them, are made here. Equal files give equal bytes.
//
// It is an error when the data set has no SOP class or instance UID, or holds
// encapsulated pixel data, group 0002, or a value too long for its VR.
func Encode(w io.Writer, f *File) error {
	return errors.New("not written yet")
}
