package sound

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// alsa is ALSA's default device, through the system's own library, which is loaded
// when it is wanted: the program starts without it. On a desktop the default device
// is PipeWire's or PulseAudio's.
type alsa struct {
	pcm     uintptr
	writei  func(pcm uintptr, samples *int16, frames uint64) int64
	recover func(pcm uintptr, err int32, silent int32) int32
	shut    func(pcm uintptr) int32
}

// From alsa/pcm.h.
const (
	alsaPlayback    = 0
	alsaS16LE       = 2
	alsaInterleaved = 3
)

func openSpeaker() (speaker, error) {
	library, err := purego.Dlopen("libasound.so.2", purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, err
	}
	a := &alsa{}
	var open func(pcm *uintptr, name string, stream, mode int32) int32
	var setParams func(pcm uintptr, format, access int32, channels, rate uint32, resample int32, latency uint32) int32
	var setHandler func(handler uintptr) int32
	for name, into := range map[string]any{
		"snd_pcm_open": &open, "snd_pcm_set_params": &setParams, "snd_lib_error_set_handler": &setHandler,
		"snd_pcm_writei": &a.writei, "snd_pcm_recover": &a.recover, "snd_pcm_close": &a.shut,
	} {
		symbol, err := purego.Dlsym(library, name)
		if err != nil {
			return nil, err
		}
		purego.RegisterFunc(into, symbol)
	}
	setHandler(quiet())
	if code := open(&a.pcm, "default", alsaPlayback, 0); code < 0 {
		return nil, fmt.Errorf("no loudspeaker: ALSA's error %d", code)
	}
	if code := setParams(a.pcm, alsaS16LE, alsaInterleaved, 1, Rate, 1, uint32(aheadSeconds*1e6)); code < 0 {
		a.close()
		return nil, fmt.Errorf("the loudspeaker does not take these samples: ALSA's error %d", code)
	}
	return a, nil
}

// quiet is what ALSA's library tells its errors to, which it would else print: their
// place, their number and a format, of which we want to hear nothing.
var quiet = sync.OnceValue(func() uintptr {
	return purego.NewCallback(func(file, line, function, code, format uintptr) uintptr { return 0 })
})

func (a *alsa) write(samples []int16) error {
	for len(samples) > 0 {
		n := a.writei(a.pcm, unsafe.SliceData(samples), uint64(len(samples)))
		runtime.KeepAlive(samples)
		if n < 0 {
			if code := a.recover(a.pcm, int32(n), 1); code < 0 {
				return fmt.Errorf("the loudspeaker is gone: ALSA's error %d", code)
			}
			continue
		}
		samples = samples[n:]
	}
	return nil
}

func (a *alsa) close() { a.shut(a.pcm) }
