package xr

import (
	"errors"
	"fmt"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// sentence says what a failed call means to the person in front of it.
func sentence(err error) error {
	var failed *openxr.CallError
	if !errors.As(err, &failed) {
		return err
	}
	switch failed.Result {
	case openxr.ErrorFormFactorUnavailable:
		return errors.New("no headset is connected; plug it in, switch it on, start its software and try again")
	case openxr.ErrorRuntimeUnavailable:
		return errors.New("OpenXR is installed but no headset's software is set up as its runtime; start SteamVR, Monado or WiVRn once, or set XR_RUNTIME_JSON")
	case openxr.ErrorExtensionNotPresent:
		return errors.New("the headset's software cannot show pictures of OpenGL; update it, or use SteamVR, Monado or WiVRn")
	case openxr.ErrorSessionLost, openxr.ErrorInstanceLost:
		return errors.New("the connection to the headset was lost; check its cable and its software, then practise again")
	case openxr.ErrorGraphicsDevice, openxr.ErrorRequirementsMissing:
		return errors.New("the headset's software does not accept the window's OpenGL; connect headset and screen to the same graphics card")
	case openxr.ErrorLimitReached:
		return errors.New("another program uses the headset; close it and try again")
	}
	return fmt.Errorf("the headset's software failed (%w); restart it and try again", err)
}

// first is the first of some errors: what failed after it failed because of it.
func first(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}
