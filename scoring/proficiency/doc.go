// Package proficiency answers three questions of an educator with numbers that
// can be checked: where does the pass mark come from, is this person there yet,
// and does this metric measure skill here at all?
//
// Standards are set by experts' means, the best quartile of peers, contrasting
// groups, borderline regression or Angoff's judges; each comes with its n and a
// 95 % interval. Proficiency is a rule over a sequence of passes, beside the
// charts that watch such a sequence (CUSUM, LC-CUSUM). Validity is the separation
// of experts from novices and the agreement of a person's repeated attempts.
// Elo ratings and Rasch's model order scenarios by difficulty; they judge nobody.
//
// All functions are pure. Intervals are two-sided and of 95 %; a standard
// deviation has n − 1 below it. One person is one observation: attempts of the
// same person are averaged first, because they are not independent.
package proficiency
