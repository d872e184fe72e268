package scoring

// gauge records metrics that rest on the same samples.
type gauge struct {
	l      *ledger
	n      int      // samples
	flags  []string // reservations about each value
	reason string   // why none of them has a value, or ""
}

// put records a value, unless there is a reason against all of them or this one.
func (g gauge) put(id string, value float64, reasons ...string) {
	if reason := first(g.reason, first(reasons...)); reason != "" {
		g.l.missing(id, "", reason)
		return
	}
	g.l.value(id, "", value, g.n, g.flags...)
}

// unless is the reason when something does not hold, or "".
func unless(holds bool, reason string) string {
	if holds {
		return ""
	}
	return reason
}
