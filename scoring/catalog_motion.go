package scoring

// Ids of the catalogue about how instruments moved.
const (
	idTimePhase       = "time_phase.<step>"
	idEconomy         = "economy"
	idDepthTool       = "depth_tool_mm"
	idRollPath        = "roll_path_deg"
	idSwingPath       = "swing_path_deg"
	idPathInside      = "path_in_body_mm"
	idTimeInside      = "time_in_body"
	idSwept           = "swept_area"
	idSpeedMean       = "speed_mean"
	idSpeedMedian     = "speed_median"
	idSpeedSD         = "speed_sd"
	idSpeedP95        = "speed_p95"
	idSpeedRatio      = "speed_mean_to_peak"
	idAccMean         = "acc_mean"
	idAccP95          = "acc_p95"
	idAccRMS          = "acc_rms"
	idIntJerk         = "int_jerk"
	idRMSJerk         = "rms_jerk"
	idNormJerk        = "norm_jerk"
	idMovements       = "n_movements"
	idSPARC           = "sparc_median"
	idSPARCIQR        = "sparc_iqr"
	idLDLJ            = "ldlj_v_median"
	idLDLJIQR         = "ldlj_v_iqr"
	idPeaks           = "n_velocity_peaks"
	idPeaksPerMetre   = "velocity_peaks_per_m"
	idTremor          = "tremor_rms_mm"
	idSpectralEntropy = "spectral_entropy"
	idF95             = "f95_hz"
	idSampleEntropy   = "sampen"
	idBox             = "bbox_mm3"
	idEllipsoid       = "ellipsoid95_mm3"
	idHull            = "hull_mm3"
	idEOV             = "eov"
	idIdleTime        = "idle_time"
	idIdlePeriods     = "idle_periods"
)

// Sources cited by more than one definition.
const (
	sourceSmooth    = "Balasubramanian et al., J NeuroEng Rehabil 2015;12:112"
	sourcePerkTutor = "PerkTutor"
	sourceJerk      = "Chmarra et al., Surg Endosc 2010;24:1031"
	sourceWelch     = "Welch, IEEE Trans Audio Electroacoust 1967;15:70"
	sourceIdle      = "concept PMC4412306; thresholds ours"
	sourceWorkspace = "Oropesa et al., Surg Endosc 2013;27:1029 (EVA)"
	sourcePeaks     = "features of PMC5845064; thresholds ours"
)

// filtered is how motion is looked at before anything is derived from it.
const filtered = " At 100 Hz after a zero-phase 10 Hz low-pass, nothing across gaps."

func motionDefinitions() []Definition {
	definitions := []Definition{
		{ID: idTimePhase, Unit: "s", Direction: Lower, Title: "Time of the step",
			Definition: "From the start, or the step done before, until the step was done the first time.", Source: sourceEVA,
			NotFor: "steps that may be done in any order: the time before one is not spent on it."},
		{ID: idEconomy, Unit: "1", Direction: Higher, Title: "Economy of the path", Needs: NeedsRoute,
			Definition: "The way from where the clock started straight to the planned entry and on to the target, over the tip's path; at most 1. Null below 10 mm of path." + filtered, Source: sourceEVA,
			NotFor: "routes with obstacles, and trainees who plan an entry of their own: the flag ideal_path_wrong tells when the straight way was not the shortest."},
		{ID: idDepthTool, Unit: "mm", Direction: Lower, Title: "Path along the shaft",
			Definition: "Sum of the tip's steps along the tool's axis, in and out alike." + filtered, Source: sourcePerkTutor + " DepthPerception; TrEndo",
			NotFor: "tasks that ask for going in and out."},
		{ID: idRollPath, Unit: "deg", Direction: Context, Title: "Rotation about the shaft", Research: true,
			Definition: "Sum of the angles about the tool's own axis between successive samples (swing-twist), nothing across gaps.", Source: "Dobrowolski, arXiv:1506.05481",
			NotFor: "comparing devices: noise of the orientation adds up."},
		{ID: idSwingPath, Unit: "deg", Direction: Context, Title: "Tilting of the shaft", Research: true,
			Definition: "Sum of the angles by which the tool's own axis turned between successive samples, nothing across gaps.", Source: "Dobrowolski, arXiv:1506.05481",
			NotFor: "comparing devices: noise of the orientation adds up."},
	}
	return append(append(definitions, speedDefinitions()...), shapeDefinitions()...)
}

