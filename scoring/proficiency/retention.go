package proficiency

// The days after reaching proficiency between which it is checked whether the
// skill was kept: two to four weeks, by when an unpractised skill has faded as
// far as it soon does. [DEC] of the specification, section 5.4.
const (
	RetentionFrom  = 14.0
	RetentionUntil = 28.0
)

// Retention is what is known about a skill some time after it was acquired.
type Retention string

// The states.
const (
	RetentionEarly   Retention = "not_due"
	RetentionDue     Retention = "due"
	RetentionOverdue Retention = "overdue"
	RetentionKept    Retention = "kept"
	RetentionLost    Retention = "lost"
)

// Later is an attempt after proficiency was reached, so many days later.
type Later struct {
	Days   float64
	Passed bool
}

// CheckRetention judges by the first attempt two weeks or more after
// proficiency: what was practised earlier shows the practice and not what was
// kept. Without one it tells whether it is due, today being so many days after.
// later is in the order of time.
func CheckRetention(later []Later, today float64) Retention {
	for _, attempt := range later {
		switch {
		case attempt.Days < RetentionFrom:
		case attempt.Passed:
			return RetentionKept
		default:
			return RetentionLost
		}
	}
	switch {
	case today < RetentionFrom:
		return RetentionEarly
	case today <= RetentionUntil:
		return RetentionDue
	}
	return RetentionOverdue
}
