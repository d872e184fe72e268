package scoring

import (
	"slices"
	"strings"

	"github.com/drylab/drylab/scene/record"
)

// Direction tells which way a metric improves.
type Direction string

// The directions. Context metrics inform and are not scored by default.
const (
	Lower   Direction = "lower"
	Higher  Direction = "higher"
	Context Direction = "context"
)

// Definition says what a metric is.
type Definition struct {
	// ID is the metric's id. A trailing <structure>, <kind> or <step> stands for a
	// structure of the case, a kind of event or a step of the scenario.
	ID         string    `json:"id"`
	Unit       string    `json:"unit"`
	Direction  Direction `json:"direction"`
	Title      string    `json:"title"`
	Definition string    `json:"definition"`
	Source     string    `json:"source"`
	// NotFor says what the metric does not tell, as the end of "not good for ".
	NotFor  string `json:"not_for"`
	Version int    `json:"version"` // counts changes of the definition, from 1
	// Needs is what the attempt must be about for the metric to be measured: one
	// of the Needs constants; "" is nothing in particular.
	Needs string `json:"needs,omitempty"`
	// Research metrics are measured and saved for studies, and not shown in a
	// debrief: nobody has shown that a trainee can act on them.
	Research bool `json:"research,omitempty"`
}

// Ids of the catalogue.
const (
	idTimeTotal         = "time_total"
	idPathDeadBand      = "path_db_mm"
	idPath              = "path_mm"
	idAngularPath       = "angular_path_deg"
	idTargetError       = "target_error"
	idTargetAxial       = "target_error_axial"
	idTargetLateral     = "target_error_lateral"
	idEntryError        = "entry_error"
	idIncidence         = "incidence"
	idAngleError        = "angle_error"
	idDepthError        = "depth_error"
	idClearanceMin      = "clearance_min"
	idClearance         = "clearance.<structure>"
	idPasses            = "passes"
	idOvershoot         = "overshoot"
	idPuncturesCritical = "punctures_critical"
	idPunctures         = "punctures.<structure>"
	idEvents            = "events.<kind>"
	idNoGoOf            = "events.no_go_entry.<structure>"
	idContactOf         = "events.contact.<structure>"
	idCoverage          = "coverage"
	idDropout           = "dropout_s"
	idTrackLosses       = "track_losses"
	idLateTicks         = "late_ticks"
	idSamplesLost       = "samples_lost"
	idSamplesBadTime    = "samples_bad_time"
	idSamplesSpikes     = "samples_spikes"
	idNear1             = "clearance_below_1mm"
	idNear2             = "clearance_below_2mm"
	idNear5             = "clearance_below_5mm"
	idBreachGrade       = "breach_grade"
)

// Sources cited by more than one definition.
const (
	sourceEVA       = "Oropesa et al., Surg Innov 2013;20:299 (time and path discriminate skill)"
	sourceDeadBand  = "anchored (dead-band) path; device noise alone must not travel"
	sourcePrecision = "image-guided placement accuracy: target, entry and angle error in the patient frame"
	sourceSafety    = "authored safety fact"
	sourceRecording = "data quality of the recording"
)

// Catalog lists every metric that Measure and rubrics compute, in the order of
// their results, and last those that wait until recordings hold what they need.
func Catalog() []Definition {
	definitions := slices.Concat(handlingDefinitions(), motionDefinitions(), placementDefinitions(),
		safetyDefinitions(), handsDefinitions(), cameraDefinitions(), tissueDefinitions(), recordingDefinitions(),
		checklistDefinitions(), awaitedDefinitions())
	for i := range definitions {
		definitions[i].Version = 1
	}
	return definitions
}

func handlingDefinitions() []Definition {
	return []Definition{
		{ID: idTimeTotal, Unit: "s", Direction: Lower, Title: "Time",
			Definition: "From the start event to the confirmed final position.", Source: sourceEVA,
			NotFor: "the quality of the result: haste shortens it too. It does not compare scenarios or cases."},
		{ID: idPathDeadBand, Unit: "mm", Direction: Lower, Title: "Path of the tip",
			Definition: "Length of the filtered tip path, counted in steps of at least max(0.5 mm, 3σ of the device); at least 1 mm for headset controllers.", Source: sourceDeadBand,
			NotFor: "comparing scenarios or devices: what an expert needs depends on the task, and careful work can be longer."},
		{ID: idPath, Unit: "mm", Direction: Context, Title: "Path of the tip, every sample",
			Definition: "Length of the tip path at 100 Hz after a zero-phase 10 Hz low-pass, nothing across gaps.", Source: sourceEVA,
			NotFor: "scoring: the device's noise travels too. Use path_db_mm."},
		{ID: idAngularPath, Unit: "deg", Direction: Lower, Title: "Rotation of the instrument",
			Definition: "Sum of the rotation angles between successive samples, nothing across gaps.", Source: "PerkTutor RotationTotal, with the gap rule",
			NotFor: "scoring a needle that is turned on purpose, or comparing devices: noise of the orientation adds up."},
		{ID: idPasses, Unit: "count", Direction: Lower, Title: "Passes",
			Definition: "Insertions deeper than 2 mm, and redirections: withdrawn by more than 5 mm, then advanced by more than 5 mm along the shaft.", Source: sourcePrecision,
			NotFor: "instruments that do not go in along a straight shaft."},
	}
}

