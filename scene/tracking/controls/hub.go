package controls

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// lookAgain is the time between two looks for devices that were plugged in.
const lookAgain = time.Second

// Hub is all devices that a map uses, as they come and go.
type Hub struct {
	bindings   *Map
	folder     string // of the devices: /dev/input
	attributes string // of what they are: /sys/class/input
	stop       chan struct{}
	done       sync.WaitGroup

	mutex   sync.Mutex
	plugged []*plugged
	trouble map[string]string // by path: why it cannot be used
}

// plugged is a device that is there.
type plugged struct {
	device
	path, name string
	file       *os.File
}

// Found is a device that was met.
type Found struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	Kind    Kind   `json:"kind"`
	Number  int    `json:"number"`
	Trouble string `json:"trouble,omitempty"` // why it cannot be used
}

// OpenHub looks for the devices that a map uses, now and from now on. That there is
// none is no fault: it may come. The caller closes the hub.
func OpenHub(m *Map) *Hub { return openHub(m, "/dev/input", "/sys/class/input", lookAgain) }

func openHub(m *Map, folder, attributes string, every time.Duration) *Hub {
	h := &Hub{bindings: m, folder: folder, attributes: attributes, stop: make(chan struct{}), trouble: map[string]string{}}
	h.look()
	h.done.Add(1)
	go func() {
		defer h.done.Done()
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				h.look()
			case <-h.stop:
				return
			}
		}
	}()
	return h
}

// Close lets all devices go.
func (h *Hub) Close() {
	close(h.stop)
	h.mutex.Lock()
	for _, p := range h.plugged {
		_ = p.file.Close() // its reader ends
	}
	h.mutex.Unlock()
	h.done.Wait()
}

// Steer is what the controls do now; ways and presses are those since the last call.
func (h *Hub) Steer() Steering {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	devices := make([]*device, len(h.plugged))
	for i, p := range h.plugged {
		devices[i] = &p.device
	}
	return h.bindings.steer(devices, time.Now())
}

// Found lists the devices that were met.
func (h *Hub) Found() []Found {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	var all []Found
	for _, p := range h.plugged {
		all = append(all, Found{Path: p.path, Name: p.name, Kind: p.kind, Number: p.number})
	}
	for path, trouble := range h.trouble {
		kind, name := h.identify(filepath.Base(path))
		all = append(all, Found{Path: path, Name: name, Kind: kind, Trouble: trouble})
	}
	slices.SortFunc(all, func(a, b Found) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// look opens what is new.
func (h *Hub) look() {
	entries, err := os.ReadDir(h.folder)
	if err != nil {
		return
	}
	met := map[string]bool{}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "event") {
			path := filepath.Join(h.folder, entry.Name())
			met[path] = true
			h.open(path)
		}
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for path := range h.trouble {
		if !met[path] {
			delete(h.trouble, path)
		}
	}
}

// open opens a device that is of use and not open yet.
func (h *Hub) open(path string) {
	kind, name := h.identify(filepath.Base(path))
	h.mutex.Lock()
	defer h.mutex.Unlock()
	isOpen := slices.ContainsFunc(h.plugged, func(p *plugged) bool { return p.path == path })
	wanted := slices.ContainsFunc(h.bindings.Bindings, func(b Binding) bool { return b.Device == kind })
	if isOpen || !wanted {
		return
	}
	// Without blocking, a read that waits ends when the file is closed.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		h.trouble[path] = reasonOf(err)
		return
	}
	delete(h.trouble, path)
	number := 1
	for slices.ContainsFunc(h.plugged, func(p *plugged) bool { return p.kind == kind && p.number == number }) {
		number++
	}
	if kind == Mouse {
		grab(file)
	}
	p := &plugged{device: *newDevice(kind, number, ranges(file)), path: path, name: name, file: file}
	h.plugged = append(h.plugged, p)
	h.done.Add(1)
	go h.read(p)
}

// reasonOf says why a device cannot be opened, and what to do.
func reasonOf(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "you may not read it; add yourself to the group input (sudo usermod -aG input $USER) and sign in again"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}

// identify tells what a device is from what the kernel says of it.
func (h *Hub) identify(event string) (Kind, string) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(h.attributes, event, "device", filepath.FromSlash(name)))
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(data))
	}
	name := read("name")
	return kindOf(name, abilities{parseBits(read("capabilities/key")), parseBits(read("capabilities/rel")), parseBits(read("capabilities/abs"))}), name
}

// read takes over a device's events until it goes.
func (h *Hub) read(p *plugged) {
	defer h.done.Done()
	buffer, held := make([]byte, 64*eventBytes), 0
	for {
		n, err := p.file.Read(buffer[held:])
		h.mutex.Lock()
		now := time.Now()
		left := parseEvents(buffer[:held+n], func(e Event) { p.take(e, now) })
		held = copy(buffer, left)
		if err != nil {
			h.plugged = slices.DeleteFunc(h.plugged, func(one *plugged) bool { return one == p })
			_ = p.file.Close() // it is gone
		}
		h.mutex.Unlock()
		if err != nil {
			return
		}
	}
}

// Usable tells whether a device of a kind is there and can be read.
func Usable(kind Kind, found []Found) bool {
	return slices.ContainsFunc(found, func(f Found) bool { return f.Kind == kind && f.Trouble == "" })
}

// Advice says what to do when a device of a kind is not there.
func Advice(kind Kind, found []Found) string {
	for _, f := range found {
		if f.Kind == kind && f.Trouble != "" {
			return fmt.Sprintf("%s at %s cannot be used: %s", f.Name, f.Path, f.Trouble)
		}
	}
	return fmt.Sprintf("no %s is plugged in; plug it in, it is found within a second (Linux only)", kind)
}
