//go:build unix

package anatomy_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	peers  = "../bin/peers"
	inputs = "../../shared/bench"
)

// python runs the peers that have no program of their own: the script prints
// wall_ms of the work alone.
func python(script string, arguments ...string) []string {
	return append([]string{"/usr/bin/python3", "-c", script}, arguments...)
}

const nibabelScript = `import nibabel, numpy, sys, time
start = time.perf_counter()
values = numpy.array(nibabel.load(sys.argv[1]).dataobj)
print("wall_ms=%.3f" % ((time.perf_counter() - start) * 1000))`

func imagingContests(b *testing.B, dir string) []contest {
	ct := filepath.Join(dir, "ct512.nii")
	contests := []contest{{
		name: "read NIfTI 512x512x300", aim: "nibabel's",
		peer: python(nibabelScript, ct),
		ours: func() string { return fmt.Sprint(readCT(b, ct).Size) },
	}}
	for _, of := range [][2]string{{"dcm_raw", "4000/s"}, {"dcm_rle", "1500/s"}} {
		name, aim := of[0], of[1]
		series := findSeries(b, filepath.Join(dir, name))
		if series == nil {
			continue
		}
		for _, peer := range []string{"dcm_dcmtk", "dcm_gdcm"} {
			contests = append(contests, contest{
				name: name + ", decoded and rescaled", aim: aim, items: float64(series.Images),
				peer: []string{filepath.Join(peers, peer), filepath.Join(dir, name), "1"},
				ours: func() string { return readAll(b, series) },
			})
		}
	}
	return contests
}

// findSeries is nil where the series was not made.
func findSeries(b *testing.B, dir string) *dicom.Series {
	b.Helper()
	if _, err := os.Stat(dir); err != nil {
		return nil
	}
	catalogue, err := dicom.Find(b.Context(), os.DirFS(dir), dicom.FindOptions{})
	if err != nil || len(catalogue.Volumes) != 1 {
		b.Fatalf("%s: %v", dir, err)
	}
	return catalogue.Volumes[0]
}

func readAll(b *testing.B, series *dicom.Series) string {
	b.Helper()
	volume, _, err := series.Read(b.Context(), dicom.ReadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	return fmt.Sprint(volume.Size)
}

// BenchmarkImport runs the whole command on the CT: it prints its stages.
func BenchmarkImport(b *testing.B) {
	dir := os.Getenv("DRYLAB_BENCH")
	if dir == "" {
		b.Skip("DRYLAB_BENCH names no folder with ct512.nii; run make bench-anatomy")
	}
	for range b.N {
		command := exec.Command("../bin/drylab", "import", filepath.Join(dir, "ct512.nii"), "--out", filepath.Join(b.TempDir(), "case"),
			"--preset", "ct-skin", "--preset", "ct-bone", "--preset", "ct-lung", "--structure", "vessels=150:225")
		out, err := command.CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		fmt.Println("import of ct512.nii, four structures:", lines[len(lines)-1])
	}
}

func readCT(b *testing.B, name string) *imaging.Volume {
	b.Helper()
	file, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	volume, err := imaging.ReadNIfTI(file)
	if err != nil {
		b.Fatal(err)
	}
	return volume
}

func surfaceContests(b *testing.B, dir string) []contest {
	ct := filepath.Join(dir, "ct512.nii")
	volume := readCT(b, ct)
	labels := make([]uint16, volume.Len())
	for i, hu := range volume.Int16 {
		switch {
		case hu > 300:
			labels[i] = 2
		case hu > -300:
			labels[i] = 1
		}
	}
	isosurface := func() string {
		surface := mesh.Isosurface(volume.Int16, volume.Size, volume.PatientFromVoxel, 300)
		return fmt.Sprintf("%d triangles", len(surface.Triangles))
	}
	all := func() string {
		surface := mesh.FromLabels(labels, volume.Size, volume.PatientFromVoxel)
		return fmt.Sprintf("%d triangles", len(surface.Triangles))
	}
	organ := filepath.Join(inputs, "organ500k.ply")
	large := readOrgan(b, organ)
	iso, surfaces := filepath.Join(peers, "iso_vtk"), filepath.Join(peers, "mesh_vtk")
	return []contest{
		{name: "isosurface at 300 HU, one core", aim: "0.70", procs: 1, ours: isosurface, peer: []string{iso, ct, "fe", "300", "1", "0", "1"}},
		{name: "isosurface at 300 HU, two cores", aim: "0.70", procs: 2, ours: isosurface, peer: []string{iso, ct, "fe", "300", "2", "0", "1"}},
		{name: "all labels, one core", aim: "0.80", procs: 1, ours: all, peer: []string{iso, ct, "dfe", "0", "1", "0", "1"}},
		{name: "all labels, two cores", aim: "0.80", procs: 2, ours: all, peer: []string{iso, ct, "dfe", "0", "2", "0", "1"}},
		{name: "smooth 500k, 20 iterations", aim: "1.00", peer: []string{surfaces, organ, "sinc", "20", "1", "-", "2"},
			ours: func() string {
				m := &mesh.TriMesh{Vertices: append(large.Vertices[:0:0], large.Vertices...), Triangles: large.Triangles}
				m.Smooth(mesh.SmoothOptions{Iterations: 20})
				return fmt.Sprintf("volume %+.4f %%", 100*(m.Volume()/large.Volume()-1))
			}},
		{name: "simplify 500k to 50k", aim: "0.10 of VTK's, which is Fast Quadric's", peer: []string{surfaces, organ, "quadric", "0.9", "1", "-", "2"},
			ours: func() string {
				m := large.Simplify(49_928)
				return fmt.Sprintf("%d triangles, volume %+.4f %%", len(m.Triangles), 100*(m.Volume()/large.Volume()-1))
			}},
	}
}

func readOrgan(b *testing.B, name string) *mesh.TriMesh {
	b.Helper()
	file, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	m, err := mesh.ReadPLY(file)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func queryContests(b *testing.B) []contest {
	organ := filepath.Join(inputs, "organ200k.ply")
	tree := mesh.NewBVH(readOrgan(b, organ))
	var contests []contest
	for _, of := range [][2]string{{"near", "262000/s"}, {"path", "920000/s"}, {"rand", "84000/s"}} {
		kind, aim := of[0], of[1]
		file := filepath.Join(inputs, "q_"+kind+".f32")
		points := readPoints(b, file)
		contests = append(contests, contest{
			name: "closest point, " + kind, aim: aim, procs: 1, cpu: true, items: float64(len(points)),
			peer: []string{filepath.Join(peers, "cp_embree"), organ, file, "cp", "1", "0"},
			ours: func() string {
				sum := 0.0
				for _, p := range points {
					_, distance, _ := tree.Closest(p)
					sum += distance
				}
				return fmt.Sprintf("mean %.6f mm", sum/float64(len(points)))
			},
		})
	}
	return contests
}

// readPoints reads float32 triples.
func readPoints(b *testing.B, name string) []mgl64.Vec3 {
	b.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	points := make([]mgl64.Vec3, len(data)/12)
	for i := range points {
		for axis := range 3 {
			points[i][axis] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[12*i+4*axis:])))
		}
	}
	return points
}
