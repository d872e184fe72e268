// Package dicom reads and writes DICOM files as hospitals have them: any
// transfer syntax, with or without preamble, with the faults that scanners and
// archives leave behind. It is own code after PS3.5 (encoding), PS3.6 (data
// dictionary) and PS3.10 (files).
//
// Find says which volumes the files of a folder make, and Series.Read reads one;
// ReadObject reads what was drawn on it, and WriteSEG writes such. Parse gives a
// file's elements, ParseHeader those before the pixel data. Errors name a tag or
// an offset and never quote what an element holds, for that may identify a
// patient.
package dicom
