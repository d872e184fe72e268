//go:build !linux

package controls

import "os"

// Only Linux has these devices.
func ranges(*os.File) map[uint16][2]int32 { return nil }
func grab(*os.File)                       {}
