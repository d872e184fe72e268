//go:build linux

package testruntime

import (
	"slices"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

func enumerateExtensions(_ *byte, capacity uint32, count *uint32, out *openxr.ExtensionProperties) openxr.Result {
	return enter("xrEnumerateInstanceExtensionProperties", func(r *Runtime) openxr.Result {
		if capacity > 0 {
			for _, one := range unsafe.Slice(out, capacity) {
				if !typed(&one.Header, openxr.TypeExtensionProperties) {
					return openxr.ErrorValidation
				}
			}
		}
		list := make([]openxr.ExtensionProperties, len(r.config.Offers))
		for i, name := range r.config.Offers {
			list[i].Type, list[i].ExtensionVersion = openxr.TypeExtensionProperties, 1
			openxr.SetText(list[i].ExtensionName[:], name)
		}
		return give(list, capacity, count, out)
	})
}

func createInstance(info *openxr.InstanceCreateInfo, out *openxr.Instance) openxr.Result {
	return enter("xrCreateInstance", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeInstanceCreateInfo):
			return openxr.ErrorValidation
		case r.instance:
			return openxr.ErrorLimitReached
		case info.ApplicationInfo.ApiVersion.Major() != 1 || info.ApplicationInfo.ApiVersion.Minor() != 0:
			return openxr.ErrorAPIVersionUnsupported
		case openxr.Text(info.ApplicationInfo.ApplicationName[:]) == "":
			return openxr.ErrorNameInvalid
		}
		r.reset()
		for _, name := range unsafe.Slice((**byte)(info.EnabledExtensionNames), info.EnabledExtensionCount) {
			if !slices.Contains(r.config.Offers, text(name)) {
				return openxr.ErrorExtensionNotPresent
			}
			r.extensions[text(name)] = true
		}
		r.instance = true
		*out = openxr.Instance(r.handle())
		return openxr.Success
	})
}

func destroyInstance(openxr.Instance) openxr.Result {
	var ended *Runtime
	result := enter("xrDestroyInstance", func(r *Runtime) openxr.Result {
		r.instance, ended = false, r
		return openxr.Success
	})
	if ended != nil && ended.config.Ended != nil {
		ended.config.Ended(ended)
	}
	return result
}

func instanceProperties(_ openxr.Instance, p *openxr.InstanceProperties) openxr.Result {
	return enter("xrGetInstanceProperties", func(*Runtime) openxr.Result {
		if !typed(&p.Header, openxr.TypeInstanceProperties) {
			return openxr.ErrorValidation
		}
		p.RuntimeVersion = openxr.MakeVersion(1, 2, 3)
		openxr.SetText(p.RuntimeName[:], "Drylab test runtime")
		return openxr.Success
	})
}

// resultToString serves results and structure types: the loader wants both.
func resultToString(_ openxr.Instance, _ int32, out *byte) openxr.Result {
	copy(unsafe.Slice(out, 64), "XR_TEST\x00")
	return openxr.Success
}

func getSystem(_ openxr.Instance, info *openxr.SystemGetInfo, out *openxr.SystemId) openxr.Result {
	return enter("xrGetSystem", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeSystemGetInfo):
			return openxr.ErrorValidation
		case r.config.NoHeadset:
			return openxr.ErrorFormFactorUnavailable
		}
		*out = 1
		return openxr.Success
	})
}

func systemProperties(_ openxr.Instance, id openxr.SystemId, p *openxr.SystemProperties) openxr.Result {
	return enter("xrGetSystemProperties", func(*Runtime) openxr.Result {
		if !typed(&p.Header, openxr.TypeSystemProperties) {
			return openxr.ErrorValidation
		}
		p.SystemId = id
		p.GraphicsProperties = openxr.SystemGraphicsProperties{MaxSwapchainImageHeight: 4096, MaxSwapchainImageWidth: 4096, MaxLayerCount: 16}
		p.TrackingProperties = openxr.SystemTrackingProperties{OrientationTracking: 1, PositionTracking: 1}
		openxr.SetText(p.SystemName[:], "test headset")
		return openxr.Success
	})
}

func blendModes(_ openxr.Instance, _ openxr.SystemId, _ openxr.EnumValue, capacity uint32, count *uint32, out *openxr.EnumValue) openxr.Result {
	return enter("xrEnumerateEnvironmentBlendModes", func(*Runtime) openxr.Result {
		return give([]openxr.EnumValue{openxr.BlendOpaque}, capacity, count, out)
	})
}

func viewConfigurationViews(_ openxr.Instance, _ openxr.SystemId, kind openxr.EnumValue, capacity uint32, count *uint32, out *openxr.ViewConfigurationView) openxr.Result {
	return enter("xrEnumerateViewConfigurationViews", func(r *Runtime) openxr.Result {
		if kind != openxr.ViewConfigurationStereo {
			return openxr.ErrorValidation
		}
		if capacity > 0 {
			for _, one := range unsafe.Slice(out, capacity) {
				if !typed(&one.Header, openxr.TypeViewConfigurationView) {
					return openxr.ErrorValidation
				}
			}
		}
		one := openxr.ViewConfigurationView{Header: openxr.Header{Type: openxr.TypeViewConfigurationView},
			RecommendedImageRectWidth: r.config.Pixels, RecommendedImageRectHeight: r.config.Pixels,
			MaxImageRectWidth: 4096, MaxImageRectHeight: 4096, RecommendedSwapchainSampleCount: 1, MaxSwapchainSampleCount: 4}
		return give([]openxr.ViewConfigurationView{one, one}, capacity, count, out)
	})
}

func graphicsRequirements(_ openxr.Instance, _ openxr.SystemId, g *openxr.GraphicsRequirementsOpenGLKHR) openxr.Result {
	return enter("xrGetOpenGLGraphicsRequirementsKHR", func(r *Runtime) openxr.Result {
		if !typed(&g.Header, openxr.TypeGraphicsRequirementsOpenGLKHR) {
			return openxr.ErrorValidation
		}
		r.asked = true
		g.MinApiVersionSupported, g.MaxApiVersionSupported = openxr.MakeVersion(3, 3, 0), openxr.MakeVersion(4, 6, 0)
		return openxr.Success
	})
}

func convertTime(_ openxr.Instance, t *openxr.Timespec, out *openxr.Time) openxr.Result {
	return enter("xrConvertTimespecTimeToTimeKHR", func(r *Runtime) openxr.Result {
		if !r.extensions[openxr.ExtensionTimespecTime] {
			return openxr.ErrorFunctionUnsupported
		}
		now := openxr.Monotonic()
		*out = r.now() - openxr.Time((now.Seconds-t.Seconds)*1e9+now.Nanoseconds-t.Nanoseconds)
		return openxr.Success
	})
}
