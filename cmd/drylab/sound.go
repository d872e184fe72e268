package main

import "fmt"

// soundFlags say how loud the theatre is.
type soundFlags struct {
	Volume int `help:"How loud the theatre is, 0 (silent) to 100; M silences it too." default:"60"`
}

// checkVolume refuses one that is none.
func (f *soundFlags) checkVolume() error {
	if f.Volume < 0 || f.Volume > 100 {
		return wrongUsage{fmt.Errorf("--volume must lie between 0 and 100, not %d", f.Volume)}
	}
	return nil
}

func (f *soundFlags) args() []string { return []string{fmt.Sprint("--volume=", f.Volume)} }
