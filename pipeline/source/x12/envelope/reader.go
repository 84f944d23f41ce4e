// Package envelope reads the envelopes of X12 files: interchanges of groups of
// transactions, whose trailers say how many parts there are and repeat the number of the
// header. An input that breaks off, or whose trailers tell of a loss, cannot be read.
package envelope

import (
	"errors"
	"fmt"
	"io"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/x12/segment"
)

// Reader reads the interchanges of one input.
type Reader struct {
	// Reads says of which transaction sets and guides (ST01; ST03, else GS08) the
	// segments are given out; the others are passed over.
	Reads func(set, version string) bool
	// Lenient makes a trailer that tells of a loss an item of its own and no error.
	Lenient bool
	// Zone is that of the clocks.
	Zone *time.Location

	place                           string
	from                            *segment.Reader
	interchange, group, transaction level
	sent                            Clock  // of the interchange or the group
	version                         string // GS08
	item                            Item
	broken                          bool // the segment that was given out as an end is a broken trailer too
}

// Kind is what an item is.
type Kind int

// Kinds of items.
const (
	Begin   Kind = iota + 1 // of a transaction that is read
	Content                 // a segment within it
	End                     // of it
	Passed                  // something sound that is not read
	Broken                  // a segment that is none, or a trailer that is wrong and tells of no loss
)

// Item is a piece of what is read.
type Item struct {
	Kind    Kind
	Segment *segment.Segment // valid until the next item
	Set     string           // of Begin: ST01
	Version string           // of Begin: ST03, else GS08
	Sent    Clock            // of Begin: when the group was made, else the interchange
	Word    string           // of Passed: what it is
}

// NewReader reads interchanges; place names the input in messages.
func NewReader(place string, from io.Reader) *Reader {
	return &Reader{
		place: place, from: segment.NewReader(from),
		interchange: level{name: "interchange", parts: "groups", header: "ISA", trailer: "IEA"},
		group:       level{name: "group", parts: "transactions", header: "GS", trailer: "GE"},
		transaction: level{name: "transaction", parts: "segments", header: "ST", trailer: "SE"},
	}
}

// Next gives the next item, which is the reader's until the next call, and io.EOF behind
// the last where everything has ended. Other errors are for the reader of a message.
func (r *Reader) Next() (*Item, error) {
	if r.broken {
		r.broken = false
		r.item.Kind = Broken
		return &r.item, nil
	}
	for {
		s, err := r.from.Next()
		if errors.Is(err, io.EOF) {
			return nil, r.finish()
		}
		if err != nil {
			return nil, r.unreadable(err)
		}
		r.item = Item{Segment: s}
		if err := r.segment(s); err != nil {
			return nil, err
		}
		if r.item.Kind != 0 {
			return &r.item, nil
		}
	}
}

// finish is io.EOF where everything has ended.
func (r *Reader) finish() error {
	for _, l := range []*level{&r.transaction, &r.group, &r.interchange} {
		if l.open {
			return r.fault(fmt.Sprintf("it breaks off: the last %s has no %s", l.name, l.trailer))
		}
	}
	return io.EOF
}

// segment reads one segment, and makes an item of it where it is one.
func (r *Reader) segment(s *segment.Segment) error {
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
		r.content(s)
		return nil
	case !r.interchange.open:
		return r.fault("something that is no interchange stands behind one")
	case !r.group.open && s.ID() == "TA1":
		r.item.Kind, r.item.Word = Passed, "TA1"
		return nil
	case !r.group.open && (s.ID() == "ISB" || s.ID() == "ISE"):
		return nil
	}
	return r.fault("a segment stands outside of any transaction")
}

// content makes an item of a segment within a transaction that is read.
func (r *Reader) content(s *segment.Segment) {
	r.transaction.count++
	switch {
	case !r.transaction.read:
	case s.IsSound():
		r.item.Kind = Content
	default:
		r.item.Kind = Broken
	}
}

func (r *Reader) openInterchange(s *segment.Segment) error {
	if r.interchange.open {
		return r.fault("an interchange begins before the last one ended")
	}
	r.interchange.begin(s.Element(13))
	r.sent = ClockAt(s, dateOfISA, r.Zone)
	return nil
}

