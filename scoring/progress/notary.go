package progress

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// notary signs what is added to a database, with the station's Ed25519 key
// (RFC 8032). The key lies beside the database and is made once; a database
// that comes to another station goes on with that one's key.
type notary struct {
	path string // of the database
	mu   sync.Mutex
	key  ed25519.PrivateKey // nil until it is needed
}

// keyFile is the file of the station's private key for the database at path.
func keyFile(path string) string { return path + ".key" }

// check finds a key that cannot be used before anybody has practised for nothing.
func (n *notary) check() error {
	_, err := n.load()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// private is the station's key, made when there is none. The caller holds the
// database's write lock, so that two programs do not make two.
func (n *notary) private() (ed25519.PrivateKey, error) {
	key, err := n.load()
	if errors.Is(err, fs.ErrNotExist) {
		key, err = n.create()
	}
	return key, err
}

func (n *notary) load() (ed25519.PrivateKey, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.key != nil {
		return n.key, nil
	}
	name := keyFile(n.path)
	text, err := os.ReadFile(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, trouble(n.path, ErrKey, err, "the station's key "+name+" cannot be read ("+reason(err)+")", "give your account permission to read it")
	}
	block, _ := pem.Decode(text)
	if block != nil {
		if parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
			if key, ok := parsed.(ed25519.PrivateKey); ok {
				n.key = key
				return key, nil
			}
		}
	}
	return nil, trouble(n.path, ErrKey, nil, "the station's key "+name+" is damaged",
		"put back a copy of it, or move it away to go on with a new key")
}

// create writes a new key, whole or not at all.
func (n *notary) create() (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	text, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := writePrivate(keyFile(n.path), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text})); err != nil {
		return nil, trouble(n.path, ErrKey, err, "the station's key "+keyFile(n.path)+" cannot be written ("+reason(err)+")",
			"free some space, or give your account permission to write there")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.key = key
	return key, nil
}

// writePrivate gives a file its name when all of it is on disk. Only this
// account can read it.
func writePrivate(name string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*.part") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(filepath.Dir(name))
}

// syncFolder makes names that were given in a folder outlast a power cut.
// Systems that cannot do that for folders say so, which is no fault.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	_ = folder.Sync()
	return folder.Close()
}
