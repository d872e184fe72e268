package tissue

import "fmt"

// Rebuild gives the body another mesh while it moves: after a cut or a tear,
// with vertices and elements added, split and taken away. from says of which
// of the old vertices each new one is made; its rest place must be the same
// sum of theirs. parent says for each new tetrahedron which old one it is or
// was a part of, −1 for none; nil is none for all. The settings, the motion and
// the rotations are carried over; loads and goals given before are not.
//
// On error the body is as it was.
func (b *Body) Rebuild(mesh Mesh, from []Anchor, parent []int32) error {
	if len(from) != len(mesh.Rest) || parent != nil && len(parent) != len(mesh.Tets) {
		return fmt.Errorf("soft body: %d vertices and %d tetrahedra with %d and %d origins: give one for each",
			len(mesh.Rest), len(mesh.Tets), len(from), len(parent))
	}
	for i, a := range from {
		for k, v := range a.Vertices {
			if a.Weights[k] != 0 && (v < 0 || int(v) >= len(b.slot)) {
				return fmt.Errorf("soft body: new vertex %d is made of vertex %d, which does not exist", i, v)
			}
		}
	}
	for t, p := range parent {
		if int(p) >= len(b.tetra) {
			return fmt.Errorf("soft body: new tetrahedron %d is part of tetrahedron %d, which does not exist", t, p)
		}
	}
	old := *b
	if err := b.build(&mesh); err != nil {
		*b = old
		return fmt.Errorf("soft body: %w", err)
	}
	b.carry(&old, from, parent)
	b.built++
	return nil
}

// carry takes the motion of the old body over.
func (b *Body) carry(old *Body, from []Anchor, parent []int32) {
	for v, a := range from {
		i := b.slot[v]
		for k, w := range a.Weights {
			if w == 0 {
				continue
			}
			j := old.slot[a.Vertices[k]]
			for c := range 3 {
				b.u[i][c] += w * old.u[j][c]
				b.v[i][c] += w * old.v[j][c]
			}
		}
		b.goal[i] = b.u[i]
	}
	if parent == nil {
		return
	}
	for k, t := range b.origin {
		if p := parent[t]; p >= 0 {
			b.turn[k] = old.turn[old.where[p]]
		}
	}
}
