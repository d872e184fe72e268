package scoring

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// FormSchema is the version of the format of rating forms that this build reads.
const FormSchema = "drylab.form/1"

// Form is a sheet on which a person rates an attempt. What it gives is a human
// rating: it stands beside the score and never enters it (SCORING §5.2).
type Form struct {
	Schema  string `yaml:"schema" json:"schema"`
	ID      string `yaml:"id" json:"id"`
	Version string `yaml:"version" json:"version"`
	Title   string `yaml:"title" json:"title"`
	// Source is the publication of the scale. The texts of the items are our own.
	Source string     `yaml:"source" json:"source"`
	Note   string     `yaml:"note,omitempty" json:"note,omitempty"`
	Items  []FormItem `yaml:"items" json:"items"`
}

// FormItem is one question. With Max above Min it is answered by a whole number
// from Min to Max and counts in the total; without, in words.
type FormItem struct {
	ID     string `yaml:"id" json:"id"`
	Text   string `yaml:"text" json:"text"`
	Min    int    `yaml:"min,omitempty" json:"min,omitempty"`
	Max    int    `yaml:"max,omitempty" json:"max,omitempty"`
	Apart  bool   `yaml:"apart,omitempty" json:"apart,omitempty"`   // it has numbers, and is not part of the total
	Levels Levels `yaml:"levels,omitempty" json:"levels,omitempty"` // what some of the numbers mean
}

// Levels say what a number on a scale means.
type Levels map[int]string

// InWords tells an item that is answered in words.
func (i *FormItem) InWords() bool { return i.Max <= i.Min }

// Question is the item's text with its scale.
func (i *FormItem) Question() string {
	if i.InWords() {
		return i.Text
	}
	return fmt.Sprintf("%s (%d to %d)", i.Text, i.Min, i.Max)
}

// Answer is what a rater said to an item.
type Answer struct {
	Item     string
	Question string
	Value    *float64 // nil when it was answered in words, or left out
	Text     string
}

// Answer reads the answers of a rater, by the items' ids, into the form's
// order. Every item with numbers must be answered; the error names those that
// are missing, and what does not belong.
func (f *Form) Answer(given map[string]string) ([]Answer, error) {
	for id := range given {
		if !slices.ContainsFunc(f.Items, func(i FormItem) bool { return i.ID == id }) {
			return nil, fmt.Errorf("form %s has no item %q; drylab form show %s lists them", f.ID, id, f.ID)
		}
	}
	var answers []Answer
	for i := range f.Items {
		item := &f.Items[i]
		text, ok := given[item.ID]
		if item.InWords() {
			answers = append(answers, Answer{Item: item.ID, Question: item.Question(), Text: text})
			continue
		}
		number, err := strconv.Atoi(text)
		if !ok || err != nil || number < item.Min || number > item.Max {
			return nil, fmt.Errorf("%s=%s: give a whole number from %d to %d (%s)", item.ID, text, item.Min, item.Max, item.Text)
		}
		value := float64(number)
		answers = append(answers, Answer{Item: item.ID, Question: item.Question(), Value: &value})
	}
	return answers, nil
}

// Total is the sum of the items that count, and the range in which it can lie.
func (f *Form) Total(answers []Answer) (total, least, most float64, err error) {
	for i := range f.Items {
		item := &f.Items[i]
		if item.InWords() || item.Apart {
			continue
		}
		least, most = least+float64(item.Min), most+float64(item.Max)
		at := slices.IndexFunc(answers, func(a Answer) bool { return a.Item == item.ID })
		if at < 0 || answers[at].Value == nil || math.IsNaN(*answers[at].Value) {
			return 0, 0, 0, fmt.Errorf("the rating by %s has no answer to %s", f.ID, item.ID)
		}
		total += *answers[at].Value
	}
	return total, least, most, nil
}

// Validate returns everything that is wrong with the form, or nil.
func (f *Form) Validate() []Problem {
	v := &review{ids: map[string]string{}}
	if f.Schema != FormSchema {
		v.report("/schema", "must be %q, is %q", FormSchema, f.Schema)
	}
	v.text("/id", f.ID, "give the form an id")
	v.text("/version", f.Version, "give the form a version")
	v.text("/title", f.Title, "give the form a title")
	v.text("/source", f.Source, "say where the scale was published")
	if len(f.Items) == 0 {
		v.report("/items", "add at least one item")
	}
	for i := range f.Items {
		item, path := &f.Items[i], pointer("/items", i)
		v.uniqueID(v.ids, path, item.ID)
		v.text(path+"/text", item.Text, "say what is rated")
		if item.InWords() && (item.Max != 0 || item.Min != 0) {
			v.report(path+"/max", "must be above min; leave both out for an answer in words")
		}
		for level := range item.Levels {
			if level < item.Min || level > item.Max {
				v.report(path+"/levels", "%d is not on the scale", level)
			}
		}
	}
	return v.problems
}
