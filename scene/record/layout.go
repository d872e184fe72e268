package record

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/foxglove/mcap/go/mcap"
)

// A recording is an MCAP file laid out so that a crash at any moment leaves a
// file that opens:
//
//	header record, metadata drylab.header, schemas, channels   on disk before the first tick
//	chunk, message indexes, chunk, message indexes, …          one chunk per half second
//	metadata drylab.end, data end, summary, footer             written by Close
//
// One tick is the messages /input, a pose and a state for each instrument, and
// its events, in this order and never split over two chunks. The first
// instrument's topics are /tool/pose and /tool/state, the second's /tool2/pose
// and /tool2/state, and so on.
const (
	headerMetadata = "drylab.header"
	endMetadata    = "drylab.end"
	checksumKey    = "crc32"
	lateTicksKey   = "late_ticks"
	lateFramesKey  = "late_frames"

	tickNanoseconds = 1_000_000_000 / TickHz

	// maxTick keeps log times within 64 bits: 174 years of ticks.
	maxTick = 1 << 40
	// maxStructures bounds what one tick can weigh; a case has tens.
	maxStructures = 4096
	// maxHeaderBytes bounds the header, of which the scenario text is the most.
	maxHeaderBytes = 4 << 20
	// maxRecordBytes bounds any one MCAP record.
	maxRecordBytes = 8 << 20
	// maxChunkBytes bounds one decompressed chunk; the writer aims at chunkBytes.
	maxChunkBytes = 4 << 20
)

// channelID numbers the topics; it is the MCAP ID of the channel. The first
// channels are those of a recording with one instrument, each with a schema of
// its own; further instruments add a pose and a state with the same schemas.
type channelID uint16

const (
	channelInput channelID = iota + 1
	channelPose
	channelState
	channelEvent
	channelHash
	channelFurther // the first of the further instruments' channels
)

// channelLimit is one past the last channel that any recording can have.
const channelLimit = channelFurther + 2*(MaxTools-1)

// channelsOf is one past the last channel of a recording of so many instruments.
func channelsOf(tools int) channelID { return channelFurther + 2*channelID(tools-1) }

// poseOf is the channel of an instrument's poses.
func poseOf(tool int) channelID {
	if tool == 0 {
		return channelPose
	}
	return channelFurther + 2*channelID(tool-1)
}

// stateOf is the channel of an instrument's states, which follows its poses'.
func stateOf(tool int) channelID { return poseOf(tool) + 1 }

// schemaID is the first channel with the same schema; it is the schema's MCAP ID.
func (id channelID) schemaID() channelID {
	if id < channelFurther {
		return id
	}
	return channelPose + (id-channelFurther)%2
}

//go:embed schemas/Input.json
var inputSchema []byte

//go:embed schemas/PoseInFrame.json
var poseSchema []byte

//go:embed schemas/ToolState.json
var stateSchema []byte

//go:embed schemas/Event.json
var eventSchema []byte

//go:embed schemas/StateHash.json
var hashSchema []byte

// topic is the name under which a channel's messages appear.
func (id channelID) topic() string {
	names := [...]string{"", "/input", "/tool/pose", "/tool/state", "/event", "/state_hash"}
	if id < channelFurther {
		return names[id]
	}
	tool := 2 + int(id-channelFurther)/2
	return strings.Replace(names[id.schemaID()], "/tool/", fmt.Sprintf("/tool%d/", tool), 1)
}

// schema describes the channel's messages. The pose carries Foxglove's name and
// fields, so that its 3D panel draws the instrument.
func (id channelID) schema() *mcap.Schema {
	schemas := [...]mcap.Schema{
		channelInput: {Name: "drylab.Input", Data: inputSchema},
		channelPose:  {Name: "foxglove.PoseInFrame", Data: poseSchema},
		channelState: {Name: "drylab.ToolState", Data: stateSchema},
		channelEvent: {Name: "drylab.Event", Data: eventSchema},
		channelHash:  {Name: "drylab.StateHash", Data: hashSchema},
	}
	schema := schemas[id.schemaID()]
	schema.ID = uint16(id.schemaID())
	schema.Encoding = "jsonschema"
	return &schema
}

// channel declares the topic in the file; its metadata states unit and frame.
func (id channelID) channel() *mcap.Channel {
	return &mcap.Channel{
		ID:              uint16(id),
		SchemaID:        uint16(id.schemaID()),
		Topic:           id.topic(),
		MessageEncoding: "json",
		Metadata:        map[string]string{"unit": "mm", "frame": "patient (right-handed DICOM LPS)"},
	}
}
