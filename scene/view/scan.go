package view

import (
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// scan is the patient's volume as a three-dimensional texture. Without a volume
// it is one black voxel of width 0, which the shaders leave out.
type scan struct {
	texture            uint32
	scanFromPatient    mgl64.Mat4 // to texture coordinates 0..1
	low, width         float32    // window, in the volume's units; width 0 without a volume
	scale, offset      float32    // stored 0..1 to the volume's units
	lowest, highest    mgl64.Vec3 // corners of the box around the grid, patient frame
	hasBox             bool
	stored             [3]int // texture size
	everyNthVoxel      [3]int // 1 stores all
	smallest, greatest float32
	hidden             bool      // nothing of it is shown
	values             []float32 // of slice.frag: window low, window width, intensity scale, intensity offset
}

// maxStoredVoxels bounds the texture to 192 MB; a larger scan is drawn with
// every second voxel of its longest axis, as often as needed.
const maxStoredVoxels = 96 << 20

// newScan uploads a case's volume.
func newScan(c *anatomy.Case) (*scan, error) {
	s := &scan{scanFromPatient: mgl64.Ident4(), scale: 1, stored: [3]int{1, 1, 1}, everyNthVoxel: [3]int{1, 1, 1}, values: make([]float32, 4)}
	if c == nil || c.Volume == nil {
		s.create()
		gl.TexImage3D(gl.TEXTURE_3D, 0, gl.R16, 1, 1, 1, 0, gl.RED, gl.UNSIGNED_SHORT, gl.Ptr([]uint16{0}))
		return s, nil
	}
	v := c.Volume
	if voxels := v.Size[0] * v.Size[1] * v.Size[2]; voxels != v.Count() || voxels == 0 {
		return nil, fmt.Errorf("case %s: its volume of %d × %d × %d voxels holds %d values; import the scan again", c.ID, v.Size[0], v.Size[1], v.Size[2], v.Count())
	}
	if math.Abs(v.PatientFromVoxel.Det()) < 1e-12 {
		return nil, fmt.Errorf("case %s: its volume's affine cannot be inverted; import the scan again", c.ID)
	}
	var most int32
	gl.GetIntegerv(gl.MAX_3D_TEXTURE_SIZE, &most)
	s.fit(v.Size, int(most), maxStoredVoxels)
	s.place(v)
	s.setRange(v)
	s.setWindow(c)
	s.values = []float32{s.low, s.width, s.scale, s.offset}
	s.create()
	s.send(v)
	return s, nil
}

// fit chooses how many voxels to leave out so that the texture stays within the
// graphics card's limits.
func (s *scan) fit(size [3]int, longest, most int) {
	for {
		axis, voxels := 0, 1
		for i := range size {
			s.stored[i] = (size[i] + s.everyNthVoxel[i] - 1) / s.everyNthVoxel[i]
			voxels *= s.stored[i]
			if s.stored[i] > s.stored[axis] {
				axis = i
			}
		}
		if voxels <= most && s.stored[axis] <= longest {
			return
		}
		s.everyNthVoxel[axis]++
	}
}

// place finds the matrix from the patient frame to texture coordinates, where
// the middle of the first stored voxel is at half a voxel, and the grid's box.
func (s *scan) place(v *imaging.Volume) {
	n, every := s.stored, s.everyNthVoxel
	textureFromVoxel := mgl64.Translate3D(0.5/float64(n[0]), 0.5/float64(n[1]), 0.5/float64(n[2])).
		Mul4(mgl64.Scale3D(1/float64(n[0]*every[0]), 1/float64(n[1]*every[1]), 1/float64(n[2]*every[2])))
	s.scanFromPatient = textureFromVoxel.Mul4(v.PatientFromVoxel.Inv())
	s.hasBox = true
	for corner := 0; corner < 8; corner++ {
		var index mgl64.Vec3
		for axis := range index {
			if corner>>axis&1 == 1 {
				index[axis] = float64(v.Size[axis] - 1)
			}
		}
		p := mgl64.TransformCoordinate(index, v.PatientFromVoxel)
		if corner == 0 {
			s.lowest, s.highest = p, p
		}
		for axis := range p {
			s.lowest[axis] = math.Min(s.lowest[axis], p[axis])
			s.highest[axis] = math.Max(s.highest[axis], p[axis])
		}
	}
}

// setRange finds the finite values that 0 and 1 stand for.
func (s *scan) setRange(v *imaging.Volume) {
	s.smallest, s.greatest = v.Range()
	s.offset = s.smallest
	s.scale = max(s.greatest-s.smallest, 1e-6)
}

// Windows in Hounsfield units: the usual ones for brain (width 80, level 40)
// and for soft tissue of the abdomen (width 400, level 40).
const (
	brainLow, brainWidth     = 0, 80
	abdomenLow, abdomenWidth = -160, 400
)

// setWindow chooses window and level by the modality: fixed for CT, and from
// the values themselves for MR, whose units mean nothing.
func (s *scan) setWindow(c *anatomy.Case) {
	if c.Modality != "CT" {
		s.low, s.width = percentileWindow(c.Volume)
		return
	}
	s.low, s.width = abdomenLow, abdomenWidth
	for i := range c.Structures {
		if c.Structures[i].Tissue == "brain" {
			s.low, s.width = brainLow, brainWidth
		}
	}
}

// percentileWindow spans the 1st to the 99.5th percentile of an even sample.
func percentileWindow(v *imaging.Volume) (low, width float32) {
	sample := slices.DeleteFunc(v.EveryNth(max(1, v.Count()/200_000)), func(value float32) bool { return value-value != 0 })
	if len(sample) == 0 {
		return 0, 1
	}
	slices.Sort(sample)
	low = sample[len(sample)/100]
	high := sample[len(sample)*995/1000]
	if high <= low {
		low, high = sample[0], sample[len(sample)-1]
	}
	return low, max(high-low, 1e-6)
}

func (s *scan) create() {
	gl.GenTextures(1, &s.texture)
	gl.BindTexture(gl.TEXTURE_3D, s.texture)
	gl.PixelStorei(gl.UNPACK_ALIGNMENT, 1)
	gl.TexParameteri(gl.TEXTURE_3D, gl.TEXTURE_MIN_FILTER, gl.LINEAR)
	gl.TexParameteri(gl.TEXTURE_3D, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
	for _, wrap := range []uint32{gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R} {
		gl.TexParameteri(gl.TEXTURE_3D, wrap, gl.CLAMP_TO_EDGE)
	}
}

// send uploads slab by slab, so that only one slab is held twice.
func (s *scan) send(v *imaging.Volume) {
	nx, ny, nz := s.stored[0], s.stored[1], s.stored[2]
	gl.TexImage3D(gl.TEXTURE_3D, 0, gl.R16, int32(nx), int32(ny), int32(nz), 0, gl.RED, gl.UNSIGNED_SHORT, nil)
	slab := make([]uint16, nx*ny)
	every := s.everyNthVoxel
	for k := 0; k < nz; k++ {
		for j := 0; j < ny; j++ {
			row := ((k*every[2])*v.Size[1] + j*every[1]) * v.Size[0]
			for i := 0; i < nx; i++ {
				slab[j*nx+i] = s.store(v.Value(row + i*every[0]))
			}
		}
		gl.TexSubImage3D(gl.TEXTURE_3D, 0, 0, 0, int32(k), int32(nx), int32(ny), 1, gl.RED, gl.UNSIGNED_SHORT, gl.Ptr(slab))
	}
}

// tone changes the window of every slice.
func (s *scan) tone(t tone) {
	s.values[0], s.values[1] = t.window(s.low, s.width)
}

// store is a value as 16 bits; a value that is not finite is the smallest.
func (s *scan) store(value float32) uint16 {
	if value-value != 0 {
		return 0
	}
	return uint16(mgl64.Clamp(float64((value-s.offset)/s.scale), 0, 1)*65535 + 0.5)
}

// grain is how much of the scan shows on a cut face.
func (s *scan) grain() float32 {
	if s.width == 0 || s.hidden {
		return 0
	}
	return 0.8
}

// matrix is scanFromPatient as a uniform.
func (s *scan) matrix() []float32 {
	m := engineMatrix(s.scanFromPatient)
	return m[:]
}

func (s *scan) dispose() { gl.DeleteTextures(1, &s.texture) }
