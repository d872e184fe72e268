package progress

// tombstone is the content of a chain's entry that says whose place is empty.
// It tells no more than that these attempts existed.
type tombstone struct {
	Entries []int64 `json:"entries"`
	UTC     string  `json:"utc"`
}
