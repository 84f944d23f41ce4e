package shell

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// remembered is how many inputs a history keeps.
const remembered = 1000

// history is what was typed before, in a file that only its owner can read: a statement
// may hold what identifies a patient. Each line is a JSON text, since a statement may have
// several lines.
type history struct {
	file  string // empty for a history that ends with the session
	lines []string
}

// openHistory reads a history and forgets all but the last inputs of it.
func openHistory(file string) (*history, error) {
	h := &history{file: file}
	if file == "" {
		return h, nil
	}
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return nil, historyError(err, file)
	}
	lines := bufio.NewScanner(strings.NewReader(string(content)))
	lines.Buffer(nil, len(content)+1)
	for lines.Scan() {
		var input string
		if json.Unmarshal(lines.Bytes(), &input) == nil && input != "" {
			h.lines = append(h.lines, input)
		}
	}
	if len(h.lines) <= remembered {
		return h, historyError(os.Chmod(file, 0o600), file)
	}
	h.lines = h.lines[len(h.lines)-remembered:]
	return h, h.rewrite()
}

// rewrite writes the history anew.
func (h *history) rewrite() error {
	var b strings.Builder
	for _, line := range h.lines {
		b.Write(encoded(line))
	}
	return historyError(durable.Write(h.file, 0o600, []byte(b.String())), h.file)
}

func encoded(line string) []byte {
	text, _ := json.Marshal(line) // a string always can be
	return append(text, '\n')
}

// Write implements readline.History.
func (h *history) Write(input string) (int, error) {
	input = strings.TrimSpace(input)
	if input == "" {
		return len(h.lines), nil
	}
	h.lines = append(h.lines, input)
	if h.file == "" {
		return len(h.lines), nil
	}
	f, err := os.OpenFile(h.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return len(h.lines), historyError(err, h.file)
	}
	_, err = f.Write(encoded(input))
	return len(h.lines), historyError(errors.Join(err, f.Close()), h.file)
}

// GetLine implements readline.History.
func (h *history) GetLine(at int) (string, error) {
	if at < 0 || at >= len(h.lines) {
		return "", fs.ErrNotExist
	}
	return h.lines[at], nil
}

// Len implements readline.History.
func (h *history) Len() int { return len(h.lines) }

// Dump implements readline.History.
func (h *history) Dump() any { return h.lines }

func historyError(err error, file string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, file, "the history cannot be kept", "mend the file, or add --no-history")
}
