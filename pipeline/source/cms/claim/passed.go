package claim

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// IsTextFile reports whether a file is named as files of claims are. What it holds is
// told by its header.
func IsTextFile(name string) bool {
	for _, ext := range []string{".csv", ".txt", ".psv", ".tsv", ".rif", ".dat"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// PassOver makes rows of files that hold nothing of a canonical table: their records
// are counted under what they are.
func PassOver(what string) func(out source.Sink) delimited.Rows {
	return func(out source.Sink) delimited.Rows { return &passed{what: what, out: out} }
}

// passed counts the records of a block.
type passed struct {
	what    string
	records int64
	out     source.Sink
}

func (p *passed) Row(*delimited.Record) error {
	p.records++
	return nil
}

func (p *passed) Flush() error {
	n := p.records
	p.records = 0
	if n == 0 {
		return nil
	}
	return p.out.Skip(p.what, n)
}

func (*passed) Release() {}
