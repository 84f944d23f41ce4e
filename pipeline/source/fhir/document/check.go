// Package document takes streams of JSON apart: into lines, or into the resources of
// Bundles, arrays and single documents; and looks at each record before it is decoded,
// so that what a decoder would pass over in silence is a flaw that is told.
package document

import (
	"bytes"
	"unicode/utf8"
)

// Flaw is what is wrong with a record.
type Flaw int

// A record is Sound, or has one of these.
const (
	Sound    Flaw = iota
	Broken        // it is no JSON object
	CutOff        // it ends within itself
	Deep          // it is nested more deeply, or has more members, than any resource
	Repeated      // an object names a member twice, so that it says two things
	Encoding      // it is not UTF-8, or holds the character NUL
)

// Nesting and members of an object beyond these are no resource's: the deepest of HL7's
// own examples has 18 levels, and the widest resource some 40 elements.
const (
	deepest = 200
	widest  = 512
)

// Outline is what a record is at first sight. What it holds lies in the record.
type Outline struct {
	Type     []byte // resourceType, without its quotes
	Resource []byte // of an entry of a Bundle, an object
	FullURL  []byte // of an entry, without its quotes
	Request  []byte // of an entry, an object
	Response []byte // of an entry, an object
	Manifest bool   // it is the list of the files of a bulk export
}

// Checker checks records, one at a time. The zero Checker is ready.
type Checker struct {
	record []byte
	frames []frame
	keys   [][]byte // of the open objects
	out    Outline
	slot   *[]byte // where the value of the record's current member goes, if it is asked for
	begun  int     // where that value begins
	kind   []byte
	time   []byte
	output []byte
}

// frame is an open object or array.
type frame struct {
	keys int    // where the keys of an object begin, -1 of an array
	seen uint64 // a bit for each key that an object has, by its hash
}

// Check looks at a record, which must be one JSON object and nothing else. It finds
// where texts, objects and arrays end; that all between them is JSON is left to what
// decodes the record.
func (c *Checker) Check(record []byte) (Outline, Flaw) {
	*c = Checker{record: record, frames: c.frames[:0], keys: c.keys[:0]}
	begin := skipBlank(record, 0)
	if begin == len(record) || record[begin] != '{' {
		return Outline{}, Broken
	}
	end, flaw := c.walk(begin)
	switch {
	case flaw != Sound:
		return Outline{}, flaw
	case skipBlank(record, end) < len(record):
		return Outline{}, Broken
	case !utf8.Valid(record):
		return Outline{}, Encoding
	}
	return c.outline(), Sound
}

// walk goes through the object that begins at i to its end.
func (c *Checker) walk(i int) (end int, f Flaw) {
	record := c.record
	for i < len(record) {
		switch record[i] {
		case '"':
			begin, escaped := i+1, false
			if i, escaped, f = textEnd(record, begin); f != Sound {
				return i, f
			}
			if f = c.text(record[begin:i], i+1, escaped); f != Sound {
				return i, f
			}
		case '{':
			c.frames = append(c.frames, frame{keys: len(c.keys)})
			if len(c.frames) > deepest {
				return i, Deep
			}
		case '[':
			c.frames = append(c.frames, frame{keys: -1})
			if len(c.frames) > deepest {
				return i, Deep
			}
		case '}', ']':
			if !c.close(record[i]) {
				return i, Broken
			}
			if len(c.frames) == 0 {
				c.keep(i)
				return i + 1, Sound
			}
		case ',':
			if len(c.frames) == 1 {
				c.keep(i)
			}
		case 0:
			return i, Encoding
		}
		i++
	}
	return i, CutOff
}

// text takes the text that ends before i for a key, if a colon follows it. A key with an
// escape could be another in disguise; no element of FHIR has one.
func (c *Checker) text(text []byte, i int, escaped bool) Flaw {
	top := len(c.frames) - 1
	if c.frames[top].keys < 0 {
		return Sound
	}
	colon := skipBlank(c.record, i)
	if colon == len(c.record) || c.record[colon] != ':' {
		return Sound
	}
	if escaped {
		return Broken
	}
	return c.key(top, text, colon+1)
}

// close ends the innermost object or array; it is false where the other kind is open.
func (c *Checker) close(bracket byte) bool {
	top := c.frames[len(c.frames)-1]
	c.frames = c.frames[:len(c.frames)-1]
	if top.keys >= 0 {
		c.keys = c.keys[:top.keys]
	}
	return (bracket == '}') == (top.keys >= 0)
}

// key remembers the key of a member, and refuses one that the object has already.
func (c *Checker) key(top int, key []byte, value int) Flaw {
	f := &c.frames[top]
	if bit := uint64(1) << (hash(key) & 63); f.seen&bit == 0 {
		f.seen |= bit
	} else {
		for _, k := range c.keys[f.keys:] {
			if bytes.Equal(k, key) {
				return Repeated
			}
		}
	}
	if len(c.keys)-f.keys >= widest {
		return Deep
	}
	c.keys = append(c.keys, key)
	if top == 0 {
		c.slot, c.begun = c.slotOf(key), value
	}
	return Sound
}

// hash tells most keys of an object apart.
func hash(key []byte) int {
	if len(key) == 0 {
		return 0
	}
	return len(key) + 7*int(key[0]) + 31*int(key[len(key)-1]) + 3*int(key[len(key)/2])
}

// slotOf is where the value of a member of the record itself is kept.
func (c *Checker) slotOf(key []byte) *[]byte {
	switch string(key) {
	case "resourceType":
		return &c.kind
	case "resource":
		return &c.out.Resource
	case "fullUrl":
		return &c.out.FullURL
	case "request":
		return &c.out.Request
	case "response":
		return &c.out.Response
	case "transactionTime":
		return &c.time
	case "output":
		return &c.output
	}
	return nil
}

// keep keeps the value that ends at i, if it was asked for.
func (c *Checker) keep(i int) {
	if c.slot != nil {
		*c.slot, c.slot = bytes.TrimSpace(c.record[c.begun:i]), nil
	}
}

func (c *Checker) outline() Outline {
	o := c.out
	o.Type, o.FullURL = unquoted(c.kind), unquoted(o.FullURL)
	o.Manifest = c.time != nil && begins(c.output, '[') != nil
	o.Resource, o.Request, o.Response = begins(o.Resource, '{'), begins(o.Request, '{'), begins(o.Response, '{')
	return o
}

// begins is a value if it is of the kind that begins so.
func begins(value []byte, bracket byte) []byte {
	if len(value) == 0 || value[0] != bracket {
		return nil
	}
	return value
}

// unquoted is what a text says, if it is one.
func unquoted(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	return value[1 : len(value)-1]
}
