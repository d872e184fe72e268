package scoring

// Ids of the catalogue about two instruments.
const (
	idSpeedCorrelation = "speed_correlation"
	idHandLag          = "hand_lag"
	idBothMoving       = "both_moving"
	idOnlyFirst        = "only_first_moving"
	idOnlySecond       = "only_second_moving"
	idNeitherMoving    = "neither_moving"
	idPathAsymmetry    = "path_asymmetry"
	idToolClearance    = "tool_clearance_min"
	idToolCollisions   = "tool_collisions"
)

const sourceHands = "Hofstad et al., Minim Invasive Ther Allied Technol 2013;22:197"

func handsDefinitions() []Definition {
	const noSides = "scoring, unless the scenario says which hand does what."
	const moving = " moves faster than 10 mm/s, of the time in which both are tracked."
	definitions := append(research([]Definition{
		{ID: idSpeedCorrelation, Unit: "1", Title: "Hands in step", Definition: "Pearson's correlation of both tips' filtered speeds while both are tracked; null when one of them hardly varies (SD below 1 mm/s).", Source: sourceHands, NotFor: noSides},
		{ID: idHandLag, Unit: "s", Title: "Lag of the first hand", Definition: "Time within half a second either way by which the first instrument's speed follows the second's when they are most alike; null as the correlation.", Source: sourceHands, NotFor: noSides},
		{ID: idOnlyFirst, Unit: "1", Title: "Only the first hand moves", Definition: "Share in which only the first instrument" + moving, Source: sourceHands, NotFor: noSides},
		{ID: idOnlySecond, Unit: "1", Title: "Only the second hand moves", Definition: "Share in which only the second instrument" + moving, Source: sourceHands, NotFor: noSides},
		{ID: idNeitherMoving, Unit: "1", Title: "Neither hand moves", Definition: "Share in which neither instrument" + moving, Source: sourceHands, NotFor: noSides},
		{ID: idPathAsymmetry, Unit: "1", Title: "One-sidedness", Definition: "Difference of both tips' filtered paths over their sum; null below 10 mm.", Source: sourceHands, NotFor: noSides},
	}), []Definition{
		{ID: idBothMoving, Unit: "1", Direction: Context, Title: "Both hands move", Definition: "Share in which each instrument" + moving, Source: sourceHands, NotFor: noSides},
		{ID: idToolClearance, Unit: "mm", Direction: Higher, Title: "Between the instruments", Definition: "Least distance between both straight shafts' surfaces, over the whole recording; negative where one passes through the other.", Source: "capsule distance: Ericson, Real-Time Collision Detection, 5.1.9", NotFor: "jaws, bent shafts and cables; instruments that must touch, as when one hands over to the other."},
		{ID: idToolCollisions, Unit: "count", Direction: Lower, Title: "Collisions of the instruments", Definition: "How often the straight shafts met, after 0.25 s or more apart.", Source: "capsule distance: Ericson, Real-Time Collision Detection, 5.1.9", NotFor: "jaws, bent shafts and cables; instruments that must touch, as when one hands over to the other."},
	}...)
	return needing(NeedsHands, definitions)
}
