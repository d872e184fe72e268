package controls

import (
	"encoding/binary"
	"os"
	"syscall"
	"unsafe"
)

// Requests of linux/input.h, for all architectures that have the usual encoding.
const (
	askRange = 0x80184540 // EVIOCGABS(0); plus the axis
	askGrab  = 0x40044590 // EVIOCGRAB
)

// ranges are the least and greatest value of each absolute axis that tells them.
func ranges(file *os.File) map[uint16][2]int32 {
	told := map[uint16][2]int32{}
	for _, axis := range []uint16{absX, absY, absZ, absRX, absRY, absRZ, absHatX, absHatY} {
		var info [24]byte // value, minimum, maximum, fuzz, flat, resolution
		if request(file, askRange+uintptr(axis), unsafe.Pointer(&info), 0) {
			told[axis] = [2]int32{int32(binary.NativeEndian.Uint32(info[4:])), int32(binary.NativeEndian.Uint32(info[8:]))}
		}
	}
	return told
}

// grab keeps a mouse from moving the pointer too. Where that is refused it does both.
func grab(file *os.File) { request(file, askGrab, nil, 1) }

// request asks the device; the argument is what a pointer points at, or else a number.
func request(file *os.File, what uintptr, at unsafe.Pointer, number uintptr) (done bool) {
	conn, err := file.SyscallConn()
	if err != nil {
		return false
	}
	err = conn.Control(func(fd uintptr) {
		var failed syscall.Errno
		if at != nil {
			_, _, failed = syscall.Syscall(syscall.SYS_IOCTL, fd, what, uintptr(at))
		} else {
			_, _, failed = syscall.Syscall(syscall.SYS_IOCTL, fd, what, number)
		}
		done = failed == 0
	})
	return done && err == nil
}
