//go:build linux

package testruntime

import (
	"slices"
	"strings"
)

// profile is what a kind of controller has: components of both hands, of the left
// and of the right, and the extension without which nobody knows it.
type profile struct {
	both, left, right []string
	extension         string
}

// profiles are those of OpenXR 1.0 §6.4 and of its extensions, bindable inputs only.
func profiles() map[string]profile {
	stick := []string{"thumbstick", "thumbstick/x", "thumbstick/y", "thumbstick/click"}
	return map[string]profile{
		"khr/simple_controller": {both: []string{"select/click", "menu/click"}},
		"oculus/touch_controller": {
			both:  append([]string{"squeeze/value", "trigger/value", "trigger/touch", "thumbstick/touch", "thumbrest/touch"}, stick...),
			left:  []string{"x/click", "x/touch", "y/click", "y/touch", "menu/click"},
			right: []string{"a/click", "a/touch", "b/click", "b/touch", "system/click"},
		},
		"valve/index_controller": {both: append([]string{
			"system/click", "system/touch", "a/click", "a/touch", "b/click", "b/touch", "squeeze/value", "squeeze/force",
			"trigger/click", "trigger/value", "trigger/touch", "thumbstick/touch", "trackpad/x", "trackpad/y", "trackpad/force", "trackpad/touch"}, stick...)},
		"htc/vive_controller": {both: []string{
			"system/click", "squeeze/click", "menu/click", "trigger/click", "trigger/value", "trackpad/x", "trackpad/y", "trackpad/click", "trackpad/touch"}},
		"microsoft/motion_controller": {both: append([]string{
			"menu/click", "squeeze/click", "trigger/value", "trackpad/x", "trackpad/y", "trackpad/click", "trackpad/touch"}, stick...)},
		"hp/mixed_reality_controller": {
			both: append([]string{"menu/click", "squeeze/value", "trigger/value"}, stick...),
			left: []string{"x/click", "y/click"}, right: []string{"a/click", "b/click"},
			extension: "XR_EXT_hp_mixed_reality_controller",
		},
		"bytedance/pico_neo3_controller": pico(stick),
		"bytedance/pico4_controller":     pico(stick),
	}
}

func pico(stick []string) profile {
	return profile{
		both: append([]string{"menu/click", "system/click", "trigger/click", "trigger/value", "trigger/touch", "squeeze/click", "squeeze/value", "thumbstick/touch"}, stick...),
		left: []string{"x/click", "x/touch", "y/click", "y/touch"}, right: []string{"a/click", "a/touch", "b/click", "b/touch"},
		extension: "XR_BD_controller_interaction",
	}
}

// offered tells whether a kind of controller has a path, and is known at all.
func (r *Runtime) offered(name, path string) bool {
	p, known := profiles()[name]
	if !known || p.extension != "" && !r.extensions[p.extension] {
		return false
	}
	for hand, own := range [2][]string{p.left, p.right} {
		below, found := strings.CutPrefix(path, hands[hand]+"/")
		if !found {
			continue
		}
		if slices.Contains([]string{"input/grip/pose", "input/aim/pose", "output/haptic"}, below) {
			return true
		}
		input, _ := strings.CutPrefix(below, "input/")
		return slices.Contains(p.both, input) || slices.Contains(own, input)
	}
	return false
}
