package proficiency

import (
	"strings"
	"testing"
)

func TestReadJudgements(t *testing.T) {
	for name, text := range map[string]string{
		"comma":     "judge,entry,target\nA, 0.6, 70%\nB,0.5,0.75\n",
		"semicolon": "\ufeffjudge;entry;target\nA;0.6;70 %\nB;0.5;0.75\n",
	} {
		j, err := ReadJudgements(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(j.Judges) != 2 || j.Judges[1] != "B" || len(j.Items) != 2 || j.Items[1] != "target" || j.Probability[0][1] != 0.7 {
			t.Errorf("%s: %+v", name, j)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "heading only": "judge,entry\n", "no item": "judge\nA\n", "above 1": "judge,entry\nA,60\n",
		"below 0": "judge,entry\nA,-0.1\n", "not a number": "judge,entry\nA,NaN\n", "two of one name": "judge,entry\nA,0.5\nA,0.6\n",
		"short row": "judge,a,b\nA,0.5\n", "no name": "judge,a\n,0.5\n", "quote": "judge,a\n\"A,0.5\n",
		"wide": strings.Repeat("a,", maxFields+1) + "\n",
	} {
		if j, err := ReadJudgements(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %+v", name, j)
		}
	}
	if _, err := ReadJudgements(strings.NewReader(strings.Repeat("a,b\n", maxTable/4+1))); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("too large: %v", err)
	}
}

func TestReadEntries(t *testing.T) {
	entries, err := ReadEntries(strings.NewReader("person,attempt,group,rating\nAda,one.mcap,expert,\nBo,two.mcap,,2.5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0] != (Entry{Attempt: "one.mcap", Person: "Ada", Group: GroupExpert}) || *entries[1].Rating != 2.5 {
		t.Errorf("%+v", entries)
	}
	for name, text := range map[string]string{
		"no attempt column": "person\nAda\n", "unknown column": "attempt,age\na,3\n", "twice": "attempt,attempt\na,b\n",
		"unknown group": "attempt,group\na,wizard\n", "rating": "attempt,rating\na,good\n", "infinite": "attempt,rating\na,Inf\n",
		"no attempt": "attempt,person\n,Ada\n", "nothing": "attempt\n",
	} {
		if got, err := ReadEntries(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestErrorsOfATableHoldNoNames: the table may hold people's.
func TestErrorsOfATableHoldNoNames(t *testing.T) {
	for _, text := range []string{
		"judge,entry\nWallace,x\n", "judge,entry\n\"Wallace,0.5\n", "attempt,Wallace\na,b\n", "attempt,person,rating\na,Wallace,x\n",
		"attempt,group\na,Wallace\n", "judge,Wallace\nA\n",
	} {
		for _, read := range []func() error{
			func() error { _, err := ReadJudgements(strings.NewReader(text)); return err },
			func() error { _, err := ReadEntries(strings.NewReader(text)); return err },
		} {
			if err := read(); err == nil || strings.Contains(err.Error(), "Wallace") {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

func FuzzTables(f *testing.F) {
	for _, seed := range []string{
		"judge,entry,target\nA,0.6,70%\nB,0.5,0.75\n", "\ufeffjudge;a\nA;1\n", "attempt,person,group,rating\na,b,expert,3\n", "\"", ",\n,", "a,b\n\n\nc,0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if j, err := ReadJudgements(strings.NewReader(text)); err == nil {
			a, err := j.Cut(nil)
			if err != nil || !(a.Cut >= 0 && a.Cut <= 1) || len(a.ItemMeans) != len(j.Items) || len(a.JudgeMeans) != len(j.Judges) {
				t.Errorf("%q: %+v, %v", text, a, err)
			}
		}
		entries, err := ReadEntries(strings.NewReader(text))
		for _, e := range entries {
			if err != nil || e.Attempt == "" || e.Rating != nil && !finite(*e.Rating) {
				t.Errorf("%q: %+v, %v", text, e, err)
			}
		}
	})
}
