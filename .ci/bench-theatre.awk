# The table of `make bench-theatre`, from what bench-table.awk read.
function frames(work, way, at) {
    at = "Reference/" way
    plain(work ": p50", at, "p50-ms", 1, "ms")
    plain("  p99", at, "p99-ms", 1, "ms")
    plain("  bare loop, p50", at, "bare-p50-ms", 1, "ms")
    plain("  bare loop, p99", at, "bare-p99-ms", 1, "ms")
    between("  ratio of p50, on the clock", at, "p50-ms", "bare-p50-ms")
    between("  ratio of p50, of the processors' time", at, "p50-cpu-ms", "bare-p50-cpu-ms")
    between("  ratio of p99, on the clock", at, "p99-ms", "bare-p99-ms")
}

function between(work, at, above, below) {
    if (has(at, above) && value[at, below] > 0) printf "%-50s %14.2f\n", work, value[at, above] / value[at, below]
}

function submit(work, at) {
    row(work, at, "p50-cpu-ms", 1, "ms", 1, 1, "where the processor draws, the driver's drawing is in it")
    plain("  bare loop that submits the same objects once", at, "bare-p50-cpu-ms", 1, "ms")
    between("  ratio", at, "p50-cpu-ms", "bare-p50-cpu-ms")
    row("  allocations a frame, ours", at, "ours-allocs", 1, "", 0, 1, "")
    row("  of what is written, with a clock that runs", at, "hud-allocs", 1, "", 0, 1, "")
    plain("  of the engine g3n", at, "g3n-allocs", 1, "")
}

function leak(work, at) {
    row(work ": GL objects more", at, "objects-more", 1, "", 0, 1, "")
    plain("  resident memory more", at, "MB-more", 1, "MB")
    plain("  of", at, "MB", 1, "MB")
}

END {
    print "\nThe reference scene: 200,000 triangles, 20,000 vertices that move, two instruments, room, scan, shadows."
    printf "The bare loop draws its %d triangles once in one colour, as large, and sends the same vertices.\n\n", value["Reference/mono", "triangles"]
    frames("1280 x 720", "mono")
    frames("1280 x 720, low quality, as on no graphics card", "low")
    frames("1280 x 720, through an endoscope", "endoscope")
    frames("a headset, 2 x 1024^2", "stereo")
    plain("allocations a frame, ours, 1280 x 720", "Reference/mono", "ours-allocs", 1, "")
    plain("  of what is written", "Reference/mono", "hud-allocs", 1, "")
    plain("  of the engine g3n", "Reference/mono", "g3n-allocs", 1, "")
    print ""
    submit("submitting 200 objects, 320 x 240, thread's time", "Submit/plain")
    submit("  and their shadows", "Submit/shadows")
    print ""
    row("mouse to pixels, pictures in between", "Pixels", "pictures-late", 1, "", 0, 1, "")
    row("the same through a running attempt, median", "Latency", "p50-pictures-late", 1, "", 1, 1, "the world steps 200 times a second on its own")
    plain("  at most", "Latency", "max-pictures-late", 1, "")
    print ""
    leak("5,000 pictures", "Leaks/pictures")
    leak("50 loads", "Leaks/loads")
}
