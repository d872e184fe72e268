package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// Columns hold what metrics need of a recording's samples, so that a recording
// can be measured while it is read, and need not be held: Add is what record.Scan
// asks for. The zero value is ready.
type Columns struct {
	samples   int
	tools     []toolColumns
	depth     gather[float64]   // of the measured instrument's tip, mm
	clearance []gather[float64] // of the measured instrument, per structure; only where it is judged
	judged    []bool            // per structure

	cleaned [record.MaxTools]*motion.Cleaned // once asked for; the poses are then used up
}

// toolColumns are one instrument's poses and what its force came to.
type toolColumns struct {
	t     gather[float64]
	p     gather[mgl64.Vec3]
	q     gather[mgl64.Quat]
	valid gather[bool]
	force forceMeter
	away  awayTime
}

// columnsOf are those of a recording that is held.
func columnsOf(rec *record.Recording) *Columns {
	c := &Columns{}
	c.begin(&rec.Header)
	for i := range rec.Samples {
		c.Add(&rec.Header, &rec.Samples[i])
	}
	return c
}

func (c *Columns) begin(h *record.Header) {
	if c.tools != nil {
		return
	}
	c.tools = make([]toolColumns, max(len(h.Tools), 1))
	c.clearance = make([]gather[float64], len(h.Structures))
	c.judged = make([]bool, len(h.Structures))
	for i, s := range h.Structures {
		c.judged[i] = s.Guarded() && s.Watertight
	}
}

// Add takes the next sample of a recording. An instrument that it lacks was not
// tracked; Invalidity says so.
func (c *Columns) Add(h *record.Header, s *record.Sample) {
	c.begin(h)
	limit := ForceLimitN(h)
	for i := range c.tools {
		t := &record.ToolSample{}
		if i < len(s.Tools) {
			t = &s.Tools[i]
			if len(h.Soft) > 0 {
				c.tools[i].force.add(t.ForceN, 1.0/record.TickHz, limit)
			}
		}
		c.tools[i].add(s.T(), t)
		if i == measuredTool {
			c.addClearances(t)
		}
	}
	if len(c.tools) > 1 {
		c.addAway(h, s)
	}
	c.samples++
}

func (c *toolColumns) add(seconds float64, t *record.ToolSample) {
	c.t.add(seconds)
	c.p.add(t.Pose.Tip)
	c.q.add(t.Pose.Orientation)
	c.valid.add(t.Valid)
}

// addClearances keeps depth and clearances; a clearance that is not there is as
// one that was not measured.
func (c *Columns) addClearances(t *record.ToolSample) {
	c.depth.add(t.DepthMM)
	for i := range c.clearance {
		if !c.judged[i] {
			continue
		}
		d := math.Inf(1)
		if i < len(t.ClearanceMM) {
			d = t.ClearanceMM[i]
		}
		c.clearance[i].add(d)
	}
}

// clean is one instrument's motion.
func (c *Columns) clean(tool int) motion.Cleaned {
	if tool >= len(c.tools) {
		return motion.Cleaned{}
	}
	if c.cleaned[tool] == nil {
		t := &c.tools[tool]
		cleaned := motion.CleanInPlace(motion.Trajectory{T: t.t.flat(), P: t.p.flat(), Q: t.q.flat(), Valid: t.valid.flat()})
		c.cleaned[tool] = &cleaned
	}
	return *c.cleaned[tool]
}

// gatherBlock is the number of values that a gather makes room for at a time: a
// slice that grows would hold up to twice what it needs, and copy it.
const gatherBlock = 1 << 13

// gather is a long column of values in the making.
type gather[T any] struct {
	blocks [][]T
}

func (g *gather[T]) add(x T) {
	last := len(g.blocks) - 1
	if last < 0 || len(g.blocks[last]) == gatherBlock {
		g.blocks = append(g.blocks, make([]T, 0, gatherBlock))
		last++
	}
	g.blocks[last] = append(g.blocks[last], x)
}

// at is the i-th value.
func (g *gather[T]) at(i int) T { return g.blocks[i/gatherBlock][i%gatherBlock] }

// flat takes the values out, as one slice.
func (g *gather[T]) flat() []T {
	n := 0
	for _, block := range g.blocks {
		n += len(block)
	}
	all := make([]T, 0, n)
	for i, block := range g.blocks {
		all = append(all, block...)
		g.blocks[i] = nil // a column of an hour is large: half of it at a time
	}
	g.blocks = nil
	return all
}
