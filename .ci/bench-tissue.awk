# The table of `make bench-tissue`, from what bench-table.awk read.
function beam(size, reference, one, two, peer, at) {
    at = "Beam/" size "/threads="
    row("beam " size ", a step of 1/60 s, one thread", at 1, "ms/step", 1, "ms", one, 1, peer)
    if (two) row("  two threads", at 2, "ms/step", 1, "ms", two, 1, "")
    else plain("  two threads", at 2, "ms/step", 1, "ms")
    if (has(at 1, "tip-mm"))
        printf "%-50s %14s  aim %-9s %-18s %s\n", "  its tip in the last second", value[at 1, "tip-mm"] " mm", reference,
            sprintf("off %+.2f %%", value[at 1, "error-%"]) (value[at 1, "error-%"] ^ 2 <= 1 ? ", met" : ", MISSED"), "aim: within 1 %"
    plain("  elements inside out (aim 0)", at 1, "inverted", 1, "")
    plain("  a step, by tetrahedron", at 1, "ns/tet", 1, "ns")
    ratio("  one thread to two, ratio of times", at 1, at 2, "ms/step")
}

END {
    print "\nPEERS: docs/PEERS.md of the shared inputs, measured on another day; Embree where it is installed: in this run.\n"
    beam("1k", "-19.72", 0.4, 0, "SOFA 0.52 ms, -19.64 mm (PEERS)")
    beam("10k", "-21.71", 3.2, 1.9, "SOFA 4.8 ms, -21.52 mm (PEERS)")
    beam("50k", "-11.78", 18, 11, "SOFA 25.1 ms, -12.12 mm (PEERS)")
    print ""
    row("surgical scene, a frame at 90 Hz, two threads: p99", "SurgicalFrame/threads=2", "p99-frame-ms", 1, "ms", 8, 1, "iMSTK: 250 tetrahedra at 1 kHz (PEERS)")
    plain("  p50", "SurgicalFrame/threads=2", "p50-frame-ms", 1, "ms")
    plain("  without bringing 200,000 triangles along: p99", "SurgicalFrame/threads=2", "p99-without-dress-ms", 1, "ms")
    plain("  p50", "SurgicalFrame/threads=2", "p50-without-dress-ms", 1, "ms")
    plain("  processor time of both threads, waiting included, p99", "SurgicalFrame/threads=2", "p99-frame-cpu-ms", 1, "ms")
    plain("  p50", "SurgicalFrame/threads=2", "p50-frame-cpu-ms", 1, "ms")
    for (c = 1; c <= 2; c++) at[c] = "SurgicalFrame/threads=" c
    plain("  one thread, processor time: p99", at[1], "p99-frame-cpu-ms", 1, "ms")
    plain("  p50", at[1], "p50-frame-cpu-ms", 1, "ms")
    plain("  of it bringing 200,000 triangles along, p50", at[1], "p50-dress-cpu-ms", 1, "ms")
    plain("  cuts in 400 frames", at[1], "cuts", 1, "")
    plain("  triangles that they added to the 200,000", at[1], "split-triangles", 1, "")
    ratio("  one thread to two, ratio of p50", at[1], at[2], "p50-frame-ms")
    print ""
    for (i = 1; i <= names; i++) {
        n = order[i]
        if (n ~ /^Scaling/) plain("a step, by tetrahedron: block of " substr(n, 9), n, "ns/tet", 1, "ns")
    }
    for (i = 1; i <= names; i++) {
        n = order[i]
        split(n, part, /[=\/]/)
        if (n ~ /^Cut\//) plain("a cut, by element it changes: mesh of " part[3], n, "ns/element", 0.001, "us")
    }
    for (i = 1; i <= names; i++) {
        n = order[i]
        split(n, part, /[=\/]/)
        if (n ~ /^Divide\//) plain("the solver takes a cut over, by element: mesh of " part[3], n, "ns/element", 0.001, "us")
    }
    for (i = 1; i <= names; i++) {
        n = order[i]
        split(n, part, /[=\/]/)
        if (n ~ /^Follow\//) plain("following matter with a blade, by element: mesh of " part[3], n, "ns/element", 1, "ns")
        if (n ~ /^Touch\//) plain("contact of one instrument, a step: " part[2], n, "ns/op", 0.001, "us")
        if (n ~ /^Dress\//) plain("dressing 100,000 points, threads: " part[3], n, "ns/op", 1e-6, "ms")
    }
    print ""
    row("closest point, organ200k, tool's path", "Closest/path", "queries/s", 1, "/s", 920000, -1, "Embree 920,000/s, CGAL 521,000/s (PEERS)")
    plain("  near the surface, in random order", "Closest/near", "queries/s", 1, "/s")
    plain("  anywhere in the box", "Closest/rand", "queries/s", 1, "/s")
    ratio("  Embree's rate in this run to ours, path", "Embree/path", "Closest/path", "queries/s")
    ratio("  near", "Embree/near", "Closest/near", "queries/s")
    ratio("  anywhere", "Embree/rand", "Closest/rand", "queries/s")
    plain("closest point with its side, tool's path", "SignedDistance/path", "queries/s", 1, "/s")
    row("signed distance 128^3, organ50k, narrow band, one", "Field/narrow/cores=1", "ns/op", 1e-9, "s", 0.3, 1, "OpenVDB 0.337 s (PEERS)")
    row("  whole, exact, one", "Field/whole/cores=1", "ns/op", 1e-9, "s", 1.5, 1, "CGAL 19.3 s (PEERS)")
    for (c = 2; c <= 64; c++) {
        plain("  narrow band, cores: " c, "Field/narrow/cores=" c, "ns/op", 1e-9, "s")
        plain("  whole, cores: " c, "Field/whole/cores=" c, "ns/op", 1e-9, "s")
    }
}
