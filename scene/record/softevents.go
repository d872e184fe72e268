package record

// The kinds of events of soft tissue. Amounts are in Detail, with their unit;
// forces are simulated.
const (
	EventGrasp   EventKind = "grasp"   // jaws took hold of tissue
	EventRelease EventKind = "release" // the hand let it go
	EventSlip    EventKind = "slip"    // it slipped out of the jaws; Detail: the last force, N
	EventTear    EventKind = "tear"    // tissue was stretched beyond what it holds; Detail: mm³ damaged anew
	// EventCut is an edge dividing tissue. Position is on the cut's line where the
	// tissue was at rest, as drawn lines are compared; Detail: mm² laid open anew.
	EventCut       EventKind = "cut"
	EventCutOff    EventKind = "cut_off"    // a piece came off; Position: its centre at rest; Detail: its volume, mm³
	EventGone      EventKind = "gone"       // a piece that had come off left the field by a metre and is not followed any more; Position: its centre at rest; Detail: its volume, mm³
	EventDetach    EventKind = "detach"     // an attachment tore; Detail: the force, N
	EventOverForce EventKind = "over_force" // an instrument began to press harder than the structure's limit; Detail: N
	EventForceCalm EventKind = "force_calm" // and fell below the limit again; Detail: the greatest force, N
)
