package scenarios

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/google/go-cmp/cmp"
)

func tent() Skin {
	return Skin{Hash: 0xfedcba9876543210, Surface: scene.Surface{
		Shape: 1, Triangles: [][3]int32{{0, 1, 2}, {1, 0, 3}}, Body: []int32{0, 1}, Cut: []bool{false, true},
		Places: [][3]float32{{0, 0, 1}, {1, 0, 0}, {0, 1, -2.5}, {7, 8, 9}}, Rest: [][3]float32{{}, {1}, {2}, {3}},
		States: [][4]uint8{{1, 0, 0, 255}, {}, {0, 0, 7, 255}, {9}},
	}}
}

func TestASkinGoesFromProgramToProgram(t *testing.T) {
	was := tent()
	data, err := was.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var is Skin
	if err := is.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(was, is); diff != "" {
		t.Error(diff)
	}
	rec := record.Recording{Hashes: []record.StateHash{{Tick: 0, Hash: 1}, {Tick: 90, Hash: was.Hash}}}
	if !is.EndOf(&rec) {
		t.Error("it is not the end's")
	}
	if rec.Hashes = rec.Hashes[:1]; is.EndOf(&rec) || is.EndOf(&record.Recording{}) {
		t.Error("it is the end of another recording")
	}
	for n := range data {
		if new(Skin).UnmarshalBinary(data[:n]) == nil {
			t.Errorf("%d of %d bytes are a skin", n, len(data))
		}
	}
	unsound := tent()
	unsound.Surface.Places[2][1] = float32(math.NaN())
	other := tent()
	other.Surface.Triangles[1][2] = 4
	for _, s := range []Skin{unsound, other} {
		data, err := s.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if new(Skin).UnmarshalBinary(data) == nil {
			t.Error("what cannot be drawn is accepted")
		}
	}
}

// FuzzSkin: what is read can be drawn, and is written as it was.
func FuzzSkin(f *testing.F) {
	seed := tent()
	data, err := seed.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(skinMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Skin
		if s.UnmarshalBinary(data) != nil {
			return
		}
		again, err := s.MarshalBinary()
		if err != nil || len(again) != len(data) {
			t.Fatalf("%d bytes became %d, %v", len(data), len(again), err)
		}
	})
}
