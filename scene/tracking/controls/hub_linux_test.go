package controls

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/testkit"
)

// socket is a folder of devices as the kernel has them, of pipes.
type socket struct {
	t                  *testing.T
	folder, attributes string
}

func newSocket(t *testing.T) *socket {
	return &socket{t, t.TempDir(), t.TempDir()}
}

// plug adds a device and returns what writes its events.
func (s *socket) plug(event, name, key, relative, absolute string, mode uint32) *os.File {
	s.t.Helper()
	about := filepath.Join(s.attributes, event, "device")
	if err := os.MkdirAll(filepath.Join(about, "capabilities"), 0o755); err != nil {
		s.t.Fatal(err)
	}
	for file, text := range map[string]string{"name": name, "capabilities/key": key, "capabilities/rel": relative, "capabilities/abs": absolute} {
		if err := os.WriteFile(filepath.Join(about, file), []byte(text+"\n"), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	// Made elsewhere and put in its place when somebody is there to write.
	path := filepath.Join(s.attributes, event+".pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		s.t.Fatal(err)
	}
	writer, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = writer.Close() })
	if err := os.Chmod(path, os.FileMode(mode)); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(path, filepath.Join(s.folder, event)); err != nil {
		s.t.Fatal(err)
	}
	return writer
}

// TestDevicesComeAndGo: a gamepad that is plugged in later is used, one that is
// pulled out does nothing any more, and plugged in again it works again.
func TestDevicesComeAndGo(t *testing.T) {
	s := newSocket(t)
	h := openHub(ready(t, Gamepad, 1), s.folder, s.attributes, time.Millisecond)
	defer h.Close()
	if got := h.Steer(); got.Present || !strings.Contains(Advice(Gamepad, h.Found()), "plug it in") {
		t.Errorf("without a device: %+v", got)
	}
	s.plug("event0", "AT keyboard", "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe", "", "", 0o600)
	for range 2 {
		pad := s.plug("event7", "Pad", "7cdb000000000000 0 0 0 0", "", "3003f", 0o600)
		testkit.Until(t, func() bool { return h.Steer().Present })
		stream := bytesOf(Event{typeAbsolute, absX, 32767})
		for _, part := range [][]byte{stream[:7], stream[7:]} { // as it may come
			if _, err := pad.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		testkit.Until(t, func() bool { return h.Steer().Hands[0].Rate.Right == 1 })
		if found := h.Found(); len(found) != 1 || found[0].Name != "Pad" || found[0].Number != 1 {
			t.Errorf("%+v", found)
		}
		if err := os.Remove(filepath.Join(s.folder, "event7")); err != nil {
			t.Fatal(err)
		}
		if err := pad.Close(); err != nil {
			t.Fatal(err)
		}
		testkit.Until(t, func() bool { return h.Steer() == Steering{} })
	}
}

// TestDeviceThatMayNotBeRead is told with what mends it.
func TestDeviceThatMayNotBeRead(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	s := newSocket(t)
	s.plug("event1", "Pad", "7cdb000000000000 0 0 0 0", "", "3003f", 0)
	h := openHub(ready(t, Gamepad, 1), s.folder, s.attributes, time.Millisecond)
	defer h.Close()
	if advice := Advice(Gamepad, h.Found()); !strings.Contains(advice, "group input") {
		t.Error(advice)
	}
}
