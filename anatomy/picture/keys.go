package picture

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// Key explains one colour of the pictures.
type Key struct {
	Name, Color      string // #rrggbb
	Critical, Target bool
}

// Keys lists the structures that the pictures show, for their legend. A
// structure is called the target when the point (LPS, mm) lies in it too.
func Keys(c *anatomy.Case, target mgl64.Vec3) []Key {
	var keys []Key
	for i := range c.Structures {
		if s := &c.Structures[i]; s.Surface != nil {
			key := keyOf(s)
			key.Target = s.Target && lies(c, target, func(other *anatomy.Structure) bool { return other.Name == s.Name })
			keys = append(keys, key)
		}
	}
	return keys
}

func keyOf(s *anatomy.Structure) Key {
	return Key{Name: strings.ReplaceAll(s.Name, "-", " "), Color: Hex(parseColor(s.Color)), Critical: s.Critical, Target: s.Target}
}

// Hex is a colour as #rrggbb.
func Hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// lies tells whether a point is in the solid of a structure of some kind.
func lies(c *anatomy.Case, p mgl64.Vec3, is func(*anatomy.Structure) bool) bool {
	if c.Labels == nil {
		return false
	}
	label := c.Labels.LabelAt(p)
	return slices.ContainsFunc(c.Structures, func(s anatomy.Structure) bool { return is(&s) && slices.Contains(s.Labels, label) })
}
