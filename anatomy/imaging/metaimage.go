package imaging

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// metaHeader is the text of a MetaImage (https://itk.org/Wiki/MetaIO/Documentation)
// by key in lower case.
type metaHeader map[string]string

// metaMeant are the keys that this reader understands or may pass over, as
// they describe the image and nobody.
var metaMeant = map[string]bool{
	"objecttype": true, "objectsubtype": true, "ndims": true, "dimsize": true, "binarydata": true,
	"binarydatabyteordermsb": true, "elementbyteordermsb": true, "compresseddata": true, "compresseddatasize": true,
	"compressionlevel": true, "transformmatrix": true, "rotation": true, "orientation": true, "offset": true, "position": true,
	"origin": true, "centerofrotation": true, "anatomicalorientation": true, "elementspacing": true, "elementsize": true,
	"elementtype": true, "elementnumberofchannels": true, "elementmin": true, "elementmax": true, "headersize": true,
	"elementdatafile": true, "distanceunits": true, "modality": true, "color": true, "sequenceid": true,
	"elementtointensityfunctionslope": true, "elementtointensityfunctionoffset": true,
}

// isMetaImage says whether a file begins with one of the keys that a
// MetaImage begins with.
func isMetaImage(start []byte) bool {
	key, _, found := bytes.Cut(start, []byte("="))
	switch strings.ToLower(string(bytes.TrimSpace(key))) {
	case "objecttype", "ndims", "comment", "objectsubtype":
		return found
	}
	return false
}

// openMetaImage reads the header and leaves the reader at the first voxel.
// companion opens the voxel file that a header of its own names.
func openMetaImage(file *source, companion func(name string) (*source, error), axes string) (*picture, error) {
	p := &picture{Source: Source{Format: "MetaImage"}}
	h, err := readMetaHeader(file, &p.Source)
	if err != nil {
		return nil, err
	}
	if err := h.describe(&p.encoding); err != nil {
		return nil, err
	}
	if err := h.place(&p.encoding, axes, &p.Source); err != nil {
		return nil, err
	}
	switch name := h["elementdatafile"]; {
	case strings.EqualFold(name, "local"):
	case strings.HasPrefix(strings.ToUpper(name), "LIST"), strings.Contains(name, "%"):
		return nil, severalFiles()
	default:
		if file, err = companion(name); err != nil {
			return nil, err
		}
	}
	return p, h.openVoxels(p, file)
}

// readMetaHeader reads up to and with ElementDataFile, which is the last key.
func readMetaHeader(file *source, source *Source) (metaHeader, error) {
	h := metaHeader{}
	others := 0
	lines := &textLines{r: file.Reader}
	for number := 1; h["elementdatafile"] == ""; number++ {
		line, err := lines.next()
		if err == io.EOF {
			return nil, errors.New("the MetaImage header does not name its voxels (ElementDataFile); copy it again")
		}
		if err != nil {
			return nil, err
		}
		key, value, found := strings.Cut(line, "=")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch {
		case key == "" && !found:
		case !found || key == "elementdatafile" && value == "":
			return nil, fmt.Errorf("line %d of the MetaImage header is no key = value; the file is damaged", number)
		case metaMeant[key]:
			h[key] = value
		case key == "comment" && value != "":
			source.Dropped = append(source.Dropped, "Comment")
		case value != "":
			others++
		}
	}
	if others > 0 {
		source.Dropped = append(source.Dropped, fmt.Sprintf("other keys (%d)", others))
	}
	return h, nil
}

// first is the value of the first of some keys that is there.
func (h metaHeader) first(keys ...string) string {
	for _, key := range keys {
		if h[key] != "" {
			return h[key]
		}
	}
	return ""
}

func (h metaHeader) isTrue(keys ...string) bool {
	value := strings.ToLower(h.first(keys...))
	return value == "true" || value == "1"
}

