// Package tissue is a soft-body solver on flat arrays. It knows no anatomy and
// no tools: a Mesh of tetrahedra, membranes and threads becomes a Body, and
// Body.Step moves it on under gravity, loads and Ties.
//
// Units are millimetre, gram and second: stress is in pascal, force inside in
// micronewton and at the face in newton. The frame is the caller's.
//
// The same calls give the same bits on any number of workers, and on any
// machine of one architecture: sums are made in fixed pieces and in order.
package tissue
