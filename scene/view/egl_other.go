//go:build !linux

package view

import "errors"

func openMemoryContext(int, int) (surfaceContext, error) {
	return nil, errors.New("open an off-screen theatre: this system has no surfaceless EGL; run on Linux, or open a window")
}
