package x12

import (
	"errors"
	"fmt"
	"io"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/segment"
)

// reader reads one input: interchanges of groups of transactions.
type reader struct {
	place   string
	out     source.Sink
	rows    *rows
	from    *segment.Reader
	site    site
	lenient bool

	interchange, group, transaction level
	sent                            clock  // of the interchange or the group
	version                         string // GS08
	current                         transaction
	claims                          claimReader
	paid                            remittance
	taken                           acknowledgement
	records                         int64 // claims of any kind that were begun
}

// site is what the configuration says of every record.
type site struct {
	facility   string
	zone       *time.Location
	zoned      bool // the zone is known, so that a time of day is an instant
	shifted    bool
	byProvider bool // account numbers are unique to a provider only
}

// transaction takes the segments of one transaction.
type transaction interface {
	// begin starts anew; version is that of the guide, said when it was sent unless the
	// transaction says otherwise.
	begin(version string, sent clock)
	segment(s *segment.Segment) error
	end() error
}

func newReader(place string, from io.Reader, out source.Sink, site site) *reader {
	r := &reader{
		place: place, out: out, rows: newRows(out), from: segment.NewReader(from), site: site,
		interchange: level{name: "interchange", parts: "groups", header: "ISA", trailer: "IEA"},
		group:       level{name: "group", parts: "transactions", header: "GS", trailer: "GE"},
		transaction: level{name: "transaction", parts: "segments", header: "ST", trailer: "SE"},
	}
	r.claims = claimReader{reader: r}
	r.paid.reader, r.taken.reader = r, r
	return r
}

// readSafely reads everything. A panic must not print the record that caused it.
func (r *reader) readSafely() (err error) {
	defer func() {
		if recover() != nil {
			err = fault.New(fault.Internal, r.where(), "a segment could not be taken apart", "please report it; nothing of it was loaded")
		}
	}()
	return r.read()
}

// read reads everything. An input that breaks off is refused as a whole.
func (r *reader) read() error {
	for {
		s, err := r.from.Next()
		if errors.Is(err, io.EOF) {
			return r.finish()
		}
		if err != nil {
			return r.unreadable(err)
		}
		if err := r.segment(s); err != nil {
			return err
		}
	}
}

// finish ends the input where everything in it has ended.
func (r *reader) finish() error {
	for _, l := range []*level{&r.transaction, &r.group, &r.interchange} {
		if l.open {
			return r.fault(fmt.Sprintf("it breaks off: the last %s has no %s", l.name, l.trailer))
		}
	}
	return r.rows.flush()
}

// segment reads one segment: those of the envelopes by itself.
func (r *reader) segment(s *segment.Segment) error {
	switch s.ID() {
	case "ISA":
		return r.openInterchange(s)
	case "GS":
		return r.openGroup(s)
	case "ST":
		return r.openTransaction(s)
	case "SE":
		return r.closeTransaction(s)
	case "GE":
		return r.closeGroup(s)
	case "IEA":
		return r.closeInterchange(s)
	}
	switch {
	case r.transaction.open:
		return r.content(s)
	case !r.interchange.open:
		return r.fault("something that is no interchange stands behind one")
	case !r.group.open && s.ID() == "TA1":
		return r.out.Skip("TA1", 1)
	case !r.group.open && (s.ID() == "ISB" || s.ID() == "ISE"):
		return nil
	}
	return r.fault("a segment stands outside of any transaction")
}

func (r *reader) openInterchange(s *segment.Segment) error {
	if r.interchange.open {
		return r.fault("an interchange begins before the last one ended")
	}
	r.interchange.begin(s.Element(13))
	r.sent = clockAt(s, dateOfISA, r.site.zone)
	return nil
}

func (r *reader) closeInterchange(s *segment.Segment) error {
	if r.group.open {
		return r.fault("an interchange ends before its group did")
	}
	return r.close(&r.interchange, s)
}

func (r *reader) openGroup(s *segment.Segment) error {
	if !r.interchange.open || r.group.open {
		return r.fault("a group begins outside of an interchange, or before the last one ended")
	}
	r.interchange.count++
	r.group.begin(s.Element(6))
	r.version = s.Element(8)
	if c := clockAt(s, dateOfGS, r.site.zone); c.known {
		r.sent = c
	}
	return nil
}

func (r *reader) closeGroup(s *segment.Segment) error {
	if r.transaction.open {
		return r.fault("a group ends before its transaction did")
	}
	return r.close(&r.group, s)
}

func (r *reader) openTransaction(s *segment.Segment) error {
	if !r.group.open || r.transaction.open {
		return r.fault("a transaction begins outside of a group, or before the last one ended")
	}
	r.group.count++
	r.transaction.begin(s.Element(2))
	r.transaction.count = 1
	version := s.Element(3)
	if version == "" {
		version = r.version
	}
	r.current = r.reads(s.Element(1), version)
	if r.current == nil {
		return r.out.Skip(transactionWord(s.Element(1)), 1)
	}
	r.interchange.read, r.group.read, r.transaction.read = true, true, true
	r.current.begin(version, r.sent)
	return nil
}

// reads gives what reads a transaction set; nil for those that hold nothing to load.
func (r *reader) reads(set, version string) transaction {
	switch {
	case set == "837":
		return &r.claims
	case set == "835":
		return &r.paid
	case set == "277" && isAcknowledgement(version):
		return &r.taken
	}
	return nil
}

func (r *reader) closeTransaction(s *segment.Segment) error {
	if r.transaction.open && r.current != nil {
		if err := r.current.end(); err != nil {
			return err
		}
	}
	r.transaction.count++
	return r.close(&r.transaction, s)
}

// content reads a segment within a transaction.
func (r *reader) content(s *segment.Segment) error {
	r.transaction.count++
	switch {
	case r.current == nil:
		return nil
	case !s.IsSound():
		return r.reject(source.Unread, "", source.ReasonStructure, s.Text)
	}
	return r.current.segment(s)
}

// rawBytes bounds what of a record is kept.
const rawBytes = 64 << 10

// reject reports what is left out, as part of the claim that was begun last.
func (r *reader) reject(t *schema.Table, column, reason, raw string) error {
	return r.out.Reject(source.Reject{
		Table: t, Record: max(r.records, 1), Column: column, Reason: reason, Raw: raw[:min(len(raw), rawBytes)],
	})
}

// leave reports the flaws of a claim's codes and lines.
func (r *reader) leave(flaws []claim.Flaw) error {
	for _, f := range flaws {
		table := source.Unread
		if f.Table != "" {
			table = schema.Must(f.Table)
		}
		if err := r.reject(table, f.Column, f.Reason, f.Raw); err != nil {
			return err
		}
	}
	return nil
}

// where is the segment that was read last.
func (r *reader) where() string { return fmt.Sprintf("%s: segment %d", r.place, r.from.Number()) }

func (r *reader) fault(what string) error {
	return fault.New(fault.Input, r.where(), what, "ask for the file again; nothing of it was loaded")
}

// unreadable says why no segment can be read.
func (r *reader) unreadable(err error) error {
	switch {
	case errors.Is(err, segment.ErrHeader) && r.from.Number() == 0:
		return fault.Wrap(fault.Input, err, r.place, "not an X12 file: it does not begin with an ISA segment", "check which file it is")
	case errors.Is(err, segment.ErrHeader), errors.Is(err, segment.ErrTooLong):
		return fault.Wrap(fault.Input, err, r.where(), err.Error()+" behind it", "check that it is a whole X12 file; nothing of it was loaded")
	}
	return err
}
