package dicom

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// FuzzReadObject reads any bytes as what was drawn on a scan: no panic, no
// runaway memory, and nothing of the patient in what is told.
func FuzzReadObject(f *testing.F) {
	m := defaultSEG()
	f.Add(m.encode(f))
	m.kind, m.allocated = "LABELMAP", 16
	f.Add(m.encode(f))
	m.kind, m.allocated, m.extra = "FRACTIONAL", 8, []Element{wordElement(tagMaximumFraction, 1)}
	f.Add(m.encode(f))
	f.Add(structureSetOf(f, madeRegion{number: 1, name: "Liver", contours: [][]mgl64.Vec3{square(5, 5, 1, 4), square(5, 5, 2, 4)}}))
	grid := gridOf(8, 6, 4, mgl64.Vec3{1, 1, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, o := range []ObjectOptions{{}, {Grid: grid}} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s, err := ReadObject(context.Background(), data, o)
			runtime.ReadMemStats(&after)
			// All that was allocated, of which no more than a part is held at once.
			if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20+64*uint64(len(data)) {
				t.Errorf("%d bytes were allocated for %d", used, len(data))
			}
			told := ""
			switch {
			case err != nil:
				told = err.Error()
			case s.Validate() != nil || len(s.Data) != s.Len():
				t.Errorf("%d labels on a grid of %v", len(s.Data), s.Size)
			default:
				told = strings.Join(s.Notes, "\n")
			}
			if strings.Contains(told, "Jane") || strings.Contains(told, "1.2.78") {
				t.Errorf("an identifier is told: %s", told)
			}
		}
	})
}
