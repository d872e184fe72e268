package tracking

import (
	"net"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking/igtl"
)

// flooding serves so many transforms at once, stamped 1, 2, 3 …, to the first who
// connects, and ends the connection.
func flooding(t *testing.T, n int) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var stream []byte
	for i := range n {
		if stream, err = transform("needle", record.Pose{Orientation: mgl64.QuatIdent()}, igtl.Stamp(i+1)).Append(stream); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_, _ = conn.Write(stream)
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}
