package mesh

import "slices"

// splitFans gives every fan but the first at each suspect (an old number) a
// vertex of its own, and returns the old numbers of all vertices.
func (m *TriMesh) splitFans(sources, suspects []uint32) []uint32 {
	at := m.cornersAt(sources, suspects)
	for v := range at.vertices {
		corners := at.corners[at.first[v]:at.first[v+1]]
		for fan := 0; len(corners) > 0; fan++ {
			corners = m.turnFan(corners)
			size := m.fanSize(corners)
			if fan > 0 {
				for _, corner := range corners[:size] {
					m.Triangles[corner/3][corner%3] = uint32(len(sources))
				}
				sources = append(sources, sources[at.vertices[v]])
			}
			corners = corners[size:]
		}
	}
	return sources
}

// cornerList lists the corners (3*triangle+corner) at some vertices.
type cornerList struct {
	vertices, first, corners []uint32
}

// cornersAt lists the corners at the suspects that the mesh has, in order.
func (m *TriMesh) cornersAt(sources, suspects []uint32) cornerList {
	var list cornerList
	place := make([]uint32, len(sources)) // one more than the place in the list
	for v, source := range sources {      // both rise
		for len(suspects) > 0 && suspects[0] < source {
			suspects = suspects[1:]
		}
		if len(suspects) > 0 && suspects[0] == source {
			list.vertices = append(list.vertices, uint32(v))
			place[v] = uint32(len(list.vertices))
		}
	}
	list.first = make([]uint32, len(list.vertices)+2)
	for _, triangle := range m.Triangles {
		for _, v := range triangle {
			if place[v] > 0 {
				list.first[place[v]+1]++
			}
		}
	}
	for v := range list.vertices {
		list.first[v+2] += list.first[v+1]
	}
	list.corners = make([]uint32, list.first[len(list.vertices)+1])
	for t, triangle := range m.Triangles {
		for corner, v := range triangle {
			if at := place[v]; at > 0 {
				list.corners[list.first[at]] = uint32(3*t + corner)
				list.first[at]++
			}
		}
	}
	return list
}

// turnFan moves the fan that the first corner belongs to to the front, in turn.
func (m *TriMesh) turnFan(corners []uint32) []uint32 {
	for at := range len(corners) - 1 {
		next := slices.IndexFunc(corners[at+1:], func(c uint32) bool {
			return m.afterCorner(c) == m.beforeCorner(corners[at])
		})
		if next < 0 {
			break
		}
		corners[at+1], corners[at+1+next] = corners[at+1+next], corners[at+1]
	}
	return corners
}

// fanSize returns how many of the corners, in turn, close the first fan.
func (m *TriMesh) fanSize(corners []uint32) int {
	for at, corner := range corners {
		if m.beforeCorner(corner) == m.afterCorner(corners[0]) {
			return at + 1
		}
	}
	return len(corners)
}

// afterCorner and beforeCorner return the two other vertices of a triangle.
func (m *TriMesh) afterCorner(corner uint32) uint32 {
	return m.Triangles[corner/3][(corner+1)%3]
}

func (m *TriMesh) beforeCorner(corner uint32) uint32 {
	return m.Triangles[corner/3][(corner+2)%3]
}
