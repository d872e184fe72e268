// Package progress keeps trainees and their attempts in one SQLite file.
//
// An attempt is written and sealed in a single transaction after its recording is on disk,
// and nothing is ever overwritten: scoring a recording again adds a row that
// supersedes the earlier one. Names of people live in a table of their own;
// everything else knows a trainee by a random pseudonym.
//
// Timestamps are stored as UTC text with milliseconds, 2006-01-02T15:04:05.000Z,
// which sorts in the order of time and reads the same in every other tool.
package progress
