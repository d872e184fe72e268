package dicom

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
)

// maxThumbnail is the longest side of a thumbnail in pixels.
const maxThumbnail = 256

// Thumbnail draws the middle image of a series, also of one that makes no
// volume, in grey and with the proportions of the body: at most 256 pixels on
// the longer side. CT is shown in a window for soft tissue, or for bone where
// most of what is there is bone; other images from their 1st to their 99th
// percentile. transcode may be nil; it is an error then when the pixels need
// it, and when the image cannot be read or is in colour.
func (s *Series) Thumbnail(ctx context.Context, transcode Transcode) (image.Image, error) {
	planes := s.planes
	if s.layout != nil {
		planes = s.layout.planes
	}
	p := planes[len(planes)/2]
	format := p.source.format
	if format.Allocated == 0 || p.source.implausible() {
		return nil, fmt.Errorf("%s cannot be shown: it holds no image in grey", p.source.name)
	}
	data, err := readFile(s.folder, p.source.name, nil)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be shown: %w", p.source.name, err)
	}
	f, err := parseDecodable(ctx, data, transcode)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be shown: %w", p.source.name, err)
	}
	slope, shift := p.slope, p.shift
	if slope == 0 {
		slope = 1 // an image without a place was read no further
	}
	pixels := make([]float32, format.pixels())
	if err := f.decodeFloat32(pixels, p.frame, slope, shift); err != nil {
		return nil, fmt.Errorf("%s cannot be shown: %w", p.source.name, err)
	}
	if p.slope != 0 {
		erase(pixels, p)
	}
	return draw(pixels, p), nil
}

// draw shrinks a plane and turns its values into grey.
func draw(pixels []float32, p *plane) *image.Gray {
	format := p.source.format
	width, height := thumbnailSize(p)
	small := shrink(pixels, format.Columns, format.Rows, width, height)
	low, high := window(small, p.source.modality)
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i, value := range small {
		grey := 255 * (float64(value) - low) / (high - low)
		grey = math.Max(0, math.Min(255, math.Floor(grey+0.5)))
		if format.Inverted {
			grey = 255 - grey
		}
		picture.SetGray(i%width, i/width, color.Gray{Y: uint8(grey)})
	}
	return picture
}

// thumbnailSize keeps the proportions in mm, and does not enlarge beyond the
// pixels of the longer side.
func thumbnailSize(p *plane) (width, height int) {
	format := p.source.format
	wide, high := float64(format.Columns), float64(format.Rows)
	if p.columnStep > 0 && p.rowStep > 0 {
		wide, high = wide*p.columnStep, high*p.rowStep
	}
	longest := float64(min(maxThumbnail, max(format.Columns, format.Rows)))
	scale := longest / math.Max(wide, high)
	side := func(mm float64) int { return min(maxThumbnail, max(1, int(math.Round(mm*scale)))) }
	return side(wide), side(high)
}

// shrink gives each pixel of the result the mean of what it covers, at least
// the nearest pixel.
func shrink(pixels []float32, columns, rows, width, height int) []float32 {
	small := make([]float32, width*height)
	for y := range height {
		top, bottom := covered(y, height, rows)
		for x := range width {
			left, right := covered(x, width, columns)
			sum := 0.0
			for row := top; row < bottom; row++ {
				for _, value := range pixels[row*columns+left : row*columns+right] {
					sum += float64(value)
				}
			}
			small[y*width+x] = float32(sum / float64((bottom-top)*(right-left)))
		}
	}
	return small
}

// covered gives the pixels of n that pixel i of count covers.
func covered(i, count, n int) (first, end int) {
	first, end = i*n/count, (i+1)*n/count
	return first, max(end, first+1)
}

// window gives the values that are black and white.
func window(pixels []float32, modality string) (low, high float64) {
	if modality == "CT" {
		return windowCT(pixels)
	}
	sorted := slices.Clone(pixels)
	slices.Sort(sorted)
	low, high = float64(sorted[len(sorted)/100]), float64(sorted[(len(sorted)-1)*99/100])
	if high <= low {
		low, high = float64(sorted[0]), float64(sorted[len(sorted)-1])
	}
	return low, math.Max(high, low+1e-6*math.Max(1, math.Abs(low)))
}

// windowCT is the usual soft tissue window, or the bone window where more than
// a third of what is denser than fat is bone: jaws, limbs, a skull alone.
func windowCT(pixels []float32) (low, high float64) {
	tissue, bone := 0, 0
	for _, value := range pixels {
		if value > -100 {
			tissue++
		}
		if value > 250 {
			bone++
		}
	}
	if 3*bone > tissue {
		return -600, 1400
	}
	return -160, 240
}
