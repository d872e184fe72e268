package tracking

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// TestOneEuroReference compares with the authors' own values.
func TestOneEuroReference(t *testing.T) {
	file, err := os.Open("../../../shared/scoring_ref/one_euro_groundtruth.csv")
	if err != nil {
		t.Skip("the shared reference values are not here: ", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(text string) float64 {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	f := oneEuro{rate: 120, least: 1, slope: 0.1, speedC: 1}
	before := 0.0
	for i, row := range rows[1:] {
		// The reference takes the rate from its stamps, but for a stamp of 0.
		if now := number(row[0]); i > 0 && before != 0 {
			f.rate = 1 / (now - before)
		}
		before = number(row[0])
		if got, want := f.next(number(row[2])), number(row[3]); math.Abs(got-want) > 1e-4 {
			t.Fatalf("sample %d: %g, want %g", i, got, want)
		}
	}
}
