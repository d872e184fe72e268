package mesh

import (
	"errors"
	"io"
)

// A file must not make a reader allocate more than 64 MiB and four times what
// was read of it. Some formats say much in few bytes (a polygon of a thousand
// corners, a scene that places one mesh a thousand times, a deflated list of
// zeros), so that readers compare what they build with what they read.
const (
	freeGrowth  = 64 << 20
	growthShare = 4
	// growthSlack is how much more than its length a slice takes while append
	// moves it, and a second copy of the surface, rounded up.
	growthSlack = 2.5
)

var errOutgrown = errors.New("the file describes a surface far larger than itself: simplify it, or export it with fewer copies")

// growth counts what was read.
type growth struct {
	r    io.Reader
	read int64
}

// Read passes the bytes on.
func (g *growth) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.read += int64(n)
	return n, err
}

// allow refuses a surface of so many vertices and triangles, each 12 bytes.
func (g *growth) allow(vertices, triangles int) error {
	if growthSlack*12*(float64(vertices)+float64(triangles)) > freeGrowth+growthShare*float64(g.read) {
		return errOutgrown
	}
	return nil
}
