//go:build linux

package testruntime

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

type action struct {
	kind openxr.EnumValue
	name string
}

const wordCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_."

// hands are the top level paths of the controllers.
var hands = [2]string{"/user/hand/left", "/user/hand/right"}

func stringToPath(_ openxr.Instance, s *byte, out *openxr.Path) openxr.Result {
	return enter("xrStringToPath", func(r *Runtime) openxr.Result {
		t := text(s)
		if !strings.HasPrefix(t, "/") || strings.HasSuffix(t, "/") || strings.Trim(t, wordCharacters+"/") != "" {
			return openxr.ErrorPathFormatInvalid
		}
		at := slices.Index(r.paths, t)
		if at < 0 {
			at = len(r.paths)
			r.paths = append(r.paths, t)
		}
		*out = openxr.Path(at)
		return openxr.Success
	})
}

func pathToString(_ openxr.Instance, p openxr.Path, capacity uint32, count *uint32, out *byte) openxr.Result {
	return enter("xrPathToString", func(r *Runtime) openxr.Result {
		if p == 0 || int(p) >= len(r.paths) {
			return openxr.ErrorPathInvalid
		}
		return give(append([]byte(r.paths[p]), 0), capacity, count, out)
	})
}

func (r *Runtime) path(p openxr.Path) string {
	if int(p) >= len(r.paths) {
		return ""
	}
	return r.paths[p]
}

// handOf is 0 for the left, 1 for the right hand, -1 for no hand.
func (r *Runtime) handOf(p openxr.Path) int { return slices.Index(hands[:], r.path(p)) }

func createActionSet(_ openxr.Instance, info *openxr.ActionSetCreateInfo, out *openxr.ActionSet) openxr.Result {
	return enter("xrCreateActionSet", func(r *Runtime) openxr.Result {
		name := openxr.Text(info.ActionSetName[:])
		switch {
		case !typed(&info.Header, openxr.TypeActionSetCreateInfo):
			return openxr.ErrorValidation
		case name == "" || strings.Trim(name, wordCharacters) != "":
			return openxr.ErrorPathFormatInvalid
		}
		*out = openxr.ActionSet(r.handle())
		r.sets[*out] = true
		return openxr.Success
	})
}

func destroyActionSet(s openxr.ActionSet) openxr.Result {
	return enter("xrDestroyActionSet", func(r *Runtime) openxr.Result {
		if !r.sets[s] {
			return openxr.ErrorHandleInvalid
		}
		delete(r.sets, s)
		return openxr.Success
	})
}

func createAction(s openxr.ActionSet, info *openxr.ActionCreateInfo, out *openxr.Action) openxr.Result {
	return enter("xrCreateAction", func(r *Runtime) openxr.Result {
		name := openxr.Text(info.ActionName[:])
		switch {
		case !typed(&info.Header, openxr.TypeActionCreateInfo):
			return openxr.ErrorValidation
		case !r.sets[s]:
			return openxr.ErrorHandleInvalid
		case r.attached:
			return openxr.ErrorActionsetsAttached
		case name == "" || strings.Trim(name, wordCharacters) != "":
			return openxr.ErrorPathFormatInvalid
		}
		*out = openxr.Action(r.handle())
		r.actions[*out] = &action{kind: info.ActionType, name: name}
		return openxr.Success
	})
}

// suggestBindings refuses a whole profile for one path that its controllers lack.
func suggestBindings(_ openxr.Instance, info *openxr.InteractionProfileSuggestedBinding) openxr.Result {
	return enter("xrSuggestInteractionProfileBindings", func(r *Runtime) openxr.Result {
		if !typed(&info.Header, openxr.TypeInteractionProfileSuggested) || info.CountSuggestedBindings == 0 {
			return openxr.ErrorValidation
		}
		if r.attached {
			return openxr.ErrorActionsetsAttached
		}
		name, _ := strings.CutPrefix(r.path(info.InteractionProfile), "/interaction_profiles/")
		list := slices.Clone(unsafe.Slice((*openxr.ActionSuggestedBinding)(info.SuggestedBindings), info.CountSuggestedBindings))
		for _, b := range list {
			if r.actions[b.Action] == nil {
				return openxr.ErrorHandleInvalid
			}
			if !r.offered(name, r.path(b.Binding)) {
				return openxr.ErrorPathUnsupported
			}
		}
		r.bindings[name] = list
		return openxr.Success
	})
}

