package export

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// state is what is known of an export.
type state struct {
	Request  Request   `json:"request"`
	Status   string    `json:"status"`  // address of its status; empty where none is under way
	InVain   int       `json:"in_vain"` // runs in a row that got nothing further
	Manifest *manifest `json:"manifest"`
}

func (e *Export) statePath() string { return filepath.Join(e.Folder, "state.json") }

// resume takes up the export that an earlier run left, if it is the one that is asked
// for. Any other is cancelled, and what it left is removed.
func (e *Export) resume(ctx context.Context) error {
	var left state
	text, err := os.ReadFile(e.statePath())
	if err == nil {
		err = json.Unmarshal(text, &left)
	}
	if err == nil && left.Request == e.Request && left.Status != "" {
		e.state = left
		e.distrust()
		return nil
	}
	if err == nil {
		e.cancel(ctx, left)
	}
	if err := os.RemoveAll(e.Folder); err != nil {
		return e.diskFault(err)
	}
	if err := os.MkdirAll(e.Folder, 0o700); err != nil {
		return e.diskFault(err)
	}
	return nil
}

// distrust looks whether the files that are said to be whole are there.
func (e *Export) distrust() {
	if e.state.Manifest == nil {
		return
	}
	for i, f := range e.state.Manifest.Files {
		info, err := os.Stat(e.Path(f))
		e.state.Manifest.Files[i].Done = f.Done && err == nil && info.Size() == f.Bytes
	}
}

// save writes the state, so that a killed run leaves the old one or the new one. The links in
// it may be secrets: nobody else may read it.
func (e *Export) save() error {
	text, err := json.Marshal(e.state)
	if err != nil {
		return e.diskFault(err)
	}
	if err := os.MkdirAll(e.Folder, 0o700); err != nil {
		return e.diskFault(err)
	}
	if err := durable.Write(e.statePath(), 0o600, text); err != nil {
		return e.diskFault(err)
	}
	return nil
}

func (e *Export) diskFault(err error) error {
	return fault.Wrap(fault.Unavailable, err, e.Folder, "cannot be written", "check the space on its disk, and who may write there")
}
