package strictyaml

import "testing"

// TestAmendLeavesTheRestAsItWasWritten: only the lines of the changed values differ.
func TestAmendLeavesTheRestAsItWasWritten(t *testing.T) {
	const text = `# An order.
title: lamps # not yet sent
items:
  - name: a
    # the old ones
    count: 3
    parts: [1, 2]
  - {name: b, count: 4}
place: [1, 2]
`
	const want = `# An order.
title: lanterns
items:
  - name: a
    # the old ones
    count: 5
    parts: [1, 2]
    mass: 2.5
  - {name: c, count: 4}
place: [3.0, 4.0]
`
	got, err := Amend("order.yaml", []byte(text), []Change{
		{"$.title", "lanterns"}, {"$.items[0].count", 5}, {"$.items[0].mass", 2.5}, {"$.items[1].name", "c"}, {"$.place", []float64{3, 4}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("amended to\n%s\nwant\n%s", got, want)
	}
	var read order
	if err := Decode("order.yaml", got, &read); err != nil || read.Items[0].Mass != 2.5 || read.Place != [2]float64{3, 4} {
		t.Errorf("%+v, %v", read, err)
	}
}

func TestAmendOfAKeyAtTheTop(t *testing.T) {
	got, err := Amend("order.yaml", []byte("items: []\n"), []Change{{"$.title", "new"}})
	var read order
	if err != nil || Decode("order.yaml", got, &read) != nil || read.Title != "new" {
		t.Errorf("%q, %v", got, err)
	}
	for _, path := range []string{"", "$", "$..", "title", "$.items[7].name"} {
		if got, err := Amend("order.yaml", []byte("items: []\n"), []Change{{path, "new"}}); err == nil {
			t.Errorf("%q: %q", path, got)
		}
	}
}
