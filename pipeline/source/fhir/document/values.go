package document

import (
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"strconv"
)

// The methods below read the value at hand. null leaves what is there, and a value of
// another type makes the record Mistyped.

// Object reads an object.
func (r *Reader) Object(into Object) {
	if r.next() == '{' {
		r.object(into)
		return
	}
	r.other()
}

// List reads a list of objects, each of which is told of its members. Room that the list
// has is used again: what lies in it must be empty.
func List[T any, P interface {
	*T
	Object
}](r *Reader, into *[]T) {
	if r.next() != '[' {
		r.other()
		return
	}
	*into = (*into)[:0]
	r.array(func() { one[T, P](r, into) })
}

// Several reads a list of objects, or one object as a list.
func Several[T any, P interface {
	*T
	Object
}](r *Reader, into *[]T) {
	if r.next() != '{' {
		List[T, P](r, into)
		return
	}
	*into = (*into)[:0]
	one[T, P](r, into)
}

// one reads another object of a list.
func one[T any, P interface {
	*T
	Object
}](r *Reader, into *[]T) {
	list := *into
	if len(list) == cap(list) {
		list = append(list, *new(T))
	} else {
		list = list[:len(list)+1]
	}
	*into = list
	r.Object(P(&list[len(list)-1]))
}

// Try reads a value that may be of another type, which makes nothing Mistyped. It gives
// the value as it is written, and whether all of it could be read.
func (r *Reader) Try(read func()) (raw []byte, ok bool) {
	before := r.strange
	r.strange = false
	r.next()
	begin := r.at
	read()
	r.strange, ok = before, !r.strange
	if r.unsound {
		return nil, false
	}
	return r.data[begin:r.at], ok
}

// Begins is the first byte of the value at hand, which stays there.
func (r *Reader) Begins() byte {
	if i := skipBlank(r.data, r.at); i < len(r.data) {
		return r.data[i]
	}
	return 0
}

// Text reads a text. It lies in the record, unless it has escapes; one that JSON does not
// have makes it a value of another type.
func (r *Reader) Text(into *string) {
	if r.next() != '"' {
		r.other()
		return
	}
	s, escaped := r.text()
	switch {
	case r.unsound:
	case !escaped:
		*into = asText(r.data[s.begin:s.end])
	case json.Unmarshal(r.data[s.begin-1:s.end+1], into) != nil:
		r.strange = true
	}
}

// Integer reads a whole number.
func (r *Reader) Integer(into *int64) {
	if c := r.next(); c != '-' && !isDigit(c) {
		r.other()
		return
	}
	begin := r.at
	r.number()
	if r.unsound {
		return
	}
	n, err := strconv.ParseInt(asText(r.data[begin:r.at]), 10, 64)
	if err != nil {
		r.strange = true
		return
	}
	*into = n
}

// Boolean reads true or false.
func (r *Reader) Boolean(into *bool) {
	c := r.next()
	if c != 't' && c != 'f' {
		r.other()
		return
	}
	r.word()
	*into = c == 't'
}

// Raw keeps a value of any type as it is written.
func (r *Reader) Raw(into *[]byte) {
	r.next()
	begin := r.at
	if r.pass(); !r.unsound {
		*into = r.data[begin:r.at]
	}
}

// raw is the value at hand as it is written.
func (r *Reader) raw() (value []byte) {
	r.Raw(&value)
	return value
}

// Raws keeps the values of a list as they are written.
func (r *Reader) Raws(into *[][]byte) {
	if r.next() != '[' {
		r.other()
		return
	}
	list := (*into)[:0]
	r.array(func() {
		list = append(list, nil)
		r.Raw(&list[len(list)-1])
	})
	*into = list
}

// other passes over a value of another type than the one that was asked for.
func (r *Reader) other() {
	if r.next() != 'n' {
		r.strange = true
	}
	r.pass()
}

// text goes through the text at hand, and reports whether it has an escape.
func (r *Reader) text() (s span, escaped bool) {
	data, i, seen := r.data, r.at+1, uint64(0)
	s.begin = i
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i : i+8])
		seen |= w
		if m := special(w); m != 0 {
			i += bits.TrailingZeros64(m) / 8
			break
		}
	}
	r.bits |= seen
	if i < len(data) && data[i] == '"' {
		s.end, r.at = i, i+1
		return s, false
	}
	return r.longText(s, i)
}

// longText goes on at i with a text that has an escape, or ends near the end of the data.
func (r *Reader) longText(s span, i int) (_ span, escaped bool) {
	data := r.data
	for {
		i, r.bits = plainEnd(data, i, r.bits)
		if i >= len(data) {
			break
		}
		if data[i] == '"' {
			s.end, r.at = i, i+1
			return s, escaped
		}
		end, f := escapeEnd(data, i)
		if f != Sound || !isPlain(data[i:end]) {
			break
		}
		r.bits |= highs // what the escape hides was not looked at
		i, escaped = end, true
	}
	r.fail()
	return s, escaped
}

// number goes through the number at hand.
func (r *Reader) number() {
	data, i := r.data, r.at
	if data[i] == '-' {
		i++
	}
	whole := i
	i = digits(data, i)
	ok := i == whole+1 || i > whole && data[whole] != '0'
	if i < len(data) && data[i] == '.' {
		fraction := i + 1
		i = digits(data, fraction)
		ok = ok && i > fraction
	}
	if i < len(data) && data[i]|0x20 == 'e' {
		if i++; i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		exponent := i
		i = digits(data, exponent)
		ok = ok && i > exponent
	}
	if r.at = i; !ok {
		r.fail()
	}
}

// word goes through true, false or null.
func (r *Reader) word() {
	for _, w := range []string{"true", "false", "null"} {
		if len(r.data)-r.at >= len(w) && string(r.data[r.at:r.at+len(w)]) == w {
			r.at += len(w)
			return
		}
	}
	r.fail()
}
