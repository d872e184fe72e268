package view

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// offscreen opens a theatre for a test, or skips where the machine has no EGL.
func offscreen(t testing.TB, o Options) *Theatre {
	t.Helper()
	theatre, err := OpenOffscreen(o)
	if err != nil {
		if strings.Contains(err.Error(), "EGL") {
			t.Skip("no off-screen OpenGL on this machine: ", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(theatre.Close)
	return theatre
}

// blob is a closed surface around a centre: radius gives the distance along a
// unit direction. It winds counter-clockwise seen from outside.
func blob(centre mgl64.Vec3, rings, sides int, radius func(d mgl64.Vec3) mgl64.Vec3) *mesh.TriMesh {
	m := &mesh.TriMesh{}
	add := func(theta, phi float64) {
		sin, cos := math.Sincos(theta)
		p := centre.Add(radius(mgl64.Vec3{sin * math.Cos(phi), sin * math.Sin(phi), cos}))
		m.Vertices = append(m.Vertices, mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])})
	}
	add(0, 0)
	for j := 1; j < rings; j++ {
		for i := 0; i < sides; i++ {
			add(math.Pi*float64(j)/float64(rings), 2*math.Pi*float64(i)/float64(sides))
		}
	}
	add(math.Pi, 0)
	last := uint32(len(m.Vertices) - 1)
	at := func(j, i int) uint32 { return uint32(1 + (j-1)*sides + i%sides) }
	for i := 0; i < sides; i++ {
		m.Triangles = append(m.Triangles, [3]uint32{0, at(1, i), at(1, i+1)}, [3]uint32{last, at(rings-1, i+1), at(rings-1, i)})
		for j := 1; j < rings-1; j++ {
			a, b, c, d := at(j, i), at(j+1, i), at(j+1, i+1), at(j, i+1)
			m.Triangles = append(m.Triangles, [3]uint32{a, b, c}, [3]uint32{a, c, d})
		}
	}
	return m
}

// sphere is a blob of constant radius.
func sphere(centre mgl64.Vec3, radius float64, rings, sides int) *mesh.TriMesh {
	return blob(centre, rings, sides, func(d mgl64.Vec3) mgl64.Vec3 { return d.Mul(radius) })
}

// ellipsoid is a blob with half axes, its surface folded by some mm.
func ellipsoid(centre, half mgl64.Vec3, folds, frequency float64, rings, sides int) *mesh.TriMesh {
	return blob(centre, rings, sides, func(d mgl64.Vec3) mgl64.Vec3 {
		x, y, z := d[0]*frequency, d[1]*frequency, d[2]*frequency
		wave := math.Sin(3*x+1.3*math.Sin(2*y))*math.Cos(2.7*y+math.Sin(3*z)) + 0.6*math.Sin(4.1*z+2*x)
		return mgl64.Vec3{d[0] * half[0], d[1] * half[1], d[2] * half[2]}.Add(d.Mul(folds * wave))
	})
}

// vessel is a closed tube along a path.
func vessel(path func(t float64) mgl64.Vec3, radius float64, steps, sides int) *mesh.TriMesh {
	m := &mesh.TriMesh{}
	for j := 0; j <= steps; j++ {
		t := float64(j) / float64(steps)
		along := path(t + 1e-3).Sub(path(t - 1e-3)).Normalize()
		u := along.Cross(mgl64.Vec3{0.3, 0.2, 0.93}).Normalize()
		v := along.Cross(u)
		r := radius * math.Sqrt(math.Max(1-math.Pow(2*t-1, 8), 1e-4))
		for i := 0; i < sides; i++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(sides))
			p := path(t).Add(u.Mul(r * cos)).Add(v.Mul(r * sin))
			m.Vertices = append(m.Vertices, mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])})
		}
	}
	for j := 0; j < steps; j++ {
		for i := 0; i < sides; i++ {
			a, b := uint32(j*sides+i), uint32(j*sides+(i+1)%sides)
			c, d := a+uint32(sides), b+uint32(sides)
			m.Triangles = append(m.Triangles, [3]uint32{a, b, c}, [3]uint32{b, d, c})
		}
	}
	return m
}

// structure is one closed structure of a test case.
func structure(name, tissue, colour string, m *mesh.TriMesh) anatomy.Structure {
	return anatomy.Structure{Name: name, Tissue: tissue, Color: colour, Watertight: true, Surface: m}
}

