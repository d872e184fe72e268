//go:build linux

package testruntime

import (
	"time"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// display is when the next picture will be seen.
func (r *Runtime) display() openxr.Time {
	return 1e9 + openxr.Time(r.frame+r.skipped+2)*openxr.Time(Period)
}

// waitFrame returns at once where the test does not want pictures in real time.
func waitFrame(_ openxr.Session, info *openxr.FrameWaitInfo, state *openxr.FrameState) openxr.Result {
	return enter("xrWaitFrame", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeFrameWaitInfo) || !typed(&state.Header, openxr.TypeFrameState):
			return openxr.ErrorValidation
		case !r.running:
			return openxr.ErrorSessionNotRunning
		case r.waited:
			return openxr.ErrorCallOrder
		}
		r.waited = true
		if r.config.Paced {
			r.pace()
		}
		state.PredictedDisplayTime, state.PredictedDisplayPeriod, state.ShouldRender = r.display(), Period, 0
		if r.life == openxr.StateVisible || r.life == openxr.StateFocused {
			state.ShouldRender = 1
		}
		return openxr.Success
	})
}

// pace waits for the display, and skips what the program was too slow for.
func (r *Runtime) pace() {
	due := r.display() - 2*openxr.Time(Period)
	now := r.now()
	if late := int64(now-due) / int64(Period); late > 0 {
		r.skipped += late
		due += openxr.Time(late) * openxr.Time(Period)
	}
	r.mu.Unlock()
	time.Sleep(time.Duration(due - now))
	r.mu.Lock()
}

func beginFrame(_ openxr.Session, info *openxr.FrameBeginInfo) openxr.Result {
	return enter("xrBeginFrame", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeFrameBeginInfo):
			return openxr.ErrorValidation
		case !r.running:
			return openxr.ErrorSessionNotRunning
		case !r.waited:
			return openxr.ErrorCallOrder
		}
		discarded := r.begun
		if r.waited, r.begun = false, true; discarded {
			return openxr.FrameDiscarded
		}
		return openxr.Success
	})
}

func endFrame(_ openxr.Session, info *openxr.FrameEndInfo) openxr.Result {
	return enter("xrEndFrame", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeFrameEndInfo):
			return openxr.ErrorValidation
		case !r.begun:
			return openxr.ErrorCallOrder
		case info.DisplayTime != r.display():
			return openxr.ErrorTimeInvalid
		case info.EnvironmentBlendMode != openxr.BlendOpaque:
			return openxr.ErrorBlendModeUnsupported
		}
		r.holdsContext()
		r.begun, r.layers = false, nil
		for _, layer := range unsafe.Slice((*unsafe.Pointer)(info.Layers), info.LayerCount) {
			if result := r.show((*openxr.CompositionLayerProjection)(layer), info.DisplayTime); result < 0 {
				return result
			}
		}
		if r.frame++; r.frame == 1 || r.life == openxr.StateReady {
			r.enter(openxr.StateSynchronized)
			r.enter(openxr.StateVisible)
			r.enter(openxr.StateFocused)
		}
		return openxr.Success
	})
}

// show takes the two eyes' pictures.
func (r *Runtime) show(l *openxr.CompositionLayerProjection, at openxr.Time) openxr.Result {
	if l == nil || !typed(&l.Header, openxr.TypeCompositionLayerProjection) || l.ViewCount != 2 || r.spaces[l.Space] == nil {
		return openxr.ErrorLayerInvalid
	}
	for i, v := range unsafe.Slice((*openxr.CompositionLayerProjectionView)(l.Views), 2) {
		c, rect := r.chains[v.SubImage.Swapchain], v.SubImage.ImageRect
		switch {
		case !typed(&v.Header, openxr.TypeCompositionLayerProjectionView) || c == nil || c.acquired || c.released == 0:
			return openxr.ErrorLayerInvalid
		case !sound(v.Pose):
			return openxr.ErrorPoseInvalid
		case rect.Extent.Width <= 0 || rect.Extent.Width > c.w || rect.Extent.Height <= 0 || rect.Extent.Height > c.h:
			return openxr.ErrorSwapchainRectInvalid
		}
		shown := Layer{Frame: r.frame, Pose: v.Pose, Fov: v.Fov, W: c.w, H: c.h}
		shown.Located, _ = r.eye(i, r.spaces[l.Space], at)
		if r.config.Graphics {
			if !r.holdsContext() {
				return openxr.ErrorGraphicsDevice
			}
			shown.Picture = c.read()
			shown.Mean = mean(shown.Picture)
			if shown.Mean[1] > r.bright[i][1] {
				r.bright[i] = shown.Mean
			}
		}
		r.layers = append(r.layers, shown)
	}
	return openxr.Success
}

func mean(rgba []byte) (m [3]float64) {
	for i := 0; i < len(rgba); i += 4 {
		for k := range m {
			m[k] += float64(rgba[i+k])
		}
	}
	for k := range m {
		m[k] /= float64(max(len(rgba)/4, 1))
	}
	return m
}
