package mesh

import (
	"testing"
)

// reportTets prints what a benchmark made per second, and how good it is.
func reportTets(b *testing.B, m *TetMesh) {
	b.Helper()
	var report TetReport
	m.checkShapes(&report)
	seconds := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(len(m.Tets)), "tets")
	b.ReportMetric(float64(len(m.Tets))/seconds, "tets/s")
	b.ReportMetric(report.MinDihedralDeg, "min°")
	b.ReportMetric(report.MaxDihedralDeg, "max°")
}

// BenchmarkTetrahedraliseOrgan fills a surface of 50,000 triangles with at most
// so many tetrahedra, the search for the spacing included.
func BenchmarkTetrahedraliseOrgan(b *testing.B) {
	surface := organ(b, "organ50k.ply")
	for name, budget := range map[string]int{"10k": 10_000, "100k": 100_000, "1M": 1_000_000} {
		b.Run(name, func(b *testing.B) {
			var m *TetMesh
			for b.Loop() {
				var err error
				if m, err = Tetrahedralise(surface, TetOptions{Budget: budget}); err != nil {
					b.Fatal(err)
				}
			}
			reportTets(b, m)
		})
	}
}

// BenchmarkTetrahedraliseAbdomen fills 61 structures at once.
func BenchmarkTetrahedraliseAbdomen(b *testing.B) {
	labels := abdomen(b)
	for name, iterations := range map[string]int{"terraced": 0, "smooth": 5} {
		b.Run(name, func(b *testing.B) {
			var m *TetMesh
			for b.Loop() {
				var err error
				options := TetOptions{SpacingMM: 6, SmoothIterations: iterations}
				if m, err = TetrahedraliseLabels(labels.Data, labels.Size, labels.PatientFromVoxel, options); err != nil {
					b.Fatal(err)
				}
			}
			reportTets(b, m)
		})
	}
}
