package config

import (
	"os"
	"strings"

	"chartline/pipeline/fault"
)

// A secret stands in the configuration as a reference: env:NAME is a variable of the
// environment, file:PATH a file whose text it is.

// IsReference reports whether a value is a reference to a secret.
func IsReference(value string) bool {
	return strings.HasPrefix(value, "env:") || strings.HasPrefix(value, "file:")
}

// Resolve gives the text that a reference stands for, without blanks and line ends
// around it. Errors name where the reference is looked up, never what was found.
func Resolve(where, reference string) (string, error) {
	var text string
	if name, ok := strings.CutPrefix(reference, "env:"); ok {
		text = os.Getenv(name)
	} else {
		content, err := os.ReadFile(strings.TrimPrefix(reference, "file:"))
		if err != nil {
			return "", fault.Wrap(fault.Config, err, where, "the file of a secret cannot be read", "check the path after file: and who may read it")
		}
		text = string(content)
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", fault.New(fault.Config, where, "the reference to a secret is empty: "+reference, "set the variable, or write the file")
	}
	return text, nil
}
