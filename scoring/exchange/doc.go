// Package exchange takes attempts to other tools: tables as CSV and Parquet,
// and statements for a learning record store (xAPI 1.0.3). People are known by
// their pseudonyms only, and nothing leaves this machine unless an
// administrator named the place.
package exchange
