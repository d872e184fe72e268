package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// ReadFile reads a recording from a file and gives the SHA-256 of the file's
// bytes, hexadecimal. Errors name the file.
func ReadFile(path string) (*Recording, string, error) { return readFile(path, nil) }

// ScanFile scans a recording from a file, as ReadFile reads one.
func ScanFile(path string, visit func(*Header, *Sample)) (*Recording, string, error) {
	return readFile(path, visit)
}

func readFile(path string, visit func(*Header, *Sample)) (*Recording, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, "", fmt.Errorf("the recording cannot be read: %w; check its name and permissions", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("the recording %s is no ordinary file; name the .mcap file itself", path)
	}
	digest := sha256.New()
	bytes := io.TeeReader(file, digest)
	recording, err := read(bytes, visit)
	if err != nil {
		return nil, "", fmt.Errorf("the recording %s cannot be used: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, bytes); err != nil {
		return nil, "", fmt.Errorf("the recording cannot be read: %w", err)
	}
	return recording, hex.EncodeToString(digest.Sum(nil)), nil
}