// head is a made-up head; detail 1 has about 40 000 triangles.
func head(detail float64) *anatomy.Case {
	n := func(base int) int { return int(float64(base) * math.Sqrt(detail)) }
	face := blob(mgl64.Vec3{0, 0, -10}, n(110), n(140), func(d mgl64.Vec3) mgl64.Vec3 {
		p := mgl64.Vec3{d[0] * 76, d[1] * 98, d[2] * 112}
		front := math.Max(-d[1], 0)
		nose := 22 * math.Exp(-(d[0]*d[0]*90 + (d[2]+0.28)*(d[2]+0.28)*60)) * front
		brow := 5 * math.Exp(-((math.Abs(d[0])-0.3)*(math.Abs(d[0])-0.3)*20 + (d[2]-0.02)*(d[2]-0.02)*90)) * front
		eye := -8 * math.Exp(-((math.Abs(d[0])-0.34)*(math.Abs(d[0])-0.34)*60 + (d[2]+0.13)*(d[2]+0.13)*120)) * front
		chin := 10 * math.Exp(-(d[0]*d[0]*12 + (d[2]+0.85)*(d[2]+0.85)*30)) * front
		ear := 13 * math.Exp(-((d[1]-0.05)*(d[1]-0.05)*90 + (d[2]+0.2)*(d[2]+0.2)*40)) * math.Abs(d[0])
		return p.Add(d.Mul(nose + brow + eye + chin + ear))
	})
	ventricle := func(side float64) func(float64) mgl64.Vec3 {
		return func(t float64) mgl64.Vec3 {
			a := -0.9 + 2.6*t
			return mgl64.Vec3{side * (9 + 9*t*t), -2 - 30*math.Cos(a*1.05) + 18, 18 + 12*math.Sin(a*1.1+0.7)}
		}
	}
	sinus := func(t float64) mgl64.Vec3 {
		a := -1.0 + 2.6*t
		return mgl64.Vec3{2 * math.Sin(9*t), -85 * math.Cos(a+1.2) * 0.98, 86 * math.Sin(a+1.25) * 0.98}
	}
	artery := func(t float64) mgl64.Vec3 {
		return mgl64.Vec3{-22 - 20*t + 5*math.Sin(11*t), -30 + 30*t + 6*math.Sin(8*t), -20 + 62*t + 4*math.Cos(10*t)}
	}
	c := &anatomy.Case{
		ID: "fixture-head", Title: "Fixture head", Modality: "CT",
		Structures: []anatomy.Structure{
			structure("skin", "skin", "#d9a68c", face),
			structure("skull", "bone", "#e8dcc0", ellipsoid(mgl64.Vec3{0, 4, 10}, mgl64.Vec3{69, 88, 82}, 0.6, 2, n(80), n(110))),
			structure("brain", "brain", "#d99a95", ellipsoid(mgl64.Vec3{0, 5, 12}, mgl64.Vec3{61, 78, 72}, 1.7, 5.5, n(110), n(150))),
			structure("ventricle-right", "csf", "#4fb6e8", vessel(ventricle(-1), 6.5, n(60), n(24))),
			structure("ventricle-left", "csf", "#4fb6e8", vessel(ventricle(1), 6.5, n(60), n(24))),
			structure("superior-sinus", "vessel", "#4a63c8", vessel(sinus, 3.4, n(90), n(18))),
			structure("middle-artery", "vessel", "#d03a36", vessel(artery, 2.0, n(90), n(16))),
			structure("tumour", "tumour", "#e0b84a", ellipsoid(mgl64.Vec3{34, 30, 22}, mgl64.Vec3{12, 11, 10}, 0.8, 3, n(40), n(50))),
		},
	}
	c.Volume = headVolume()
	return c
}

// headVolume is a synthetic CT of the head: Hounsfield units with a little noise.
func headVolume() *imaging.Volume {
	const nx, ny, nz = 128, 144, 128
	v := &imaging.Volume{Grid: imaging.Grid{Size: [3]int{nx, ny, nz}}, Float32: make([]float32, nx*ny*nz)}
	v.PatientFromVoxel = mgl64.Translate3D(-96, -115, -122).Mul4(mgl64.Scale3D(1.5, 1.6, 1.9))
	noise := uint32(12345)
	for k := 0; k < nz; k++ {
		for j := 0; j < ny; j++ {
			for i := 0; i < nx; i++ {
				p := mgl64.TransformCoordinate(mgl64.Vec3{float64(i), float64(j), float64(k)}, v.PatientFromVoxel)
				noise = noise*1664525 + 1013904223
				v.Float32[(k*ny+j)*nx+i] = hounsfield(p) + float32(noise>>24)/32 - 4
			}
		}
	}
	return v
}

func hounsfield(p mgl64.Vec3) float32 {
	within := func(c, half mgl64.Vec3) float64 {
		d := p.Sub(c)
		return math.Sqrt(d[0]*d[0]/(half[0]*half[0]) + d[1]*d[1]/(half[1]*half[1]) + d[2]*d[2]/(half[2]*half[2]))
	}
	switch {
	case within(mgl64.Vec3{34, 30, 22}, mgl64.Vec3{12, 11, 10}) < 1:
		return 62
	case within(mgl64.Vec3{-13, -6, 25}, mgl64.Vec3{8, 26, 9}) < 1, within(mgl64.Vec3{13, -6, 25}, mgl64.Vec3{8, 26, 9}) < 1:
		return 6
	case within(mgl64.Vec3{0, 5, 12}, mgl64.Vec3{57, 74, 68}) < 1:
		return 32
	case within(mgl64.Vec3{0, 5, 12}, mgl64.Vec3{61, 78, 72}) < 1:
		return 40
	case within(mgl64.Vec3{0, 4, 10}, mgl64.Vec3{63, 81, 76}) < 1:
		return 12
	case within(mgl64.Vec3{0, 4, 10}, mgl64.Vec3{69, 88, 82}) < 1:
		return 900
	case within(mgl64.Vec3{0, 0, -10}, mgl64.Vec3{76, 98, 112}) < 1:
		return -20
	}
	return -1000
}

// drainPlan goes from the right forehead to the right ventricle.
func drainPlan() record.Plan {
	return record.Plan{Entry: mgl64.Vec3{-30, -52, 74}, Target: mgl64.Vec3{-10, -12, 24}}
}

func drainTool() record.Tool {
	return record.Tool{Name: "ventricular catheter", Kind: "catheter", RadiusMM: 1.3, LengthMM: 150}
}

// along is a pose on a plan's line, some mm beyond its entry.
func along(plan record.Plan, depth float64) record.Pose {
	axis := plan.Target.Sub(plan.Entry).Normalize()
	return record.Pose{Tip: plan.Entry.Add(axis.Mul(depth)), Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis)}
}
