package dicom

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// inflate replaces what is left of the file by what it deflates to (PS3.5
// §A.5). In memory it measures first and allocates once, within the budget.
func (p *parser) inflate() error {
	if p.source != nil {
		rest := bytes.Clone(p.data[p.at:])
		p.cursor = cursor{base: p.offset(), source: flate.NewReader(io.MultiReader(bytes.NewReader(rest), p.source))}
		return nil
	}
	packed := p.data[p.at:]
	size, err := io.Copy(io.Discard, io.LimitReader(flate.NewReader(bytes.NewReader(packed)), p.budget+1))
	if err != nil && err != io.ErrUnexpectedEOF {
		return fmt.Errorf("the deflated data set after byte %d is damaged; copy or export the file again", p.offset())
	}
	if err := p.spend(size); err != nil {
		return fmt.Errorf("the data set after byte %d inflates to more than an image takes; export the file uncompressed", p.offset())
	}
	data := make([]byte, size)
	// What is missing at the end was measured just now, and the parser tells.
	n, _ := io.ReadFull(flate.NewReader(bytes.NewReader(packed)), data)
	p.cursor = cursor{data: data[:n], base: p.offset()}
	return nil
}
