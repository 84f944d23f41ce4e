package config

import _ "embed"

//go:embed template.yaml
var template []byte

// Template is a commented configuration to begin with.
func Template() []byte { return append([]byte(nil), template...) }
