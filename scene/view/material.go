package view

import (
	"fmt"

	"github.com/drylab/drylab/assets"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/material"
	"github.com/g3n/engine/renderer"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// program is one member of the shader family.
type program struct{ name, vertex, fragment string }

func programs() []program {
	return []program{
		{"tissue", "surface.vert", "tissue.frag"},
		{"soft", "soft.vert", "soft.frag"},
		{"steel", "surface.vert", "steel.frag"},
		{"cloth", "surface.vert", "cloth.frag"},
		{"screen", "surface.vert", "screen.frag"},
		{"glow", "surface.vert", "glow.frag"},
		{"ghost", "surface.vert", "ghost.frag"},
		{"nothing", "surface.vert", "nothing.frag"},
		{"cap", "surface.vert", "cap.frag"},
		{"backdrop", "rectangle.vert", "backdrop.frag"},
		{"compose", "rectangle.vert", "compose.frag"},
		{"volume", "rectangle.vert", "volume.frag"},
		{"slice", "rectangle.vert", "slice.frag"},
		{"panel", "rectangle.vert", "panel.frag"},
		{"stroke", "stroke.vert", "stroke.frag"},
		{"monitor", "surface.vert", "monitor.frag"},
		{"stereo", "rectangle.vert", "stereo.frag"},
	}
}

// newRenderer builds every program now: a shader that does not compile is an
// error when the theatre opens, and no picture waits for a compiler.
func newRenderer(gs *gls.GLS, quality Quality) (*engine, error) {
	r := renderer.NewShaman(gs)
	for _, chunk := range []string{"light", "grain", "shadow", "tissue"} {
		source, err := assets.Shader(chunk + ".glsl")
		if err != nil {
			return nil, err
		}
		if quality == QualityLow {
			source = "#define PLAIN\n" + source // to the compiler: software drawing runs what a uniform would switch off
		}
		r.AddChunk(chunk, source)
	}
	for _, p := range programs() {
		for _, file := range []string{p.vertex, p.fragment} {
			source, err := assets.Shader(file)
			if err != nil {
				return nil, err
			}
			r.AddShader(file, source)
		}
		r.AddProgram(p.name, p.vertex, p.fragment)
		specs := renderer.ShaderSpecs{Name: p.name, ShaderUnique: true, Defines: *gls.NewShaderDefines()}
		if _, err := r.SetProgram(&specs); err != nil {
			return nil, fmt.Errorf("build shader %s: %w; update the graphics driver", p.name, err)
		}
	}
	return &engine{Shaman: r, gs: gs}, nil
}

// blending is how a pass meets what is already drawn.
type blending int

const (
	replace blending = iota
	over             // premultiplied colour over what is there
)

// stencilUse is what a pass does to the stencil buffer.
type stencilUse int

const (
	noStencil     stencilUse = iota
	countParity              // flips the stencil at every surface
	insideParity             // draws where it is odd, and clears it
	mark                     // marks what it draws
	whereUnmarked            // draws where nothing is marked
)

// uniform feeds one uniform of a program: 4·n floats, or a matrix.
type uniform struct {
	location gls.Uniform
	values   []float32
	matrix   bool
}

// sampler binds one texture, at a unit that is the same for every pass of a
// program: the program need be told of it once.
type sampler struct {
	told     bool
	location gls.Uniform
	unit     uint32
	target   int
	texture  *uint32
}

// pass is a material: one program with its uniforms, textures and GL state.
type pass struct {
	material.Material
	uniforms []*uniform
	samplers []*sampler
	blend    blending
	stencil  stencilUse
	noColour bool
}

func newPass(programName string) *pass {
	p := &pass{}
	p.Init()
	p.SetShader(programName)
	p.SetShaderUnique(true)
	p.SetUseLights(material.UseLightNone)
	return p
}

// flat makes a pass of the plane of the picture: no depth, both sides.
func (p *pass) flat() *pass {
	p.SetDepthTest(false)
	p.SetDepthMask(false)
	p.SetSide(material.SideDouble)
	return p
}

// vec adds a uniform of vec4s and returns its values, which may change between pictures.
func (p *pass) vec(name string, values ...float32) []float32 {
	if len(values)%4 != 0 {
		panic("view: uniform " + name + " is not made of vec4s")
	}
	return p.share(name, values)
}

// share adds a uniform of vec4s whose values belong to the caller.
func (p *pass) share(name string, values []float32) []float32 {
	u := &uniform{values: values}
	u.location.Init(name)
	p.uniforms = append(p.uniforms, u)
	return values
}

// mat adds a matrix uniform and returns its sixteen values.
func (p *pass) mat(name string) []float32 { return p.shareMatrix(name, make([]float32, 16)) }

// shareMatrix adds a matrix uniform whose sixteen values belong to the caller.
func (p *pass) shareMatrix(name string, values []float32) []float32 {
	u := &uniform{values: values, matrix: true}
	u.location.Init(name)
	p.uniforms = append(p.uniforms, u)
	return values
}

// image adds a texture at a unit; target is gl.TEXTURE_2D or gl.TEXTURE_3D.
func (p *pass) image(name string, unit uint32, target int, texture *uint32) {
	s := &sampler{unit: unit, target: target, texture: texture}
	s.location.Init(name)
	p.samplers = append(p.samplers, s)
}

// setup sets what the pass needs in its program, which is the current one. Before
// is the pass that was drawn right before with the same program, nil for none: what
// the two share is set already.
func (p *pass) setup(gs *gls.GLS, before *pass) {
	p.Material.RenderSetup(gs)
	if p.blend == over {
		gs.BlendFunc(gls.ONE, gls.ONE_MINUS_SRC_ALPHA)
	} else {
		gs.Disable(gls.BLEND)
	}
	if before == nil || before.noColour != p.noColour {
		gl.ColorMask(!p.noColour, !p.noColour, !p.noColour, !p.noColour)
	}
	p.setStencil(gs)
	for i, u := range p.uniforms {
		switch {
		case before != nil && i < len(before.uniforms) && &before.uniforms[i].values[0] == &u.values[0]:
		case u.matrix:
			gs.UniformMatrix4fv(u.location.Location(gs), 1, false, &u.values[0])
		default:
			gs.Uniform4fv(u.location.Location(gs), int32(len(u.values)/4), &u.values[0])
		}
	}
	for i, s := range p.samplers {
		if before != nil && i < len(before.samplers) && before.samplers[i].texture == s.texture {
			continue
		}
		gs.ActiveTexture(gls.TEXTURE0 + s.unit)
		gs.BindTexture(s.target, *s.texture)
		if !s.told {
			gs.Uniform1i(s.location.Location(gs), int32(s.unit))
			s.told = true
		}
	}
}

// marked is the bit of the stencil that a mark sets; parity has the lowest.
const marked = 0x80

func (p *pass) setStencil(gs *gls.GLS) {
	switch p.stencil {
	case noStencil:
		gs.Disable(gls.STENCIL_TEST)
	case countParity:
		gs.Enable(gls.STENCIL_TEST)
		gs.StencilFunc(gls.ALWAYS, 0, 1)
		gs.StencilOp(gls.INVERT, gls.INVERT, gls.INVERT)
	case insideParity:
		gs.Enable(gls.STENCIL_TEST)
		gs.StencilFunc(gls.EQUAL, 1, 1)
		gs.StencilOp(gls.KEEP, gls.ZERO, gls.ZERO)
	case mark:
		gs.Enable(gls.STENCIL_TEST)
		gs.StencilFunc(gls.ALWAYS, marked, marked)
		gs.StencilOp(gls.KEEP, gls.KEEP, gls.REPLACE)
	case whereUnmarked:
		gs.Enable(gls.STENCIL_TEST)
		gs.StencilFunc(gls.NOTEQUAL, marked, marked)
		gs.StencilOp(gls.KEEP, gls.KEEP, gls.KEEP)
	}
}
