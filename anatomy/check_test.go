package anatomy

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// TestCheckFindsEachCorruption damages a sound case in one way at a time.
func TestCheckFindsEachCorruption(t *testing.T) {
	for name, test := range map[string]struct {
		damage         func(*Case)
		object, saying string
	}{
		"open surface": {func(c *Case) {
			s := c.Structure("tumour").Surface
			s.Triangles = s.Triangles[1:]
		}, "structure tumour", "not watertight (3 open edges"},
		"recorded as open": {func(c *Case) { c.Structure("tumour").Watertight = false }, "structure tumour", "recorded as false and found to be true"},
		"triangle count":   {func(c *Case) { c.Structure("skin").Triangles++ }, "structure skin", "triangles are recorded"},
		"recorded volume":  {func(c *Case) { c.Structure("skin").VolumeML += 0.01 }, "structure skin", "ml are recorded"},
		"surface too small": {func(c *Case) {
			s := c.Structure("skin")
			for i, v := range s.Surface.Vertices {
				s.Surface.Vertices[i] = v.Mul(0.98)
			}
			s.VolumeML = volumeML(s.Surface.Volume())
		}, "structure skin", "its labels fill"},
		"turned inside out": {func(c *Case) {
			s := c.Structure("tumour").Surface
			for i := range s.Triangles {
				s.Triangles[i][0], s.Triangles[i][1] = s.Triangles[i][1], s.Triangles[i][0]
			}
		}, "structure tumour", "not watertight"},
		"surface in RAS": {func(c *Case) { turnToRAS(c.Structure("vessel").Surface) }, "structure vessel", "another frame (RAS instead of LPS)"},
		"surface turned about its centre": {func(c *Case) {
			turnAboutCentroid(c.Structure("vessel").Surface)
		}, "structure vessel", "sampled voxels lie more than"},
		"surface of another scan": {func(c *Case) {
			s := c.Structure("tumour").Surface
			for i, v := range s.Vertices {
				s.Vertices[i] = v.Add(mgl32.Vec3{0, 2, 0})
			}
		}, "structure tumour", "sampled vertices of its surface lie more than"},
		"surface outside": {func(c *Case) {
			s := c.Structure("vessel").Surface
			for i, v := range s.Vertices {
				s.Vertices[i] = v.Sub(mgl32.Vec3{0, 0, 60})
			}
		}, "structure vessel", "leaves the scan"},
		"critical and open": {func(c *Case) {
			s := c.Structure("vessel")
			s.Surface.Triangles = s.Surface.Triangles[1:]
			s.Watertight, s.Triangles = false, s.Triangles-1
		}, "structure vessel", "it is critical"},
		"missing surface": {func(c *Case) { c.Structure("vessel").Surface = nil }, "structure vessel", "no surface"},
		"shifted volume": {func(c *Case) {
			c.Volume.PatientFromVoxel = mgl64.Translate3D(0.5, 0, 0).Mul4(c.Volume.PatientFromVoxel)
		}, "labels", "different grids"},
		"missing volume": {func(c *Case) { c.Volume = nil }, "volume", "CT volume is missing"},
		"missing labels": {func(c *Case) { c.Labels = nil }, "labels", "label map is missing"},
		"short labels":   {func(c *Case) { c.Labels.Data = c.Labels.Data[1:] }, "labels", "voxels where its grid has"},
		"short volume":   {func(c *Case) { c.Volume.Int16 = c.Volume.Int16[1:] }, "volume", "voxels where its grid has"},
		"infinite affine": {func(c *Case) {
			c.Labels.PatientFromVoxel[0] = math.Inf(1)
		}, "case", "not finite"},
		"label without voxels": {func(c *Case) {
			vessel := c.Structure("vessel").Label
			for i, label := range c.Labels.Data {
				if label == vessel {
					c.Labels.Data[i] = c.Structure("skin").Label
				}
			}
		}, "structure vessel", "no voxel has its label"},
		"unnamed label":        {func(c *Case) { c.Labels.Data[0] = 99 }, "labels", "label 99 has 1 voxels and no structure"},
		"landmark outside":     {func(c *Case) { c.Landmarks[1].Position[0] = 1000 }, "landmark top", "outside the scan"},
		"same name twice":      {func(c *Case) { c.Structures[2].Name = "skin" }, "case", "used twice"},
		"no frame":             {func(c *Case) { c.FrameOfReference = "" }, "case", "unique identifier"},
		"structure of nothing": {func(c *Case) { c.Structures[0].Labels = []uint16{c.Structures[0].Label, 77} }, "case", "label 77"},
	} {
		t.Run(name, func(t *testing.T) {
			c := buildBall(t)
			test.damage(c)
			found := c.Check()
			for _, f := range found {
				if f.Severity == SeverityError && f.Object == test.object && strings.Contains(f.Message, test.saying) {
					return
				}
			}
			t.Errorf("Check found %v, want an error about %s that says %q", found, test.object, test.saying)
		})
	}
}

