# Drylab. The two commands a newcomer needs: make run, make test.

GO ?= go
# Exact versions from go.mod only; higher GOAMD64 levels fuse multiply-adds and
# change results, so that an attempt would not replay elsewhere.
export GOFLAGS := -mod=readonly -buildvcs=false
export GOAMD64 := v1

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 60s

.PHONY: run build test lint pictures bench bench-anatomy bench-tissue bench-theatre bench-progress bench-peers soak soak-tissue packages test-packages clean

run: build
	bin/drylab practise ventricular-drain

build: packages
	$(GO) build -trimpath -o bin/ ./cmd/...

test: test-packages
	$(GO) test -timeout 28m ./...

lint: packages
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not gofmt'ed: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

# Sheets of what the theatre shows, drawn off screen, into bin/pictures.
PICTURES := $(CURDIR)/bin/pictures
pictures: packages
	mkdir -p $(PICTURES)
	DRYLAB_PICTURES=$(PICTURES) $(GO) test -count 1 -run Pictures ./scene/view

# Benchmarks print; nothing is asserted.
bench: packages
	$(GO) test -run '^$$' -bench . -benchtime 1s -timeout 60m ./...

# Scan to model, beside the tools that others use where `make bench-peers` put
# them: the same input, in turns, in one run. Needs the shared inputs.
SHARED ?= $(CURDIR)/../shared
BENCH := $(CURDIR)/bin/bench
bench-anatomy: packages $(BENCH)/ct512.nii build
	@.ci/bench-series $(SHARED)/bench/peers/dicom $(BENCH)
	$(GO) test -run '^$$' -bench . -benchtime 1s -timeout 60m ./anatomy/imaging/... ./anatomy/segment ./anatomy/mesh
	DRYLAB_BENCH=$(BENCH) $(GO) test -run '^$$' -bench 'AgainstPeers|Import' -benchtime 1x -timeout 60m ./anatomy

$(BENCH)/ct512.nii:
	mkdir -p $(BENCH)
	cd $(SHARED)/bench/gen && GOFLAGS=-mod=mod $(GO) run . ct 512 512 300 $@.part && mv $@.part $@

# Soft tissue, contact and cuts, closest points and signed distance: one table
# with the aims and other tools' numbers. Needs the shared inputs.
bench-tissue: packages
	@.ci/bench-tissue $(GO) $(SHARED) $(BENCH)

# The theatre, off screen, in one table with the aims: frame times beside a bare
# loop, submitting, allocations, latency, what is left behind. Takes minutes where
# the processor draws; fewer pictures make it shorter.
ROUNDS ?= 60
bench-theatre: packages
	@.ci/bench-theatre $(GO) $(BENCH) $(ROUNDS)

# A school's database: so many attempts, 40 metrics each, and how long people
# wait in it. Takes minutes and a gigabyte of the temporary folder.
ATTEMPTS ?= 100000
bench-progress:
	DRYLAB_BENCH_PROGRESS=$(ATTEMPTS) $(GO) test -run '^$$' -bench School -benchtime 1x -timeout 120m ./scoring/progress

bench-peers:
	@.ci/peers $(SHARED)/bench/peers

# Long abuse: soft tissue for SOAKTIME, all samples where tests take some of them,
# the crash tests again and again, and every fuzz target for FUZZTIME.
SOAKTIME ?= 1h
soak: soak-tissue
	DRYLAB_SOAK=1 $(GO) test -timeout 120m ./anatomy/... ./scene/tissue ./scoring/progress ./cmd/drylab
	$(GO) test -count 20 -run 'Kill' -timeout 60m ./scene/record
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$package || exit 1; \
		done; \
	done

# Random instruments do what they should not. What fails names its number, and
# DRYLAB_SOAK_FROM=number begins with that attempt.
soak-tissue: packages
	DRYLAB_SOAK=1 DRYLAB_SOAK_TIME=$(SOAKTIME) $(GO) test -count 1 -v -run 'SoakOfAbuse|LoadingAndUnloading' -timeout 0 ./scene

packages:
	@.ci/packages

test-packages:
	@.ci/packages test

clean:
	rm -rf bin
