package view

import (
	"image"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// TestNamesStandWhereTheStructuresAre: each begins at its structure's middle, none
// covers another, what is not seen has none, and Y takes them away.
func TestNamesStandWhereTheStructuresAre(t *testing.T) {
	theatre := offscreen(t, small())
	c := &anatomy.Case{ID: "names", Modality: "LABELS"}
	places := []mgl64.Vec3{{-40, 0, 30}, {30, 10, -20}, {31, 10, -21}, {0, 0, 40}}
	for i, at := range places {
		c.Structures = append(c.Structures, structure(string(rune('a'+i)), "rubber", "#a06040", sphere(at, 6, 12, 16)))
	}
	load(t, theatre, Stage{Case: c, HideScan: true})
	theatre.SetOpacity("d", 0)
	bare := picture(t, theatre, noTool())
	theatre.mapping.Handle(Event{Kind: KeyEvent, Key: letter('Y'), Down: true})
	named := picture(t, theatre, noTool())
	var shown []image.Rectangle
	for _, p := range theatre.hud.labels {
		if p.mesh.Visible() {
			shown = append(shown, image.Rect(p.where.x, p.where.y, p.where.right(), p.where.bottom()))
		}
	}
	if len(shown) != 3 || changed(bare, named).Empty() {
		t.Fatalf("%d names for three structures that are seen", len(shown))
	}
	for i, r := range shown {
		at := byHand(theatre, places[i])
		if i < 2 && !image.Pt(int(at.X()), int(at.Y())).In(r) {
			t.Errorf("name %d stands in %v, its structure at %v", i, r, at)
		}
		for _, other := range shown[:i] {
			if r.Overlaps(other) {
				t.Errorf("%v covers %v", r, other)
			}
		}
	}
	theatre.mapping.Handle(Event{Kind: KeyEvent, Key: letter('Y')})
	theatre.mapping.Handle(Event{Kind: KeyEvent, Key: letter('Y'), Down: true})
	if r := changed(bare, picture(t, theatre, noTool())); !r.Empty() {
		t.Errorf("without names %v differs", r)
	}
}
