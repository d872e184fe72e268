package scoring

import "slices"

// orderErrors compares the order in which steps were done with the authored one:
// inversions are the pairs that were done the wrong way round, missing the steps
// that were not done. What is done twice counts the first time; what no author
// knows does not count.
func orderErrors(authored, done []string) (inversions, missing int) {
	var places []int
	for _, step := range done {
		if place := slices.Index(authored, step); place >= 0 && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	for i := range places {
		for j := range i {
			if places[j] > places[i] {
				inversions++
			}
		}
	}
	return inversions, len(authored) - len(places)
}
