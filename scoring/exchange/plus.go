package exchange

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// PLUS reads the poses of a sequence as PLUS and 3D Slicer record them from
// OpenIGTLink (a MetaImage with Seq_FrameNNNN fields): each ToolToTrackerTransform
// is an instrument, in mm; where a reference was tracked, in the reference's
// frame, as a patient who moves needs it. Images in it are passed over.
func PLUS(r io.Reader) (*Motion, error) {
	p := plus{fixed: map[string]*ToolMotion{}, relative: map[string]*ToolMotion{}}
	text := newLines(r)
	for text.Scan() {
		key, value, ok := strings.Cut(text.Text(), "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "ElementDataFile" {
			break
		}
		frame, isFrame := strings.CutPrefix(key, "Seq_Frame")
		number, field, hasField := strings.Cut(frame, "_")
		if !ok || !isFrame || !hasField {
			continue
		}
		if number != p.frame {
			if err := p.finish(); err != nil {
				return nil, err
			}
			p.frame, p.fields = number, map[string]string{}
		}
		p.fields[field] = value
	}
	if err := errors.Join(text.Err(), p.finish()); err != nil {
		return nil, err
	}
	return p.motion()
}

// plus is a sequence in the course of being read.
type plus struct {
	frame  string
	fields map[string]string
	times  []float64
	names  []string // in the order in which they were met
	// The same instruments in the tracker's frame and in the reference's, and in
	// which frames the reference was seen.
	fixed, relative map[string]*ToolMotion
	references      []bool
}

// finish takes over a frame.
func (p *plus) finish() error {
	if p.frame == "" {
		return nil
	}
	t, err := strconv.ParseFloat(p.fields["Timestamp"], 64)
	if err != nil {
		return fmt.Errorf("frame %s has no time stamp", p.frame)
	}
	if len(p.times) == mostRows {
		return errTooLong
	}
	p.times = append(p.times, t)
	reference, tracked, err := p.pose("ReferenceToTrackerTransform")
	if err != nil {
		return err
	}
	p.references = append(p.references, tracked)
	for _, field := range slices.Sorted(maps.Keys(p.fields)) {
		name, isTool := strings.CutSuffix(field, "ToTrackerTransform")
		if !isTool || name == "Reference" {
			continue
		}
		pose, valid, err := p.pose(field)
		if err != nil {
			return err
		}
		p.append(p.fixed, name, t, pose, valid)
		p.append(p.relative, name, t, reference.Inv().Mul4(pose), valid && tracked)
	}
	return nil
}

func (p *plus) append(tools map[string]*ToolMotion, name string, t float64, pose mgl64.Mat4, valid bool) {
	tool := tools[name]
	if tool == nil {
		tool = &ToolMotion{Name: name}
		tools[name] = tool
		if !slices.Contains(p.names, name) {
			p.names = append(p.names, name)
		}
	}
	q, ok := rotation([9]float64{pose.At(0, 0), pose.At(0, 1), pose.At(0, 2), pose.At(1, 0), pose.At(1, 1), pose.At(1, 2), pose.At(2, 0), pose.At(2, 1), pose.At(2, 2)})
	tool.Append(t, pose.Col(3).Vec3(), q, valid && ok)
}

// pose reads a transform of the frame, row by row. It is not valid where its
// status is not OK or it is missing.
func (p *plus) pose(field string) (m mgl64.Mat4, valid bool, err error) {
	m = mgl64.Ident4()
	text, ok := p.fields[field]
	if !ok {
		return m, false, nil
	}
	numbers := strings.Fields(text)
	if len(numbers) != 16 {
		return m, false, fmt.Errorf("frame %s: %s has %d numbers, a transform 16", p.frame, field, len(numbers))
	}
	for i, number := range numbers {
		x, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return m, false, fmt.Errorf("frame %s: %s holds what is no number", p.frame, field)
		}
		m.Set(i/4, i%4, x)
	}
	return m, p.fields[field+"Status"] == "OK" && finite(m[:]...), nil
}

func (p *plus) motion() (*Motion, error) {
	if len(p.names) == 0 {
		return nil, errors.New("it holds no transform of an instrument to the tracker")
	}
	m, tools := &Motion{Name: "plus"}, p.relative
	if !slices.Contains(p.references, true) {
		tools = p.fixed
		m.Notes = append(m.Notes, "No reference was tracked: positions are in the tracker's frame.")
	}
	if n := len(p.times); n > 1 && p.times[n-1] > p.times[0] {
		m.RateHz = float64(n-1) / (p.times[n-1] - p.times[0])
	}
	for i, name := range p.names {
		if i == maxTools {
			m.Notes = append(m.Notes, fmt.Sprintf("Only the first %d of %d instruments are taken.", maxTools, len(p.names)))
			break
		}
		m.Tools = append(m.Tools, *tools[name])
	}
	m.doubt()
	return m, nil
}
