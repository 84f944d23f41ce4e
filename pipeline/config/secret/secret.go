// Package secret looks up what must not stand in a configuration.
//
// A secret stands there as a reference: env:NAME is a variable of the environment, file:PATH a
// file whose text it is, and cmd:PROGRAM ARGUMENT... a program that prints it, such as that of a
// vault.
package secret

import (
	"os"
	"strings"

	"chartline/pipeline/fault"
)

// Fix says how to write a reference.
const Fix = "write env:NAME, file:PATH or cmd:PROGRAM"

// IsReference reports whether a value is a reference to a secret.
func IsReference(value string) bool {
	return strings.HasPrefix(value, "env:") || strings.HasPrefix(value, "file:") || IsCommand(value)
}

// Resolve gives the text that a reference stands for, without blanks and line ends
// around it. Errors name where the reference is looked up, never what was found.
func Resolve(where, reference string) (string, error) {
	text, err := resolve(where, reference)
	if err != nil {
		return "", err
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", empty(where, reference)
	}
	return text, nil
}

func resolve(where, reference string) (string, error) {
	if name, ok := strings.CutPrefix(reference, "env:"); ok {
		return os.Getenv(name), nil
	}
	if IsCommand(reference) {
		return printed(where, strings.TrimPrefix(reference, "cmd:"))
	}
	content, err := os.ReadFile(strings.TrimPrefix(reference, "file:"))
	if err != nil {
		return "", fault.Wrap(fault.Config, err, where, "the file of a secret cannot be read", "check the path after file: and who may read it")
	}
	return string(content), nil
}

// empty is the error of a reference behind which there is nothing. The arguments of a command
// are not told.
func empty(where, reference string) error {
	if IsCommand(reference) {
		return fault.New(fault.Config, where, "the command of a secret prints nothing", "run it by hand and see what it says")
	}
	return fault.New(fault.Config, where, "the reference to a secret is empty: "+reference, "set the variable, or write the file")
}
