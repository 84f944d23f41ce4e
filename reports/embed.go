// Package reports holds the report specifications that come with the program.
package reports

import "embed"

// FS holds the specifications, NAME.yaml each.
//
//go:embed *.yaml
var FS embed.FS
