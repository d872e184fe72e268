package proficiency

import (
	_ "embed" // for the published times
	"encoding/json"
	"math"
)

// FLSStyle are the points of an attempt in the manner of FLS and MISTELS: the
// seconds left until the cut-off, less the penalty; 0 at the cut-off or when the
// penalty eats them up. normalised is 0–100 of the norm. The official penalties
// and norms are not public, so this is FLS-style and never an FLS score.
func FLSStyle(cutoffS, timeS, penalty, norm float64) (raw, normalised float64) {
	raw = cutoffS - timeS - penalty
	if !(raw > 0) || timeS >= cutoffS {
		raw = 0
	}
	if !(norm > 0) {
		return raw, 0
	}
	return raw, math.Min(100, 100*raw/norm)
}

//go:embed rules/fls-style.json
var flsStyleText []byte

// BuiltinRules are the FLS-style rules with the published times, and where
// these come from.
func BuiltinRules() (rules []Rule, source string) {
	var file struct {
		Source string `json:"source"`
		Rules  []Rule `json:"rules"`
	}
	if err := json.Unmarshal(flsStyleText, &file); err != nil {
		panic("proficiency: the built-in rules are damaged: " + err.Error())
	}
	return file.Rules, file.Source
}
