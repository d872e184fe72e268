package xr

// The actions: what hands can do. Names are lower case, as OpenXR wants them.
type actionName string

const (
	actGrip     actionName = "grip"
	actJaw      actionName = "jaw"
	actStylet   actionName = "stylet"
	actConfirm  actionName = "confirm"
	actRecentre actionName = "recentre"
	actTurn     actionName = "turn"
	actExchange actionName = "exchange"
	actTouch    actionName = "touch_feedback"
)

// profile is one kind of controller and what of it does what. A component that one
// hand alone has is written in its list.
type profile struct {
	name              string // below /interaction_profiles/
	extension         string // without which runtimes do not know it; "" for none
	both, left, right map[actionName]string
}

// profiles are the controllers that Drylab knows (OpenXR 1.0 §6.4, and the two
// extensions). One path that a profile lacks makes a runtime refuse all of it.
func profiles() []profile {
	type does = map[actionName]string
	stick := does{actJaw: "trigger/value", actRecentre: "thumbstick/click", actTurn: "thumbstick/x", actExchange: "squeeze/value"}
	left, right := does{actStylet: "x/click", actConfirm: "y/click"}, does{actStylet: "a/click", actConfirm: "b/click"}
	wand := does{actJaw: "trigger/value", actStylet: "squeeze/click", actExchange: "squeeze/click", actConfirm: "trackpad/click", actRecentre: "menu/click", actTurn: "trackpad/x"}
	const pico = "XR_BD_controller_interaction"
	return []profile{
		// With one button only, it closes what has jaws and draws what has a stylet.
		{name: "khr/simple_controller", both: does{actJaw: "select/click", actStylet: "select/click", actConfirm: "menu/click"}},
		{name: "oculus/touch_controller", both: stick, left: left, right: right},
		{name: "valve/index_controller", both: does{
			actJaw: "trigger/value", actStylet: "a/click", actConfirm: "b/click", actRecentre: "thumbstick/click", actTurn: "thumbstick/x", actExchange: "squeeze/value"}},
		{name: "htc/vive_controller", both: wand},
		{name: "microsoft/motion_controller", both: wand},
		{name: "hp/mixed_reality_controller", extension: "XR_EXT_hp_mixed_reality_controller", both: stick, left: left, right: right},
		{name: "bytedance/pico_neo3_controller", extension: pico, both: stick, left: left, right: right},
		{name: "bytedance/pico4_controller", extension: pico, both: stick, left: left, right: right},
	}
}

// handPaths are the controllers' top level paths: left, right.
var handPaths = [2]string{"/user/hand/left", "/user/hand/right"}

// paths are a profile's bindings: action and full path.
func (p *profile) paths(add func(action actionName, path string)) {
	for hand, own := range [2]map[actionName]string{p.left, p.right} {
		add(actGrip, handPaths[hand]+"/input/grip/pose")
		add(actTouch, handPaths[hand]+"/output/haptic")
		for _, list := range []map[actionName]string{p.both, own} {
			for action, component := range list {
				add(action, handPaths[hand]+"/input/"+component)
			}
		}
	}
}
