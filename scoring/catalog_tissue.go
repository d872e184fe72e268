package scoring

// Ids of the catalogue that only attempts on soft structures have.
const (
	idForcePeak   = "force_peak"
	idForceP95    = "force_p95"
	idForceMean   = "force_mean"
	idImpulse     = "force_impulse"
	idOverTime    = "overforce_time"
	idOverImpulse = "overforce_impulse"
	idOverTimes   = "overforce_events"
	idDamage      = "damage_volume"
	idCutOff      = "cut_off_volume"
	idCutArea     = "cut_area"
	idPathSecond  = "path_db_mm_second"
	idCutMean     = "cut_deviation_mean"
	idCutRMS      = "cut_deviation_rms"
	idCutP95      = "cut_deviation_p95"
	idCutMax      = "cut_deviation_max"
	idCutWithin   = "cut_within_2mm"
	idCutCovered  = "cut_coverage_2mm"
	idCutLength   = "cut_length"
	idForceSD     = "force_sd"
	idForceRMS    = "force_rms"
	idForceRate   = "force_rate_max"
	idContactTime = "contact_time"
	idContacts    = "contacts"
	idCutWithin1  = "cut_within_1mm"
	idCutMissed   = "cut_missed_max"
	idHausdorff   = "cut_hausdorff"
	idFrechet     = "cut_frechet"
	idWarping     = "cut_dtw"
)

// What a definition needs of a case or scenario.
const (
	NeedsSoft  = "soft"  // a structure that yields
	NeedsCut   = "cut"   // a planned cut on it
	NeedsHands = "hands" // two instruments
	NeedsRoute = "route" // a plan that is the whole way, as where nothing yields
)

const (
	sourceForce = "force integrals correlate with experience better than time: Trejos et al. 2014 (SCORING §2.9); simulated force"
	sourceCut   = "precision cutting: deviation from the drawn line (SCORING §3); FLS accepts 2 mm"
	sourceHarm  = "tissue strained beyond what its material holds"
)

func tissueDefinitions() []Definition {
	definitions := []Definition{
		{ID: idForcePeak, Unit: "N", Direction: Lower, Title: "Greatest force (simulated)",
			Definition: "The greatest simulated force of soft tissue on any instrument.", Source: sourceForce,
			NotFor: "comparison with forces measured in patients: it is simulated, and hangs on one moment."},
		{ID: idForceP95, Unit: "N", Direction: Lower, Title: "Force, but for moments (simulated)",
			Definition: "The simulated force that no instrument exceeded for 95 % of the time in contact, above 0.2 N; 0 when there was none. Unlike the greatest force it does not hang on one moment.", Source: sourceForce,
			NotFor: "comparison with forces measured in patients: it is simulated."},
		{ID: idForceMean, Unit: "N", Direction: Context, Title: "Mean force in contact (simulated)",
			Definition: "Mean of the simulated force of all instruments while it is above 0.2 N; 0 when it never was.", Source: sourceForce,
			NotFor: "scoring: it depends on what the task asks to hold."},
		{ID: idImpulse, Unit: "N·s", Direction: Context, Title: "Impulse (simulated)",
			Definition: "Sum over time of the simulated force on all instruments.", Source: sourceForce,
			NotFor: "scoring: who holds tissue longer has more of it."},
		{ID: idOverTime, Unit: "s", Direction: Lower, Title: "Time above the force limit",
			Definition: "Time during which the simulated force on an instrument exceeded the scenario's limit, summed over the instruments; null without a limit.", Source: sourceForce,
			NotFor: "scenarios whose force limit nobody has derived."},
		{ID: idOverImpulse, Unit: "N·s", Direction: Lower, Title: "Impulse above the force limit",
			Definition: "Sum over time of what the simulated force on an instrument exceeded the limit by; null without a limit.", Source: sourceForce,
			NotFor: "scenarios whose force limit nobody has derived."},
		{ID: idOverTimes, Unit: "count", Direction: Lower, Title: "Times above the force limit",
			Definition: "How often the simulated force on an instrument rose above the limit; null without a limit.", Source: sourceForce,
			NotFor: "how long or how much the limit was exceeded."},
		{ID: idDamage, Unit: "mm3", Direction: Lower, Title: "Tissue damaged",
			Definition: "Volume at rest of the soft tissue that was stretched beyond the tear strain of its material.", Source: sourceHarm,
			NotFor: "blood or function lost: it is a volume strained in a simulation."},
		{ID: idCutArea, Unit: "mm2", Direction: Context, Title: "Area laid open",
			Definition: "Area at rest, of one side, that blades laid open.", Source: sourceCut,
			NotFor: "whether it was cut in the right place."},
		{ID: idCutOff, Unit: "mm3", Direction: Context, Title: "Volume cut off",
			Definition: "Volume at rest of the pieces that came off.", Source: sourceCut,
			NotFor: "whether the right piece came off."},
		{ID: idPathSecond, Unit: "mm", Direction: Lower, Title: "Path of the second instrument's tip",
			Definition: "As the path of the tip, for the other hand.", Source: sourceDeadBand,
			NotFor: "tasks in which the second hand only holds."},
	}
	return append(needing(NeedsSoft, append(definitions, contactDefinitions()...)), cutDefinitions()...)
}

