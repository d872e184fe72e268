package xr

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// swapchain is where one eye's pictures go.
type swapchain struct {
	handle        openxr.Swapchain
	width, height int32
	textures      []uint32
	held          bool // acquired and not released
}

// Formats of OpenGL, the one that we want first: its bytes are encoded colours, as
// our shaders write them. They are read from a list of ours since runtimes list
// depth formats among them.
const (
	srgb8Alpha8 = 0x8C43
	rgba8       = 0x8058
)

// openEyes makes one swapchain for each eye, of the size that the headset likes:
// some runtimes take no arrays of textures (SteamVR-for-Linux #466).
func (h *Headset) openEyes() error {
	views, r := openxr.Enumerate(func(v *openxr.ViewConfigurationView) { v.Type = openxr.TypeViewConfigurationView },
		func(capacity uint32, count *uint32, out unsafe.Pointer) openxr.Result {
			return h.api.EnumerateViewConfigurationViews(h.instance, h.system, openxr.ViewConfigurationStereo, capacity, count, out)
		})
	if r < 0 {
		return r.Err("xrEnumerateViewConfigurationViews")
	}
	if len(views) != len(h.eyes) {
		return fmt.Errorf("the headset has %d eyes; Drylab draws for two", len(views))
	}
	format, err := h.format()
	if err != nil {
		return err
	}
	for i := range h.eyes {
		if err := h.eyes[i].open(h, &views[i], format); err != nil {
			return err
		}
	}
	return nil
}

func (h *Headset) format() (int64, error) {
	offered, r := openxr.Enumerate[int64](nil, func(capacity uint32, count *uint32, out unsafe.Pointer) openxr.Result {
		return h.api.EnumerateSwapchainFormats(h.session, capacity, count, out)
	})
	if r < 0 {
		return 0, r.Err("xrEnumerateSwapchainFormats")
	}
	for _, format := range []int64{srgb8Alpha8, rgba8} {
		if slices.Contains(offered, format) {
			return format, nil
		}
	}
	return 0, fmt.Errorf("the headset's software takes no pictures of 8 bits a colour; update it")
}

func (s *swapchain) open(h *Headset, view *openxr.ViewConfigurationView, format int64) error {
	s.width, s.height = int32(view.RecommendedImageRectWidth), int32(view.RecommendedImageRectHeight)
	info := &openxr.SwapchainCreateInfo{
		Header:     openxr.Header{Type: openxr.TypeSwapchainCreateInfo},
		UsageFlags: openxr.UsageColorAttachment | openxr.UsageSampled, Format: format, SampleCount: 1,
		Width: uint32(s.width), Height: uint32(s.height), FaceCount: 1, ArraySize: 1, MipCount: 1,
	}
	if err := h.api.CreateSwapchain(h.session, info, &s.handle).Err("xrCreateSwapchain"); err != nil {
		return err
	}
	images, r := openxr.Enumerate(func(i *openxr.SwapchainImageOpenGLKHR) { i.Type = openxr.TypeSwapchainImageOpenGLKHR },
		func(capacity uint32, count *uint32, out unsafe.Pointer) openxr.Result {
			return h.api.EnumerateSwapchainImages(s.handle, capacity, count, out)
		})
	for _, image := range images {
		s.textures = append(s.textures, image.Image)
	}
	return r.Err("xrEnumerateSwapchainImages")
}

// acquire gives the texture to draw into next, once the headset has let go of it.
func (s *swapchain) acquire(h *Headset) (uint32, error) {
	f := &h.frame
	if err := h.api.AcquireSwapchainImage(s.handle, &f.acquire, &f.index).Err("xrAcquireSwapchainImage"); err != nil {
		return 0, err
	}
	s.held = true
	if err := h.api.WaitSwapchainImage(s.handle, &f.waitImage).Err("xrWaitSwapchainImage"); err != nil {
		return 0, err
	}
	if int(f.index) >= len(s.textures) {
		return 0, fmt.Errorf("the headset's software wants picture %d of %d; restart it and try again", f.index, len(s.textures))
	}
	return s.textures[f.index], nil
}

// release gives the texture back: nothing may be drawn into it from then on.
func (s *swapchain) release(h *Headset) error {
	if !s.held {
		return nil
	}
	s.held = false
	return h.api.ReleaseSwapchainImage(s.handle, &h.frame.release).Err("xrReleaseSwapchainImage")
}