func placementDefinitions() []Definition {
	return []Definition{
		{ID: idTargetError, Unit: "mm", Direction: Lower, Title: "Distance to the target",
			Definition: "From the planned target to the tip, the median over the last 0.2 s before the position was confirmed; null when less than 70 % of them was tracked.", Source: sourcePrecision,
			NotFor: "the way there: a good end may follow a bad path."},
		{ID: idTargetAxial, Unit: "mm", Direction: Context, Title: "Too deep or too shallow",
			Definition: "The part of the target error along the planned direction; positive is beyond the target.", Source: sourcePrecision,
			NotFor: "scoring: its sign makes too deep and too shallow cancel in a mean."},
		{ID: idTargetLateral, Unit: "mm", Direction: Lower, Title: "Beside the target",
			Definition: "The part of the target error across the planned direction.", Source: sourcePrecision,
			NotFor: "the depth."},
		{ID: idEntryError, Unit: "mm", Direction: Lower, Title: "Distance to the planned entry",
			Definition: "From the planned entry point to the last surface crossing before the position was confirmed.", Source: sourcePrecision,
			NotFor: "scenarios whose entry is the trainee's own choice."},
		{ID: idAngleError, Unit: "deg", Direction: Lower, Title: "Angle to the planned direction",
			Definition: "Between planned and actual entry-to-tip direction; null when either is shorter than 5 mm.", Source: sourcePrecision,
			NotFor: "short ways, on which a millimetre is many degrees."},
		{ID: idIncidence, Unit: "deg", Direction: Context, Title: "Angle to the surface at the entry",
			Definition: "Between the shaft and the surface's normal into the body, at the last surface crossing before the position was confirmed; 0 goes in at right angles.", Source: sourcePrecision,
			NotFor: "plans that go in obliquely: use angle_error there."},
		{ID: idDepthError, Unit: "mm", Direction: Lower, Title: "Depth error",
			Definition: "Difference between planned and actual distance from entry to tip, without sign.", Source: sourcePrecision,
			NotFor: "telling too deep from too shallow."},
	}
}

func safetyDefinitions() []Definition {
	return []Definition{
		{ID: idOvershoot, Unit: "mm", Direction: Lower, Title: "Beyond the target",
			Definition: "The furthest that the tip in the body was beyond the planned target along the planned direction; 0 when it never was.", Source: sourceSafety,
			NotFor: "plans whose target may be passed."},
		{ID: idClearanceMin, Unit: "mm", Direction: Higher, Title: "Closest to any critical structure",
			Definition: "The smallest clearance of all critical structures.", Source: sourceSafety,
			NotFor: "what happens outside the body, and structures that the case does not mark as critical."},
		{ID: idClearance, Unit: "mm", Direction: Higher, Title: "Clearance",
			Definition: "Smallest distance between the shaft's surface and the structure's surface while the tip is in the body; negative is a breach. Without a breach null when less than 90 % of the time in the body was tracked.", Source: sourceSafety,
			NotFor: "structures without a closed surface, and distances finer than the case's voxels."},
		{ID: idNear1, Unit: "s", Direction: Lower, Title: "Time within 1 mm of a critical structure",
			Definition: "Time in the body with the shaft's surface nearer than 1 mm to a critical structure, breaches included; null as the least clearance.", Source: sourceSafety,
			NotFor: "plans that must pass that close."},
		{ID: idNear2, Unit: "s", Direction: Lower, Title: "Time within 2 mm of a critical structure",
			Definition: "Time in the body with the shaft's surface nearer than 2 mm to a critical structure, breaches included; null as the least clearance.", Source: sourceSafety,
			NotFor: "plans that must pass that close."},
		{ID: idNear5, Unit: "s", Direction: Lower, Title: "Time within 5 mm of a critical structure",
			Definition: "Time in the body with the shaft's surface nearer than 5 mm to a critical structure, breaches included; null as the least clearance.", Source: sourceSafety,
			NotFor: "plans that must pass that close."},
		{ID: idBreachGrade, Unit: "grade", Direction: Lower, Title: "Grade of the breach", Research: true,
			Definition: "Gertzbein-Robbins grade of the deepest breach of a critical structure: 0 is A, none; 1 is B, below 2 mm; 2 is C, below 4 mm; 3 is D, below 6 mm; 4 is E.", Source: "Gertzbein & Robbins, Spine 1990;15:11, in steps of 2 mm",
			NotFor: "anything but a corridor in bone, as a screw's in a pedicle: elsewhere use clearance_min."},
		{ID: idPuncturesCritical, Unit: "count", Direction: Lower, Title: "Punctures of critical structures",
			Definition: "Sum of the punctures of all critical structures.", Source: sourceSafety,
			NotFor: "how bad the injury was."},
		{ID: idPunctures, Unit: "count", Direction: Lower, Title: "Punctures",
			Definition: "How often the tip crossed the structure's surface inwards.", Source: sourceSafety,
			NotFor: "how bad the injury was: one crossing counts whether it is a scratch or a perforation."},
		{ID: idEvents, Unit: "count", Direction: Context, Title: "Events",
			Definition: "How often an event of this kind was recorded.", Source: sourceSafety,
			NotFor: "comparing attempts without knowing what the kind means."},
		{ID: idNoGoOf, Unit: "count", Direction: Lower, Title: "No-go entries",
			Definition: "How often the shaft breached this no-go structure.", Source: sourceSafety,
			NotFor: "how deep the entry was."},
		{ID: idContactOf, Unit: "count", Direction: Context, Title: "Contacts",
			Definition: "How often the tip touched this structure without entering it.", Source: sourceSafety,
			NotFor: "how hard the contact was."},
	}
}

