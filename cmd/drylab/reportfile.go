package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// document is a report that can be written both ways.
type document interface {
	HTML(w io.Writer) error
	PDF(w io.Writer, made time.Time) error
}

func isPDF(path string) bool { return strings.EqualFold(filepath.Ext(path), ".pdf") }

// writeReport writes a report as its file's ending says.
func writeReport(path string, d document) error {
	if isPDF(path) {
		return writeAtomically(path, func(w io.Writer) error { return d.PDF(w, time.Now().UTC()) })
	}
	return writeAtomically(path, d.HTML)
}

// mayWriteReport refuses other endings, and to replace anything but an earlier report.
func mayWriteReport(path string, force bool) error {
	if end := strings.ToLower(filepath.Ext(path)); end != ".html" && end != ".htm" && !isPDF(path) {
		return wrongUsage{fmt.Errorf("--out %s: end it in .html or .pdf", path)}
	}
	if err := checkFolder(path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil // nothing there
	}
	defer file.Close()
	start := make([]byte, 15)
	n, _ := io.ReadFull(file, start)
	text := strings.ToLower(string(start[:n]))
	switch {
	case n == 0 || force:
	case isPDF(path) && !strings.HasPrefix(text, "%pdf-"):
		return fmt.Errorf("%s exists and is no PDF; choose another --out, or replace it with --force", path)
	case !isPDF(path) && text != "<!doctype html>":
		return fmt.Errorf("%s exists and is no HTML page; choose another --out, or replace it with --force", path)
	}
	return nil
}
