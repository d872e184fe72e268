package imaging

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// openNRRD reads the header and leaves the reader at the first voxel.
// companion opens the voxel file that a detached header names.
func openNRRD(file *source, companion func(name string) (*source, error), axes string) (*picture, error) {
	header, err := readNRRDHeader(file)
	if err != nil {
		return nil, err
	}
	p := &picture{Source: Source{Format: "NRRD", Dropped: header.dropped()}}
	if p.kind, err = nrrdStoredType(header.fields["type"]); err != nil {
		return nil, err
	}
	if err := header.place(&p.encoding, axes, &p.Source); err != nil {
		return nil, err
	}
	if p.layers, err = header.segments(p.perVoxel); err != nil {
		return nil, err
	}
	p.slope = 1
	if name := header.fields["datafile"]; name != "" {
		if strings.Contains(name, "%") {
			return nil, severalFiles()
		}
		if file, err = companion(name); err != nil {
			return nil, err
		}
	}
	return p, header.openVoxels(p, file)
}

// nrrdTypes are the names of section 5, "type:".
var nrrdTypes = map[string]storedType{
	"signed char": storedInt8, "int8": storedInt8, "int8_t": storedInt8, "char": storedInt8,
	"uchar": storedUint8, "unsigned char": storedUint8, "uint8": storedUint8, "uint8_t": storedUint8,
	"short": storedInt16, "short int": storedInt16, "signed short": storedInt16, "signed short int": storedInt16, "int16": storedInt16, "int16_t": storedInt16,
	"ushort": storedUint16, "unsigned short": storedUint16, "unsigned short int": storedUint16, "uint16": storedUint16, "uint16_t": storedUint16,
	"int": storedInt32, "signed int": storedInt32, "int32": storedInt32, "int32_t": storedInt32,
	"uint": storedUint32, "unsigned int": storedUint32, "uint32": storedUint32, "uint32_t": storedUint32,
	"longlong": storedInt64, "long long": storedInt64, "long long int": storedInt64, "signed long long": storedInt64,
	"signed long long int": storedInt64, "int64": storedInt64, "int64_t": storedInt64,
	"ulonglong": storedUint64, "unsigned long long": storedUint64, "unsigned long long int": storedUint64, "uint64": storedUint64, "uint64_t": storedUint64,
	"float": storedFloat32, "double": storedFloat64,
}

func nrrdStoredType(name string) (storedType, error) {
	kind, known := nrrdTypes[strings.ToLower(name)]
	if !known {
		return 0, errors.New("the type of the voxels is missing or unknown; save the image as short or float")
	}
	return kind, nil
}

// openVoxels makes p read from file, which stands where line skip, encoding
// and byte skip begin to count.
func (h *nrrdHeader) openVoxels(p *picture, file *source) error {
	lines, bytes, err := h.skips()
	if err != nil {
		return err
	}
	discard := &textLines{r: file.Reader}
	for range lines {
		if _, err := discard.next(); err != nil {
			return errors.New("the voxel file has fewer lines than the header says (line skip); copy it again")
		}
	}
	if p.bigEndian, err = h.isBigEndian(p.kind); err != nil {
		return err
	}
	return h.decode(p, file, bytes)
}

// decode undoes the encoding of section 5, "encoding:".
func (h *nrrdHeader) decode(p *picture, file *source, bytes int64) error {
	encoding := strings.ToLower(h.fields["encoding"])
	switch {
	case bytes == -1 && encoding == "raw":
		return p.takeLast(file)
	case bytes == -1:
		return errors.New("the header counts the voxels from the end (byte skip -1), which only raw data allow; save the image again")
	}
	switch encoding {
	case "raw":
		return p.readFrom(file, bytes)
	case "gzip", "gz":
		plain, err := gzip.NewReader(bufio.NewReaderSize(file, readPiece))
		if err != nil {
			return fmt.Errorf("the gzip data are damaged (%w); copy the file again", err)
		}
		p.r = plain
	case "bzip2", "bz2":
		p.r = bzip2.NewReader(file)
	case "text", "txt", "ascii":
		p.readText(file)
		return nil // byte skip does not count
	default:
		return errors.New("the encoding of the voxels is not read; save the image with gzip or raw encoding")
	}
	p.left = -1
	return skip(p.r, bytes)
}

func (h *nrrdHeader) skips() (lines, bytes int64, err error) {
	if lines, err = skipCount(h.fields["lineskip"], 0); err != nil {
		return 0, 0, err
	}
	bytes, err = skipCount(h.fields["byteskip"], -1)
	return lines, bytes, err
}

// skipCount reads a number of lines or bytes to pass over; missing is none.
func skipCount(text string, lowest int64) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < lowest || n > maxVoxelOffset {
		return 0, errors.New("the header skips an impossible number of lines or bytes; save the image again")
	}
	return n, nil
}

func (h *nrrdHeader) isBigEndian(kind storedType) (bool, error) {
	switch strings.ToLower(h.fields["endian"]) {
	case "big":
		return true, nil
	case "little":
		return false, nil
	}
	switch strings.ToLower(h.fields["encoding"]) {
	case "text", "txt", "ascii":
		return false, nil
	}
	if kind.width() == 1 {
		return false, nil
	}
	return false, errors.New("the header does not tell the order of bytes (endian); save the image again")
}
