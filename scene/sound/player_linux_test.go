package sound

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ebitengine/purego"
)

// withALSA lets ALSA's library read a configuration of the test's own, or skips.
func withALSA(t *testing.T, configuration string) {
	t.Helper()
	if _, err := purego.Dlopen("libasound.so.2", purego.RTLD_NOW); err != nil {
		t.Skip("libasound2 is not installed: nothing can be played: ", err)
	}
	path := filepath.Join(t.TempDir(), "asound.conf")
	if err := os.WriteFile(path, []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ALSA_CONFIG_PATH", path)
}

// TestWhatIsPlayedReachesTheLoudspeaker: ALSA's own library writes into a file what a
// loudspeaker would get.
func TestWhatIsPlayedReachesTheLoudspeaker(t *testing.T) {
	out := filepath.Join(t.TempDir(), "heard.raw")
	withALSA(t, `pcm.!default { type file; slave.pcm { type null }; file "`+out+`"; format "raw" }`)
	m := NewMixer(1)
	m.Play(Alarm)
	p := Open(m)
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		if info, err := os.Stat(out); err == nil && info.Size() > Rate {
			break // half a second
		}
	}
	p.Close()
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	heard := make([]float32, len(data)/2)
	for i := range heard {
		heard[i] = float32(int16(binary.LittleEndian.Uint16(data[2*i:]))) / 32767
	}
	want := NewMixer(1)
	want.Play(Alarm)
	if len(heard) < Rate/10 {
		t.Fatalf("%d samples were heard", len(heard))
	}
	for i, v := range mixed(want, float64(len(heard))/Rate, blockSamples)[:len(heard)-1] {
		if d := heard[i] - v; d > 1e-4 || d < -1e-4 {
			t.Fatalf("sample %d is %v, want %v", i, heard[i], v)
		}
	}
}

// TestWithoutALoudspeakerIsSilence, also on stderr: in a process of its own, with a
// device that is not there, and with a configuration that is none.
func TestWithoutALoudspeakerIsSilence(t *testing.T) {
	if os.Getenv("DRYLAB_TEST_PLAY") != "" {
		p := Open(NewMixer(1))
		<-p.ended
		return
	}
	for name, configuration := range map[string]string{
		"no such card": `pcm.!default { type hw; card 77 }`,
		"rubbish":      `pcm.!default { type`,
		"empty":        ``,
	} {
		withALSA(t, configuration)
		again := exec.Command(os.Args[0], "-test.run", "^TestWithoutALoudspeakerIsSilence$")
		again.Env = append(os.Environ(), "DRYLAB_TEST_PLAY=1")
		out, err := again.CombinedOutput()
		if err != nil || string(out) != "PASS\n" {
			t.Errorf("%s: %v, it said %q", name, err, out)
		}
	}
}
