package tissue

import (
	"math"
	"testing"
)

// ball is a triangle mesh's points on a sphere with their normals.
func ball(n int, centre Vec, radius float64) (at, normals []Vec) {
	rng := dice(9)
	for range n {
		z, a := rng.roll(), math.Pi*rng.roll()
		r := math.Sqrt(1 - z*z)
		d := [3]float64{r * math.Cos(a), r * math.Sin(a), z}
		normals = append(normals, narrow(d))
		at = append(at, Vec{centre[0] + float32(radius*d[0]), centre[1] + float32(radius*d[1]), centre[2] + float32(radius*d[2])})
	}
	return at, normals
}

// TestSkinFollowsALinearField exactly: a sphere inside a block, and partly
// outside of it, becomes the ellipsoid that the field makes of it, its normals
// those of the ellipsoid.
func TestSkinFollowsALinearField(t *testing.T) {
	m := grid(4, 4, 4, 10, jelly)
	b := built(t, m, Settings{})
	points, normals := ball(3000, Vec{20, 20, 20}, 22)
	anchors, err := b.Embed(points)
	if err != nil {
		t.Fatal(err)
	}
	skin, err := b.NewSkin(anchors, normals)
	if err != nil {
		t.Fatal(err)
	}
	b.Dress(skin)
	for i, p := range points {
		if distance(skin.At[i], p) > 1e-4 || distance(skin.Normals[i], normals[i]) > 1e-5 {
			t.Fatalf("point %d at rest: %v for %v, normal %v for %v", i, skin.At[i], p, skin.Normals[i], normals[i])
		}
	}
	// A turn by 90° about z, stretches 2, 1/2 and 3, and a shift.
	field := func(p Vec) Vec { return Vec{-0.5*p[1] + 7, 2 * p[0], 3*p[2] - 5} }
	for i, p := range m.Rest {
		b.Place(i, field(p), Vec{})
	}
	b.Dress(skin)
	for i, p := range points {
		n := normals[i]
		turned := [3]float64{float64(-n[1]) / 0.5, float64(n[0]) / 2, float64(n[2]) / 3}
		l := length(turned)
		turned = [3]float64{turned[0] / l, turned[1] / l, turned[2] / l}
		if distance(skin.At[i], field(p)) > 1e-3 || length(sub3(wide(skin.Normals[i]), turned)) > 1e-4 {
			t.Fatalf("point %d: %v for %v, normal %v for %v", i, skin.At[i], field(p), skin.Normals[i], turned)
		}
	}
}

// TestEmbedFindsTheTetrahedronAroundAPoint as a search through all of them does.
func TestEmbedFindsTheTetrahedronAroundAPoint(t *testing.T) {
	m := grid(3, 5, 4, 7, jelly)
	rng := dice(2)
	for i := range m.Rest {
		for c := range 3 {
			m.Rest[i][c] += float32(1.2 * rng.roll())
		}
	}
	b := built(t, m, Settings{})
	points, _ := ball(500, Vec{10, 17, 14}, 16)
	anchors, err := b.Embed(points)
	if err != nil {
		t.Fatal(err)
	}
	all := &finder{b: b}
	for i, p := range points {
		least := math.Inf(1)
		for k := range b.tetra {
			_, far := all.outside(int32(k), p)
			least = math.Min(least, far)
		}
		var sum, low float32 = 0, 1
		for _, w := range anchors[i].Weights {
			sum += w
			low = min(low, w)
		}
		if math.Abs(float64(sum-1)) > 1e-5 || (least == 0) != (low >= 0) {
			t.Errorf("point %d: weights %v, nearest tetrahedron %g mm away", i, anchors[i].Weights, least)
		}
	}
}
