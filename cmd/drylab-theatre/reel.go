package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/scene/sound"
)

// reel takes a film's pictures, one after the other, all of one size.
type reel interface {
	add(*image.RGBA) error
	// finish gives the film its name and says what that is.
	finish() (path string, err error)
	// discard takes away what is there of it. After finish it does nothing.
	discard() error
}

// codecs are ffmpeg's arguments for each kind of film: what every player of the last
// ten years shows, at a quality at which instruments' edges stay sharp.
func codecs() map[string][]string {
	h264 := []string{"-c:v", "libx264", "-preset", "medium", "-crf", "18", "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"}
	return map[string][]string{
		".mp4": h264, ".mov": h264, ".mkv": h264,
		".webm": {"-c:v", "libvpx-vp9", "-crf", "30", "-b:v", "0", "-c:a", "libopus", "-b:a", "96k"},
	}
}

// filmFile is a film that ffmpeg shall make.
type filmFile struct {
	out        string
	fps        int
	size       image.Point
	soundtrack string // file of raw samples; "" for silence
}

// arguments are ffmpeg's. Nothing in its file tells when or by which build it was
// made, so that the same pictures give the same file.
func (f *filmFile) arguments(part string) []string {
	args := []string{"-nostdin", "-loglevel", "error", "-y",
		"-f", "rawvideo", "-pixel_format", "rgba", "-video_size", fmt.Sprintf("%dx%d", f.size.X, f.size.Y), "-framerate", fmt.Sprint(f.fps), "-i", "pipe:0"}
	if f.soundtrack != "" {
		args = append(args, "-f", "s16le", "-ar", fmt.Sprint(sound.Rate), "-ac", "1", "-i", f.soundtrack)
	}
	args = append(args, "-vf", "scale=out_color_matrix=bt709", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-pix_fmt", "yuv420p")
	args = append(args, codecs()[strings.ToLower(filepath.Ext(f.out))]...)
	return append(args, "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", part)
}

// frames is the folder of pictures for a film that cannot be made here.
func frames(out string) string { return strings.TrimSuffix(out, filepath.Ext(out)) + "-frames" }

// newReel begins a film file, or a folder of pictures: for an out without the ending
// of a film, and where ffmpeg is not installed. Notice tells the latter.
func newReel(ctx context.Context, f filmFile) (r reel, notice string, err error) {
	if _, isFilm := codecs()[strings.ToLower(filepath.Ext(f.out))]; isFilm {
		if program, missing := exec.LookPath("ffmpeg"); missing == nil {
			r, err = newFilmReel(ctx, program, f)
			return r, "", err
		}
		notice = fmt.Sprintf("ffmpeg is not installed, so the film's pictures are a folder, without its sound; when it is: ffmpeg -framerate %d -i %s -pix_fmt yuv420p %s", f.fps, filepath.Join(frames(f.out), pictureName), f.out)
		f.out = frames(f.out)
	}
	r, err = newFolderReel(f.out)
	return r, notice, err
}

// filmReel hands raw pictures to ffmpeg, which writes under another name.
type filmReel struct {
	out, part string
	ffmpeg    *exec.Cmd
	pictures  io.WriteCloser
	said      bytes.Buffer
}

// newFilmReel starts ffmpeg.
func newFilmReel(ctx context.Context, program string, f filmFile) (*filmReel, error) {
	part, err := os.CreateTemp(filepath.Dir(f.out), ".drylab-*"+filepath.Ext(f.out))
	if err != nil {
		return nil, fmt.Errorf("the film cannot be written: %w", err)
	}
	if err := errors.Join(part.Chmod(0o644), part.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(part.Name()))
	}
	r := &filmReel{out: f.out, part: part.Name(), ffmpeg: exec.CommandContext(ctx, program, f.arguments(part.Name())...)}
	r.ffmpeg.Stderr = &r.said
	if r.pictures, err = r.ffmpeg.StdinPipe(); err == nil {
		err = r.ffmpeg.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ffmpeg does not start: %w", err), os.Remove(r.part))
	}
	return r, nil
}

func (r *filmReel) add(picture *image.RGBA) error {
	if _, err := r.pictures.Write(picture.Pix); err != nil {
		return errors.Join(r.wait(), err)
	}
	return nil
}

// wait lets ffmpeg come to its end.
func (r *filmReel) wait() error {
	closed := r.pictures.Close()
	if err := r.ffmpeg.Wait(); err != nil {
		lines := strings.Split(strings.TrimSpace(r.said.String()), "\n")
		return fmt.Errorf("ffmpeg could not make the film (%s; %w); an --out without an ending writes its pictures instead", lines[len(lines)-1], err)
	}
	return closed
}

func (r *filmReel) finish() (string, error) {
	if err := r.wait(); err != nil {
		return "", err
	}
	if err := os.Rename(r.part, r.out); err != nil {
		return "", fmt.Errorf("the film cannot be given its name: %w", err)
	}
	return r.out, nil
}

func (r *filmReel) discard() error {
	if r.ffmpeg.ProcessState == nil {
		_ = r.ffmpeg.Process.Kill()
		_ = r.wait() // it tells of the kill
	}
	if err := os.Remove(r.part); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// folderReel writes a PNG file for each picture into a folder under another name.
type folderReel struct {
	out, part string
	count     int
}

// pictureName is what ffmpeg understands too.
const pictureName = "%06d.png"

func newFolderReel(out string) (*folderReel, error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s exists already; give another --out, or move it away", out)
	}
	part, err := os.MkdirTemp(filepath.Dir(out), ".drylab-*")
	if err != nil {
		return nil, fmt.Errorf("the film's pictures cannot be written: %w", err)
	}
	return &folderReel{out: out, part: part}, os.Chmod(part, 0o755)
}

func (r *folderReel) add(picture *image.RGBA) error {
	r.count++
	file, err := os.Create(filepath.Join(r.part, fmt.Sprintf(pictureName, r.count)))
	if err != nil {
		return fmt.Errorf("the film's pictures cannot be written: %w", err)
	}
	if err := errors.Join(quickPNG.Encode(file, picture), file.Close()); err != nil {
		return fmt.Errorf("the film's pictures cannot be written: %w", err)
	}
	return nil
}

func (r *folderReel) finish() (string, error) {
	if err := os.Rename(r.part, r.out); err != nil {
		return "", fmt.Errorf("the film's pictures cannot be given their name: %w", err)
	}
	return r.out, nil
}

func (r *folderReel) discard() error { return os.RemoveAll(r.part) }
