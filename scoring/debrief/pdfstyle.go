package debrief

import (
	"maps"
	"strconv"
	"strings"
)

// styles are as much of a page's style sheet as its pictures need: rules of one
// element, or of one in a picture of a class.
type styles struct {
	variables map[string]string
	rules     []styleRule
	inside    *node // the picture that is being drawn
}

type styleRule struct {
	name    string // of the element; "" for any
	classes []string
	inside  string // class of the picture around it; "" for any
	set     map[string]string
}

// parseStyles reads a style sheet. The first :root is that of paper; rules for
// screens and small windows are left out.
func parseStyles(css string) styles {
	s := styles{variables: map[string]string{}}
	for css != "" {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			break
		}
		selector := strings.TrimSpace(css[:open])
		end := closing(css, open)
		body := css[open+1 : end]
		css = css[min(end+1, len(css)):]
		if strings.HasPrefix(selector, "@") {
			continue
		}
		set := declarations(body)
		if selector == ":root" {
			maps.Copy(s.variables, set)
			continue
		}
		for _, one := range strings.Split(selector, ",") {
			parts := strings.Fields(one)
			last := parts[len(parts)-1]
			if strings.ContainsAny(last, ":>*[") {
				continue
			}
			names, inside := strings.Split(last, "."), ""
			if len(parts) > 1 {
				inside = strings.TrimPrefix(parts[0], ".")
			}
			s.rules = append(s.rules, styleRule{names[0], names[1:], inside, set})
		}
	}
	return s
}

// closing is the brace that closes the one at open.
func closing(css string, open int) int {
	depth := 0
	for i := open; i < len(css); i++ {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(css)
}

func declarations(body string) map[string]string {
	set := map[string]string{}
	for _, line := range strings.Split(body, ";") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			set[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return set
}

// look is how a shape is drawn, by property; children inherit it.
type look map[string]string

// of is the look of an element inside one of another look.
func (s styles) of(n *node, inherited look) look {
	l := maps.Clone(inherited)
	for _, name := range []string{"fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity", "font-size", "font-weight", "text-anchor", "paint-order"} {
		if v, ok := n.attrs[name]; ok {
			l[name] = v
		}
	}
	for _, r := range s.rules {
		fits := (r.name == "" || r.name == n.name) && (r.inside == "" || s.inside != nil && s.inside.has(r.inside))
		for _, class := range r.classes {
			fits = fits && n.has(class)
		}
		if fits {
			maps.Copy(l, r.set)
		}
	}
	maps.Copy(l, declarations(n.attrs["style"]))
	return l
}

// number is a property's value without its unit; otherwise when it has none.
func (l look) number(name string, otherwise float64) float64 {
	if v, err := strconv.ParseFloat(strings.TrimSuffix(l[name], "px"), 64); err == nil {
		return v
	}
	return otherwise
}

// color is a property's, and how much it covers; false for none.
func (s styles) color(l look, name, otherwise string) (rgb [3]int, opacity float64, ok bool) {
	text := l[name]
	if text == "" {
		text = otherwise
	}
	if v, is := strings.CutPrefix(text, "var("); is {
		text = s.variables[strings.TrimSuffix(v, ")")]
	}
	hex, is := strings.CutPrefix(text, "#")
	if !is {
		return rgb, 0, false
	}
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	v, err := strconv.ParseUint(hex, 16, 64)
	if err != nil || len(hex) != 6 && len(hex) != 8 {
		return rgb, 0, false
	}
	opacity = 1
	if len(hex) == 8 {
		opacity, v = float64(v&255)/255, v>>8
	}
	return [3]int{int(v >> 16 & 255), int(v >> 8 & 255), int(v & 255)}, opacity * l.number(name+"-opacity", 1), true
}
