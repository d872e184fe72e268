package main

import (
	"cmp"
	"fmt"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// opinionsOf are the ratings and remarks of an attempt, for who may read the
// educator's version: everybody but trainees.
func opinionsOf(a *app, access *progress.Access, as, attempt string) (*debrief.Opinions, error) {
	people, err := access.People(a.ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range people {
		names[p.ID] = p.Name
		if as != "" && p.Name == as && p.Role == progress.RoleTrainee {
			return nil, fmt.Errorf("the educator's version is for educators and administrators; %s is a trainee: leave out --for", as)
		}
	}
	name := func(id string) string {
		if id == "" {
			return "the operator, or somebody deleted since"
		}
		return cmp.Or(names[id], id)
	}
	ratings, remarks, err := access.Opinions(a.ctx, attempt)
	if err != nil {
		return nil, err
	}
	o := &debrief.Opinions{}
	for _, r := range ratings {
		one := debrief.Opinion{Form: r.Form + " " + r.Version, Rater: name(r.Rater), When: r.Rated}
		for _, item := range r.Items {
			one.Items = append(one.Items, debrief.Fact{Name: item.Asked(), Value: item.Answer()})
		}
		o.Ratings = append(o.Ratings, one)
	}
	for _, r := range remarks {
		one := debrief.Remark{Author: name(r.Author), Text: r.Text}
		if r.Tick != nil {
			one.Seconds = new(float64(*r.Tick) / record.TickHz)
		}
		o.Remarks = append(o.Remarks, one)
	}
	return o, nil
}
