package xr

import (
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/go-gl/mathgl/mgl64"
)

// Eye is one picture that the headset wants now.
type Eye struct {
	Texture       uint32 // of OpenGL; its bytes are encoded colours
	Width, Height int    // pixels
	// Where the eye is in the patient frame, mm; it looks along its -Z, +Y is up.
	Position    mgl64.Vec3
	Orientation mgl64.Quat
	// The edges of what it sees, in radians from where it looks; left and down are
	// usually below zero, and not as large as right and up.
	Left, Right, Up, Down float64
}

// frame holds the structures of one round, which are used again in each.
type frame struct {
	pins      openxr.Pins // while the session lives
	waitInfo  openxr.FrameWaitInfo
	beginInfo openxr.FrameBeginInfo
	state     openxr.FrameState
	endInfo   openxr.FrameEndInfo
	locate    openxr.ViewLocateInfo
	viewState openxr.ViewState
	views     [2]openxr.View
	layer     openxr.CompositionLayerProjection
	layers    [1]unsafe.Pointer
	shown     [2]openxr.CompositionLayerProjectionView
	acquire   openxr.SwapchainImageAcquireInfo
	waitImage openxr.SwapchainImageWaitInfo
	release   openxr.SwapchainImageReleaseInfo
	event     openxr.EventDataBuffer
	eyes      [2]Eye
	count     uint32 // of views
	index     uint32 // of a picture in its swapchain
}

// prepare sets what is the same in every round: the type of each structure first.
func (f *frame) prepare(h *Headset) {
	f.waitInfo.Type, f.beginInfo.Type, f.state.Type = openxr.TypeFrameWaitInfo, openxr.TypeFrameBeginInfo, openxr.TypeFrameState
	f.acquire.Type, f.release.Type = openxr.TypeSwapchainImageAcquireInfo, openxr.TypeSwapchainImageReleaseInfo
	f.waitImage.Type, f.waitImage.Timeout = openxr.TypeSwapchainImageWaitInfo, openxr.InfiniteDuration
	f.endInfo.Type, f.endInfo.EnvironmentBlendMode = openxr.TypeFrameEndInfo, h.blend
	f.locate.Type, f.locate.ViewConfigurationType, f.locate.Space = openxr.TypeViewLocateInfo, openxr.ViewConfigurationStereo, h.base
	f.viewState.Type = openxr.TypeViewState
	for i := range f.views {
		f.views[i].Type, f.shown[i].Type = openxr.TypeView, openxr.TypeCompositionLayerProjectionView
		f.shown[i].SubImage.Swapchain = h.eyes[i].handle
		f.shown[i].SubImage.ImageRect.Extent = openxr.Extent2Di{Width: h.eyes[i].width, Height: h.eyes[i].height}
	}
	f.layer.Type, f.layer.Space, f.layer.ViewCount, f.layer.Views = openxr.TypeCompositionLayerProjection, h.base, 2, unsafe.Pointer(&f.shown[0])
	f.layers[0] = unsafe.Pointer(&f.layer)
	f.pins.Pin(f) // the layer and what it points at
}

// Frame performs one round: it answers the headset's events and, while the headset
// wants pictures, waits until it is time for one, has draw draw both eyes, and hands
// them over. draw gets no call where nobody would see what it draws. It returns
// false when the headset wants no frames now; the caller then rests a little.
//
// The error ends the session and says why; so does Over.
func (h *Headset) Frame(draw func([]Eye) error) (bool, error) {
	if over, reason := h.Over(); over {
		return false, reason
	}
	if err := h.pollEvents(); err != nil {
		return false, h.fail(err)
	}
	if !h.life.running {
		h.late.rest()
		return false, nil
	}
	err := h.round(draw)
	h.graphics.Restore()
	if err != nil {
		return false, h.fail(err)
	}
	return true, nil
}

// round is the frame proper. Once begun it is always ended, with or without
// pictures.
func (h *Headset) round(draw func([]Eye) error) error {
	f := &h.frame
	if err := h.api.WaitFrame(h.session, &f.waitInfo, &f.state).Err("xrWaitFrame"); err != nil {
		return err
	}
	h.clock.see(f.state.PredictedDisplayTime, f.state.PredictedDisplayPeriod)
	h.late.see(f.state.PredictedDisplayTime, f.state.PredictedDisplayPeriod)
	if err := h.api.BeginFrame(h.session, &f.beginInfo).Err("xrBeginFrame"); err != nil {
		return err
	}
	drawn, err := h.drawEyes(draw)
	f.endInfo.DisplayTime = f.state.PredictedDisplayTime
	f.endInfo.LayerCount, f.endInfo.Layers = 0, nil
	if drawn && err == nil {
		f.endInfo.LayerCount, f.endInfo.Layers = 1, unsafe.Pointer(&f.layers[0])
	}
	return first(err, h.api.EndFrame(h.session, &f.endInfo).Err("xrEndFrame"))
}

// drawEyes draws both eyes from where they will be when the picture is seen.
func (h *Headset) drawEyes(draw func([]Eye) error) (bool, error) {
	f := &h.frame
	f.locate.DisplayTime, f.viewState.ViewStateFlags = f.state.PredictedDisplayTime, 0
	err := h.api.LocateViews(h.session, &f.locate, &f.viewState, uint32(len(f.views)), &f.count, unsafe.Pointer(&f.views[0])).Err("xrLocateViews")
	const placed = openxr.OrientationValid | openxr.PositionValid
	if err != nil || f.viewState.ViewStateFlags&placed != placed || int(f.count) != len(f.views) {
		return false, err
	}
	h.field.look(h, f.state.PredictedDisplayTime)
	if f.state.ShouldRender == 0 || !h.field.placed() {
		return false, nil
	}
	for i := range f.eyes {
		texture, err := h.eyes[i].acquire(h)
		if err != nil {
			return false, first(err, h.letGo())
		}
		f.aim(i, texture, h)
	}
	return true, first(draw(f.eyes[:]), h.letGo())
}

// letGo releases whatever is held: a frame must not end with a picture in hand.
func (h *Headset) letGo() error {
	return first(h.eyes[0].release(h), h.eyes[1].release(h))
}

// aim gives an eye's view to whoever draws it, and the same pose and angles to the
// headset, which corrects for what the head did meanwhile.
func (f *frame) aim(i int, texture uint32, h *Headset) {
	v := &f.views[i]
	f.shown[i].Pose, f.shown[i].Fov = v.Pose, v.Fov
	p := h.field.at(f.state.PredictedDisplayTime).patient(fromOpenXR(v.Pose))
	f.eyes[i] = Eye{
		Texture: texture, Width: int(h.eyes[i].width), Height: int(h.eyes[i].height),
		Position: p.position, Orientation: p.orientation,
		Left: float64(v.Fov.AngleLeft), Right: float64(v.Fov.AngleRight), Up: float64(v.Fov.AngleUp), Down: float64(v.Fov.AngleDown),
	}
}
