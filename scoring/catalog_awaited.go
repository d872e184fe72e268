package scoring

import "slices"

// What definitions need that no recording holds yet. The formulas of those that
// independent programs computed are tested; no attempt has them, and no scenario
// may ask for them.
const (
	NeedsSpecimen  = "specimen"  // a tumour, and the surface along which it was cut out
	NeedsMasks     = "masks"     // voxels that should be removed, and that were
	NeedsSutures   = "sutures"   // stitches in a wound
	NeedsFiducials = "fiducials" // points of the patient that the trainee showed
	NeedsGaze      = "gaze"      // where the trainee looked
	NeedsDrill     = "drill"     // a burr, and bone that it takes away
	NeedsBlood     = "blood"     // vessels that bleed
	NeedsHeat      = "heat"      // tissue's temperature
)

// Awaited tells whether no recording holds yet what the metric needs.
func (d *Definition) Awaited() bool {
	switch d.Needs {
	case NeedsSpecimen, NeedsMasks, NeedsSutures, NeedsFiducials, NeedsGaze, NeedsDrill, NeedsBlood, NeedsHeat:
		return true
	}
	return false
}

// awaitedDefinitions are the metrics whose formulas wait for a recording.
func awaitedDefinitions() []Definition {
	const surfels = "Nikolov et al., J Med Internet Res 2021;23:e26151"
	const stitches = "STITCH, doi:10.1016/S0140-6736(15)60459-7"
	const horn = "Horn, J Opt Soc Am A 1987;4:629"
	const mastoid = "mastoid simulator metrics, UWO etd/8262"
	const place = "where the difference lies, and whether it matters there."
	const voxels = "differences smaller than a voxel."
	return slices.Concat(
		needing(NeedsSpecimen, []Definition{
			{ID: "margin_min", Unit: "mm", Direction: Higher, Title: "Least margin", Definition: "Least signed distance of the tumour's surface from the resection's, positive inside the specimen.", Source: "surgical margin, SCORING 3", NotFor: "margins finer than the case's voxels."},
			{ID: "margin_below_1mm", Unit: "1", Direction: Lower, Title: "Surface with less than 1 mm margin", Definition: "Share of the tumour's surface with less than 1 mm to the resection's.", Source: "surgical margin, SCORING 3", NotFor: "margins finer than the case's voxels."},
			{ID: "margin_below_5mm", Unit: "1", Direction: Lower, Title: "Surface with less than 5 mm margin", Definition: "Share of the tumour's surface with less than 5 mm to the resection's.", Source: "surgical margin, SCORING 3", NotFor: "tumours for which less is enough."},
		}),
		needing(NeedsMasks, []Definition{
			{ID: "dice", Unit: "1", Direction: Higher, Title: "Overlap with the plan", Definition: "Twice the voxels in both plan and removal over the sum of both; null when both are empty.", Source: "Dice, Ecology 1945;26:297", NotFor: place},
			{ID: "jaccard", Unit: "1", Direction: Higher, Title: "Overlap over union", Definition: "Voxels in both plan and removal over those in either; null when both are empty.", Source: "Jaccard, New Phytol 1912;11:37", NotFor: place},
			{ID: "outside_plan", Unit: "mm3", Direction: Lower, Title: "Removed outside the plan", Definition: "Volume that was removed and not planned.", Source: sourcePrecision, NotFor: place},
			{ID: "left_in", Unit: "mm3", Direction: Lower, Title: "Left in", Definition: "Volume that was planned and not removed.", Source: sourcePrecision, NotFor: place},
			{ID: "surface_hd", Unit: "mm", Direction: Lower, Title: "Surfaces, greatest distance", Definition: "Greatest distance of either surface from the other.", Source: surfels, NotFor: "masks with a stray voxel, which decides it."},
			{ID: "surface_hd95", Unit: "mm", Direction: Lower, Title: "Surfaces, 95 % distance", Definition: "Distance that 95 % of each surface's area keep from the other.", Source: surfels, NotFor: voxels},
			{ID: "surface_asd", Unit: "mm", Direction: Lower, Title: "Surfaces, mean distance", Definition: "Mean distance of one surface from the other, by area, both ways.", Source: surfels, NotFor: voxels},
			{ID: "surface_dice_2mm", Unit: "1", Direction: Higher, Title: "Surfaces within 2 mm", Definition: "Share of both surfaces within 2 mm of the other.", Source: surfels, NotFor: voxels},
		}),
		needing(NeedsSutures, []Definition{
			{ID: "suture_bite_off", Unit: "mm", Direction: Lower, Title: "Bites off 5 mm", Definition: "Mean difference of the stitches' distance from the wound's edge from 5 mm, without sign.", Source: stitches, NotFor: "wounds other than a closed abdominal wall."},
			{ID: "suture_bite_cv", Unit: "1", Direction: Lower, Title: "Evenness of bites", Definition: "Standard deviation of the bites over their mean.", Source: stitches, NotFor: "fewer than four stitches."},
			{ID: "suture_spacing_cv", Unit: "1", Direction: Lower, Title: "Evenness of spacing", Definition: "Standard deviation of the distances between stitches over their mean.", Source: stitches, NotFor: "fewer than four stitches."},
			{ID: "suture_asymmetry", Unit: "1", Direction: Lower, Title: "Unevenness of both sides", Definition: "Mean difference of a stitch's entry and exit from the wound's edge, without sign, over the mean bite.", Source: "SCORING 3", NotFor: "flaps, whose sides want different bites."},
			{ID: "wound_gap", Unit: "mm", Direction: Lower, Title: "Gap of the wound", Definition: "Greatest distance of the wound's edges after the last knot.", Source: "SCORING 3", NotFor: "telling a tight closure from a strangled one."},
			{ID: "suture_to_wound", Unit: "1", Direction: Higher, Title: "Suture to wound length", Definition: "Thread in the wound over the wound's length; 4 or more is the rule.", Source: stitches, NotFor: "interrupted sutures."},
		}),
		needing(NeedsFiducials, []Definition{
			{ID: "fre", Unit: "mm", Direction: Lower, Title: "Fiducial registration error", Definition: "Root of the mean square that remains at the points after the best rigid fit.", Source: horn, NotFor: "the error at the target: it does not follow from it (Fitzpatrick, Proc SPIE 2009;7261)."},
			{ID: "tre", Unit: "mm", Direction: Lower, Title: "Target registration error", Definition: "Distance of the registered target from where it is.", Source: horn, NotFor: "other targets."},
		}),
		needing(NeedsGaze, []Definition{
			{ID: "gaze_on_target", Unit: "1", Direction: Context, Title: "Gaze on the target", Definition: "Share of the time of all fixations (slower than 30 degrees per second for at least 0.1 s) that rest on the target.", Source: "Salvucci & Goldberg, ETRA 2000;71 (I-VT)", NotFor: "heads without eye tracking: where a head points is not where its eyes do."},
			{ID: "fixations", Unit: "count", Direction: Context, Title: "Fixations", Definition: "How often the gaze stayed slower than 30 degrees per second for at least 0.1 s.", Source: "Salvucci & Goldberg, ETRA 2000;71 (I-VT)", NotFor: "scoring: experts have fewer in some tasks and more in others."},
		}),
		needing(NeedsDrill, []Definition{
			{ID: "drill_in_shell", Unit: "s", Direction: Lower, Title: "Drilling in a critical shell", Definition: "Time in which the burr turned within an authored shell around a critical structure.", Source: mastoid, NotFor: "how fast it turned and how hard it pressed."},
			{ID: "drill_exposure", Unit: "1", Direction: Higher, Title: "Exposure", Definition: "Share of the authored structure's surface that bone was taken off from.", Source: mastoid, NotFor: "whether what lies under it was hurt."},
			{ID: "drill_in_view", Unit: "1", Direction: Higher, Title: "Burr in sight", Definition: "Share of the drilling time in which the burr was in the picture and nothing hid it.", Source: mastoid, NotFor: "tasks that are done by feel."},
			{ID: "drill_stroke_spread", Unit: "1", Direction: Lower, Title: "Consistency of strokes", Definition: "Circular variance of the directions of the burr's strokes.", Source: mastoid, NotFor: "hollows, which want strokes every way."},
		}),
		needing(NeedsBlood, []Definition{
			{ID: "blood_loss_ml", Unit: "mL", Direction: Lower, Title: "Blood lost", Definition: "Volume that left the vessels until the end.", Source: "SCORING 2.9", NotFor: "patients: it is of a simulation."},
		}),
		needing(NeedsHeat, []Definition{
			{ID: "thermal_dose", Unit: "min", Direction: Lower, Title: "Thermal dose", Definition: "Cumulative equivalent minutes at 43 degrees Celsius of the hottest point of a structure that was to be spared.", Source: "Sapareto & Dewey, Int J Radiat Oncol Biol Phys 1984;10:787", NotFor: "patients: it is of a simulation."},
		}),
	)
}

// needing sets what definitions need.
func needing(need string, definitions []Definition) []Definition {
	for i := range definitions {
		definitions[i].Needs = need
	}
	return definitions
}
