// Package scoring turns a recording into a judgement: Measure reads the
// recorded samples and events into metrics, a Rubric grades the metrics. Both
// are pure functions of their arguments: the same recording and the same rubric
// give the same bits, so that a score can be computed again years later.
//
// Three rules hold everywhere. A metric that cannot be computed is null with a
// reason, never zero. No NaN or infinity leaves this package. Safety is never
// bought back by speed: a critical error fails the attempt whatever its total.
package scoring
