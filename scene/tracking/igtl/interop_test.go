package igtl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/testkit"
)

// cxxPeer builds the C++ library's end of the conversation.
func cxxPeer(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "peer")
	build := exec.Command("g++", "-w", "-I/usr/include/openigtlink", "testdata/peer.cxx", "-o", program, "-lOpenIGTLink", "-lpthread")
	if out, err := build.CombinedOutput(); err != nil {
		if !bytes.Contains(out, []byte("igtlClientSocket.h")) && !errors.Is(err, exec.ErrNotFound) {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Skipf("the C++ library is not here; apt-get install g++ libopenigtlink-dev: %v", err)
	}
	return program
}

var (
	turned   = [4]float32{0.5, -0.5, 0.5, -0.5}
	position = [3]float32{1.5, -2.25, 1e-3}
	columns  = [3][3]float32{{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}}
)

// known messages, as both ends know them.
func conversation() []Message {
	stamp := Stamp(1795000000<<32 | 1<<31)
	return []Message{
		{Version: 1, Type: TypeTransform, Device: "Probe", Stamp: stamp, Poses: []Pose{{Position: position, Columns: columns}}},
		{Version: 1, Type: TypeTracking, Device: "Probe", Stamp: stamp, Poses: []Pose{{Name: "Stylus", Kind: 2, Position: position, Columns: columns}}},
		{Version: 1, Type: TypeQuaternion, Device: "Probe", Stamp: stamp, Poses: []Pose{{Name: "Stylus", Kind: 2, Position: position, Quaternion: turned}}},
		{Version: 1, Type: TypePosition, Device: "Probe", Stamp: stamp, Poses: []Pose{{Parts: 4, Position: position, Quaternion: turned}}},
		{Version: 1, Type: TypeStatus, Device: "Probe", Stamp: stamp, Status: Status{Code: 13, Subcode: -7, Name: "LOST", Message: "nothing is seen"}},
		{Version: 1, Type: TypeString, Device: "Probe", Stamp: stamp, Text: "confirm 1"},
	}
}

// TestWhatTheLibrarySends is understood.
func TestWhatTheLibrarySends(t *testing.T) {
	peer := exec.Command(cxxPeer(t), "send", "0")
	out, err := peer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := peer.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := peer.Wait(); err != nil {
			t.Error(err)
		}
	}()
	var port int
	line, err := bufio.NewReader(out).ReadString('\n')
	if _, scanned := fmt.Sscanf(line, "ready %d", &port); err != nil || scanned != nil {
		_ = peer.Process.Kill()
		t.Fatalf("the peer says %q, %v", line, err)
	}
	c, err := Dial(t.Context(), fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, want := range conversation() {
		got, err := c.Next()
		got.Stamp = StampOf(time.Unix(0, got.Stamp.Nanoseconds())) // the library cuts what this rounds
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v\n got %+v\nwant %+v", err, got, want)
		}
	}
	if _, err := c.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

// TestWhatTheLibraryUnderstands of what a server sends.
func TestWhatTheLibraryUnderstands(t *testing.T) {
	program := cxxPeer(t)
	s := serve(t)
	_, port, err := net.SplitHostPort(s.Address())
	if err != nil {
		t.Fatal(err)
	}
	peer := exec.Command(program, "receive", "127.0.0.1", port)
	var out bytes.Buffer
	peer.Stdout = &out
	if err := peer.Start(); err != nil {
		t.Fatal(err)
	}
	testkit.Until(t, func() bool { return s.Watchers() == 1 })
	for _, m := range conversation() {
		if err := s.Send(&m); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := peer.Wait(); err != nil {
		t.Fatal(err)
	}
	const matrix = "matrix 0 1 0 -1 0 0 0 0 1 1.5 -2.25 0.00100000005"
	const turn = "at 1.5 -2.25 0.00100000005 turned 0.5 -0.5 0.5 -0.5"
	want := strings.Join([]string{
		"TRANSFORM Probe " + matrix,
		"TDATA Probe Stylus 2 " + matrix,
		"QTDATA Probe Stylus 2 " + turn,
		"POSITION Probe " + turn,
		"STATUS Probe 13 -7 LOST nothing is seen",
		"STRING Probe confirm 1",
	}, "\n") + "\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// serve serves at any free port of the loopback interface until the test ends.
func serve(t *testing.T) *Server {
	t.Helper()
	s, err := Listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	if !s.Loopback() {
		t.Errorf("%s can be reached from elsewhere", s.Address())
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