func speedDefinitions() []Definition {
	const notSkill = "scoring: faster and slower hands are both found among experts, depending on the task."
	return research([]Definition{
		{ID: idSpeedMean, Unit: "mm/s", Title: "Mean speed", Definition: "Mean speed of the tip." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idSpeedMedian, Unit: "mm/s", Title: "Median speed", Definition: "Median speed of the tip." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idSpeedSD, Unit: "mm/s", Title: "Variation of speed", Definition: "Population standard deviation of the tip's speed." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idSpeedP95, Unit: "mm/s", Title: "Fast motion", Definition: "Speed of the tip that 95 % of the time keep below; linear percentile." + filtered, Source: "percentile in place of the greatest speed, which is one sample's", NotFor: notSkill},
		{ID: idSpeedRatio, Unit: "1", Title: "Mean over peak speed", Definition: "Mean over greatest speed of the tip; one minimum-jerk reach has 0.533." + filtered, Source: "Flash & Hogan, J Neurosci 1985;5:1688", NotFor: "whole attempts with pauses, in which it tells the pauses."},
		{ID: idAccMean, Unit: "mm/s2", Title: "Mean acceleration", Definition: "Mean length of the tip's acceleration." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idAccP95, Unit: "mm/s2", Title: "Great acceleration", Definition: "Length of the tip's acceleration that 95 % of the time keep below." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idAccRMS, Unit: "mm/s2", Title: "RMS acceleration", Definition: "Root of the mean square of the tip's acceleration." + filtered, Source: sourceEVA, NotFor: notSkill},
		{ID: idIntJerk, Unit: "mm/s2.5", Title: "Integrated jerk", Definition: "Root of the time integral of the squared jerk, by third differences." + filtered, Source: sourcePerkTutor + " MotionSmoothness, with the unit that it has", NotFor: "scoring: it grows with time and amplitude."},
		{ID: idRMSJerk, Unit: "mm/s3", Title: "RMS jerk", Definition: "Root of the mean squared jerk, by third differences." + filtered, Source: sourceJerk, NotFor: "scoring: it grows with the amplitude, and did not separate levels of skill."},
		{ID: idNormJerk, Unit: "1", Title: "Normalised jerk", Definition: "Root of half of T⁵/L² times the integral of the squared jerk; a minimum-jerk reach has 18.97. Null below 10 mm of path." + filtered, Source: sourceJerk, NotFor: "whole attempts: it grows with the fifth power of a time that holds pauses."},
	})
}

func shapeDefinitions() []Definition {
	const movement = " A movement begins at 20 mm/s, ends before 0.1 s below 10 mm/s, lasts 0.2 s, and is cut at 5 % of its own peak."
	const reach = movement + " Only those of 10 mm and 0.25 to 5 s; null below three of them, or below 60 samples per second."
	return append([]Definition{
		{ID: idSPARC, Unit: "1", Direction: Higher, Title: "Smoothness of movements (SPARC)",
			Definition: "Median spectral arc length of the movements' speed, up to 10 Hz; -1.4 to -1.6 is one healthy reach, more negative is less smooth." + reach, Source: sourceSmooth,
			NotFor: "tremor, which it does not see, and whole attempts: two smooth reaches with a pause score as one bad one."},
		{ID: idLDLJ, Unit: "1", Direction: Higher, Title: "Smoothness of movements (LDLJ)",
			Definition: "Median log dimensionless jerk of the movements' velocity as a vector; -5.3 is a whole minimum-jerk reach, -4.3 one cut at its ends as here; more negative is less smooth." + reach, Source: sourceSmooth + "; siva82kb/smoothness_from_imu",
			NotFor: "movements with noise left in them, curved paths beside straight ones, and values computed with another filter or rate."},
		{ID: idMovements, Unit: "count", Direction: Context, Title: "Movements",
			Definition: "Number of movements." + movement + filtered, Source: "segmentation ours, SCORING 2.4",
			NotFor: "scoring without the task: some need many short movements."},
		{ID: idTremor, Unit: "mm", Direction: Lower, Title: "Tremor while holding still",
			Definition: "RMS of the unfiltered tip position from 8 to 12 Hz, all axes together, in windows of 2 s in which the speed stays below 30 mm/s for 95 % of the time. Null without such a window, below 60 samples per second, or when the device's own noise is more than half of it.", Source: sourceWelch + "; band of Novak & Newell",
			NotFor: "devices whose noise at rest was not measured, and illness: it is no diagnosis."},
		{ID: idIdleTime, Unit: "s", Direction: Context, Title: "Time at rest",
			Definition: "Time in which every instrument stayed below 10 mm/s and 10 degrees per second for at least 0.5 s.", Source: sourceIdle,
			NotFor: "scoring by itself: thinking is no error."},
		{ID: idIdlePeriods, Unit: "count", Direction: Context, Title: "Rests",
			Definition: "How often every instrument stayed below 10 mm/s and 10 degrees per second for at least 0.5 s.", Source: sourceIdle,
			NotFor: "scoring by itself: thinking is no error."},
		{ID: idPathInside, Unit: "mm", Direction: Context, Title: "Path of the tip in the body",
			Definition: "Length of the tip's steps that end below the entry surface." + filtered, Source: sourcePerkTutor + " TissuePath",
			NotFor: "comparing plans of different depth."},
		{ID: idTimeInside, Unit: "s", Direction: Context, Title: "Time in the body",
			Definition: "Time from sample to sample in which the tip ends below the entry surface, nothing across gaps.", Source: sourcePerkTutor + " TissueTime",
			NotFor: "scoring: a needle that waits does no harm."},
	}, researchShapes()...)
}

