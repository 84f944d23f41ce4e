// Package reports holds the report specifications that come with the program.
package reports

import "embed"

// Files holds the specifications, NAME.yaml each.
//
//go:embed *.yaml
var Files embed.FS
