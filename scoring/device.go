package scoring

// foreign marks the criteria whose anchors were measured with another class of
// device as provisional: a benchmark does not transfer from one to another
// (SCORING §5.3).
func (r *Rubric) foreign(class string, score *Score) {
	for i := range score.Criteria { // one for each of the rubric's, in their order
		b := r.Criteria[i].Benchmark
		if b != nil && b.Device != "" && b.Device != class {
			score.Criteria[i].Provisional = true
		}
	}
}
