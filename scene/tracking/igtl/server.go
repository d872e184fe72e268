package igtl

import (
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const (
	// mostWatchers is how many peers one server feeds.
	mostWatchers = 16
	// backlog is how many messages a watcher may be behind, more than a second of
	// two instruments. What comes then is not for it.
	backlog = 512
)

// Server sends the same messages to everybody who connects. What they send is
// read and ignored.
type Server struct {
	listener net.Listener
	done     sync.WaitGroup
	mutex    sync.Mutex
	watchers map[*watcher]bool
	greeting []byte
	closed   bool
}

// watcher is one who connected.
type watcher struct {
	conn  net.Conn
	queue chan []byte
}

// Listen serves at host:port; a missing host is the loopback interface, since
// whoever connects is not asked who they are. Port 0 is any that is free.
func Listen(address string) (*Server, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is no address to serve at; use 127.0.0.1:%s", address, DefaultPort)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("poses cannot be served at %s: %w; choose another port", address, err)
	}
	s := &Server{listener: listener, watchers: map[*watcher]bool{}}
	s.done.Add(1)
	go s.accept()
	return s, nil
}

// Address is host:port as it is served.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Loopback tells whether only this machine can connect.
func (s *Server) Loopback() bool { return s.listener.Addr().(*net.TCPAddr).IP.IsLoopback() }

// Watchers is how many are connected.
func (s *Server) Watchers() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.watchers)
}

// Greet sends a message to everybody, and to everybody who comes later first.
func (s *Server) Greet(m *Message) error {
	data, err := m.Append(nil)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	s.greeting = data
	s.mutex.Unlock()
	s.send(data)
	return nil
}

// Send sends a message to everybody who is connected. It never waits: who does not
// keep up misses some.
func (s *Server) Send(m *Message) error {
	data, err := m.Append(nil)
	if err != nil {
		return err
	}
	s.send(data)
	return nil
}

func (s *Server) send(data []byte) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for w := range s.watchers {
		select {
		case w.queue <- data:
		default:
		}
	}
}

// Close sends what is queued and ends all connections.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mutex.Lock()
	s.closed = true
	for w := range s.watchers {
		s.drop(w)
	}
	s.mutex.Unlock()
	s.done.Wait()
	return err
}

// drop lets a watcher go, once; the mutex is held.
func (s *Server) drop(w *watcher) {
	if s.watchers[w] {
		delete(s.watchers, w)
		close(w.queue)
	}
}

func (s *Server) accept() {
	defer s.done.Done()
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mutex.Lock()
		if s.closed || len(s.watchers) == mostWatchers {
			_ = conn.Close() // nobody waits for what it has to say
			s.mutex.Unlock()
			continue
		}
		w := &watcher{conn, make(chan []byte, backlog)}
		if s.greeting != nil {
			w.queue <- s.greeting
		}
		s.watchers[w] = true
		s.done.Add(2)
		s.mutex.Unlock()
		go s.feed(w)
		go s.ignore(w)
	}
}

// feed writes a watcher's queue until it is let go or takes nothing any more.
func (s *Server) feed(w *watcher) {
	defer s.done.Done()
	defer w.conn.Close()
	for data := range w.queue {
		err := w.conn.SetWriteDeadline(time.Now().Add(sendWait))
		if err == nil {
			_, err = w.conn.Write(data)
		}
		if err != nil {
			s.leave(w)
			return
		}
	}
}

// ignore reads what a watcher sends, and so learns that it went.
func (s *Server) ignore(w *watcher) {
	defer s.done.Done()
	_, _ = io.Copy(io.Discard, w.conn)
	s.leave(w)
}

func (s *Server) leave(w *watcher) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.drop(w)
}
