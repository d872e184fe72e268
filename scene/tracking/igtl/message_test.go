package igtl

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"testing"
	"time"
)

// vectors are upstream's gold-standard messages.
func vectors(t testing.TB) []vector {
	t.Helper()
	data, err := os.ReadFile("../../../../shared/scoring_ref/openigtlink_vectors.json")
	if err != nil {
		t.Skipf("the shared reference values are not here: %v", err)
	}
	var all struct{ Vectors []vector }
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for i := range all.Vectors {
		if all.Vectors[i].bytes, err = hex.DecodeString(all.Vectors[i].Hex); err != nil {
			t.Fatal(err)
		}
	}
	return all.Vectors
}

type vector struct {
	Name, Type, Device, Hex string
	Version                 uint16 `json:"header_version"`
	Stamp                   uint64 `json:"timestamp_u64"`
	bytes                   []byte
}

func TestChecksumOfTheStandard(t *testing.T) {
	if got := checksum(0, []byte("123456789")); got != 0x6C40DF5F0B497347 {
		t.Errorf("checksum is %x", got)
	}
}

// TestVectorsComeBackByteForByte: decoded and encoded again, upstream's messages
// are what they were; those of types that are not read are passed over.
func TestVectorsComeBackByteForByte(t *testing.T) {
	read := map[string]int{}
	for _, v := range vectors(t) {
		m, err := NewReader(bytes.NewReader(v.bytes)).Next()
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		if m.Type != v.Type || m.Device != v.Device || m.Version != v.Version || uint64(m.Stamp) != v.Stamp {
			t.Errorf("%s: header %+v", v.Name, m)
		}
		if !known(m.Type) {
			continue
		}
		read[m.Type]++
		again, err := m.Append(nil)
		if err != nil || !bytes.Equal(again, v.bytes) {
			t.Errorf("%s: %v\n got %x\nwant %x", v.Name, err, again, v.bytes)
		}
	}
	for _, kind := range []string{TypeTransform, TypeTracking, TypeQuaternion, TypePosition, TypeStatus, TypeString} {
		if read[kind] == 0 {
			t.Errorf("no vector is a %s", kind)
		}
	}
}

// TestWhatComesInOneStream: messages after each other, those of unknown types and
// those with faults between them.
func TestWhatComesInOneStream(t *testing.T) {
	var stream, want []byte
	for _, v := range vectors(t) {
		broken := bytes.Clone(v.bytes)
		broken[len(broken)-1] ^= 1
		stream = append(append(stream, v.bytes...), broken...)
		want = append(want, 'm', 'f')
	}
	r := NewReader(bytes.NewReader(stream))
	var got []byte
	for {
		_, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case err == nil:
			got = append(got, 'm')
		case errors.Is(err, FaultChecksum):
			got = append(got, 'f')
		default:
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestStreamsThatCannotGoOn(t *testing.T) {
	sound, err := (&Message{Type: TypeTransform, Poses: make([]Pose, 1)}).Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(sound)
		copy(b[at:], to)
		return b
	}
	for name, c := range map[string]struct {
		stream []byte
		want   error
	}{
		"version 0":         {change(0, 0, 0), errNotIGTL},
		"a web page":        {[]byte("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"), errNotIGTL},
		"an endless one":    {change(42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), errTooLarge},
		"cut in the header": {sound[:42], errTruncated},
		"cut in the body":   {sound[:57+1+30], errTruncated},
		"nothing":           {nil, io.EOF},
	} {
		if _, err := NewReader(bytes.NewReader(c.stream)).Next(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestStampsAreTimes(t *testing.T) {
	for _, at := range []time.Time{time.Unix(1, 0), time.Unix(1795000000, 5_000_000), time.Unix(1795000000, 999_999_999)} {
		if got := StampOf(at).Nanoseconds(); got != at.UnixNano() {
			t.Errorf("%v comes back as %d ns", at, got)
		}
	}
}

// FuzzReader: whatever a peer sends, the reader neither fails otherwise nor keeps
// more than a message's size, and what it reads is written as it was.
func FuzzReader(f *testing.F) {
	for _, m := range []Message{
		{Type: TypeTransform, Device: "Stylus", Poses: make([]Pose, 1)},
		{Version: 2, Type: TypeTracking, Poses: []Pose{{Name: "a", Kind: 2}, {Name: "b"}}, Metadata: []Metadata{{Key: "TransformStatus", Value: "OK"}}},
		{Type: TypeQuaternion, Poses: []Pose{{Name: "a"}}},
		{Type: TypePosition, Poses: []Pose{{Parts: 3}}},
		{Version: 2, Type: TypeStatus, Status: Status{Code: 13, Name: "lost", Message: "not found"}},
		{Type: TypeString, Text: "confirm 1"},
		{Type: TypeStart, Interval: time.Second},
	} {
		b, err := m.Append(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := NewReader(bytes.NewReader(stream))
		for {
			m, err := r.Next()
			if errors.As(err, new(Fault)) {
				continue
			}
			if err != nil {
				return
			}
			if cap(r.body) > mostHeld {
				t.Fatalf("%d bytes are held", cap(r.body))
			}
			if known(m.Type) {
				comesBack(t, m)
			}
		}
	})
}

// comesBack writes a message and reads it again.
func comesBack(t *testing.T, m Message) {
	once, err := m.Append(nil)
	if err != nil {
		t.Fatalf("%+v cannot be written: %v", m, err)
	}
	again, err := NewReader(bytes.NewReader(once)).Next()
	if err != nil {
		t.Fatalf("%+v cannot be read again: %v", m, err)
	}
	twice, err := again.Append(nil)
	if err != nil || !bytes.Equal(once, twice) {
		t.Fatalf("%x became %x, %v", once, twice, err)
	}
}
