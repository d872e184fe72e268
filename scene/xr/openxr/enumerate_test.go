package openxr

import (
	"testing"
	"unsafe"
)

// TestListsThatGrowBetweenTheCalls are asked for again, and not for ever; whatever a
// runtime claims, no more is allocated than a list can have.
func TestListsThatGrowBetweenTheCalls(t *testing.T) {
	size, grows := uint32(2), 3
	call := func(capacity uint32, count *uint32, out unsafe.Pointer) Result {
		*count = size
		switch {
		case capacity == 0:
			return Success
		case grows > 0:
			grows--
			size++
			*count = size
			return ErrorSizeInsufficient
		}
		for i := range unsafe.Slice((*uint32)(out), capacity) {
			unsafe.Slice((*uint32)(out), capacity)[i] += uint32(i)
		}
		return Success
	}
	list, r := Enumerate(func(n *uint32) { *n = 10 }, call)
	if r != Success || len(list) != 5 || list[0] != 10 || list[4] != 14 {
		t.Errorf("%d, %v", r, list)
	}
	grows = 100
	if _, r := Enumerate[uint32](nil, call); r != ErrorSizeInsufficient {
		t.Errorf("a list that always grows is answered %d", r)
	}
	for _, claim := range []uint32{0, mostListed + 1, 1 << 31} {
		list, r := Enumerate[byte](nil, func(_ uint32, count *uint32, _ unsafe.Pointer) Result { *count = claim; return Success })
		if len(list) != 0 || claim > 0 && r >= 0 {
			t.Errorf("a claim of %d gives %d entries and %d", claim, len(list), r)
		}
	}
	list, _ = Enumerate[uint32](nil, func(capacity uint32, count *uint32, _ unsafe.Pointer) Result {
		if *count = 4; capacity > 0 {
			*count = 3
		}
		return Success
	})
	if len(list) != 3 {
		t.Errorf("a list that shrank has %d entries", len(list))
	}
}
