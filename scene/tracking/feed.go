package tracking

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/drylab/drylab/scene/tracking/igtl"
)

const (
	// feedLength is how many sightings wait to be used: four seconds of two
	// instruments at a tracker's 500 Hz. When it is full nothing more is read, and
	// the peer is held back by the network: nothing is lost and nothing grows.
	feedLength = 4096
	// askAfter is when a silent tracker is asked to send poses: some do not
	// without. redialAfter is between two attempts to connect again.
	askAfter    = time.Second
	redialAfter = time.Second
	// mostDevices is how many names are remembered, for those who get them wrong.
	mostDevices = 64
	// mostFaults is how many messages in a row may be broken before the peer is left.
	mostFaults = 100
)

// Traffic is what came over a connection.
type Traffic struct {
	Messages int            // whole ones
	Types    map[string]int // by type, of at most mostDevices types
	Faults   int            // broken ones
	Fault    string         // what was wrong with the last one
	Status   string         // what the tracker said of itself last
	Ended    string         // why nothing more comes; "" while connected
	Losses   int            // how often the connection was lost
}

// Feed is a connection to a tracker that is read all the time.
type Feed struct {
	Address string
	queue   chan Sighting
	stop    context.CancelFunc
	done    sync.WaitGroup

	mutex   sync.Mutex
	traffic Traffic
	client  *igtl.Client
}

// OpenFeed connects to an OpenIGTLink server at host:port. With redial a lost
// connection is made again as often as it takes. The caller closes it.
func OpenFeed(ctx context.Context, address string, redial bool) (*Feed, error) {
	client, err := igtl.Dial(ctx, address)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	f := &Feed{
		Address: address, queue: make(chan Sighting, feedLength), stop: stop, client: client,
		traffic: Traffic{Types: map[string]int{}},
	}
	context.AfterFunc(ctx, f.hangUp)
	f.done.Add(1)
	go f.run(ctx, redial)
	return f, nil
}

// Traffic is what came so far.
func (f *Feed) Traffic() Traffic {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	t := f.traffic
	t.Types = maps.Clone(t.Types)
	return t
}

// Close ends the connection.
func (f *Feed) Close() {
	f.stop()
	f.hangUp()
	f.done.Wait()
}

// hangUp lets a read that waits return.
func (f *Feed) hangUp() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	_ = f.client.Close() // ended either way
}

// run reads until the end, and closes the queue.
func (f *Feed) run(ctx context.Context, redial bool) {
	defer f.done.Done()
	defer close(f.queue)
	for {
		f.end(f.read(ctx))
		for connected := false; !connected; {
			if !redial || !pause(ctx, redialAfter) {
				return
			}
			connected = f.connectAgain(ctx)
		}
	}
}

func (f *Feed) connectAgain(ctx context.Context) bool {
	client, err := igtl.Dial(ctx, f.Address)
	if err != nil {
		return false
	}
	f.mutex.Lock()
	f.client, f.traffic.Ended = client, ""
	f.mutex.Unlock()
	if ctx.Err() != nil {
		f.hangUp()
	}
	return true
}

// end notes why a connection ended.
func (f *Feed) end(err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	_ = f.client.Close()
	f.traffic.Losses++
	f.traffic.Ended = "the tracker ended the connection"
	if !errors.Is(err, io.EOF) {
		f.traffic.Ended = err.Error()
	}
}

// read passes on what comes over the connection.
func (f *Feed) read(ctx context.Context) error {
	client := f.client
	ask := time.AfterFunc(askAfter, func() {
		if f.silent() {
			_ = client.Send(&igtl.Message{Type: igtl.TypeStart, Interval: 5 * time.Millisecond}) // who does not know it ignores it
		}
	})
	defer ask.Stop()
	faults := 0
	for {
		m, err := client.Next()
		var fault igtl.Fault
		if faults++; !errors.As(err, &fault) {
			faults = 0
		}
		f.count(&m, fault)
		switch {
		case faults == mostFaults:
			return fmt.Errorf("%d messages in a row were broken (%w); look at the network, or at the program that sends them", mostFaults, fault)
		case fault != "":
			continue
		case err != nil:
			return err
		}
		for _, s := range sightings(&m, time.Now().UnixNano()) {
			select {
			case f.queue <- s:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// silent tells whether no pose has come.
func (f *Feed) silent() bool {
	t := f.Traffic()
	return t.Types[igtl.TypeTransform]+t.Types[igtl.TypeTracking]+t.Types[igtl.TypeQuaternion]+t.Types[igtl.TypePosition] == 0
}

func (f *Feed) count(m *igtl.Message, fault igtl.Fault) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	t := &f.traffic
	switch {
	case fault != "":
		t.Faults++
		t.Fault = fault.Error()
		return
	case m.Type == "":
		return
	}
	t.Messages++
	if _, met := t.Types[m.Type]; met || len(t.Types) < mostDevices {
		t.Types[m.Type]++
	}
	if m.Type == igtl.TypeStatus {
		t.Status = fmt.Sprintf("code %d %s", m.Status.Code, m.Status.Message)
		if m.Status.Code == igtl.StatusOK {
			t.Status = "OK"
		}
	}
}

// pause waits, and tells whether it was not told to stop.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// Devices are the names in order of appearance.
func Devices(seen []Sighting) []string {
	var names []string
	for i := range seen {
		if s := &seen[i]; s.Word == "" && !slices.Contains(names, s.Device) && len(names) < mostDevices {
			names = append(names, s.Device)
		}
	}
	return names
}
