package segment

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// RecognisableHead says whether a scan (CT, CBCT or MR) shows a head whose
// surface could be recognised as a face in a rendering, and why it is taken
// for one. The image alone counts, for what a file says of the body part is
// often wrong or absent.
//
// It looks from inside the body upwards and sideways. In CT a shell of bone at
// a skull's distance makes a head, be there skin on it or not: facial bones can
// identify, too. In MR it is a round outline of a head's size with layers below
// it as of scalp, bone and brain. A brain or vessels without their skull are no
// head. A face whose scan ends below the brow may be missed: ask what the
// files say of the body part as well.
func RecognisableHead(v *imaging.Volume) (recognisable bool, why string) {
	s := newSurvey(v)
	h, found := s.findHead()
	if !found {
		return false, "no head was found in it"
	}
	return true, h.why
}

// head is a head found in a survey.
type head struct {
	outlook
	why string
}

// headHeight, in mm, is the part below the vertex whose middle is inside the
// braincase of children and adults; headStep moves on to a next guess, for a
// scan may end above the vertex at raised arms.
const (
	headHeight = 150
	headStep   = 30
)

func (s *survey) findHead() (head, bool) {
	bottom, top := s.bodyEnds()
	for vertex := top; vertex > bottom+headStep; vertex -= headStep {
		centre, ok := s.bodyCentre(vertex-headHeight, vertex)
		if !ok {
			continue
		}
		h := head{outlook: s.lookAround(centre)}
		if len(h.rays) < rayCount/4 {
			continue // the scan shows too little of what is around
		}
		if s.isHead(&h) {
			return h, true
		}
	}
	return head{}, false
}

// A braincase's wall is this far from its middle: from the smallest infant's
// (half of 80 mm across) to the largest adult's, seen from a little off the
// middle, in mm; the skin is at most 20 mm farther out.
const (
	nearestWall, farthestWall = 35, 125
	farthestSkin              = farthestWall + 20
)

// Shares of the rays that must agree. Real heads reach 0.95 and more, abdomens
// and chests at most 0.75, for there are gaps between ribs.
const (
	shellShare = 0.85
	skinShare  = 0.9
)

// isHead judges an outlook, and says why it is a head.
func (s *survey) isHead(h *head) bool {
	skull, skin := h.shares()
	if skin < skinShare || !h.vaulted() {
		return false
	}
	if s.hounsfield {
		h.why = fmt.Sprintf("a shell of bone at a skull's distance in %.0f %% of the directions looked at", 100*skull)
		return skull >= shellShare
	}
	h.why = "a round outline of a head's size with layers as of scalp, bone and brain"
	return hasScalp(s.layers(h.outlook))
}

// shares are the parts of all rays that meet bone at a skull's distance, and
// of those that reach the air, the part that does so at a head's skin.
func (o outlook) shares() (skull, skin float64) {
	skulls, skins, open := 0.0, 0.0, 0.0
	for _, r := range o.rays {
		if r.bone >= nearestWall && r.skull <= farthestWall {
			skulls++
		}
		if r.skin > 0 {
			open++
			if r.skin >= nearestWall && r.skin <= farthestSkin {
				skins++
			}
		}
	}
	return skulls / float64(len(o.rays)), skins / max(1, open)
}

// vaulted says whether the body narrows towards the top, as heads do and limbs
// and trunks do not: the mean distance of the skin from the vertical axis on
// steep rays is at most 0.9 of that on level ones. On a sphere it is 0.75.
func (o outlook) vaulted() bool {
	var level, steep, levels, steeps float64
	for _, r := range o.rays {
		away := r.skin * math.Hypot(r.direction[0], r.direction[1])
		switch z := r.direction[2]; {
		case r.skin == 0:
		case z < 0.25:
			level, levels = level+away, levels+1
		case z > 0.5 && z < 0.8:
			steep, steeps = steep+away, steeps+1
		}
	}
	return levels > 0 && steeps > 0 && steep/steeps <= 0.9*level/levels
}

// hasScalp says whether layers from the skin inwards rise to a scalp and fall
// by a tenth at the skull, within skullMM, and are not empty below. A brain
// without its skull only rises.
func hasScalp(layers []float64) bool {
	const skullMM = 18
	scalp, falls := 0.0, false
	for _, value := range layers[:skullMM/layerMM+1] {
		scalp = max(scalp, value)
		falls = falls || value < 0.9*scalp
	}
	return falls && layers[len(layers)-1] > 0.2*scalp
}

// bodyEnds are the lowest and highest z of the body, LPS mm.
func (s *survey) bodyEnds() (bottom, top float64) {
	bottom, top = math.Inf(1), math.Inf(-1)
	s.body.eachRow(func(first, last mgl64.Vec3, n int) {
		bottom, top = min(bottom, first[2], last[2]), max(top, first[2], last[2])
	})
	return bottom, top
}

// bodyCentre is the middle of the body between two heights.
func (s *survey) bodyCentre(bottom, top float64) (centre mgl64.Vec3, ok bool) {
	total := 0
	s.body.eachRow(func(first, last mgl64.Vec3, n int) {
		middle := first.Add(last).Mul(0.5)
		if middle[2] >= bottom && middle[2] <= top {
			centre, total = centre.Add(middle.Mul(float64(n))), total+n
		}
	})
	if total == 0 {
		return mgl64.Vec3{}, false
	}
	return centre.Mul(1 / float64(total)), true
}
