package ledger

import (
	"fmt"
	"time"
)

// Input is what the ledger keeps of an input.
type Input struct {
	RunID  int64
	Source string // name of the source in the configuration
	Format string
	File   string
	SHA256 string // in hex; empty where the input is no file
	Bytes  int64

	Modified time.Time // when the file was changed last; zero where it is no file
	Retried  bool      // what earlier readings of the file left in quarantine was mended
}

func (in Input) modifiedNS() any {
	if in.Modified.IsZero() {
		return nil
	}
	return in.Modified.UnixNano()
}

// Tally says what became of the records of one input and table:
// Read = Loaded + Duplicate + Superseded + Quarantined.
type Tally struct {
	Table                                            string
	Read, Loaded, Duplicate, Superseded, Quarantined int64
	Reasons                                          []Reason
}

// Reason counts records that were quarantined for the same reason.
type Reason struct {
	Reason, Column string
	Records        int64
}

// ReasonWords lists the reasons for a reader: "wrong_type admitted_on 3".
func (t Tally) ReasonWords() []string {
	words := make([]string, len(t.Reasons))
	for i, r := range t.Reasons {
		words[i] = r.Reason
		if r.Column != "" {
			words[i] += " " + r.Column
		}
		words[i] += fmt.Sprintf(" %d", r.Records)
	}
	return words
}
