package main

import "syscall"

// childAttributes end the theatre when drylab dies: an attempt without its
// judge would run on for nobody. A signal of the terminal reaches only drylab,
// which passes on what it means.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Setpgid: true}
}
