package scoring

import "github.com/drylab/drylab/scene/record"

// Measure computes every metric of an attempt: the catalogue's, what the
// rubric's checklist counts, and what the rubric derives from both.
func (r *Rubric) Measure(rec *record.Recording) Metrics { return r.measure(rec, columnsOf(rec)) }

func (r *Rubric) measure(rec *record.Recording, columns *Columns) Metrics {
	l := newLedger()
	l.metrics = columns.Measure(rec)
	r.measureChecklist(rec, l)
	return r.derive(l.metrics)
}

// Judge measures an attempt and grades it: the whole way from a recording to a
// score. It reads nothing but its arguments.
func (r *Rubric) Judge(rec *record.Recording) (Metrics, Score) {
	return r.JudgeColumns(rec, columnsOf(rec))
}

// JudgeColumns is Judge of a recording that was scanned and is not held.
func (r *Rubric) JudgeColumns(rec *record.Recording, columns *Columns) (Metrics, Score) {
	metrics := r.measure(rec, columns)
	score := r.Grade(metrics, Invalidity(rec))
	score.Checklist = r.Check(rec)
	r.foreign(rec.Header.Device.Class, &score)
	return metrics, score
}
