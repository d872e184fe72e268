//go:build !linux

package scene

// processorMS is zero where processor time is not measured.
func processorMS() float64 { return 0 }
