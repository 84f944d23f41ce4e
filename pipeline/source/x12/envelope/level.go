package envelope

import (
	"strconv"
	"strings"
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
	read        bool // something of it is read
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