func (r *Reader) closeInterchange(s *segment.Segment) error {
	if r.group.open {
		return r.fault("an interchange ends before its group did")
	}
	return r.close(&r.interchange, s)
}

func (r *Reader) openGroup(s *segment.Segment) error {
	if !r.interchange.open || r.group.open {
		return r.fault("a group begins outside of an interchange, or before the last one ended")
	}
	r.interchange.count++
	r.group.begin(s.Element(6))
	r.version = s.Element(8)
	if c := ClockAt(s, dateOfGS, r.Zone); c.Known {
		r.sent = c
	}
	return nil
}

func (r *Reader) closeGroup(s *segment.Segment) error {
	if r.transaction.open {
		return r.fault("a group ends before its transaction did")
	}
	return r.close(&r.group, s)
}

func (r *Reader) openTransaction(s *segment.Segment) error {
	if !r.group.open || r.transaction.open {
		return r.fault("a transaction begins outside of a group, or before the last one ended")
	}
	r.group.count++
	r.transaction.begin(s.Element(2))
	r.transaction.count = 1
	set, version := s.Element(1), s.Element(3)
	if version == "" {
		version = r.version
	}
	if !r.Reads(set, version) {
		r.item.Kind, r.item.Word = Passed, transactionWord(set)
		return nil
	}
	r.interchange.read, r.group.read, r.transaction.read = true, true, true
	r.item.Kind, r.item.Set, r.item.Version, r.item.Sent = Begin, set, version, r.sent
	return nil
}

// closeTransaction ends a transaction, and after it its trailer is an item by itself
// where it is wrong.
func (r *Reader) closeTransaction(s *segment.Segment) error {
	r.transaction.count++
	if err := r.close(&r.transaction, s); err != nil {
		return err
	}
	if r.transaction.read {
		r.broken = r.item.Kind == Broken
		r.item.Kind = End
	}
	return nil
}

// close ends a level. Where its trailer tells of a loss nothing of the input may be
// loaded, unless the site said that its senders count badly; a trailer that announces
// too little, or that ends what holds nothing to load, is an item of its own.
func (r *Reader) close(l *level, trailer *segment.Segment) error {
	if !l.open {
		return r.fault(fmt.Sprintf("%s without %s", l.trailer, l.header))
	}
	l.open = false
	said := l.judge(trailer.Element(1), trailer.Element(2))
	if said == damaged && l.read && !r.Lenient {
		return fault.Newf(fault.Input, r.Where(), damagedFix,
			"%s does not match the %s before it: %s are missing, or it is the end of another", l.trailer, l.name, l.parts)
	}
	if said != agrees {
		r.item.Kind = Broken
	}
	return nil
}

const damagedFix = "ask for the file again, or load what is there with trailers: reported under options:; nothing of it was loaded"

// Where is the segment that was read last.
func (r *Reader) Where() string { return fmt.Sprintf("%s: segment %d", r.place, r.from.Number()) }

func (r *Reader) fault(what string) error {
	return fault.New(fault.Input, r.Where(), what, "ask for the file again; nothing of it was loaded")
}

// unreadable says why no segment can be read.
func (r *Reader) unreadable(err error) error {
	switch {
	case errors.Is(err, segment.ErrHeader) && r.from.Number() == 0:
		return fault.Wrap(fault.Input, err, r.place, "not an X12 file: it does not begin with an ISA segment", "check which file it is")
	case errors.Is(err, segment.ErrHeader), errors.Is(err, segment.ErrTooLong):
		return fault.Wrap(fault.Input, err, r.Where(), err.Error()+" behind it", "check that it is a whole X12 file; nothing of it was loaded")
	}
	return err
}

// transactionWord names a transaction set that is passed over.
func transactionWord(set string) string {
	for _, known := range [...]string{
		"269", "270", "271", "274", "275", "276", "277", "278", "820", "824", "834", "864", "997", "999",
	} {
		if set == known {
			return "transaction " + known
		}
	}
	return "transaction other"
}
