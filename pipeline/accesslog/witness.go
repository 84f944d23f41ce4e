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

// witness keeps the end of the log. An older end after a loss of power is sound, so that nothing
// waits for the folder as package durable does; an empty file, which a rename may leave of one that
// the disk has not, would be taken for a log that was changed.
func (l Log) witness(e Entry) error {
	text, err := json.Marshal(Head{e.N, e.Hash})
	if err != nil {
		return l.fault(err)
	}
	f, err := os.OpenFile(l.headPath()+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return l.fault(err)
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return l.fault(err)
	}
	return l.fault(os.Rename(f.Name(), l.headPath()))
}

// isWhole refuses to go on where lines were cut off before this one: the next line would take the
// place of the kept end, and nothing in the files would tell any more.
func (l Log) isWhole(last Entry) error {
	kept, err := l.head()
	if err != nil {
		return err
	}
	return l.cutOff(kept, Head{last.N, last.Hash})
}

// cutOff compares the end of a log with the one that was kept.
func (l Log) cutOff(kept, end Head) error {
	switch {
	case kept.N > end.N:
		return fault.Newf(fault.Policy, l.Path, evidence, "%d lines are missing at its end", kept.N-end.N)
	case kept.N > 0 && kept.N == end.N && kept != end:
		return fault.New(fault.Policy, l.Path, "its end is not the one that was kept", evidence)
	}
	return nil
}

// evidence is what to do with a log that was changed.
const evidence = "restore it from a copy, and keep the file as evidence"

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