func cutDefinitions() []Definition {
	const how = " Both lines are those on the tissue at rest, resampled every 0.5 mm, and seen along the planned normal."
	definitions := []Definition{
		{ID: idCutMean, Unit: "mm", Direction: Lower, Title: "Deviation of the cut, mean",
			Definition: "Mean distance of the cut from the planned line." + how, Source: sourceCut,
			NotFor: "the worst place: a long good cut hides a short bad one."},
		{ID: idCutRMS, Unit: "mm", Direction: Lower, Title: "Deviation of the cut, RMS",
			Definition: "Root of the mean square of the distance of the cut from the planned line." + how, Source: sourceCut,
			NotFor: "the worst place: a long good cut hides a short bad one."},
		{ID: idCutP95, Unit: "mm", Direction: Lower, Title: "Deviation of the cut, 95th percentile",
			Definition: "Distance of the cut from the planned line that 95 % of it keep." + how, Source: sourceCut,
			NotFor: "the part of the line that was not cut."},
		{ID: idCutMax, Unit: "mm", Direction: Lower, Title: "Deviation of the cut, greatest",
			Definition: "Greatest distance of the cut from the planned line." + how, Source: sourceCut,
			NotFor: "the cut as a whole: one slip decides it."},
		{ID: idCutWithin, Unit: "1", Direction: Higher, Title: "Share of the cut on the line",
			Definition: "Share of the cut within 2 mm of the planned line." + how, Source: sourceCut,
			NotFor: "the part of the line that was not cut."},
		{ID: idCutCovered, Unit: "1", Direction: Higher, Title: "Share of the line that was cut",
			Definition: "Share of the planned line within 2 mm of the cut." + how, Source: sourceCut,
			NotFor: "cuts beside the line."},
		{ID: idCutLength, Unit: "mm", Direction: Context, Title: "Length of the cut",
			Definition: "Length of the cut's lines on the tissue at rest.", Source: sourceCut,
			NotFor: "quality: a ragged cut is longer."},
	}
	return needing(NeedsCut, append(definitions, curveDefinitions()...))
}

func contactDefinitions() []Definition {
	return append([]Definition{
		{ID: idContactTime, Unit: "s", Direction: Context, Title: "Time in contact (simulated)",
			Definition: "Time with more than 0.2 N of simulated force on an instrument, summed over the instruments.", Source: sourceForce,
			NotFor: "scoring: it depends on what the task asks to hold."},
		{ID: idContacts, Unit: "count", Direction: Context, Title: "Contacts (simulated)",
			Definition: "How often the simulated force on an instrument rose above 0.2 N, after 0.1 s or more below.", Source: sourceForce,
			NotFor: "scoring: it depends on what the task asks to touch."},
	}, research([]Definition{
		{ID: idForceSD, Unit: "N", Title: "Variation of force (simulated)", Definition: "Population standard deviation of the simulated force in contact, above 0.2 N; 0 when there was none.", Source: sourceForce, NotFor: "comparison with forces measured in patients: it is simulated."},
		{ID: idForceRMS, Unit: "N", Title: "RMS force (simulated)", Definition: "Root of the mean square of the simulated force, contact or not.", Source: sourceForce, NotFor: "attempts of different length: time without contact lowers it."},
		{ID: idForceRate, Unit: "N/s", Title: "Fastest change of force (simulated)", Definition: "Greatest change of the simulated force from one sample to the next.", Source: sourceForce, NotFor: "scoring: one step of the simulation decides it."},
	})...)
}

// curveDefinitions compare the cut and its plan both ways, or in their order.
func curveDefinitions() []Definition {
	const joined = " The strokes, single snips left out, are joined in their order; a closed line may be begun anywhere and cut either way round. Resampled every 0.5 mm, seen along the planned normal."
	return append([]Definition{
		{ID: idCutWithin1, Unit: "1", Direction: Higher, Title: "Share of the cut within 1 mm of the line",
			Definition: "Share of the cut within 1 mm of the planned line. Resampled every 0.5 mm, seen along the planned normal.", Source: sourceCut,
			NotFor: "the part of the line that was not cut."},
		{ID: idCutMissed, Unit: "mm", Direction: Lower, Title: "Place of the line furthest from any cut",
			Definition: "Greatest distance of the planned line from the nearest stroke. Resampled every 0.5 mm, seen along the planned normal.", Source: sourceCut,
			NotFor: "cuts beside the line."},
	}, research([]Definition{
		{ID: idHausdorff, Unit: "mm", Title: "Cut and line, Hausdorff distance", Definition: "Greatest distance of the cut from the planned line or of the line from the cut, whichever is greater. Resampled every 0.5 mm, seen along the planned normal.", Source: "symmetric Hausdorff distance", NotFor: "the cut as a whole: one place decides it."},
		{ID: idFrechet, Unit: "mm", Title: "Cut and line, Fréchet distance", Definition: "Discrete Fréchet distance of the cut from the planned line." + joined, Source: "Eiter & Mannila, CD-TR 94/64, 1994", NotFor: "cuts in several strokes out of order, which it punishes."},
		{ID: idWarping, Unit: "mm", Title: "Cut and line, time warping", Definition: "Dynamic time warping distance of the cut from the planned line over the number of points less one." + joined, Source: "Sakoe & Chiba 1978; " + sourcePerkTutor, NotFor: "cuts in several strokes out of order, which it punishes."},
	})...)
}
