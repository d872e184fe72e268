package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

// Attempt is one performance of a fitted scenario, to be recorded.
type Attempt struct {
	Fitted  *Fitted
	Source  Source
	Device  record.Device
	ID      string    // UUID
	Started time.Time // wall clock at tick 0
	Engine  string    // drylab version
	Seed    uint64
	Live    bool // in real time, for a hand; else as fast as it goes
	// LateFrames, if not nil, tells at the end how many pictures a headset had to
	// show twice.
	LateFrames func() int64
	// SkinPath is a file that gets the Skin at the end, where something is soft; ""
	// for none. Without it nothing is lost but time, so that it is never an error.
	SkinPath string
}

// Record performs the attempt into a new file. While it runs the file is
// path.part, readable even after a crash; finished, synced and sound it gets
// its name. One that cannot be written to its end is removed. An existing file is
// never replaced. Watch, if not nil, sees the session before the first tick, to draw it from another goroutine.
func (a *Attempt) Record(ctx context.Context, path string, watch func(*Session)) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already; recordings are never overwritten", path)
	}
	part := path + ".part"
	file, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("the recording cannot be created: %w", err)
	}
	if err := errors.Join(a.perform(ctx, file, watch), file.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("the recording cannot be given its name: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (a *Attempt) perform(ctx context.Context, file *os.File, watch func(*Session)) error {
	header := a.Fitted.Header()
	header.AttemptID = a.ID
	header.StartedUTC = a.Started.UTC().Format(time.RFC3339Nano)
	header.Engine = a.Engine
	header.Seed = a.Seed
	header.Device = a.Device
	writer, err := record.NewWriter(file, header, record.WriterOptions{Block: !a.Live})
	if err != nil {
		return fmt.Errorf("the recording cannot be begun: %w", err)
	}
	session, err := NewSession(a.Fitted, a.Source, writer)
	if err != nil {
		return errors.Join(err, writer.Close(0))
	}
	defer session.Close()
	if watch != nil {
		watch(session)
	}
	run := session.Run
	if a.Live {
		run = session.RunLive
	}
	if err := run(ctx); err != nil {
		_ = writer.Close(session.Late()) // repeats why
		return err
	}
	if a.LateFrames != nil {
		writer.SetLateFrames(a.LateFrames())
	}
	if err := writer.Close(session.Late()); err != nil {
		return fmt.Errorf("the attempt cannot be recorded: %w", err)
	}
	if a.SkinPath != "" {
		a.keepSkin(session.world)
	}
	return nil
}

func (a *Attempt) keepSkin(w *scene.World) {
	var s Skin
	if !w.Surface(&s.Surface) {
		return
	}
	s.Hash = w.Hash()
	if data, err := s.MarshalBinary(); err == nil {
		_ = os.WriteFile(a.SkinPath, data, 0o600) // it can be made again
	}
}
