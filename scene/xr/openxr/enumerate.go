package openxr

import (
	"runtime"
	"unsafe"
)

// Enumerate fills a list by OpenXR's two calls: how many, then which, once more
// when the list has grown in between. prepare, if not nil, sees every element
// before the runtime does: structures need their types there.
func Enumerate[T any](prepare func(*T), call func(capacity uint32, count *uint32, out unsafe.Pointer) Result) ([]T, Result) {
	const tries = 4 // a list that grows more often than that is broken
	for try := 1; ; try++ {
		var count uint32
		if r := call(0, &count, nil); r < 0 || count == 0 {
			return nil, r
		}
		if count > mostListed {
			return nil, ErrorRuntimeFailure
		}
		list := make([]T, count)
		for i := range list {
			if prepare != nil {
				prepare(&list[i])
			}
		}
		r := call(count, &count, unsafe.Pointer(&list[0]))
		switch {
		case r == ErrorSizeInsufficient && try < tries:
			continue
		case r < 0:
			return nil, r
		}
		return list[:min(int(count), len(list))], r
	}
}

// mostListed bounds what a broken runtime can make us allocate; the longest real
// list, of extensions, has about a hundred entries.
const mostListed = 4096

// Pins keeps what structures point at where it is, until Unpin.
type Pins struct{ runtime.Pinner }

// Keep pins the first of some values and returns its address.
func Keep[T any](p *Pins, list []T) (uint32, unsafe.Pointer) {
	if len(list) == 0 {
		return 0, nil
	}
	p.Pin(&list[0])
	return uint32(len(list)), unsafe.Pointer(&list[0])
}

// strings makes a C array of C strings.
func (p *Pins) strings(list []string) (uint32, unsafe.Pointer) {
	pointers := make([]*byte, len(list))
	for i, text := range list {
		zeroEnded := append([]byte(text), 0)
		p.Pin(&zeroEnded[0])
		pointers[i] = &zeroEnded[0]
	}
	return Keep(p, pointers)
}
