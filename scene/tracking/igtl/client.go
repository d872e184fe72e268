package igtl

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"
)

// DefaultPort is the one that OpenIGTLink servers listen on.
const DefaultPort = "18944"

// dialWait is how long a server may take to answer; sendWait how long a peer may
// leave unread what it was sent.
const (
	dialWait = 5 * time.Second
	sendWait = 2 * time.Second
)

// Client is a connection to a server.
type Client struct {
	*Reader
	conn net.Conn
	out  []byte
}

// Dial connects to a server at host:port; without a port it is DefaultPort.
func Dial(ctx context.Context, address string) (*Client, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(strings.Trim(address, "[]"), DefaultPort)
	}
	dialer := net.Dialer{Timeout: dialWait}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return nil, fmt.Errorf("nobody listens at %s; start the OpenIGTLink server there, or correct host and port", address)
	case err != nil:
		return nil, fmt.Errorf("the OpenIGTLink server at %s does not answer: %w; check host, port and network", address, err)
	}
	return &Client{Reader: NewReader(conn), conn: conn}, nil
}

// Send sends a message.
func (c *Client) Send(m *Message) (err error) {
	if c.out, err = m.Append(c.out[:0]); err != nil {
		return err
	}
	if err := c.conn.SetWriteDeadline(time.Now().Add(sendWait)); err != nil {
		return err
	}
	_, err = c.conn.Write(c.out)
	return err
}

// Close ends the connection, and with it a Next that waits.
func (c *Client) Close() error { return c.conn.Close() }
