package segment

import (
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// GuessTable finds the numbering that a label map without names follows, by
// where its labels lie: under the right one left organs lie left of their right
// twins, the liver right of the spleen, each vertebra and rib above the next.
// sure is false when no numbering has every label, or none explains the places
// clearly better than all others; then ask. The table is the likeliest.
func GuessTable(l *imaging.LabelMap) (table LabelTable, sure bool) {
	centres := centresOf(l)
	best, second := -1.0, -1.0
	for _, t := range LabelTables() {
		if share := explained(t, centres); share > best {
			table, best, second = t, share, best
		} else {
			second = max(second, share)
		}
	}
	return table, best >= leastExplained && best-second >= clearlyBetter
}

// Of the relations that hold in a body, segmentations break a few where an organ
// is a fragment; a wrong numbering breaks about half.
const leastExplained, clearlyBetter = 0.9, 0.1

// centresOf is the centre of the voxels of each label, LPS mm.
func centresOf(l *imaging.LabelMap) map[uint16]mgl64.Vec3 {
	var sums [1 << 16][4]int // of i, j, k, and the count
	for index, label := range l.Data {
		if label != 0 {
			s := &sums[label]
			s[0] += index % l.Size[0]
			s[1] += index / l.Size[0] % l.Size[1]
			s[2] += index / l.Size[0] / l.Size[1]
			s[3]++
		}
	}
	centres := make(map[uint16]mgl64.Vec3)
	for label, s := range sums {
		if n := float64(s[3]); n > 0 {
			centres[uint16(label)] = l.Position(float64(s[0])/n, float64(s[1])/n, float64(s[2])/n)
		}
	}
	return centres
}

// explained is the share of relations that the table explains, with one broken
// in advance, so that few say little; 0 when a label has no name.
func explained(t LabelTable, centres map[uint16]mgl64.Vec3) float64 {
	places := make(map[string]mgl64.Vec3)
	for label, centre := range centres {
		if int(label) > len(t.Labels) {
			return 0
		}
		places[t.Labels[label-1].Name] = centre
	}
	holds, all := 0.0, 1.0
	for name, place := range places {
		for _, r := range relationsOf(name) {
			if other, there := places[r.other]; there {
				all++
				if place[r.axis] > other[r.axis] {
					holds++
				}
			}
		}
	}
	return holds / all
}

// relation says that a structure lies further along an axis (0 to the left, 2
// to the head) than another one.
type relation struct {
	other string
	axis  int
}

// spine lists the vertebrae from the head down.
var spine = strings.Fields("c1 c2 c3 c4 c5 c6 c7 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12 l1 l2 l3 l4 l5 s1")

func relationsOf(name string) []relation {
	var found []relation
	if twin, left := strings.CutSuffix(name, "-left"); left {
		found = append(found, relation{twin + "-right", 0})
	}
	if number, left := strings.CutPrefix(name, "rib-left-"); left {
		found = append(found, relation{"rib-right-" + number, 0})
	}
	if stem, number, ok := cutLast(name); ok && strings.HasPrefix(name, "rib-") {
		found = append(found, relation{stem + "-" + strconv.Itoa(number+1), 2})
	}
	if level, is := strings.CutPrefix(name, "vertebrae-"); is {
		if at := slices.Index(spine, level); at >= 0 && at+1 < len(spine) {
			found = append(found, relation{"vertebrae-" + spine[at+1], 2})
		}
	}
	switch name {
	case "spleen", "stomach":
		found = append(found, relation{"liver", 0}, relation{"gallbladder", 0})
	case "aorta":
		found = append(found, relation{"inferior-vena-cava", 0})
	case "liver":
		found = append(found, relation{"urinary-bladder", 2}, relation{"gallbladder", 2})
	}
	return found
}

// cutLast splits off a final number.
func cutLast(name string) (stem string, number int, ok bool) {
	at := strings.LastIndexByte(name, '-')
	if at < 0 {
		return "", 0, false
	}
	number, err := strconv.Atoi(name[at+1:])
	return name[:at], number, err == nil
}
