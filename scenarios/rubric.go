package scenarios

import (
	"bytes"
	"strings"
)

// RubricSource is the scenario's rubric as authored, comments and all, as a
// rubric file of its own.
func (s *Scenario) RubricSource() []byte {
	var text bytes.Buffer
	inside, indent := false, 0
	for line := range strings.Lines(string(s.source)) {
		content := strings.TrimLeft(line, " ")
		depth := len(line) - len(content)
		blank := strings.TrimSpace(content) == ""
		switch {
		case depth == 0 && !blank:
			inside = strings.HasPrefix(content, "rubric:")
		case !inside:
		case blank:
			text.WriteString("\n")
		default:
			if indent == 0 {
				indent = depth
			}
			text.WriteString(line[min(indent, depth):])
		}
	}
	return text.Bytes()
}
