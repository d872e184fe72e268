package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/foxglove/mcap/go/mcap"
)

// startNanoseconds is the attempt's start in nanoseconds since 1970.
func (h *Header) startNanoseconds() (uint64, error) {
	start, err := time.Parse(time.RFC3339Nano, h.StartedUTC)
	if err != nil {
		return 0, fmt.Errorf("recording header: started_utc %q is not an RFC 3339 time such as 2026-01-31T12:00:00Z", h.StartedUTC)
	}
	if _, offset := start.Zone(); offset != 0 {
		return 0, fmt.Errorf("recording header: started_utc %q is not in UTC; convert it", h.StartedUTC)
	}
	if start.Year() < 1970 || start.Year() > 2200 {
		return 0, fmt.Errorf("recording header: started_utc %q is outside the years 1970 to 2200; set the clock", h.StartedUTC)
	}
	return uint64(start.UnixNano()), nil
}

// check tells whether the header is one that this build reads, whatever its version.
func (h *Header) check() error {
	if err := checkSchema(h.Schema); err != nil {
		return err
	}
	if len(h.Tools) == 0 || len(h.Tools) > MaxTools {
		return fmt.Errorf("recording header: %d instruments; 1 to %d can be recorded", len(h.Tools), MaxTools)
	}
	if len(h.Structures) > maxStructures {
		return fmt.Errorf("recording header: %d structures, at most %d can be recorded", len(h.Structures), maxStructures)
	}
	if len(h.Soft) > maxStructures || h.Cut != nil && len(h.Cut.Line) > maxStructures {
		return fmt.Errorf("recording header: too many soft structures or points of a cut; at most %d can be recorded", maxStructures)
	}
	_, err := h.startNanoseconds()
	return err
}

// checkSchema refuses other formats and newer versions by name.
func checkSchema(schema string) error {
	if Reads(schema) {
		return nil
	}
	family, version, _ := strings.Cut(schema, "/")
	own, ownVersion, _ := strings.Cut(Schema, "/")
	theirs, err := strconv.Atoi(version)
	ours, ownErr := strconv.Atoi(ownVersion)
	if family == own && err == nil && ownErr == nil && theirs > ours {
		return fmt.Errorf("recording has schema %q, this build reads %q and older: update drylab to open it", schema, Schema)
	}
	return fmt.Errorf("recording has schema %q, this build reads only %q and older", schema, Schema)
}

// metadata is the header as an MCAP metadata record: one JSON value per field,
// and a checksum, because a file cut by a crash has no other over this record.
func (h *Header) metadata() (*mcap.Metadata, error) {
	whole := *h
	if whole.Structures == nil {
		whole.Structures = []Structure{}
	}
	text, err := json.Marshal(&whole)
	if err != nil {
		return nil, fmt.Errorf("recording header: a number of the plan, device or tool is not finite: %w", err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, fmt.Errorf("recording header: %w", err)
	}
	if len(text) > maxHeaderBytes {
		return nil, fmt.Errorf("recording header: it has %d bytes, at most %d can be recorded; shorten the scenario text", len(text), maxHeaderBytes)
	}
	values := make(map[string]string, len(fields)+1)
	for key, value := range fields {
		values[key] = string(value)
	}
	values[checksumKey] = checksum(values)
	return &mcap.Metadata{Name: headerMetadata, Metadata: values}, nil
}

// parseHeader is the inverse of Header.metadata. The schema is looked at first,
// so that a newer file is called newer and not damaged.
func parseHeader(values map[string]string) (Header, error) {
	var h Header
	var schema string
	if err := json.Unmarshal([]byte(values["schema"]), &schema); err != nil {
		return h, errors.New("recording header has no readable schema: the file is damaged or not a drylab recording")
	}
	if err := checkSchema(schema); err != nil {
		return h, err
	}
	if sum := checksum(values); values[checksumKey] != sum {
		return h, fmt.Errorf("recording header is damaged: its checksum is %s and should be %q", sum, values[checksumKey])
	}
	if err := decodeHeader(joinFields(values), schema, &h); err != nil {
		return h, fmt.Errorf("recording header cannot be read: %w", err)
	}
	if len(h.Structures) == 0 {
		h.Structures = nil
	}
	return h, h.check()
}

// decodeHeader decodes a header of either version, strictly.
func decodeHeader(text []byte, schema string, h *Header) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if schema == Schema {
		return decoder.Decode(h)
	}
	var old headerOneTool
	err := decoder.Decode(&old)
	*h = old.Header
	h.Tools = []Tool{old.Tool}
	return err
}

// joinFields puts the JSON values back into one JSON object.
func joinFields(values map[string]string) []byte {
	var object bytes.Buffer
	object.WriteByte('{')
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if key == checksumKey {
			continue
		}
		if object.Len() > 1 {
			object.WriteByte(',')
		}
		object.Write(appendText(nil, key))
		object.WriteByte(':')
		object.WriteString(values[key])
	}
	object.WriteByte('}')
	return object.Bytes()
}

// checksum is the CRC-32 (IEEE) of all fields but itself, in hexadecimal.
func checksum(values map[string]string) string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(joinFields(values)))
}

// endRecord is what only the end of an attempt knows.
func endRecord(lateTicks, lateFrames int64) *mcap.Metadata {
	end := &mcap.Metadata{
		Name:     endMetadata,
		Metadata: map[string]string{lateTicksKey: strconv.FormatInt(lateTicks, 10)},
	}
	if lateFrames > 0 { // without a headset recordings are as they always were
		end.Metadata[lateFramesKey] = strconv.FormatInt(lateFrames, 10)
	}
	return end
}
