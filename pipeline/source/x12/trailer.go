package x12

import (
	"fmt"
	"strconv"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/segment"
)

// level is an envelope: an interchange, a group or a transaction. Its header gives it a
// number, and its trailer repeats that and says how many parts it has.
type level struct {
	name, parts string // for messages
	header      string // identifiers of its segments
	trailer     string
	number      string
	count       int64 // parts that were seen
	open        bool
	read        bool // something of it was loaded
}

// begin opens the level with the number that its header gives it.
func (l *level) begin(number string) {
	l.number, l.count, l.open, l.read = number, 0, true, false
}

// verdict is what a trailer says of its level.
type verdict int

const (
	agrees  verdict = iota
	surplus         // there is more than it announces: nothing that was announced is missing
	damaged         // there is less, or it is the trailer of another
)

// judge compares what a trailer says with what was seen.
func (l *level) judge(count, number string) verdict {
	said, err := strconv.ParseInt(count, 10, 64)
	switch {
	case err != nil || said > l.count || !sameNumber(l.number, number):
		return damaged
	case said < l.count:
		return surplus
	}
	return agrees
}

// sameNumber compares control numbers, which lose or gain leading zeros on the way.
func sameNumber(a, b string) bool {
	return strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0")
}

// close ends a level. Where its trailer tells of a loss nothing of the input may be
// loaded, unless the site said that its senders count badly; a trailer that announces
// too little, or that ends what holds nothing to load, is a reject of its own.
func (r *reader) close(l *level, trailer *segment.Segment) error {
	if !l.open {
		return r.fault(fmt.Sprintf("%s without %s", trailer.ID(), l.header))
	}
	l.open = false
	switch l.judge(trailer.Element(1), trailer.Element(2)) {
	case agrees:
		return nil
	case damaged:
		if l.read && !r.lenient {
			return fault.Newf(fault.Input, r.where(), damagedFix,
				"%s does not match the %s before it: %s are missing, or it is the end of another", l.trailer, l.name, l.parts)
		}
	}
	return r.reject(source.Unread, "", source.ReasonStructure, trailer.Text)
}

const damagedFix = "ask for the file again, or load what is there with trailers: reported under options:; nothing of it was loaded"
