package scene

import (
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// TestRenewedSkinIsTheSkinMadeAnew: whatever a cut changes one by one is what making
// all of it from the matter gives, and the tree finds all triangles near a place.
func TestRenewedSkinIsTheSkinMadeAnew(t *testing.T) {
	firm := softLiver
	firm.Young = 50000
	slab := fixed(brick(mgl64.Vec3{-16, -8, 0}, 8, 4, 3, 4, firm), func(p tissue.Vec) bool { return p[0] < -15.9 })
	lid := fixed(brick(mgl64.Vec3{-16, -8, -20}, 1, 1, 1, 4, firm), func(p tissue.Vec) bool { return p[2] < -19.9 })
	lid.Sheets = []tissue.Sheet{{Vertices: [3]int32{4, 5, 7}, Thickness: 1}, {Vertices: [3]int32{4, 7, 6}, Thickness: 1}}
	s := simulate(t, []SoftBody{{Name: "lid", Mesh: lid}, {Name: "slab", Mesh: slab}}, nil, mgl64.Vec3{0, 0, -1000}, 1, testScalpel)
	shape, renewed := s.skin.shape, 0
	for n := range 420 {
		part := float64(n % 140)
		tip := mgl64.Vec3{[]float64{1.3, 6.1, 0}[n/140], -20 + 0.3*min(part, 120), []float64{4, -1, 6}[n/140]}
		s.put(0, tip, pointsDown)
		s.hands[0].present = part < 130
		s.tick()
		if s.skin.shape == shape {
			continue
		}
		shape = s.skin.shape
		renewed++
		var fresh skin
		fresh.dress(s.softField)
		compareSkins(t, &s.skin, &fresh)
		checkTree(t, &s.tree, &s.skin)
		if t.Failed() {
			t.FailNow()
		}
	}
	if renewed < 10 || s.happened(record.EventCut) == 0 {
		t.Fatalf("the skin was renewed %d times", renewed)
	}
}

func compareSkins(t *testing.T, s, fresh *skin) {
	t.Helper()
	if !slices.Equal(s.triangles, fresh.triangles) || !slices.Equal(s.cut, fresh.cut) || !slices.Equal(s.flat, fresh.flat) {
		t.Error("other triangles")
	}
	if !slices.Equal(s.owned, fresh.owned) || !slices.Equal(s.home, fresh.home) || !slices.Equal(s.outside, fresh.outside) {
		t.Error("other corners and edges")
	}
	if !slices.Equal(s.nodes, fresh.nodes) || !slices.Equal(s.corner, fresh.corner) || !slices.Equal(s.stiff, fresh.stiff) {
		t.Error("on other elements")
	}
	if !slices.Equal(s.body, fresh.body) || !slices.Equal(s.piece, fresh.piece) {
		t.Error("of other bodies or pieces")
	}
	// A vertex may have come to another element, whose weights are rounded otherwise.
	const near = 1e-5
	for _, v := range s.outside {
		if s.rest[v] != fresh.rest[v] || s.now[v].Sub(fresh.now[v]).Len() > near || s.normal[v].Sub(unit(s.leaning(v))).Len() > 1e-9 {
			t.Fatalf("vertex %d is elsewhere", v)
		}
	}
	for i := range s.facing { // by area: a sliver's direction is rounding
		if s.across[i].Sub(fresh.across[i]).Len() > near || s.facing[i].Sub(unit(s.across[i])).Len() > 1e-9 {
			t.Fatalf("triangle %d faces elsewhere", i)
		}
	}
}

// leaning is the sum of the areas at a vertex.
func (s *skin) leaning(v int32) (sum mgl64.Vec3) {
	for c := s.head[v]; c >= 0; c = s.next[c] {
		sum = sum.Add(s.across[c/3])
	}
	return sum
}

// checkTree compares what the tree finds around some triangles with a look at all.
func checkTree(t *testing.T, of *tree, s *skin) {
	t.Helper()
	for i := 0; i < len(s.triangles); i += 7 {
		b := around(s.now[s.triangles[i][0]]).grown(1.5)
		found := of.meet(b, nil)
		slices.Sort(found)
		if len(slices.Compact(found)) != len(found) {
			t.Fatal("a triangle is in two leaves")
		}
		for k, v := range s.triangles {
			if box := around(s.now[v[0]], s.now[v[1]], s.now[v[2]]); box.meets(&b) {
				if _, ok := slices.BinarySearch(found, int32(k)); !ok {
					t.Fatalf("triangle %d was not found", k)
				}
			}
		}
	}
}