func researchShapes() []Definition {
	const spectrum = " Of the longest tracked stretch; Hann windows of 2 s, half overlapping. Null below 2 s."
	const noEvidence = "scoring: there is no evidence that it separates levels of skill in tasks like these."
	const room = " Of all filtered positions; null below 30 or when they lie in a plane."
	return research([]Definition{
		{ID: idSwept, Unit: "mm2", Title: "Area swept in the body", Definition: "Area that the part of the shaft below the entry surface swept over, by triangles from sample to sample, nothing across gaps; going straight in and out sweeps none.", Source: sourcePerkTutor + " TissueDamage", NotFor: "comparing devices: noise of the orientation adds up. Nothing here tells how much harm it would do."},
		{ID: idSPARCIQR, Unit: "1", Title: "Spread of SPARC", Definition: "From the 25th to the 75th percentile of the movements' SPARC; see sparc_median.", Source: sourceSmooth, NotFor: noEvidence},
		{ID: idLDLJIQR, Unit: "1", Title: "Spread of LDLJ", Definition: "From the 25th to the 75th percentile of the movements' LDLJ; see ldlj_v_median.", Source: sourceSmooth, NotFor: noEvidence},
		{ID: idPeaks, Unit: "count", Title: "Peaks of speed", Definition: "Local maxima of the speed: 20 mm/s high, 0.15 s apart, 10 mm/s prominent.", Source: sourcePeaks, NotFor: "comparing tasks, or thresholds of other papers."},
		{ID: idPeaksPerMetre, Unit: "1/m", Title: "Peaks of speed per metre", Definition: "Peaks of speed over the tip's path; null below 10 mm.", Source: sourcePeaks, NotFor: "comparing tasks, or thresholds of other papers."},
		{ID: idSpectralEntropy, Unit: "1", Title: "Spectral entropy of speed", Definition: "Shannon entropy of the speed's spectrum over that of white noise." + spectrum, Source: sourceWelch, NotFor: noEvidence},
		{ID: idF95, Unit: "Hz", Title: "95 % frequency of speed", Definition: "Frequency up to which the speed has 95 % of its power." + spectrum, Source: sourceWelch, NotFor: noEvidence},
		{ID: idSampleEntropy, Unit: "1", Title: "Sample entropy of speed", Definition: "Sample entropy (m = 2, r = 0.2 SD) of the speed at 25 Hz. Of the first 2 minutes of the longest tracked stretch.", Source: "Richman & Moorman, Am J Physiol 2000;278:H2039", NotFor: noEvidence},
		{ID: idBox, Unit: "mm3", Title: "Box around the motion", Definition: "Volume of the box along the patient's axes around the tip's positions." + room, Source: sourceWorkspace, NotFor: "comparing poses of the patient: it changes with the axes."},
		{ID: idEllipsoid, Unit: "mm3", Title: "Ellipsoid around the motion", Definition: "Volume of the ellipsoid that holds 95 % of a normal distribution with the positions' covariance." + room, Source: "Johnson & Wichern, Applied Multivariate Statistical Analysis, 4.2", NotFor: "motion that is no cloud around one place."},
		{ID: idHull, Unit: "mm3", Title: "Hull around the motion", Definition: "Volume of the convex hull of the tip's positions." + room, Source: "Barber et al., ACM Trans Math Softw 1996;22:469", NotFor: "motion with a single excursion, which spans it."},
		{ID: idEOV, Unit: "1", Title: "Economy of volume", Definition: "Cube root of the box around the motion over the tip's path." + room, Source: sourceWorkspace, NotFor: "comparing poses of the patient: it changes with the axes."},
	})
}

// research marks definitions as such: context, and for studies.
func research(definitions []Definition) []Definition {
	for i := range definitions {
		definitions[i].Direction, definitions[i].Research = Context, true
	}
	return definitions
}
