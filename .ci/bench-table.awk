# What the tables of benchmarks share: reading the lines that Go's benchmarks print,
# name-cores, how often, then pairs of number and unit, and writing rows.
{
    name = $1
    cores = 1
    if (match(name, /-[0-9]+$/)) {
        cores = substr(name, RSTART + 1)
        name = substr(name, 1, RSTART - 1)
    }
    sub(/^Benchmark/, "", name)
    if (name ~ /^Field/) name = name "/cores=" cores
    order[++names] = name
    for (i = 3; i < NF; i += 2) value[name, $(i + 1)] = $i
}

function has(name, unit) { return (name, unit) in value }

# A row with an aim; sense is 1 where less is better, -1 where more is.
function row(work, name, unit, scale, shown, aim, sense, peer, ours, verdict) {
    if (!has(name, unit)) {
        printf "%-50s %14s  aim %-9s %-18s %s\n", work, "not measured", aim, "", peer
        return
    }
    ours = value[name, unit] * scale
    if (ours * sense <= aim * sense) verdict = "met"
    else if (aim == 0 || ours == 0) verdict = "missed"
    else verdict = sprintf("missed: %.2f times", sense > 0 ? ours / aim : aim / ours)
    printf "%-50s %14s  aim %-9s %-18s %s\n", work, sprintf("%.4g %s", ours, shown), aim, verdict, peer
}

# A row without one.
function plain(work, name, unit, scale, shown) {
    if (has(name, unit)) printf "%-50s %14s\n", work, sprintf("%.4g %s", value[name, unit] * scale, shown)
}

function ratio(work, above, below, unit) {
    if (has(above, unit) && has(below, unit)) printf "%-50s %14.2f\n", work, value[above, unit] / value[below, unit]
}
