package dicom

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzFind puts any bytes into a folder beside three sound slices, finds what
// is there, and reads and draws all of it: no panic, no runaway memory, and no
// identifier of the sound slices in what people are shown.
func FuzzFind(f *testing.F) {
	images := stackOf(0, 1, 2, 3)
	var sound [][]byte
	for _, m := range images {
		m.columns, m.rows = 4, 3
		sound = append(sound, m.encode(f))
	}
	f.Add(sound[3])
	f.Add(sound[0])
	f.Add(enhanced(f, []float64{0, 1, 3}, []float64{0, 1, 2}))
	f.Add(directoryOf(f, "A/B", "C"))
	tilted := axial(3)
	tilted.columns, tilted.rows, tilted.position[1] = 4, 3, -15
	f.Add(tilted.encode(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := fstest.MapFS{"DICOMDIR": {Data: data}}
		for at, name := range []string{"a", "b", "c"} {
			folder[name] = &fstest.MapFile{Data: sound[at]}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		shown := showAll(t, folder)
		runtime.ReadMemStats(&after)
		// All that was allocated, of which no more than a part is held at once.
		if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20+16*uint64(len(data)) {
			t.Errorf("%d bytes were allocated for %d", used, len(data))
		}
		for _, secret := range []string{"Jane", "1.2.3.1"} {
			if strings.Contains(shown, secret) {
				t.Errorf("%q is shown in %q", secret, shown)
			}
		}
	})
}

// showAll does with a folder whatever can be done, and gives what is shown.
func showAll(t *testing.T, folder fstest.MapFS) string {
	c := findIn(t, folder)
	shown := append(c.Notes, c.Explain())
	for _, s := range append(c.Volumes, c.LeftOut...) {
		shown = append(shown, s.Describe(), s.Reason)
		shown = append(append(shown, s.Gaps...), s.Notes...)
		for _, gaps := range []bool{false, true} {
			v, notes, err := s.Read(context.Background(), ReadOptions{AllowGaps: gaps})
			shown = append(shown, notes...)
			switch {
			case err != nil:
				shown = append(shown, err.Error())
			case v.Validate() != nil || v.Count() != v.Len() || v.Len() == 0:
				t.Errorf("a volume of %v with %d values", v.Size, v.Count())
			}
		}
		if _, err := s.Thumbnail(context.Background(), nil); err != nil {
			shown = append(shown, err.Error())
		}
	}
	return strings.Join(shown, "\n")
}
