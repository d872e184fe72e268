package scoring

// NeedsCamera: an instrument that is a camera, with its angles of view.
const NeedsCamera = "camera"

// Ids of the catalogue about a camera, and what it sees of the instruments.
const (
	idDepthView    = "depth_view_mm"
	idDepthRatio   = "depth_ratio"
	idEOA          = "eoa"
	idOutTime      = "out_of_view_time"
	idOutEvents    = "out_of_view_events"
	idCentering    = "centering"
	idZoom         = "zoom_ok"
	idCameraTurns  = "camera_angular_path_deg"
	idHorizon      = "horizon_rms"
	idUnsteadiness = "unsteadiness"
)

func cameraDefinitions() []Definition {
	const source = "camera navigation, SCORING 2.8"
	const seen = " While both are tracked."
	const tissue = "instruments hidden by others or by tissue."
	return needing(NeedsCamera, append([]Definition{
		{ID: idDepthView, Unit: "mm", Direction: Lower, Title: "Path along the view", Definition: "Sum of the first instrument's steps along the camera's axis, that of each step's later end." + seen + filtered, Source: sourcePerkTutor + "; TrEndo", NotFor: "tasks that lie along the view."},
		{ID: idDepthRatio, Unit: "1", Direction: Lower, Title: "Share of the path along the view", Definition: "Path along the view over the path in the same steps; null below 10 mm." + seen, Source: sourceEVA, NotFor: "tasks that lie along the view."},
		{ID: idOutTime, Unit: "s", Direction: Lower, Title: "Instruments out of sight", Definition: "Time in which an instrument's tip lies outside the camera's frustum, summed over the instruments." + seen, Source: sourceSafety, NotFor: tissue},
		{ID: idOutEvents, Unit: "count", Direction: Lower, Title: "Times out of sight", Definition: "How often an instrument's tip lay outside the camera's frustum for 0.2 s or more, summed over the instruments." + seen, Source: sourceSafety, NotFor: tissue},
		{ID: idCentering, Unit: "deg", Direction: Lower, Title: "Off the middle of the picture", Definition: "Mean over time of the angle between the camera's axis and the first instrument's tip, or the planned target where the camera is the only instrument." + seen, Source: source, NotFor: "moments in which one should look elsewhere."},
		{ID: idZoom, Unit: "1", Direction: Higher, Title: "Share of the time at a good distance", Definition: "Share of the time in which the camera is as far from the first instrument's tip, or the planned target, as was asked for." + seen, Source: source, NotFor: "cameras that zoom without moving."},
		{ID: idCameraTurns, Unit: "deg", Direction: Lower, Title: "Rotation of the camera", Definition: "Sum of the camera's rotation angles between successive samples, nothing across gaps.", Source: source, NotFor: "comparing scenarios, or devices: noise of the orientation adds up."},
		{ID: idHorizon, Unit: "deg", Direction: Lower, Title: "Tilt of the horizon", Definition: "Root of the mean square of the angle by which the picture, taken as fixed to the shaft, is turned from upright; moments left out in which the camera looks within 5 degrees of straight up or down.", Source: source, NotFor: "angled optics that are turned on purpose."},
		{ID: idUnsteadiness, Unit: "mm", Direction: Lower, Title: "Shaking of the camera", Definition: "Root of the mean square of what lies above 1 Hz in the camera's position, in tracked stretches of a second and more.", Source: source, NotFor: "turning in place, which moves nothing."},
	}, research([]Definition{
		{ID: idEOA, Unit: "1", Title: "Economy of area", Definition: "Root of the area of the first instrument's extent across the picture, over its path; null below 10 mm." + seen + filtered, Source: sourceWorkspace, NotFor: "cameras that move, whose own way adds to the extent."},
	})...))
}
