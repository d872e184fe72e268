package segment

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Packed is a mask of one bit per voxel: an eighth of a Mask's memory, for
// masks that are kept while others are made.
type Packed struct {
	imaging.Grid
	// Rows of voxels along i start on a whole word; the bits of a row's last
	// word that lie beyond the grid are zero.
	words []uint64
	width int // words per row
}

func newPacked(g imaging.Grid) *Packed {
	width := (g.Size[0] + 63) / 64
	return &Packed{Grid: g, words: make([]uint64, width*g.Size[1]*g.Size[2]), width: width}
}

// row is the bits of the voxels (0..., j, k), where number is j + Size[1]*k.
func (p *Packed) row(number int) []uint64 {
	return p.words[number*p.width : (number+1)*p.width]
}

// lastWord has a bit for each voxel of a row's last word within the grid.
func (p *Packed) lastWord() uint64 { return ^uint64(0) >> (-p.Size[0] & 63) }

func (p *Packed) rows() int { return p.Size[1] * p.Size[2] }

// Pack returns the mask in an eighth of its memory.
func (m *Mask) Pack() *Packed { return m.packEqual(1) }

// packEqual packs the voxels that have the given value, 0 or 1.
func (m *Mask) packEqual(value uint8) *Packed {
	p, n := newPacked(m.Grid), m.Size[0]
	inParallel(p.rows(), func(from, to int) {
		for number := from; number < to; number++ {
			packRow(p.row(number), m.Bits[number*n:(number+1)*n], value)
		}
	})
	return p
}

// lowBits has the lowest bit of each of eight bytes; gatherBits moves them
// into the highest byte of a product, the first byte's to the lowest place.
const lowBits, gatherBits = 0x0101010101010101, 0x0102040810204080

func packRow(row []uint64, from []uint8, value uint8) {
	flip := lowBits * uint64(1-value)
	i := 0
	for ; i+8 <= len(from); i += 8 {
		eight := binary.LittleEndian.Uint64(from[i:]) ^ flip
		row[i>>6] |= eight * gatherBits >> 56 << (i & 63)
	}
	for ; i < len(from); i++ {
		if from[i] == value {
			row[i>>6] |= 1 << (i & 63)
		}
	}
}

// Unpack returns the mask with one byte per voxel again.
func (p *Packed) Unpack() *Mask {
	m := NewMask(p.Grid)
	p.unpackInto(m.Bits)
	return m
}

func (p *Packed) unpackInto(bytes []uint8) {
	n := p.Size[0]
	inParallel(p.rows(), func(from, to int) {
		for number := from; number < to; number++ {
			unpackRow(bytes[number*n:(number+1)*n], p.row(number))
		}
	})
}

func unpackRow(into []uint8, row []uint64) {
	i := 0
	for ; i+8 <= len(into); i += 8 {
		binary.LittleEndian.PutUint64(into[i:], spread[row[i>>6]>>(i&63)&0xff])
	}
	for ; i < len(into); i++ {
		into[i] = uint8(row[i>>6] >> (i & 63) & 1)
	}
}

// spread turns eight bits into eight bytes of 0 or 1.
var spread = func() (table [256]uint64) {
	for value := range table {
		for bit := range 8 {
			table[value] |= uint64(value>>bit&1) << (8 * bit)
		}
	}
	return table
}()

// Count is the number of marked voxels.
func (p *Packed) Count() int {
	n := 0
	for _, word := range p.words {
		n += bits.OnesCount64(word)
	}
	return n
}

// Has says whether the voxel with the given index is marked.
func (p *Packed) Has(index int) bool {
	number, i := index/p.Size[0], index%p.Size[0]
	return p.words[number*p.width+i>>6]>>(i&63)&1 != 0
}

// invert marks what was not marked, within the grid.
func (p *Packed) invert() {
	inParallel(p.rows(), func(from, to int) {
		for number := from; number < to; number++ {
			row := p.row(number)
			for w := range row {
				row[w] = ^row[w]
			}
			row[p.width-1] &= p.lastWord()
		}
	})
}

func (p *Packed) clone() *Packed {
	return &Packed{Grid: p.Grid, words: slices.Clone(p.words), width: p.width}
}

// intersect, unite and subtract change p by another mask of its grid.
func (p *Packed) intersect(o *Packed) {
	for w := range p.words {
		p.words[w] &= o.words[w]
	}
}

func (p *Packed) unite(o *Packed) {
	for w := range p.words {
		p.words[w] |= o.words[w]
	}
}

func (p *Packed) subtract(o *Packed) {
	for w := range p.words {
		p.words[w] &^= o.words[w]
	}
}

// set marks a voxel.
func (p *Packed) set(index int) {
	number, i := index/p.Size[0], index%p.Size[0]
	p.words[number*p.width+i>>6] |= 1 << (i & 63)
}

// lastBit is the last marked voxel of a row; -1 without one.
func lastBit(row []uint64) int {
	for w := len(row) - 1; w >= 0; w-- {
		if row[w] != 0 {
			return w<<6 + bits.Len64(row[w]) - 1
		}
	}
	return -1
}

// Marked visits the indices of the marked voxels, ascending.
func (p *Packed) Marked() iter.Seq[int] {
	return func(yield func(int) bool) {
		for w, word := range p.words {
			first := w/p.width*p.Size[0] + w%p.width<<6
			for ; word != 0; word &= word - 1 {
				if !yield(first + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}
