package accesslog

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"chartline/pipeline/fault"
)

// A chain tells of a line that was changed, and not of lines that were cut off at its end.
// The number and the hash of the last line are kept in a file of their own beside the log,
// and printed by verify, so that they can be kept where who cuts the log cannot reach.

// Head is the end of a log.
type Head struct {
	N    int64  `json:"n"`
	Hash string `json:"hash"`
}

func (l Log) headPath() string { return l.Path + ".head" }

// witness keeps the end of the log.
func (l Log) witness(e Entry) error {
	text, err := json.Marshal(Head{e.N, e.Hash})
	if err != nil {
		return l.fault(err)
	}
	aside := l.headPath() + ".new"
	if err := os.WriteFile(aside, append(text, '\n'), 0o600); err != nil {
		return l.fault(err)
	}
	return l.fault(os.Rename(aside, l.headPath()))
}

// head reads the end that was kept; the zero head where there is none.
func (l Log) head() (h Head, err error) {
	text, err := os.ReadFile(l.headPath())
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, l.fault(err)
	}
	if json.Unmarshal(text, &h) != nil {
		return h, fault.New(fault.Policy, l.headPath(), "is not the end of an access log", "compare with the end that verify printed last")
	}
	return h, nil
}
