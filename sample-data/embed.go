// Package sampledata holds the committed instance of the synthetic hospital group, in
// the form of a coding export, with the truth about it.
package sampledata

import "embed"

// Files are the tables, one CSV file or more for each, and truth.json.
//
//go:embed *.csv *.csv.gz truth.json
var Files embed.FS
