package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

const maxTools = record.MaxTools

// MotionCSV reads a table of poses with the columns of the table trajectories:
// t_s, x_mm, y_mm and z_mm; and, where they are there, tool (counted from 0),
// valid, qw, qx, qy, qz (Hamilton, tool to patient) and jaw. Other columns are
// passed over. Without quaternions the instruments do not turn.
func MotionCSV(r io.Reader) (*Motion, error) {
	table := csv.NewReader(r)
	table.ReuseRecord = true
	header, err := table.Read()
	if err != nil {
		return nil, errors.New("it has no header line with t_s, x_mm, y_mm, z_mm")
	}
	c := columns{at: map[string]int{}}
	for i, name := range header {
		c.at[name] = i
	}
	for _, needed := range []string{"t_s", "x_mm", "y_mm", "z_mm"} {
		if _, ok := c.at[needed]; !ok {
			return nil, fmt.Errorf("it has no column %s; the columns are t_s, x_mm, y_mm, z_mm and, if known, tool, valid, qw, qx, qy, qz, jaw", needed)
		}
	}
	m := &Motion{Name: "csv"}
	for rows := 0; ; rows++ {
		c.row, err = table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && rows == mostRows {
			err = errTooLong
		}
		if err != nil {
			return nil, err
		}
		if err := m.take(&c); err != nil {
			line, _ := table.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
	if len(m.Tools) == 0 {
		return nil, errors.New("it holds no sample")
	}
	for i := range m.Tools {
		m.RateHz = max(m.RateHz, medianRate(m.Tools[i].T))
	}
	m.doubt()
	return m, nil
}

// columns reads a row by the names of its columns.
type columns struct {
	at    map[string]int
	row   []string
	fault error
}

// number is the row's number in a column, or what stands for one that is absent.
func (c *columns) number(name string, absent float64) float64 {
	i, ok := c.at[name]
	if !ok || c.row[i] == "" {
		return absent
	}
	x, err := strconv.ParseFloat(c.row[i], 64)
	if err != nil && c.fault == nil {
		c.fault = fmt.Errorf("column %s holds %.20q, which is no number", name, c.row[i])
	}
	return x
}

func (m *Motion) take(c *columns) error {
	valid := true
	if i, ok := c.at["valid"]; ok {
		valid = c.row[i] == "true" || c.row[i] == "1"
	}
	tool := c.number("tool", 0)
	t, p := c.number("t_s", math.NaN()), mgl64.Vec3{c.number("x_mm", math.NaN()), c.number("y_mm", math.NaN()), c.number("z_mm", math.NaN())}
	q := mgl64.Quat{W: c.number("qw", 1), V: mgl64.Vec3{c.number("qx", 0), c.number("qy", 0), c.number("qz", 0)}}
	jaw := c.number("jaw", 0)
	if c.fault != nil {
		return c.fault
	}
	if tool != math.Trunc(tool) || tool < 0 || tool >= maxTools {
		return fmt.Errorf("tool %g: instruments are numbered from 0 to %d", tool, maxTools-1)
	}
	for len(m.Tools) <= int(tool) {
		m.Tools = append(m.Tools, ToolMotion{Name: fmt.Sprintf("tool %d", len(m.Tools))})
	}
	one := &m.Tools[int(tool)]
	one.Append(t, p, q, valid)
	if !finite(jaw) {
		jaw = 0
	}
	one.Jaw = append(one.Jaw, min(max(jaw, 0), 1))
	return nil
}

// medianRate is one over the median step of the times, 0 without any.
func medianRate(t []float64) float64 {
	var steps []float64
	for i := 1; i < len(t); i++ {
		if step := t[i] - t[i-1]; step > 0 {
			steps = append(steps, step)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return 1 / steps[len(steps)/2]
}
