//go:build !linux

package sound

import "errors"

// openSpeaker finds none: sound is played on Linux only, so far.
func openSpeaker() (speaker, error) {
	return nil, errors.New("sound is played on Linux only")
}
