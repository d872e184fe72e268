package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// The layout of JIGSAWS kinematics (Gao et al., M2CAI 2014; SCORING §6.1): 76
// columns at 30 Hz without a column of time. The instruments in the patient are
// the slaves; positions are in metres.
const (
	jigsawsColumns = 76
	jigsawsRate    = 30
	slaveLeft      = 38 // first column of the left one, counted from 0
	slaveRight     = 57
)

// JIGSAWS reads kinematics in the layout of the JIGSAWS data set.
func JIGSAWS(r io.Reader) (*Motion, error) {
	m := &Motion{Name: "jigsaws", RateHz: jigsawsRate, Tools: []ToolMotion{{Name: "left"}, {Name: "right"}}}
	lines, row := newLines(r), 0
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		if len(fields) != jigsawsColumns {
			return nil, fmt.Errorf("line %d has %d columns, kinematics in this layout have %d", lines.number, len(fields), jigsawsColumns)
		}
		if row == mostRows {
			return nil, errTooLong
		}
		var x [jigsawsColumns]float64
		for i, field := range fields {
			var err error
			if x[i], err = strconv.ParseFloat(field, 64); err != nil {
				return nil, fmt.Errorf("line %d, column %d is no number", lines.number, i+1)
			}
		}
		for k, from := range []int{slaveLeft, slaveRight} {
			q, ok := rotation([9]float64(x[from+3 : from+12]))
			tool := &m.Tools[k]
			tool.Append(float64(row)/jigsawsRate, mgl64.Vec3{x[from], x[from+1], x[from+2]}.Mul(1000), q, ok)
		}
		row++
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	m.Notes = append(m.Notes, "The layout has no times; one row is taken for a thirtieth of a second, and positions for metres.")
	m.doubt()
	return m, nil
}

// longestLine is what a row may need; a JIGSAWS row has about 1200 bytes.
const longestLine = 1 << 20

// lines reads line by line, and knows which one it is at.
type lines struct {
	*bufio.Scanner
	number int
}

func newLines(r io.Reader) *lines {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), longestLine)
	return &lines{Scanner: s}
}

// Scan goes to the next line.
func (l *lines) Scan() bool {
	l.number++
	return l.Scanner.Scan()
}

// Err says where a line is too long.
func (l *lines) Err() error {
	if err := l.Scanner.Err(); err != nil {
		return fmt.Errorf("line %d cannot be read: %w", l.number, err)
	}
	return nil
}
