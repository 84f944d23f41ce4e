// Package reports holds the report specifications that come with the program.
package reports

import "embed"

// Files holds the specifications, NAME.yaml each, the catalogues of other languages than English
// in wording, and the theme in theme.
//
//go:embed *.yaml wording theme
var Files embed.FS
