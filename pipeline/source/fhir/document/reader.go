package document

import (
	"bytes"
	"unicode/utf8"
)

// Outcome is what came of reading a record.
type Outcome int

// A record is Whole, or has one of these.
const (
	Whole    Outcome = iota
	Mistyped         // an element has a value of another type than FHIR's
	Unsound          // it is no JSON, or has a flaw that FlawOf names
)

// Object is something that is read from a JSON object. Member is told of each member: it
// reads the value into where it belongs with one of the Reader's methods, or leaves it
// to be passed over.
type Object interface {
	Member(name string, r *Reader)
}

// Reader reads objects in a single walk over their bytes. The walk is strict, also where
// it passes over what nobody asked for: what it calls Whole is JSON, is UTF-8 without
// NUL, is not deep, and names no member of an object twice. One thing is forgiven: an
// escape that JSON does not have, in a text that nobody reads. The zero Reader is ready.
type Reader struct {
	data    []byte
	at      int // the next byte
	depth   int // objects and arrays that are open
	names   []span
	bits    uint64 // of all texts together, those of some bytes around them as well
	strange bool   // a value was of another type
	unsound bool
}

// span is where a text lies in the record, without its quotes.
type span struct{ begin, end int }

// Read reads a record, which must be one object and nothing else. The texts that it gives
// lie in data, which must not change as long as they are used.
func (r *Reader) Read(data []byte, into Object) Outcome {
	r.start(data)
	if r.next() != '{' {
		return Unsound
	}
	r.object(into)
	return r.finish()
}

func (r *Reader) start(data []byte) { *r = Reader{data: data, names: r.names[:0]} }

// finish looks at what is behind the value, and at all texts.
func (r *Reader) finish() Outcome {
	switch {
	case r.next() != 0 || r.at < len(r.data) || r.unsound:
		return Unsound
	case r.bits&highs != 0 && !utf8.Valid(r.data):
		return Unsound
	case r.strange:
		return Mistyped
	}
	return Whole
}

// next goes to the next byte that is not blank, and leaves it there. It is 0 at the end.
func (r *Reader) next() byte {
	for ; r.at < len(r.data); r.at++ {
		if c := r.data[r.at]; !blank[c] {
			return c
		}
	}
	return 0
}

// fail ends the walk, wherever it is: it finds nothing but the end from now on.
func (r *Reader) fail() { r.unsound, r.at = true, len(r.data) }

// enter opens an object or an array.
func (r *Reader) enter() {
	r.at++
	if r.depth++; r.depth > deepest {
		r.fail()
	}
}

// leave closes it again.
func (r *Reader) leave() {
	r.at++
	r.depth--
}

// object reads the object at hand, or passes over it where nobody takes its members.
func (r *Reader) object(into Object) {
	r.enter()
	first := len(r.names)
	var seen uint64 // a bit for each name, by its hash
	for c := r.next(); c != '}'; c = r.after('}') {
		name, ok := r.name(c)
		bit := uint64(1) << (hash(name) & 63)
		if !ok || seen&bit != 0 && r.has(first, name) || len(r.names)-first > widest {
			r.fail()
			continue
		}
		seen |= bit
		value := r.at
		if into != nil {
			into.Member(asText(name), r)
		}
		if r.at == value {
			r.pass()
		}
	}
	r.leave()
	r.names = r.names[:first]
}

// array goes through the array at hand.
func (r *Reader) array(element func()) {
	r.enter()
	for c := r.next(); c != ']'; c = r.after(']') {
		element()
	}
	r.leave()
}

// after goes on behind a member or an element: to what the next one begins with, or to
// the bracket.
func (r *Reader) after(bracket byte) byte {
	c := r.next()
	if c == bracket {
		return c
	}
	if c == ',' {
		r.at++
		if c = r.next(); c != bracket {
			return c
		}
	}
	r.fail()
	return bracket
}

// name reads the name of a member, which begins with c, to its colon. One with an escape
// could be another in disguise; no element of FHIR has one.
func (r *Reader) name(c byte) (name []byte, ok bool) {
	if c != '"' {
		return nil, false
	}
	s, escaped := r.text()
	if escaped || r.next() != ':' {
		return nil, false
	}
	r.at++
	r.names = append(r.names, s)
	return r.data[s.begin:s.end], true
}

// has reports whether a name, which was read last, was read before.
func (r *Reader) has(first int, name []byte) bool {
	for _, s := range r.names[first : len(r.names)-1] {
		if bytes.Equal(r.data[s.begin:s.end], name) {
			return true
		}
	}
	return false
}

// pass passes over the value at hand.
func (r *Reader) pass() {
	switch c := r.next(); {
	case c == '"':
		r.text()
	case c == '{':
		r.object(nil)
	case c == '[':
		r.array(r.pass)
	case c == '-' || c >= '0' && c <= '9':
		r.number()
	default:
		r.word()
	}
}
