//go:build linux

package testruntime

import (
	"math"
	"unsafe"

	"github.com/drylab/drylab/scene/xr/openxr"
)

type space struct {
	reference openxr.EnumValue
	action    openxr.Action // 0 for a reference space
	hand      int
	pose      openxr.Posef
}

// sound tells whether a pose is one at all.
func sound(p openxr.Posef) bool {
	q := p.Orientation
	return math.Abs(float64(q.X*q.X+q.Y*q.Y+q.Z*q.Z+q.W*q.W)-1) < 0.01
}

func referenceSpaces(_ openxr.Session, capacity uint32, count *uint32, out *openxr.EnumValue) openxr.Result {
	return enter("xrEnumerateReferenceSpaces", func(r *Runtime) openxr.Result {
		kinds := []openxr.EnumValue{openxr.ReferenceSpaceView, openxr.ReferenceSpaceLocal, openxr.ReferenceSpaceStage}
		if r.config.NoStage {
			kinds = kinds[:2]
		}
		return give(kinds, capacity, count, out)
	})
}

func createReferenceSpace(_ openxr.Session, info *openxr.ReferenceSpaceCreateInfo, out *openxr.Space) openxr.Result {
	return enter("xrCreateReferenceSpace", func(r *Runtime) openxr.Result {
		switch {
		case !typed(&info.Header, openxr.TypeReferenceSpaceCreateInfo):
			return openxr.ErrorValidation
		case !sound(info.PoseInReferenceSpace):
			return openxr.ErrorPoseInvalid
		case info.ReferenceSpaceType < openxr.ReferenceSpaceView || info.ReferenceSpaceType > openxr.ReferenceSpaceStage:
			return openxr.ErrorReferenceSpace
		}
		*out = openxr.Space(r.handle())
		r.spaces[*out] = &space{reference: info.ReferenceSpaceType, pose: info.PoseInReferenceSpace}
		return openxr.Success
	})
}

func createActionSpace(_ openxr.Session, info *openxr.ActionSpaceCreateInfo, out *openxr.Space) openxr.Result {
	return enter("xrCreateActionSpace", func(r *Runtime) openxr.Result {
		a := r.actions[info.Action]
		switch {
		case !typed(&info.Header, openxr.TypeActionSpaceCreateInfo):
			return openxr.ErrorValidation
		case !sound(info.PoseInActionSpace):
			return openxr.ErrorPoseInvalid
		case a == nil:
			return openxr.ErrorHandleInvalid
		case a.kind != openxr.ActionPose:
			return openxr.ErrorActionTypeMismatch
		case r.handOf(info.SubactionPath) < 0:
			return openxr.ErrorPathUnsupported
		}
		*out = openxr.Space(r.handle())
		r.spaces[*out] = &space{action: info.Action, hand: r.handOf(info.SubactionPath), pose: info.PoseInActionSpace}
		return openxr.Success
	})
}

func destroySpace(s openxr.Space) openxr.Result {
	return enter("xrDestroySpace", func(r *Runtime) openxr.Result {
		if r.spaces[s] == nil {
			return openxr.ErrorHandleInvalid
		}
		delete(r.spaces, s)
		return openxr.Success
	})
}

// inRoom is a space's pose in the room, and what is known of it.
func (r *Runtime) inRoom(s *space, at openxr.Time) (openxr.Posef, openxr.Flags64) {
	const known = openxr.OrientationValid | openxr.PositionValid | openxr.OrientationTracked | openxr.PositionTracked
	switch {
	case s.action != 0:
		r.located = at
		h := r.held(s.hand, at)
		if !h.Tracked || !r.synced || len(r.bound(s.action, s.hand)) == 0 {
			return openxr.IdentityPose, 0
		}
		if r.sight[s.hand] == Estimated {
			return compose(h.Pose, s.pose), openxr.OrientationValid | openxr.PositionValid | openxr.OrientationTracked
		}
		return compose(h.Pose, s.pose), known
	case s.reference == openxr.ReferenceSpaceView:
		return compose(r.head(at), s.pose), known
	case s.reference == openxr.ReferenceSpaceStage:
		floor := openxr.IdentityPose
		floor.Position.Y = -StageBelowLocal
		return compose(floor, s.pose), known
	}
	local := r.recentres[0].local
	for _, change := range r.recentres {
		if at >= change.at {
			local = change.local
		}
	}
	return compose(local, s.pose), known
}

func locateSpace(what, base openxr.Space, at openxr.Time, out *openxr.SpaceLocation) openxr.Result {
	return enter("xrLocateSpace", func(r *Runtime) openxr.Result {
		a, b := r.spaces[what], r.spaces[base]
		switch {
		case !typed(&out.Header, openxr.TypeSpaceLocation):
			return openxr.ErrorValidation
		case a == nil || b == nil:
			return openxr.ErrorHandleInvalid
		case at <= 0:
			return openxr.ErrorTimeInvalid
		}
		pa, known := r.inRoom(a, at)
		pb, too := r.inRoom(b, at)
		if out.LocationFlags = known & too; out.LocationFlags != 0 {
			out.Pose = compose(inverse(pb), pa)
		}
		return openxr.Success
	})
}

// eye is where one eye is in a space, and its angles: asymmetric as a real
// headset's, so that a symmetric projection would show.
func (r *Runtime) eye(i int, base *space, at openxr.Time) (openxr.Posef, openxr.Fovf) {
	room, _ := r.inRoom(base, at)
	p := openxr.IdentityPose
	fov := openxr.Fovf{AngleLeft: -0.9, AngleRight: 0.7, AngleUp: 0.75, AngleDown: -0.85}
	if p.Position.X = -0.032; i == 1 {
		p.Position.X, fov.AngleLeft, fov.AngleRight = 0.032, -0.7, 0.9
	}
	return compose(compose(inverse(room), r.head(at)), p), fov
}

func locateViews(_ openxr.Session, info *openxr.ViewLocateInfo, state *openxr.ViewState, capacity uint32, count *uint32, out *openxr.View) openxr.Result {
	return enter("xrLocateViews", func(r *Runtime) openxr.Result {
		base := r.spaces[info.Space]
		switch {
		case !typed(&info.Header, openxr.TypeViewLocateInfo) || !typed(&state.Header, openxr.TypeViewState):
			return openxr.ErrorValidation
		case base == nil:
			return openxr.ErrorHandleInvalid
		case info.DisplayTime <= 0:
			return openxr.ErrorTimeInvalid
		}
		*count, state.ViewStateFlags = 2, 15
		switch {
		case capacity == 0:
			return openxr.Success
		case capacity < 2:
			return openxr.ErrorSizeInsufficient
		}
		views := unsafe.Slice(out, 2)
		for i := range views {
			if !typed(&views[i].Header, openxr.TypeView) {
				return openxr.ErrorValidation
			}
			views[i].Pose, views[i].Fov = r.eye(i, base, info.DisplayTime)
		}
		return openxr.Success
	})
}
