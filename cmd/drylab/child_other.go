//go:build !linux

package main

import "syscall"

// childAttributes are the system's own where a child cannot be bound to its parent.
func childAttributes() *syscall.SysProcAttr { return nil }
