package scenarios

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring"
)

// TestRatingFormsHaveTheirPublishedRanges: number of items and range of the
// total as the publications give them.
func TestRatingFormsHaveTheirPublishedRanges(t *testing.T) {
	want := map[string][3]float64{
		"osats": {7, 7, 35}, "goals": {5, 5, 25}, "gears": {6, 6, 30}, "o-score": {11, 8, 40}, "zwisch": {1, 1, 4},
	}
	if len(FormIDs()) != len(want) {
		t.Errorf("forms %v", FormIDs())
	}
	for id, w := range want {
		f, err := OpenForm(id)
		if err != nil {
			t.Fatal(err)
		}
		lowest, highest := map[string]string{}, map[string]string{}
		for _, item := range f.Items {
			if !item.InWords() {
				lowest[item.ID], highest[item.ID] = string(rune('0'+item.Min)), string(rune('0'+item.Max))
			}
		}
		for _, given := range []map[string]string{lowest, highest} {
			answers, err := f.Answer(given)
			if err != nil {
				t.Fatalf("%s: %v", id, err)
			}
			total, least, most, err := f.Total(answers)
			if err != nil || least != w[1] || most != w[2] || total != least && total != most || len(f.Items) != int(w[0]) {
				t.Errorf("%s: %d items, total %g of %g to %g, %v; published are %v", id, len(f.Items), total, least, most, err, w)
			}
		}
	}
}

func TestRatingsThatDoNotFitTheFormAreRefused(t *testing.T) {
	f, err := OpenForm("zwisch")
	if err != nil {
		t.Fatal(err)
	}
	for _, given := range []map[string]string{nil, {"supervision": "5"}, {"supervision": "0"}, {"supervision": "2.5"}, {"supervision": "x"}, {"supervision": "2", "help": "1"}} {
		if answers, err := f.Answer(given); err == nil {
			t.Errorf("%v gives %v", given, answers)
		}
	}
	if _, _, _, err := f.Total(nil); err == nil {
		t.Error("a total without answers")
	}
	if _, err := OpenForm("mine"); err == nil || !strings.Contains(err.Error(), "gears") {
		t.Errorf("an unknown form: %v", err)
	}
}

func TestFormsAreValidated(t *testing.T) {
	_, err := ReadForm("f", strings.NewReader("schema: drylab.form/1\nid: a\nversion: 1.0.0\ntitle: t\nitems:\n- {id: a, text: x, min: 2, max: 1}\n- {id: a, min: 1, max: 3, levels: {4: y}}\n"))
	for _, want := range []string{"$.source", "leave both out", "already used", "say what is rated", "4 is not on the scale"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
	if problems := (&scoring.Form{}).Validate(); len(problems) < 5 {
		t.Errorf("an empty form: %v", problems)
	}
}

func FuzzReadForm(f *testing.F) {
	for _, id := range FormIDs() {
		text, err := forms.ReadFile("forms/" + id + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if form, err := ReadForm("form", strings.NewReader(text)); err == nil && len(form.Items) == 0 {
			t.Errorf("a form without items: %q", text)
		}
	})
}
