package segment

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// outlook is what rays from one place inside the body, upwards and sideways,
// meet on their way out of it.
type outlook struct {
	centre mgl64.Vec3
	rays   []ray // those that met bone or left the body within the scan
}

// ray is one of them.
type ray struct {
	direction mgl64.Vec3 // LPS, unit length
	// bone is the way in mm to the last compact bone, skull to the first; zero
	// when there is none or, in MR, where it does not show by its value.
	skull, bone float64
	// skin is the way to the air; zero when the scan ends before.
	skin float64
}

// rayCount covers the upper half of the sphere every seven degrees.
const rayCount = 400

func (s *survey) lookAround(centre mgl64.Vec3) outlook {
	o := outlook{centre: centre}
	for n := range rayCount {
		if r := s.cast(centre, upwards(n, rayCount)); r.skull > 0 || r.skin > 0 {
			o.rays = append(o.rays, r)
		}
	}
	return o
}

// upwards is the nth of count directions that cover the upper half of the
// sphere evenly: a spiral with steps of the golden angle.
func upwards(n, count int) mgl64.Vec3 {
	z := (float64(n) + 0.5) / float64(count)
	r, turn := math.Sqrt(1-z*z), float64(n)*math.Pi*(3-math.Sqrt(5))
	return mgl64.Vec3{r * math.Cos(turn), r * math.Sin(turn), z}
}

// cast follows a direction in steps of a millimetre to the end of the scan.
func (s *survey) cast(from, direction mgl64.Vec3) ray {
	r := ray{direction: direction}
	toVoxel := s.scan.VoxelFromPatient()
	at := mgl64.TransformCoordinate(from, toVoxel)
	step := mgl64.TransformCoordinate(from.Add(direction), toVoxel).Sub(at)
	outermost, way := 0.0, 0.0
	for ; ; way++ {
		voxel, inside := s.voxelAt(at)
		if !inside {
			break
		}
		if s.body.Bits[voxel] == 1 {
			outermost = way
		}
		if s.hounsfield && s.scan.Float32[voxel] >= boneHU {
			r.bone = way
			if r.skull == 0 {
				r.skull = way
			}
		}
		at = at.Add(step)
	}
	if outermost+1 < way {
		r.skin = outermost
	}
	return r
}

// boneHU is the lower bound of bone in blocks of surveySpacing: thin plates
// share theirs with brain.
const boneHU = 200

// voxelAt is the voxel nearest to a voxel index, and whether there is one.
func (s *survey) voxelAt(at mgl64.Vec3) (voxel int, inside bool) {
	var index [3]int
	for axis, n := range s.scan.Size {
		index[axis] = int(math.Floor(at[axis] + 0.5))
		if index[axis] < 0 || index[axis] >= n {
			return 0, false
		}
	}
	return s.scan.Index(index[0], index[1], index[2]), true
}

// layers is the mean value below the skin in steps of layerMM, over all rays
// that reach it.
func (s *survey) layers(o outlook) []float64 {
	mean := make([]float64, layerCount)
	toVoxel, n := s.scan.VoxelFromPatient(), 0.0
	for _, r := range o.rays {
		if r.skin < layerMM*layerCount {
			continue
		}
		n++
		for layer := range mean {
			p := o.centre.Add(r.direction.Mul(r.skin - layerMM*float64(layer)))
			voxel, _ := s.voxelAt(mgl64.TransformCoordinate(p, toVoxel))
			mean[layer] += float64(s.scan.Float32[voxel])
		}
	}
	for layer := range mean {
		mean[layer] /= max(1, n)
	}
	return mean
}

// Layers are looked for down to the brain's surface, 24 mm below the skin
// where it is deepest.
const (
	layerMM    = 2
	layerCount = 12
)
