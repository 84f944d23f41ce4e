// Package document takes streams of JSON apart: into lines, or into the resources of
// Bundles, arrays and single documents; reads each record strictly, in one walk; and names
// the flaw of one that is not sound, so that nothing is passed over in silence.
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

// FlawOf names the flaw of a record that a Reader calls Unsound, and its resourceType
// where that can be told. It looks at where texts, objects and arrays end, to the end of
// the record. The flaw is Sound where these are well: then what is between them is no
// JSON.
func FlawOf(record []byte) (f Flaw, kind []byte) {
	var c checker
	if f = c.check(record); f != Sound {
		return f, TypeAhead(record)
	}
	return f, c.kind
}

// checker looks at a record loosely.
type checker struct {
	record []byte
	frames []frame
	keys   [][]byte // of the open objects
	kind   []byte   // resourceType of the record, without its quotes
}

// frame is an open object or array.
type frame struct {
	keys int    // where the keys of an object begin, -1 of an array
	seen uint64 // a bit for each key that an object has, by its hash
}

func (c *checker) check(record []byte) Flaw {
	c.record = record
	begin := skipBlank(record, 0)
	if begin == len(record) || record[begin] != '{' {
		return Broken
	}
	end, flaw := c.walk(begin)
	switch {
	case flaw != Sound:
		return flaw
	case skipBlank(record, end) < len(record):
		return Broken
	case !utf8.Valid(record):
		return Encoding
	}
	return Sound
}

// walk goes through the object that begins at i to its end.
func (c *checker) walk(i int) (end int, f Flaw) {
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
				return i + 1, Sound
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
func (c *checker) text(text []byte, i int, escaped bool) Flaw {
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
	if top == 0 && string(text) == "resourceType" {
		c.kind = textAt(c.record, colon+1)
	}
	return c.key(top, text)
}

// textAt is the text at i, without its quotes, if there is one.
func textAt(record []byte, i int) []byte {
	begin := skipBlank(record, i) + 1
	if begin > len(record) || record[begin-1] != '"' {
		return nil
	}
	end, _, flaw := textEnd(record, begin)
	if flaw != Sound {
		return nil
	}
	return record[begin:end]
}

// close ends the innermost object or array; it is false where the other kind is open.
func (c *checker) close(bracket byte) bool {
	top := c.frames[len(c.frames)-1]
	c.frames = c.frames[:len(c.frames)-1]
	if top.keys >= 0 {
		c.keys = c.keys[:top.keys]
	}
	return (bracket == '}') == (top.keys >= 0)
}

// key remembers the key of a member, and refuses one that the object has already.
func (c *checker) key(top int, key []byte) Flaw {
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
	return Sound
}

// hash tells most keys of an object apart.
func hash(key []byte) int {
	if len(key) == 0 {
		return 0
	}
	return len(key) + 7*int(key[0]) + 31*int(key[len(key)-1]) + 3*int(key[len(key)/2])
}