func recordingDefinitions() []Definition {
	return []Definition{
		{ID: idCoverage, Unit: "1", Direction: Context, Title: "Tracked share of the attempt",
			Definition: "Time in tracked segments over the scored time.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
		{ID: idDropout, Unit: "s", Direction: Context, Title: "Time without tracking",
			Definition: "Sum of the gaps longer than 0.1 s within the scored time.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
		{ID: idTrackLosses, Unit: "count", Direction: Context, Title: "Tracking losses",
			Definition: "How often the device was lost.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
		{ID: idLateTicks, Unit: "count", Direction: Context, Title: "Late ticks",
			Definition: "Ticks of the world that ran later than their time.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the computer's."},
		{ID: idSamplesLost, Unit: "count", Direction: Context, Title: "Samples without a pose",
			Definition: "Samples dropped because they were not tracked or not finite.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
		{ID: idSamplesBadTime, Unit: "count", Direction: Context, Title: "Samples out of order",
			Definition: "Samples dropped because their time did not advance.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
		{ID: idSamplesSpikes, Unit: "count", Direction: Context, Title: "Samples that jumped",
			Definition: "Samples dropped because they implied more than 3000 mm/s.", Source: sourceRecording,
			NotFor: "judging the trainee: it is the tracker's."},
	}
}

// countedKinds are the kinds that events.<kind> counts in every recording.
func countedKinds() []record.EventKind {
	return []record.EventKind{
		record.EventStart, record.EventStepDone, record.EventEnter, record.EventLeave,
		record.EventEntry, record.EventWithdrawn, record.EventNoGo, record.EventContact,
		record.EventTrackLost, record.EventTrackFound, record.EventStyletOut,
		record.EventCSF, record.EventConfirm, record.EventEnd, record.EventInvalid,
	}
}

// KnownMetrics returns a lookup of every metric id that Measure yields for a
// case with these structures: its unit, and whether it exists. It fits
// Rubric.Validate.
func KnownMetrics(structures []string) func(id string) (unit string, ok bool) {
	units := map[string]string{}
	for _, definition := range Catalog() {
		switch {
		case strings.HasSuffix(definition.ID, "<structure>"):
			for _, structure := range structures {
				units[definition.fill(structure)] = definition.Unit
			}
		case strings.HasSuffix(definition.ID, "<kind>"):
			for _, kind := range slices.Concat(countedKinds(), softKinds()) {
				units[definition.fill(string(kind))] = definition.Unit
			}
		case strings.HasSuffix(definition.ID, "<step>"): // below: the steps are the scenario's
		default:
			units[definition.ID] = definition.Unit
		}
	}
	return func(id string) (string, bool) {
		if isPhase(id) {
			return "s", true
		}
		unit, ok := units[id]
		return unit, ok
	}
}

// Describe returns the definition of a metric id such as clearance.basilar-artery.
func Describe(id string) (Definition, bool) {
	for _, definition := range Catalog() {
		stem, _, isPattern := strings.Cut(definition.ID, "<")
		rest, isUnder := strings.CutPrefix(id, stem)
		if isPattern && isUnder && rest != "" && !strings.Contains(rest, ".") || definition.ID == id {
			if definition.ID == idEvents && isSoft(rest) {
				definition.Needs = NeedsSoft
			}
			return definition, true
		}
	}
	return Definition{}, false
}
