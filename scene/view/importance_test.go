package view

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// straightPlan goes 80 mm along x from the origin.
func straightPlan() record.Plan { return record.Plan{Target: mgl64.Vec3{80, 0, 0}} }

// besidePlan is a small structure whose surface is that far from the straight plan.
func besidePlan(name, tissue string, away float64) anatomy.Structure {
	return structure(name, tissue, "#808080", sphere(mgl64.Vec3{40, away + 5, 0}, 5, 12, 16))
}

func listed(list []ranked) (names []string) {
	for _, s := range list {
		names = append(names, s.Name)
	}
	return names
}

func TestListPutsFirstWhatMattersForThePlan(t *testing.T) {
	target := structure("lesion", "organ", "#808080", sphere(mgl64.Vec3{80, 0, 0}, 12, 24, 32))
	target.Target = true
	artery, vein, pelvic := besidePlan("artery", "vessel", 32), besidePlan("vein", "vessel", 12), besidePlan("pelvic-vein", "vessel", 260)
	artery.Critical, vein.Critical, pelvic.Critical = true, true, true
	skin := structure("skin", "skin", "#808080", sphere(mgl64.Vec3{200, 0, 0}, 200, 80, 120))
	hollow := structure("hollow", "organ", "#808080", nil)
	c := &anatomy.Case{Structures: []anatomy.Structure{
		besidePlan("muscle", "other", 70), pelvic, skin, besidePlan("beside", "organ", 21), hollow, artery, target, vein,
	}}
	want := []string{"lesion", "vein", "artery", "skin", "beside", "muscle", "pelvic-vein"}
	if got := listed(byImportance(c, straightPlan())); !slices.Equal(got, want) {
		t.Errorf("the list is %v, want %v", got, want)
	}
	slices.Reverse(c.Structures)
	if got := listed(byImportance(c, straightPlan())); !slices.Equal(got, want) {
		t.Errorf("with the case the other way round the list is %v, want %v", got, want)
	}
}

func TestListWithoutAPlanKeepsTheOrderOfTheCase(t *testing.T) {
	critical := besidePlan("artery", "vessel", 300)
	critical.Critical = true
	c := &anatomy.Case{Structures: []anatomy.Structure{besidePlan("far", "other", 90), besidePlan("near", "other", 1), critical}}
	if got := listed(byImportance(c, record.Plan{})); !slices.Equal(got, []string{"artery", "far", "near"}) {
		t.Errorf("the list is %v", got)
	}
	if len(byImportance(nil, straightPlan())) != 0 {
		t.Error("no case has a list")
	}
}

func TestDistanceFromThePlanIsToTheWayAndNotBeyondIt(t *testing.T) {
	for at, want := range map[mgl64.Vec3]float64{
		{40, 30, 0}: 25, {-30, 0, 0}: 25, {80, 0, 47}: 40, {40, 3, 0}: 0,
	} {
		got := distanceFromPlan(sphere(at, 4, 40, 60), straightPlan())
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("a ball of 4 mm at %v is %.0f mm away, want %.0f", at, got, want)
		}
	}
}

// TestKeyOneChangesTheTarget plays a crowded case: the target comes last in it,
// and the first key is still its.
func TestKeyOneChangesTheTarget(t *testing.T) {
	theatre := offscreen(t, small())
	c := &anatomy.Case{ID: "crowd", Modality: "LABELS"}
	for i := range crowd {
		c.Structures = append(c.Structures, besidePlan(fmt.Sprintf("muscle-%02d", i), "other", 60+10*float64(i)))
	}
	target := structure("lesion", "organ", "#c01010", sphere(mgl64.Vec3{80, 0, 0}, 15, 24, 32))
	target.Target = true
	c.Structures = append(c.Structures, target)
	load(t, theatre, Stage{Case: c, Plan: straightPlan()})
	if s := theatre.stage.anatomy.structures[1]; s.starts > 0.1 {
		t.Errorf("%s starts at opacity %.2f in a crowded case; it should recede", s.name, s.starts)
	}
	redPixels := func() int {
		_, count, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), red)
		return count
	}
	if count := redPixels(); count < 200 {
		t.Errorf("the target shows on %d pixels at first", count)
	}
	for range 8 {
		if theatre.mapping.opacity[0] > 0 {
			press(theatre.mapping, Key1)
			release(theatre.mapping, Key1)
		}
	}
	if count := redPixels(); count != 0 {
		t.Errorf("key 1 leaves %d pixels of the target", count)
	}
}

func TestLongListEndsInASum(t *testing.T) {
	for _, c := range []struct {
		structures   int
		room         float64
		listed, more int
	}{{62, 1000, 11, 51}, {12, 1000, 12, 0}, {13, 1000, 11, 2}, {12, 34 + 5*legendRow, 4, 8}, {3, 34 + 3*legendRow, 3, 0}, {5, 10, 0, 5}, {0, 500, 0, 0}} {
		if listed, more := legendRows(c.structures, c.room); listed != c.listed || more != c.more {
			t.Errorf("%d structures in %.0f: %d and +%d, want %d and +%d", c.structures, c.room, listed, more, c.listed, c.more)
		}
	}
}