func attachActionSets(_ openxr.Session, info *openxr.SessionActionSetsAttachInfo) openxr.Result {
	return enter("xrAttachSessionActionSets", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeSessionActionSetsAttachInfo):
			return openxr.ErrorValidation
		case r.attached:
			return openxr.ErrorActionsetsAttached
		}
		r.attached = true
		// Some runtimes tell of the profile twice, before anybody has asked.
		r.events = append(r.events, event{kind: openxr.TypeEventDataInteractionProfile}, event{kind: openxr.TypeEventDataInteractionProfile})
		return openxr.Success
	})
}

func currentProfile(_ openxr.Session, hand openxr.Path, state *openxr.InteractionProfileState) openxr.Result {
	return enter("xrGetCurrentInteractionProfile", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&state.Header, openxr.TypeInteractionProfileState):
			return openxr.ErrorValidation
		case !r.attached:
			return openxr.ErrorActionsetNotAttached
		}
		state.InteractionProfile = 0
		if at := slices.Index(r.paths, "/interaction_profiles/"+r.config.Profile); at > 0 && r.handOf(hand) >= 0 {
			state.InteractionProfile = openxr.Path(at)
		}
		return openxr.Success
	})
}

// bound are the paths below /user/hand/…/input/ that an action reads of a hand.
func (r *Runtime) bound(a openxr.Action, hand int) (paths []string) {
	for _, b := range r.bindings[r.config.Profile] {
		if below, found := strings.CutPrefix(r.path(b.Binding), hands[hand]+"/input/"); found && b.Action == a {
			paths = append(paths, below)
		}
	}
	return paths
}

func syncActions(_ openxr.Session, info *openxr.ActionsSyncInfo) openxr.Result {
	return enter("xrSyncActions", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeActionsSyncInfo):
			return openxr.ErrorValidation
		case !r.attached:
			return openxr.ErrorActionsetNotAttached
		}
		if r.synced = r.life == openxr.StateFocused; !r.synced {
			return openxr.SessionNotFocused
		}
		return openxr.Success
	})
}

// value is what an action reads now, as of the time that a controller was located
// at last: so that buttons come at the same ticks however fast the machine is.
func (r *Runtime) value(info *openxr.ActionStateGetInfo, kind openxr.EnumValue) (value float32, active bool, result openxr.Result) {
	a, hand := r.actions[info.Action], r.handOf(info.SubactionPath)
	switch {
	case !typed(&info.Header, openxr.TypeActionStateGetInfo):
		return 0, false, openxr.ErrorValidation
	case a == nil:
		return 0, false, openxr.ErrorHandleInvalid
	case a.kind != kind:
		return 0, false, openxr.ErrorActionTypeMismatch
	case hand < 0:
		return 0, false, openxr.ErrorPathUnsupported
	}
	paths := r.bound(info.Action, hand)
	if !r.synced || len(paths) == 0 {
		return 0, false, openxr.Success
	}
	inputs := r.held(hand, r.located).Inputs
	for _, path := range paths {
		if input := inputs[path]; input*input > value*value {
			value = input
		}
	}
	return value, true, openxr.Success
}

func stateBoolean(_ openxr.Session, info *openxr.ActionStateGetInfo, out *openxr.ActionStateBoolean) openxr.Result {
	return enter("xrGetActionStateBoolean", func(r *Runtime) openxr.Result {
		if !typed(&out.Header, openxr.TypeActionStateBoolean) {
			return openxr.ErrorValidation
		}
		value, active, result := r.value(info, openxr.ActionBoolean)
		out.CurrentState, out.IsActive = truth(value > 0.5), truth(active)
		return result
	})
}

func stateFloat(_ openxr.Session, info *openxr.ActionStateGetInfo, out *openxr.ActionStateFloat) openxr.Result {
	return enter("xrGetActionStateFloat", func(r *Runtime) openxr.Result {
		if !typed(&out.Header, openxr.TypeActionStateFloat) {
			return openxr.ErrorValidation
		}
		value, active, result := r.value(info, openxr.ActionFloat)
		out.CurrentState, out.IsActive = value, truth(active)
		return result
	})
}

func truth(b bool) openxr.Bool32 {
	if b {
		return 1
	}
	return 0
}

func applyHaptic(_ openxr.Session, info *openxr.HapticActionInfo, v *openxr.HapticVibration) openxr.Result {
	return enter("xrApplyHapticFeedback", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeHapticActionInfo) || !typed(&v.Header, openxr.TypeHapticVibration):
			return openxr.ErrorValidation
		case v.Amplitude < 0 || v.Amplitude > 1 || v.Duration == 0 || v.Duration < openxr.MinHaptic:
			return openxr.ErrorValidation
		case r.life != openxr.StateFocused:
			return openxr.SessionNotFocused
		}
		r.pulses = append(r.pulses, Pulse{r.handOf(info.SubactionPath), v.Duration, v.Amplitude, r.located})
		return openxr.Success
	})
}
