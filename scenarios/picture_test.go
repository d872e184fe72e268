package scenarios

import (
	"runtime"
	"sync"
	"testing"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// softWorld is one tetrahedron that falls.
func softWorld(t *testing.T) *scene.World {
	t.Helper()
	material, _ := tissue.Named("liver")
	w, err := scene.NewWorld(scene.Setup{
		Tools: []record.Tool{{Name: "probe", Kind: record.KindProbe, RadiusMM: 2, LengthMM: 100}}, EntrySurface: -1, Workers: 1,
		Soft: []scene.SoftBody{{Name: "drop", Mesh: tissue.Mesh{
			Rest:      []tissue.Vec{{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {0, 0, 10}},
			Tets:      [][4]int32{{0, 1, 2, 3}},
			Materials: []tissue.Material{material},
		}}},
		Gravity: mgl64.Vec3{0, 0, -9810},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// TestPicturesAreWholeAndNeverGoBack: the drawer sees each picture with the
// places of its own tick, however the two goroutines run, and never an older one
// after a newer. A drop that falls freely is where its tick says.
func TestPicturesAreWholeAndNeverGoBack(t *testing.T) {
	w, p := softWorld(t), newPictures()
	if p.take() != nil {
		t.Fatal("a picture before the first tick")
	}
	const ticks = 3000
	fallen := make([]float32, ticks) // written before the tick's picture is given
	var done sync.WaitGroup
	done.Add(1)
	go func() {
		defer done.Done()
		var s scene.Surface
		for tick := range int64(ticks) {
			frame := w.Step(record.Input{Tick: tick})
			w.Surface(&s)
			fallen[tick] = s.Places[0][2]
			p.give(&Moment{Sample: frame.Sample.Clone()}, w, tick == ticks-1)
			runtime.Gosched()
		}
	}()
	last, seen := int64(-1), 0
	for last < ticks-1 {
		picture := p.take()
		if picture == nil || picture.Sample.Tick == last {
			runtime.Gosched()
			continue
		}
		if picture.Sample.Tick < last {
			t.Fatalf("tick %d after %d", picture.Sample.Tick, last)
		}
		last = picture.Sample.Tick
		seen++
		for range 20 {
			if got := picture.Soft.Places[0][2]; got != fallen[last] {
				t.Fatalf("the picture of tick %d has the drop at %g, it was at %g", last, got, fallen[last])
			}
			runtime.Gosched()
		}
	}
	done.Wait()
	if fallen[ticks-1] >= 0 || seen < 2 {
		t.Errorf("%d pictures of a drop that fell to %g mm", seen, fallen[ticks-1])
	}
}

func TestNobodyWatchesNothingIsCopied(t *testing.T) {
	w, p := softWorld(t), newPictures()
	m := &Moment{Sample: w.Step(record.Input{}).Sample}
	p.give(m, w, true)
	if p.ready.Load()&freshPicture != 0 {
		t.Error("a picture was made for nobody")
	}
}
