package phantom

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// Ids of the built-in cases.
const (
	HeadID  = "phantom-head"
	LobeID  = "phantom-lobe"
	SheetID = "phantom-sheet"
)

// IDs lists the built-in cases.
func IDs() []string { return []string{HeadID, LobeID, SheetID} }

// Build makes the built-in case of an id. progress may be nil; engine is the
// drylab version, for the provenance.
func Build(ctx context.Context, id string, seed uint64, engine string, progress func(done, total int, what string)) (*anatomy.Case, error) {
	switch id {
	case HeadID:
		return Case(ctx, seed, engine, progress)
	case LobeID:
		return newLobe(seed).build(ctx, seed, engine, progress)
	case SheetID:
		return buildSheet(ctx, seed, engine, progress)
	}
	return nil, fmt.Errorf("no built-in case is called %q; there are %s", id, strings.Join(IDs(), ", "))
}

// bench is a task of a box trainer as labels, without a scan of it.
type bench struct {
	id, title string
	seed      uint64
	engine    string
	labels    *imaging.LabelMap
	names     []segment.Named
	landmarks []anatomy.Landmark
	target    string
}

// build imports the labels as a patient's are.
func (b *bench) build(ctx context.Context, progress func(done, total int, what string)) (*anatomy.Case, error) {
	c, err := anatomy.Build(ctx, nil, anatomy.BuildOptions{
		ID: b.id, Title: b.title, Modality: "LABELS", Engine: b.engine, SourceSHA256: sourceOf(b.id, b.seed),
		Labels: b.labels, Names: b.names, Landmarks: b.landmarks, Target: b.target, Progress: progress,
	})
	if err != nil {
		return nil, fmt.Errorf("%s of seed %d: %w", b.id, b.seed, err)
	}
	return c, nil
}

// sourceOf stands for the digest of a file that was imported.
func sourceOf(id string, seed uint64) string {
	sum := sha256.Sum256(binary.LittleEndian.AppendUint64([]byte(id+"/"), seed))
	return hex.EncodeToString(sum[:])
}

// labelled paints a box with what lies at every voxel's centre; the outermost
// voxels have their centres on its faces.
func labelled(from, to vec, spacing float64, at func(p vec) uint16) *imaging.LabelMap {
	g := imaging.Grid{PatientFromVoxel: mgl64.Translate3D(from[0], from[1], from[2]).Mul4(mgl64.Scale3D(spacing, spacing, spacing))}
	for c := range 3 {
		g.Size[c] = int((to[c]-from[c])/spacing+0.5) + 1
	}
	l := &imaging.LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	for k := range g.Size[2] {
		for j := range g.Size[1] {
			for i := range g.Size[0] {
				l.Data[g.Index(i, j, k)] = at(g.Position(float64(i), float64(j), float64(k)))
			}
		}
	}
	return l
}