// turnToRAS writes a surface in the other frame: x and y change sign.
func turnToRAS(m *mesh.TriMesh) {
	for i, v := range m.Vertices {
		m.Vertices[i] = mgl32.Vec3{-v[0], -v[1], v[2]}
	}
}

// turnAboutCentroid turns a surface by a quarter about the z axis through its centroid.
func turnAboutCentroid(m *mesh.TriMesh) {
	c := m.Centroid()
	x, y := float32(c[0]), float32(c[1])
	for i, v := range m.Vertices {
		m.Vertices[i] = mgl32.Vec3{x - (v[1] - y), y + (v[0] - x), v[2]}
	}
}

func TestCheckOfACaseWithoutVoxels(t *testing.T) {
	c := buildBall(t)
	c.Volume, c.Labels = nil, nil
	if found := c.Check(); len(found) != 1 || found[0].Severity != SeverityError {
		t.Errorf("Check found %v, want an error", found)
	}
}

func TestCoveredStructureIsAWarning(t *testing.T) {
	c := buildBall(t)
	// Flesh that is nothing but what lies inside it, as another tool may write.
	skin, tumour := c.Structure("skin"), c.Structure("tumour")
	inner := Structure{Name: "mass", Label: 50, Labels: []uint16{50, tumour.Label}, Tissue: "organ", Color: skin.Color,
		VolumeML: tumour.VolumeML, Triangles: tumour.Triangles, Watertight: true, Surface: tumour.Surface}
	c.Structures = append(c.Structures, inner)
	found := c.Check()
	if len(found) != 1 || found[0].Severity != SeverityWarning || found[0].Object != "structure mass" {
		t.Errorf("Check found %v, want one warning about mass", found)
	}
}

func TestHashSeesWhatMatters(t *testing.T) {
	base := buildBall(t)
	original := base.HashString()
	for name, change := range map[string]func(*Case){
		"id":           func(c *Case) { c.ID = "other" },
		"frame":        func(c *Case) { c.FrameOfReference += "1" },
		"grid":         func(c *Case) { c.Labels.PatientFromVoxel[12] += 1 },
		"vertex":       func(c *Case) { c.Structures[1].Surface.Vertices[5][2] += 1e-3 },
		"triangle":     func(c *Case) { c.Structures[1].Surface.Triangles[5][0]++ },
		"name":         func(c *Case) { c.Structures[0].Name = "hide" },
		"criticality":  func(c *Case) { c.Structures[0].Critical = true },
		"watertight":   func(c *Case) { c.Structures[2].Watertight = false },
		"target":       func(c *Case) { c.Structures[1].Target = false },
		"landmark":     func(c *Case) { c.Landmarks[0].Position[0] += 1e-9 },
		"no landmarks": func(c *Case) { c.Landmarks = nil },
	} {
		c := buildBall(t)
		change(c)
		if c.HashString() == original {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
	for name, change := range map[string]func(*Case){
		"title":         func(c *Case) { c.Title = "Another" },
		"negative zero": func(c *Case) { c.Labels.PatientFromVoxel[1] = math.Copysign(0, -1) },
	} {
		c := buildBall(t)
		change(c)
		if c.HashString() != original {
			t.Errorf("a change of %s changes the hash", name)
		}
	}
}

func TestFrameUIDIsValidAndFollowsTheGrid(t *testing.T) {
	grid := ballGrid()
	uid := frameUID("abc", "ball", grid)
	if err := checkUID(uid); err != nil {
		t.Error(err)
	}
	moved := imaging.Grid{Size: grid.Size, PatientFromVoxel: mgl64.Translate3D(1, 0, 0).Mul4(grid.PatientFromVoxel)}
	if frameUID("abc", "ball", grid) != uid || frameUID("abc", "ball", moved) == uid || frameUID("abd", "ball", grid) == uid {
		t.Error("the frame must be the same for the same scan and differ for another")
	}
}
