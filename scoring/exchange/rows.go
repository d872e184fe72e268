package exchange

import (
	"iter"
	"strings"

	"github.com/drylab/drylab/scene/record"
)

// AttemptRow is one attempt of the table attempts.
type AttemptRow struct {
	Attempt         string   `parquet:"attempt"`
	Trainee         string   `parquet:"trainee"` // pseudonym
	Level           string   `parquet:"level"`
	Started         string   `parquet:"started_utc"`
	Scenario        string   `parquet:"scenario"`
	ScenarioVersion string   `parquet:"scenario_version"`
	Case            string   `parquet:"case"`
	Rubric          string   `parquet:"rubric"`
	RubricVersion   string   `parquet:"rubric_version"`
	RubricSHA256    string   `parquet:"rubric_sha256"`
	Engine          string   `parquet:"engine"`
	Device          string   `parquet:"device"`
	DeviceClass     string   `parquet:"device_class"`
	Recording       string   `parquet:"recording_sha256"`
	Supersedes      string   `parquet:"supersedes"`
	Outcome         string   `parquet:"outcome"`
	Total           *float64 `parquet:"total"` // points; none when it was not judged
	Reasons         string   `parquet:"reasons"`
}

// MetricRow is one metric of one attempt of the table metrics.
type MetricRow struct {
	Attempt string   `parquet:"attempt"`
	Metric  string   `parquet:"metric"`
	Value   *float64 `parquet:"value"`
	Unit    string   `parquet:"unit"`
	N       int64    `parquet:"n"`
	Flags   string   `parquet:"flags"`
	Reason  string   `parquet:"reason"` // why there is no value
	Version int64    `parquet:"version"`
}

// PoseRow is one instrument at one moment of the table trajectories, patient
// frame, mm.
type PoseRow struct {
	Attempt string  `parquet:"attempt"`
	Tool    int64   `parquet:"tool"` // counted from 0
	T       float64 `parquet:"t_s"`
	Valid   bool    `parquet:"valid"` // false: not tracked, the pose is the last known one
	InUse   bool    `parquet:"in_use"`
	X       float64 `parquet:"x_mm"`
	Y       float64 `parquet:"y_mm"`
	Z       float64 `parquet:"z_mm"`
	QW      float64 `parquet:"qw"` // Hamilton, tool to patient
	QX      float64 `parquet:"qx"`
	QY      float64 `parquet:"qy"`
	QZ      float64 `parquet:"qz"`
	Depth   float64 `parquet:"depth_mm"`
	Jaw     float64 `parquet:"jaw"`
	Force   float64 `parquet:"simulated_force_n"`
}

// Row is the attempt as a row.
func (a *Attempt) Row() AttemptRow {
	return AttemptRow{
		Attempt: a.ID, Trainee: a.Trainee, Level: a.Level, Started: a.Started.UTC().Format(timeLayout),
		Scenario: a.Scenario.ID, ScenarioVersion: a.Scenario.Version, Case: a.Case.ID,
		Rubric: a.Rubric.ID, RubricVersion: a.Rubric.Version, RubricSHA256: a.Rubric.SHA256,
		Engine: a.Engine, Device: a.Device.Name, DeviceClass: a.Device.Class, Recording: a.Recording, Supersedes: a.Supersedes,
		Outcome: string(a.Score.Outcome), Total: a.Score.Total, Reasons: strings.Join(a.Score.Reasons, "; "),
	}
}

// MetricRows are the attempt's metrics as rows.
func (a *Attempt) MetricRows() []MetricRow {
	rows := make([]MetricRow, len(a.Metrics))
	for i, m := range a.Metrics {
		rows[i] = MetricRow{a.ID, m.ID, m.Value, m.Unit, int64(m.N), strings.Join(m.Flags, "; "), m.Reason, int64(m.Version)}
	}
	return rows
}

// PoseRows are a recording's poses as rows.
func PoseRows(rec *record.Recording) iter.Seq[PoseRow] {
	return func(yield func(PoseRow) bool) {
		for i := range rec.Samples {
			s := &rec.Samples[i]
			for k := range s.Tools {
				t := &s.Tools[k]
				p, q := t.Pose.Tip, t.Pose.Orientation
				row := PoseRow{
					Attempt: rec.Header.AttemptID, Tool: int64(k), T: s.T(), Valid: t.Valid, InUse: s.InUse,
					X: p[0], Y: p[1], Z: p[2], QW: q.W, QX: q.V[0], QY: q.V[1], QZ: q.V[2],
					Depth: t.DepthMM, Jaw: t.Jaw, Force: t.ForceN,
				}
				if !yield(row) {
					return
				}
			}
		}
	}
}
