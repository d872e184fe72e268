package segment

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// BenchmarkDice grows organs from a point deep inside them, and applies presets,
// on a CT without contrast, and reports how they agree with the label map that
// another tool made of it: the Dice coefficient, 1 for the same.
func BenchmarkDice(b *testing.B) {
	v := sharedVolume(b, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	l := sharedLabels(b, "data/volumes/abdomen_ct_ts/labels_total.nii.gz")
	for _, name := range []string{"liver", "spleen", "kidney-left", "kidney-right", "gallbladder", "urinary-bladder"} {
		want := Label(l, byName(TotalSegmentator())[name].Label)
		at := deepest(want)
		r, err := ParseGrowth(fmt.Sprintf("%s=%g,%g,%g", name, at[0], at[1], at[2]))
		if err != nil {
			b.Fatal(err)
		}
		b.Run("grow/"+name, func(b *testing.B) { benchDice(b, r, v, want) })
	}
	bones := tissueMask(l, "bone")
	for _, name := range []string{"ct-bone", "ct-bone-cortical"} {
		r, err := Preset(name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) { benchDice(b, r, v, bones) })
	}
}

func benchDice(b *testing.B, r Recipe, v *imaging.Volume, want *Mask) {
	var found *Mask
	for b.Loop() {
		var err error
		if found, err = r.Apply(v); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(dice(found, want), "dice")
	b.ReportMetric(found.VolumeML()/want.VolumeML(), "volume-ratio")
	b.ReportMetric(float64(v.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mvoxel/s")
}

// tissueMask marks all labels of TotalSegmentator's table that are of a tissue.
func tissueMask(l *imaging.LabelMap, tissue string) *Mask {
	is := make([]bool, 1<<16)
	for _, n := range TotalSegmentator() {
		is[n.Label] = n.Tissue == tissue
	}
	m := NewMask(l.Grid)
	for voxel, label := range l.Data {
		if is[label] {
			m.Bits[voxel] = 1
		}
	}
	return m
}

// deepest is a voxel that erosion leaves longest.
func deepest(m *Mask) mgl64.Vec3 {
	p := m.Pack()
	for next := p; next.Count() > 0; next = next.eroded(3) {
		p = next
	}
	for voxel := range p.largest(1).Marked() {
		return p.position(voxel)
	}
	return mgl64.Vec3{}
}

// TestOrgansGrowFromAPoint keeps what BenchmarkDice prints from getting worse.
// Two experts' outlines of a liver agree by 0.95 or so; a point and a window on a
// scan without contrast cannot.
func TestOrgansGrowFromAPoint(t *testing.T) {
	v := sharedVolume(t, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	l := sharedLabels(t, "data/volumes/abdomen_ct_ts/labels_total.nii.gz")
	for name, least := range map[string]float64{"liver": 0.75, "spleen": 0.85, "kidney-left": 0.9, "kidney-right": 0.8, "urinary-bladder": 0.8} {
		want := Label(l, byName(TotalSegmentator())[name].Label)
		at := deepest(want)
		r, err := ParseGrowth(fmt.Sprintf("%s=%g,%g,%g", name, at[0], at[1], at[2]))
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.Apply(v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if d := dice(found, want); d < least {
			t.Errorf("%s: Dice %.3f, was %.2f and above", name, d, least)
		}
	}
}

// TestMarrowIsInBone: ct-bone adds the marrow that ct-bone-cortical leaves out,
// and more of what another tool calls bone.
func TestMarrowIsInBone(t *testing.T) {
	v := sharedVolume(t, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	bones := tissueMask(sharedLabels(t, "data/volumes/abdomen_ct_ts/labels_total.nii.gz"), "bone")
	masks := map[string]*Mask{}
	for _, name := range []string{"ct-bone", "ct-bone-cortical"} {
		r, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if masks[name], err = r.Apply(v); err != nil {
			t.Fatal(err)
		}
	}
	whole, cortical := masks["ct-bone"], masks["ct-bone-cortical"]
	added, right := 0, 0
	for voxel, bit := range whole.Bits {
		if bit < cortical.Bits[voxel] {
			t.Fatal("ct-bone lacks dense bone")
		}
		if bit > cortical.Bits[voxel] {
			added++
			right += int(bones.Bits[voxel])
		}
	}
	if added < cortical.Count()/5 || right*10 < added*8 {
		t.Errorf("marrow is %d voxels beside %d of dense bone, %d of them in bones", added, cortical.Count(), right)
	}
	if a, b := dice(whole, bones), dice(cortical, bones); a < b+0.08 {
		t.Errorf("Dice with all bones is %.3f with marrow, %.3f without", a, b)
	}
}

// TestLungsAreNeitherBowelNorRoom: a phantom body in air, with two lungs that
// the scan's end cuts and a gas bubble in the belly.
func TestLungsAreNeitherBowelNorRoom(t *testing.T) {
	g := gridOf([3]int{100, 70, 60}, mgl64.Vec3{3, 3, 4})
	v := &imaging.Volume{Grid: g, Int16: make([]int16, g.Len())}
	in := func(p, c, r mgl64.Vec3) bool {
		d := p.Sub(c)
		return mgl64.Vec3{d[0] / r[0], d[1] / r[1], d[2] / r[2]}.Len() < 1
	}
	lungs := 0
	for voxel := range v.Int16 {
		at := coordinates(g, voxel)
		p := g.Position(float64(at[0]), float64(at[1]), float64(at[2]))
		v.Int16[voxel] = 40
		switch {
		case !in(mgl64.Vec3{p[0], p[1], 0}, mgl64.Vec3{150, 105, 0}, mgl64.Vec3{140, 95, 1}):
			v.Int16[voxel] = -1000
		case in(p, mgl64.Vec3{90, 105, 230}, mgl64.Vec3{45, 60, 100}), in(p, mgl64.Vec3{210, 105, 230}, mgl64.Vec3{45, 60, 100}):
			v.Int16[voxel] = -850
			lungs++
		case in(p, mgl64.Vec3{150, 60, 40}, mgl64.Vec3{25, 20, 30}):
			v.Int16[voxel] = -950
		}
	}
	r, err := Preset("ct-lung")
	if err != nil {
		t.Fatal(err)
	}
	m, err := r.Apply(v)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Count(); got < lungs || got > lungs*101/100 || !strings.HasPrefix(r.String(), "lung: ") {
		t.Errorf("the lungs have %d voxels, want %d", got, lungs)
	}
}