// metaTypes are the element types of MetaIO (metaTypes.h), where a long has 4
// bytes on every machine.
var metaTypes = map[string]storedType{
	"MET_CHAR": storedInt8, "MET_UCHAR": storedUint8, "MET_SHORT": storedInt16, "MET_USHORT": storedUint16,
	"MET_INT": storedInt32, "MET_UINT": storedUint32, "MET_LONG": storedInt32, "MET_ULONG": storedUint32,
	"MET_LONG_LONG": storedInt64, "MET_ULONG_LONG": storedUint64, "MET_FLOAT": storedFloat32, "MET_DOUBLE": storedFloat64,
}

// describe reads sizes, type and scaling.
func (h metaHeader) describe(e *encoding) error {
	sizes, err := wholeNumbers(h["dimsize"])
	if err != nil {
		return fmt.Errorf("the sizes of the image (DimSize) cannot be read: %w", err)
	}
	switch {
	case h["ndims"] != strconv.Itoa(len(sizes)):
		return errors.New("NDims and DimSize contradict each other; the file is damaged")
	case len(sizes) < 3 || len(sizes) > 4:
		return fmt.Errorf("this image has %d dimensions; a scan has three", len(sizes))
	case len(sizes) == 4 && sizes[3] > 1:
		return fmt.Errorf("this is a series of %d images (axis 4); save the one to use as a 3-D image", sizes[3])
	}
	copy(e.grid.Size[:], sizes)
	if n := h["elementnumberofchannels"]; n != "" && n != "1" {
		return errors.New("every voxel holds several values (ElementNumberOfChannels); save a 3-D image of one value each")
	}
	var known bool
	if e.kind, known = metaTypes[strings.ToUpper(h["elementtype"])]; !known {
		return errors.New("the type of the voxels is missing or unknown (ElementType); save the image as MET_SHORT or MET_FLOAT")
	}
	e.perVoxel = 1
	e.bigEndian = h.isTrue("binarydatabyteordermsb", "elementbyteordermsb")
	return h.scaling(e)
}

// scaling reads the function from stored values to intensities; missing is
// none.
func (h metaHeader) scaling(e *encoding) error {
	e.slope, e.inter = 1, 0
	for key, to := range map[string]*float64{"elementtointensityfunctionslope": &e.slope, "elementtointensityfunctionoffset": &e.inter} {
		if h[key] == "" {
			continue
		}
		numbers, err := finiteNumbers(h[key])
		if err != nil || len(numbers) != 1 {
			return errors.New("the intensity scaling (ElementToIntensityFunction) cannot be read; save the image again")
		}
		*to = numbers[0]
	}
	if e.slope == 0 {
		return errors.New("the intensity scaling (ElementToIntensityFunctionSlope) is zero; save the image again")
	}
	return nil
}

// openVoxels makes p read from file, which stands after a local header or at
// the beginning of the voxel file.
func (h metaHeader) openVoxels(p *picture, file *source) error {
	switch {
	case h["binarydata"] != "" && !h.isTrue("binarydata"):
		p.readText(file)
		return nil
	case h.isTrue("compresseddata"):
		return inflate(p, file)
	}
	ahead := int64(0)
	if text := h["headersize"]; text != "" {
		var err error
		if ahead, err = skipCount(text, -1); err != nil {
			return err
		}
	}
	if ahead == -1 {
		return p.takeLast(file)
	}
	return p.readFrom(file, ahead)
}

// inflate undoes zlib or gzip. CompressedDataSize does not count: writers have
// been seen that give too little, and readers that believed it lost voxels.
func inflate(p *picture, file *source) error {
	start, err := file.start(len(gzipMagic))
	if err != nil {
		return err
	}
	p.left = -1
	compressed := bufio.NewReaderSize(file, readPiece)
	if bytes.Equal(start, gzipMagic) {
		p.r, err = gzip.NewReader(compressed)
	} else {
		p.r, err = zlib.NewReader(compressed)
	}
	if err != nil {
		return fmt.Errorf("the compressed data are damaged (%w); copy the file again", err)
	}
	return nil
}
