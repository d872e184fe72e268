package openxr

import (
	"errors"
	"strings"
	"testing"
)

// TestNoLoaderIsAnOrdinaryError: the program that asks goes on without a headset.
func TestNoLoaderIsAnOrdinaryError(t *testing.T) {
	if a, err := load("libno_such_loader.so.1"); a != nil || !errors.Is(err, ErrNoLoader) {
		t.Errorf("%v, %v", a, err)
	}
	if a, err := load("libno_such_loader.so.1", "libc.so.6"); a != nil || err == nil || !strings.Contains(err.Error(), "no OpenXR loader") {
		t.Errorf("a library of something else: %v, %v", a, err)
	}
}
