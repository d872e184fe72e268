// Package phantom makes the built-in cases by computation. Two are benches of a
// box trainer with something soft on them: phantom-lobe and phantom-sheet. The
// third is phantom-head, an adult head with a scalp, a skull with two burr holes,
// a brain with moderately wide ventricles, a tumour, and contrast-filled vessels,
// as a synthetic CT and its exact label map. The same seed gives the same bytes.
//
// The scalp is closed over both burr holes, as some days after an operation:
// so the skin is the first surface that a needle meets, and it passes the
// skull without touching bone.
package phantom

import (
	"github.com/drylab/drylab/anatomy"
)

// anatomyOfHead is the head as shapes, before it is scanned.
type anatomyOfHead struct {
	seed       uint64
	landmarks  []anatomy.Landmark
	burrHoles  [2]trepanation
	ventricles [2]ventricle // right, left
	tumour     tumour

	sagittalSinus, corticalVeins, deepVeins, arteries bundle
}

// newHead varies with its seed what varies between people without moving the
// planned paths: ventricular size and asymmetry, tumour, veins, gyri.
func newHead(seed uint64) *anatomyOfHead {
	r := &random{state: seed}
	h := &anatomyOfHead{seed: r.next(), landmarks: placeLandmarks()}
	h.burrHoles = [2]trepanation{
		drill(h.entry(kocherRight), h.entry(monroRight)),
		drill(h.entry(biopsyEntry), h.entry(tumourCentre)),
	}
	h.ventricles = [2]ventricle{
		newVentricle(-1, r.between(0.99, 1.02), r.between(-1, 1)),
		newVentricle(+1, r.between(1.05, 1.09), r.between(0, 2)),
	}
	h.tumour = newTumour(r)
	h.sagittalSinus = newSagittalSinus()
	h.corticalVeins = h.newCorticalVeins(r)
	h.deepVeins = newDeepVeins()
	h.arteries = newCerebralArteries()
	return h
}

// entry is the position of a landmark that placeLandmarks sets.
func (h *anatomyOfHead) entry(name string) vec {
	for _, l := range h.landmarks {
		if l.Name == name {
			return l.Position
		}
	}
	panic("phantom: no landmark " + name)
}

// skull is the bone less the burr holes.
func (h *anatomyOfHead) skull(p vec) float64 {
	d := bone(p)
	if p[2] < 0 {
		return d
	}
	return max(d, -h.burrHoles[0].distance(p), -h.burrHoles[1].distance(p))
}
