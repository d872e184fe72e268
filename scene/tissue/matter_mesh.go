package tissue

import "slices"

// Mesh is the body that the matter's elements now are, of the mesh that it was
// made from, for Body.Rebuild with what it says of the body before: vertices and
// elements of which the body had so many. Copies of fixed vertices are fixed, and
// what lies between two that are. Sheets and rods are those laid on it (Lay) as they
// now are; others stay on the vertices that they were built on.
func (m *Matter) Mesh(built Mesh, vertices, elements int) (mesh Mesh, from []Anchor, parent []int32) {
	mesh = built
	mesh.Rest, mesh.Tets, mesh.Tissue, mesh.Fibre, mesh.Share = nil, nil, nil, nil, nil
	mesh.Fixed = slices.Clone(built.Fixed)
	fixed := make([]bool, len(m.origin))
	for _, v := range built.Fixed {
		fixed[v] = true
	}
	for n := range m.origin {
		mesh.Rest = append(mesh.Rest, shorten(m.restOf(int32(n))))
		from = append(from, m.Blend(int32(n), vertices))
		if n < len(built.Rest) {
			continue
		}
		one, other := m.copied[n], m.copied[n]
		if x, made := m.mids[int32(n)]; made {
			one, other = x.of[0], x.of[1]
		}
		if fixed[n] = fixed[one] && fixed[other]; fixed[n] {
			mesh.Fixed = append(mesh.Fixed, int32(n))
		}
	}
	if m.thin.laid {
		mesh.Sheets, mesh.Rods = m.Sheets(), m.Rods()
	}
	for e := range m.elements {
		x := &m.elements[e]
		_, _, share := m.Element(e)
		mesh.Tets = append(mesh.Tets, x.nodes)
		mesh.Share = append(mesh.Share, float32(min(share, 1)))
		if built.Tissue != nil {
			mesh.Tissue = append(mesh.Tissue, built.Tissue[x.root])
		}
		if built.Fibre != nil {
			mesh.Fibre = append(mesh.Fibre, built.Fibre[x.root])
		}
		source := int32(e)
		for int(source) >= elements {
			source = m.elements[source].source
		}
		parent = append(parent, source)
	}
	return mesh, from, parent
}

// Divide gives the body that stands for the matter what cuts have changed since it
// had so many vertices and elements: those named, rising, and all that are new. It
// costs what they are, unless the body has more than tetrahedra: then it is built
// anew. Built is the mesh that both were made from.
func (m *Matter) Divide(b *Body, built Mesh, vertices, elements int, changed []int) error {
	if len(b.sheets)+len(b.springs) > 0 || b.pressure.excess != nil {
		return b.Rebuild(m.Mesh(built, vertices, elements))
	}
	d := division{copied: m.copied[vertices:]}
	for _, e := range changed {
		x := &m.elements[e]
		_, _, share := m.Element(e)
		d.tets = append(d.tets, divided{number: int32(e), source: x.source, v: x.nodes, share: float32(min(share, 1))})
	}
	b.divide(&d)
	return nil
}
