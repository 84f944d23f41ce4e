package x12

import (
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/envelope"
	"chartline/pipeline/source/x12/segment"
)

// feed reads an input in its order and gives it out as a stream of parcels. It cuts, checks
// the envelopes and remembers what stands above a claim; the work is left to others.
type feed struct {
	from    *envelope.Reader
	site    site
	out     parcels
	at      int // of what was given out
	failed  error
	records int64 // claims of any kind that were begun

	current transaction
	claims  claimPacker
	paid    remittance
	taken   acknowledgement
}

// transaction takes the segments of one transaction.
type transaction interface {
	// begin starts anew; version is that of the guide, sent is when it was made unless the
	// transaction says otherwise.
	begin(version string, sent envelope.Clock)
	segment(s *segment.Segment)
	end()
}

func newFeed(from *envelope.Reader, site site) *feed {
	f := &feed{from: from, site: site}
	from.Reads = func(set, version string) bool { return f.reads(set, version) != nil }
	f.claims.feed, f.paid.feed, f.taken.feed = f, f, f
	return f
}

// reads gives what reads a transaction set; nil for those that hold nothing to load.
func (f *feed) reads(set, version string) transaction {
	switch {
	case set == "837":
		return &f.claims
	case set == "835":
		return &f.paid
	case set == "277" && isAcknowledgement(version):
		return &f.taken
	}
	return nil
}

// ahead is how much is packed before it is given out.
const ahead = 64 << 10

// Read gives out parcels. Its errors are for the reader of a message.
func (f *feed) Read(p []byte) (n int, err error) {
	if f.at == len(f.out.data) {
		f.out.data, f.at = f.out.data[:0], 0
		for len(f.out.data) < ahead && f.failed == nil {
			f.failed = f.pack()
		}
	}
	if f.at == len(f.out.data) {
		return 0, f.failed
	}
	n = copy(p, f.out.data[f.at:])
	f.at += n
	return n, nil
}

// pack reads one item. A panic must not print the record that caused it.
func (f *feed) pack() (err error) {
	defer func() {
		if recover() != nil {
			err = fault.New(fault.Internal, f.from.Where(), "a segment could not be taken apart", "please report it; nothing of it was loaded")
		}
	}()
	item, err := f.from.Next()
	if err != nil {
		return err
	}
	switch item.Kind {
	case envelope.Begin:
		f.current = f.reads(item.Set, item.Version)
		f.current.begin(item.Version, item.Sent)
	case envelope.Content:
		f.current.segment(item.Segment)
	case envelope.End:
		f.current.end()
	case envelope.Passed:
		f.pass(item.Word)
	case envelope.Broken:
		f.reject("", "", source.ReasonStructure, item.Segment.Text)
	}
	return nil
}

// reject packs what is left out of a table, which is empty where none can be told, as part
// of the claim that was begun last.
func (f *feed) reject(table, column, reason, raw string) {
	f.out.begin(aReject)
	f.out.number(max(f.records, 1))
	for _, text := range [...]string{table, column, reason, raw} {
		f.out.text(text)
	}
	f.out.end()
}

// pass packs that something sound is of no table.
func (f *feed) pass(word string) {
	f.out.begin(aPassedBy)
	f.out.text(word)
	f.out.end()
}
