package dicom

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// sureLength is the number of bytes from which an identifier is found inside
// anything. Shorter ones turn up in binary data by chance: of 100 with four
// bytes, one in every second file of 30 MB. They count in text only, as words.
const sureLength = 6

// Leaks gives the places in ids of the identifiers that data, a file's bytes,
// hold. The letters A to Z match in either case. In text (UTF-8 without NUL) identifiers
// of letters and digits count where they are words of their own, so that Lee
// is not found in sleeve; in binary data those from sureLength bytes on count
// anywhere. Compressed data must be decompressed first.
func Leaks(data []byte, ids []string) []int {
	isText := utf8.Valid(data) && bytes.IndexByte(data, 0) < 0
	small := smallLetters(data)
	var found []int
	for i, id := range ids {
		wanted := smallLetters([]byte(id))
		if len(wanted) == 0 || !isText && len(wanted) < sureLength {
			continue
		}
		if contains(small, wanted, isText) {
			found = append(found, i)
		}
	}
	return found
}

// contains says whether wanted is in data; asWord wants its ends not to be in
// the middle of a word or number.
func contains(data, wanted []byte, asWord bool) bool {
	for from := 0; ; {
		at := bytes.Index(data[from:], wanted)
		if at < 0 {
			return false
		}
		at += from
		if !asWord || !insideWord(data, at) && !insideWord(data, at+len(wanted)) {
			return true
		}
		from = at + 1
	}
}

// insideWord says whether the border before data[at] parts two letters or
// digits, or lies beside the point of a number or UID that goes on.
func insideWord(data []byte, at int) bool {
	before, size := utf8.DecodeLastRune(data[:at])
	after, next := utf8.DecodeRune(data[at:])
	switch {
	case before == '.':
		before, _ = utf8.DecodeLastRune(data[:at-size])
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	case after == '.':
		after, _ = utf8.DecodeRune(data[at+next:])
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return isWordLetter(before) && isWordLetter(after)
}

func isWordLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// smallLetters is a copy of data with A to Z in small letters; other bytes,
// which in binary data are no letters, stay.
func smallLetters(data []byte) []byte {
	small := bytes.Clone(data)
	for i, b := range small {
		if 'A' <= b && b <= 'Z' {
			small[i] = b + ('a' - 'A')
		}
	}
	return small
}
