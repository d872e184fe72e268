package view

import (
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/renderer"
)

// engine is g3n's renderer with room for one camera: g3n takes a camera by its
// interface, and one on the stack would move to the heap for each picture.
type engine struct {
	*renderer.Renderer
	camera projection
}

// draw draws a scene as a camera sees it into the framebuffer that is bound.
func (e *engine) draw(scene *core.Node, camera projection) error {
	e.camera = camera
	return e.Render(scene, &e.camera)
}
