package scoring

import "github.com/drylab/drylab/scene/record"

// Measure computes every metric of an attempt: the catalogue's, what the
// rubric's checklist counts, and what the rubric derives from both.
func (r *Rubric) Measure(rec *record.Recording) Metrics {
	l := newLedger()
	l.metrics = Measure(rec)
	r.measureChecklist(rec, l)
	return r.derive(l.metrics)
}

// Judge measures an attempt and grades it: the whole way from a recording to a
// score. It reads nothing but its arguments.
func (r *Rubric) Judge(rec *record.Recording) (Metrics, Score) {
	metrics := r.Measure(rec)
	score := r.Grade(metrics, Invalidity(rec))
	score.Checklist = r.Check(rec)
	r.foreign(rec.Header.Device.Class, &score)
	return metrics, score
}
