package record

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/go-gl/mathgl/mgl64"
)

// The append functions write one message as JSON without reflection, because
// they run for every tick. Floats are written in the shortest form that reads
// back to the same bits, the sign of zero included. decode.go mirrors them.

func appendInput(dst []byte, in *Input) []byte {
	dst = append(dst, `{"tick":`...)
	dst = strconv.AppendInt(dst, in.Tick, 10)
	dst = append(dst, `,"confirm":`...)
	dst = strconv.AppendBool(dst, in.Confirm)
	dst = append(dst, `,"hands":[`...)
	for i := range in.Hands {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendHand(dst, &in.Hands[i])
	}
	return append(dst, `]}`...)
}

func appendHand(dst []byte, h *Hand) []byte {
	dst = append(dst, `{"tip":`...)
	dst = appendVector(dst, h.Pose.Tip)
	dst = append(dst, `,"orientation":[`...)
	for _, x := range h.Pose.Orientation.V {
		dst = append(appendNumber(dst, x), ',')
	}
	dst = appendNumber(dst, h.Pose.Orientation.W)
	dst = append(dst, `],"valid":`...)
	dst = strconv.AppendBool(dst, h.Valid)
	dst = append(dst, `,"jaw":`...)
	dst = appendNumber(dst, h.Jaw)
	dst = append(dst, `,"stylet_out":`...)
	dst = strconv.AppendBool(dst, h.StyletOut)
	if h.Away {
		dst = append(dst, `,"away":true`...)
	}
	return append(dst, '}')
}

// appendPose writes a foxglove.PoseInFrame at the given time in nanoseconds since 1970.
func appendPose(dst []byte, nanoseconds uint64, p *Pose) []byte {
	dst = append(dst, `{"timestamp":{"sec":`...)
	dst = strconv.AppendUint(dst, nanoseconds/1e9, 10)
	dst = append(dst, `,"nsec":`...)
	dst = strconv.AppendUint(dst, nanoseconds%1e9, 10)
	dst = append(dst, `},"frame_id":"patient","pose":{"position":{"x":`...)
	dst = appendNumber(dst, p.Tip[0])
	dst = append(dst, `,"y":`...)
	dst = appendNumber(dst, p.Tip[1])
	dst = append(dst, `,"z":`...)
	dst = appendNumber(dst, p.Tip[2])
	dst = append(dst, `},"orientation":{"x":`...)
	dst = appendNumber(dst, p.Orientation.V[0])
	dst = append(dst, `,"y":`...)
	dst = appendNumber(dst, p.Orientation.V[1])
	dst = append(dst, `,"z":`...)
	dst = appendNumber(dst, p.Orientation.V[2])
	dst = append(dst, `,"w":`...)
	dst = appendNumber(dst, p.Orientation.W)
	return append(dst, `}}}`...)
}

// appendState writes an instrument's part of a sample, without its pose.
func appendState(dst []byte, s *Sample, tool int) []byte {
	t := &s.Tools[tool]
	dst = append(dst, `{"tick":`...)
	dst = strconv.AppendInt(dst, s.Tick, 10)
	dst = append(dst, `,"valid":`...)
	dst = strconv.AppendBool(dst, t.Valid)
	dst = append(dst, `,"in_use":`...)
	dst = strconv.AppendBool(dst, s.InUse)
	dst = append(dst, `,"guided":`...)
	dst = strconv.AppendBool(dst, t.Guided)
	dst = append(dst, `,"depth_mm":`...)
	dst = appendNumber(dst, t.DepthMM)
	dst = append(dst, `,"stylet_out":`...)
	dst = strconv.AppendBool(dst, t.StyletOut)
	dst = append(dst, `,"jaw":`...)
	dst = appendNumber(dst, t.Jaw)
	dst = append(dst, `,"force_n":`...)
	dst = appendNumber(dst, t.ForceN)
	dst = append(dst, `,"holding":`...)
	dst = strconv.AppendBool(dst, t.Holding)
	dst = append(dst, `,"clearance_mm":[`...)
	for i, x := range t.ClearanceMM {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendClearance(dst, x)
	}
	return append(dst, `]}`...)
}

func appendEvent(dst []byte, e *Event) []byte {
	dst = append(dst, `{"tick":`...)
	dst = strconv.AppendInt(dst, e.Tick, 10)
	dst = append(dst, `,"kind":`...)
	dst = appendText(dst, string(e.Kind))
	dst = append(dst, `,"tool":`...)
	dst = strconv.AppendInt(dst, int64(e.Tool), 10)
	dst = append(dst, `,"structure":`...)
	dst = appendText(dst, e.Structure)
	dst = append(dst, `,"position":`...)
	dst = appendVector(dst, e.Position)
	dst = append(dst, `,"depth_mm":`...)
	dst = appendNumber(dst, e.DepthMM)
	dst = append(dst, `,"detail":`...)
	dst = appendText(dst, e.Detail)
	if e.Normal != (mgl64.Vec3{}) {
		dst = append(dst, `,"normal":`...)
		dst = appendVector(dst, e.Normal)
	}
	return append(dst, '}')
}

func appendHash(dst []byte, h *StateHash) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, `{"tick":`...)
	dst = strconv.AppendInt(dst, h.Tick, 10)
	dst = append(dst, `,"hash":"`...)
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, digits[h.Hash>>shift&15])
	}
	return append(dst, `"}`...)
}

func appendVector(dst []byte, v mgl64.Vec3) []byte {
	dst = append(dst, '[')
	dst = append(appendNumber(dst, v[0]), ',')
	dst = append(appendNumber(dst, v[1]), ',')
	return append(appendNumber(dst, v[2]), ']')
}

func appendNumber(dst []byte, x float64) []byte {
	return strconv.AppendFloat(dst, x, 'g', -1, 64)
}

// appendClearance writes +Inf, which JSON does not have, as null.
func appendClearance(dst []byte, x float64) []byte {
	if math.IsInf(x, 1) {
		return append(dst, `null`...)
	}
	return appendNumber(dst, x)
}

// appendText writes a JSON string. Bytes that are not UTF-8 become U+FFFD, as in
// encoding/json: a strange name must not make an attempt invalid.
func appendText(dst []byte, s string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
