package secret

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chartline/pipeline/fault"
)

// IsCommand reports whether a reference is to a program that prints a secret.
func IsCommand(reference string) bool { return strings.HasPrefix(reference, "cmd:") }

// patience is how long a program may take to print a secret. Vaults answer in a second.
const patience = 30 * time.Second

// largestSecret bounds what is kept of what a program prints; a private key has 4 KiB.
const largestSecret = 64 << 10

// told keeps what programs printed, so that each is run once: what opens a store asks for its
// key several times.
var told sync.Map

// printed runs a command line, without a shell, and gives what it prints. What it says beside
// that is dropped, since it could be the secret.
func printed(where, line string) (string, error) {
	if known, ok := told.Load(line); ok {
		return known.(string), nil
	}
	text, err := run(where, line, patience)
	if err == nil && strings.TrimSpace(text) != "" {
		told.Store(line, text)
	}
	return text, err
}

func run(where, line string, patience time.Duration) (string, error) {
	words, err := splitWords(line)
	if err != nil || len(words) == 0 {
		return "", fault.New(fault.Config, where, "the command of a secret cannot be taken apart into words", "write cmd:PROGRAM ARGUMENT..., with blanks in quotes")
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	out := &bounded{stop: stop}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdout = out
	cmd.SysProcAttr = ownGroup()
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	cmd.WaitDelay = time.Second // where what the program started has left its group
	err = cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		_ = killGroup(cmd.Process) // it ended, and what it started did not
	}
	switch {
	case out.full.Load():
		return "", fault.New(fault.Config, where, "the command of a secret, "+words[0]+", prints more than 64 KiB", "it must print the secret and nothing else")
	case ctx.Err() != nil:
		return "", fault.Newf(fault.Unavailable, where, "run it by hand and see what it waits for", "the command of a secret, %s, took longer than %s", words[0], patience)
	case err != nil:
		return "", fault.Wrap(fault.Unavailable, err, where, "the command of a secret, "+words[0]+", failed", "run it by hand and see what it says")
	}
	return out.kept.String(), nil
}

// bounded keeps what is written to it, up to the size of a secret. It stops who writes more.
type bounded struct {
	kept bytes.Buffer
	full atomic.Bool
	stop func()
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > largestSecret {
		b.full.Store(true)
		b.stop()
		return 0, io.ErrShortWrite
	}
	return b.kept.Write(p)
}

// splitWords takes a line apart at blanks that are not in quotes. There are no variables, and
// a backslash is a backslash.
func splitWords(line string) (words []string, err error) {
	var word strings.Builder
	begun, quote := false, rune(0)
	end := func() {
		if begun {
			words = append(words, word.String())
		}
		word.Reset()
		begun = false
	}
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			end()
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote that is not closed")
	}
	end()
	return words, nil
}
