package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// bar shows how far a long command is: one line that fills on a terminal, and a
// line for each new stage elsewhere, so that a log stays short.
type bar struct {
	mu    sync.Mutex
	out   io.Writer // nil shows nothing
	live  bool      // a terminal, where a line can be drawn again
	stage string
	share int // filled cells
}

const barCells = 24

func newBar(out io.Writer, quiet bool) *bar {
	if quiet {
		return &bar{}
	}
	return &bar{out: out, live: isTerminal(out)}
}

// isTerminal says whether people watch what is written to w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// show is told of every step; it may be called from several goroutines.
func (b *bar) show(done, total int, what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.out == nil {
		return
	}
	share := barCells
	if total > 0 {
		share = barCells * min(max(done, 0), total) / total
	}
	if what == b.stage && (!b.live || share == b.share) {
		return
	}
	b.stage, b.share = what, share
	if !b.live {
		fmt.Fprintf(b.out, "[%d/%d] %s\n", done, total, what)
		return
	}
	fmt.Fprintf(b.out, "\r\x1b[K%s%s %s", strings.Repeat("█", share), strings.Repeat("░", barCells-share), what)
}

// clear takes the line off the terminal, for what is printed next.
func (b *bar) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.live && b.stage != "" {
		fmt.Fprint(b.out, "\r\x1b[K")
		b.stage = ""
	}
}
