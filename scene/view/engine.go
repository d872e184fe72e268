package view

import (
	"cmp"
	"slices"

	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
	"github.com/g3n/engine/renderer"
)

// engine draws scenes of g3n's nodes and meshes. g3n's own renderer makes maps for
// each mesh, and sets for each again what all have in common.
type engine struct {
	*renderer.Shaman // has the programs
	gs               *gls.GLS
	info             core.RenderInfo
	specs            renderer.ShaderSpecs
	meshes           []*graphic.Mesh // of the scene that is drawn
}

// draw draws a scene as a camera sees it into the framebuffer that is bound: its
// visible meshes in their render order, and in the scene's where that is the same.
func (e *engine) draw(scene *core.Node, camera projection) error {
	scene.UpdateMatrixWorld()
	camera.ViewMatrix(&e.info.ViewMatrix)
	camera.ProjMatrix(&e.info.ProjMatrix)
	e.meshes = e.meshes[:0]
	e.collect(scene)
	slices.SortStableFunc(e.meshes, func(a, b *graphic.Mesh) int { return cmp.Compare(a.RenderOrder(), b.RenderOrder()) })
	var before *graphic.Mesh
	for _, m := range e.meshes {
		if err := e.drawMesh(m, before); err != nil {
			return err
		}
		before = m
	}
	e.gs.DepthMask(true) // so that the depth can be cleared
	return nil
}

func (e *engine) collect(node core.INode) {
	if !node.Visible() {
		return
	}
	if m, is := node.(*graphic.Mesh); is && m.Renderable() {
		e.meshes = append(e.meshes, m)
	}
	for _, child := range node.Children() {
		e.collect(child)
	}
}

// drawMesh draws one mesh after another of the same picture, nil for none.
func (e *engine) drawMesh(m, before *graphic.Mesh) error {
	p, last := passOf(m), (*pass)(nil)
	if before != nil && passOf(before).Shader() == p.Shader() {
		last = passOf(before)
	}
	if last == nil {
		e.specs.Name, e.specs.ShaderUnique = p.Shader(), true
		if _, err := e.SetProgram(&e.specs); err != nil {
			return err
		}
	}
	p.setup(e.gs, last)
	m.IGeometry().RenderSetup(e.gs)
	if last == nil || m.MatrixWorld() != before.MatrixWorld() {
		m.CalculateMatrices(e.gs, &e.info)
		m.RenderSetup(e.gs, &e.info)
	}
	e.gs.DrawElements(gls.TRIANGLES, int32(len(m.GetGeometry().Indices())), gls.UNSIGNED_INT, 0)
	return nil
}

// passOf is the material of one of our meshes.
func passOf(m *graphic.Mesh) *pass { return m.Materials()[0].IMaterial().(*pass) }
