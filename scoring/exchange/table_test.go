package exchange

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/parquet-go/parquet-go"
)

// TestTablesReadBackToTheBit: what is written in either format is what was there.
func TestTablesReadBackToTheBit(t *testing.T) {
	attempts := made(600) // more rows than are written at once
	attempts[0].Metrics = scoring.Metrics{{ID: "a", Value: of(math.Pi * 1e-300), N: 3, Flags: []string{"x", "y"}, Version: 2}, {ID: "=cmd()", Reason: "coverage"}}
	var want []MetricRow
	for i := range attempts {
		want = append(want, attempts[i].MetricRows()...)
	}
	var text, columns bytes.Buffer
	if err := WriteTable(&text, CSV, slices.Values(want)); err != nil {
		t.Fatal(err)
	}
	if err := WriteTable(&columns, Parquet, slices.Values(want)); err != nil {
		t.Fatal(err)
	}
	got, err := parquet.Read[MetricRow](bytes.NewReader(columns.Bytes()), int64(columns.Len()))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d of %d rows, %v", len(got), len(want), err)
	}
	lines, err := csv.NewReader(&text).ReadAll()
	if err != nil || len(lines) != len(want)+1 || lines[0][1] != "metric" {
		t.Fatalf("%d lines for %d rows, %v; header %v", len(lines), len(want), err, lines[0])
	}
	for i, w := range want {
		g, line := got[i], lines[i+1]
		number, _ := strconv.ParseFloat(line[2], 64)
		same := g.Attempt == w.Attempt && g.Metric == w.Metric && g.Flags == w.Flags && g.Reason == w.Reason && g.N == w.N && (g.Value == nil) == (w.Value == nil)
		if !same || w.Value != nil && (*g.Value != *w.Value || number != *w.Value) || (w.Value == nil) != (line[2] == "") {
			t.Fatalf("row %d: %+v and %q, want %+v", i, g, line, w)
		}
	}
	if lines[2][1] != "'=cmd()" {
		t.Errorf("a text that a spreadsheet would run: %q", lines[2][1])
	}
	if first, last := attempts[0].Row(), attempts[3].Row(); last.Total != nil || *first.Total != 84.24 || first.Started != "2026-11-21T07:00:00.001Z" {
		t.Errorf("attempts %+v and %+v", first, last)
	}
}

func TestTrajectoriesHoldEveryInstrument(t *testing.T) {
	rec := &record.Recording{Header: record.Header{AttemptID: "a"}, Samples: []record.Sample{{Tick: 3, InUse: true, Tools: []record.ToolSample{
		{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{1, 2, 3}, Orientation: mgl64.Quat{W: 0.5, V: mgl64.Vec3{0.5, -0.5, 0.5}}}, DepthMM: 4, Jaw: 0.25, ForceN: 1.5},
		{},
	}}}}
	rows := slices.Collect(PoseRows(rec))
	want := PoseRow{"a", 0, 0.015, true, true, 1, 2, 3, 0.5, 0.5, -0.5, 0.5, 4, 0.25, 1.5}
	if len(rows) != 2 || rows[0] != want || rows[1].Tool != 1 || rows[1].Valid {
		t.Errorf("%+v", rows)
	}
}
