package xr

import (
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// actions are what the controllers can do, and the structures by which they are
// asked at every tick.
type actions struct {
	set   openxr.ActionSet
	all   map[actionName]openxr.Action
	hands [2]openxr.Path
	grips [2]openxr.Space

	pins     openxr.Pins // while the session lives
	active   openxr.ActiveActionSet
	sync     openxr.ActionsSyncInfo
	get      openxr.ActionStateGetInfo
	boolean  openxr.ActionStateBoolean
	float    openxr.ActionStateFloat
	location openxr.SpaceLocation
}

// kinds are the actions' types.
func kinds() map[actionName]openxr.EnumValue {
	return map[actionName]openxr.EnumValue{
		actGrip: openxr.ActionPose, actJaw: openxr.ActionFloat, actStylet: openxr.ActionBoolean,
		actTurn: openxr.ActionFloat, actConfirm: openxr.ActionBoolean, actRecentre: openxr.ActionBoolean, actExchange: openxr.ActionBoolean, actTouch: openxr.ActionVibration,
	}
}

// openActions makes the actions, suggests what does them on every controller that
// we know, and attaches them: once for a session, and in that order.
func (h *Headset) openActions() error {
	a := &h.actions
	for i, path := range handPaths {
		if err := h.api.StringToPath(h.instance, path, &a.hands[i]).Err("xrStringToPath"); err != nil {
			return err
		}
	}
	info := &openxr.ActionSetCreateInfo{Header: openxr.Header{Type: openxr.TypeActionSetCreateInfo}}
	openxr.SetText(info.ActionSetName[:], "surgery")
	openxr.SetText(info.LocalizedActionSetName[:], "Surgery")
	if err := h.api.CreateActionSet(h.instance, info, &a.set).Err("xrCreateActionSet"); err != nil {
		return err
	}
	a.all = map[actionName]openxr.Action{}
	for name, kind := range kinds() {
		if err := h.openAction(name, kind); err != nil {
			return err
		}
	}
	if err := h.suggest(); err != nil {
		return err
	}
	for i := range a.grips {
		if err := h.api.CreateActionSpace(h.session, &openxr.ActionSpaceCreateInfo{
			Header: openxr.Header{Type: openxr.TypeActionSpaceCreateInfo},
			Action: a.all[actGrip], SubactionPath: a.hands[i], PoseInActionSpace: openxr.IdentityPose,
		}, &a.grips[i]).Err("xrCreateActionSpace"); err != nil {
			return err
		}
	}
	return h.attach()
}

func (h *Headset) openAction(name actionName, kind openxr.EnumValue) error {
	var pins openxr.Pins
	defer pins.Unpin()
	info := &openxr.ActionCreateInfo{Header: openxr.Header{Type: openxr.TypeActionCreateInfo}, ActionType: kind}
	openxr.SetText(info.ActionName[:], string(name))
	openxr.SetText(info.LocalizedActionName[:], map[actionName]string{
		actGrip: "Instrument", actJaw: "Close jaws", actStylet: "Draw stylet", actConfirm: "Confirm",
		actRecentre: "Bring the field here", actTurn: "Turn the field", actExchange: "Next instrument", actTouch: "Feel",
	}[name])
	info.CountSubactionPaths, info.SubactionPaths = openxr.Keep(&pins, h.actions.hands[:])
	var action openxr.Action
	err := h.api.CreateAction(h.actions.set, info, &action).Err("xrCreateAction")
	h.actions.all[name] = action
	return err
}

// suggest names what does what. A kind of controller that the runtime does not know
// is left out: the others still work.
func (h *Headset) suggest() error {
	known := 0
	var last error
	for _, p := range profiles() {
		if err := h.suggestOne(&p); err != nil {
			last = err
			continue
		}
		known++
	}
	if known == 0 {
		return last
	}
	return nil
}

func (h *Headset) suggestOne(p *profile) error {
	var pins openxr.Pins
	defer pins.Unpin()
	var failed error
	path := func(text string) (path openxr.Path) {
		if err := h.api.StringToPath(h.instance, text, &path).Err("xrStringToPath"); err != nil {
			failed = err
		}
		return path
	}
	info := &openxr.InteractionProfileSuggestedBinding{
		Header:             openxr.Header{Type: openxr.TypeInteractionProfileSuggested},
		InteractionProfile: path("/interaction_profiles/" + p.name),
	}
	var list []openxr.ActionSuggestedBinding
	p.paths(func(action actionName, full string) {
		list = append(list, openxr.ActionSuggestedBinding{Action: h.actions.all[action], Binding: path(full)})
	})
	if failed != nil {
		return failed
	}
	info.CountSuggestedBindings, info.SuggestedBindings = openxr.Keep(&pins, list)
	return h.api.SuggestInteractionProfileBindings(h.instance, info).Err("xrSuggestInteractionProfileBindings")
}

func (h *Headset) attach() error {
	a := &h.actions
	a.active.ActionSet = a.set
	a.pins.Pin(&a.active)
	a.sync = openxr.ActionsSyncInfo{Header: openxr.Header{Type: openxr.TypeActionsSyncInfo}, CountActiveActionSets: 1, ActiveActionSets: unsafe.Pointer(&a.active)}
	a.get.Type, a.boolean.Type, a.float.Type = openxr.TypeActionStateGetInfo, openxr.TypeActionStateBoolean, openxr.TypeActionStateFloat
	a.location.Type = openxr.TypeSpaceLocation
	var pins openxr.Pins
	defer pins.Unpin()
	info := &openxr.SessionActionSetsAttachInfo{Header: openxr.Header{Type: openxr.TypeSessionActionSetsAttachInfo}}
	info.CountActionSets, info.ActionSets = openxr.Keep(&pins, []openxr.ActionSet{a.set})
	return h.api.AttachSessionActionSets(h.session, info).Err("xrAttachSessionActionSets")
}

// pressed tells whether a hand does something now. An action that is not active,
// as without focus, is not done.
func (h *Headset) pressed(name actionName, hand int) (bool, error) {
	a := &h.actions
	a.get.Action, a.get.SubactionPath = a.all[name], a.hands[hand]
	err := h.api.GetActionStateBoolean(h.session, &a.get, &a.boolean).Err("xrGetActionStateBoolean")
	return err == nil && a.boolean.IsActive != 0 && a.boolean.CurrentState != 0, err
}

// squeezed is how far a hand does something, 0 to 1, or -1 to 1 for what has two
// ends.
func (h *Headset) squeezed(name actionName, hand int) (float64, error) {
	a := &h.actions
	a.get.Action, a.get.SubactionPath = a.all[name], a.hands[hand]
	err := h.api.GetActionStateFloat(h.session, &a.get, &a.float).Err("xrGetActionStateFloat")
	if err != nil || a.float.IsActive == 0 {
		return 0, err
	}
	return min(max(float64(a.float.CurrentState), -1), 1), nil
}

// gripAt is where a controller was at a time, and whether it was seen there. What
// the runtime merely estimates, as when a controller is out of its cameras' sight,
// is not seen: an instrument must not cut where nobody held it.
func (h *Headset) gripAt(hand int, at openxr.Time) (rigid, bool, error) {
	l := &h.actions.location
	l.LocationFlags = 0
	err := h.api.LocateSpace(h.actions.grips[hand], h.base, at, l).Err("xrLocateSpace")
	if err != nil {
		return rigid{}, false, err
	}
	const seen = openxr.OrientationValid | openxr.PositionValid | openxr.OrientationTracked | openxr.PositionTracked
	p := fromOpenXR(l.Pose)
	return p, l.LocationFlags&seen == seen && p.sound(), nil
}
