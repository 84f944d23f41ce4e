package document

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// RecordEnd ends each record that a Splitter gives: the separator of RFC 7464, which
// JSON holds nowhere, while a line end may stand within a record.
const RecordEnd = '\x1e'

// Splitter reads documents, and gives their records one after another, each ended by
// RecordEnd: the entries of a Bundle, the elements of an array, and every other document
// whole. It holds one record at a time, however large the Bundle is.
type Splitter struct {
	place   string
	in      *bufio.Reader
	state   func() error // splits off what comes next
	ready   []byte       // that was split off
	given   int          // of it that was read
	inArray bool         // around all documents
	object  object
	err     error
}

// object is a document as far as it was read.
type object struct {
	held   []byte // its members but the entries
	typed  []byte // its resourceType, with quotes
	bundle bool   // entries of it were split off
}

// NewSplitter reads documents from a file, whose errors are for the reader of a message.
func NewSplitter(place string, from io.Reader) *Splitter {
	return newSplitter(place, from, bufferBytes)
}

const bufferBytes = 256 << 10

func newSplitter(place string, from io.Reader, buffer int) *Splitter {
	s := &Splitter{place: place, in: bufio.NewReaderSize(from, buffer)}
	s.state = s.between
	return s
}

// Split splits documents that are in memory, as a Splitter does. It is not ok where they
// cannot be split.
func Split(documents []byte) (records []byte, ok bool) {
	s := newSplitter("", bytes.NewReader(documents), min(len(documents), bufferBytes))
	records, err := io.ReadAll(s)
	return records, err == nil
}

// Read reads records with their ends.
func (s *Splitter) Read(p []byte) (int, error) {
	for s.given == len(s.ready) {
		if s.err != nil {
			return 0, s.err
		}
		s.ready, s.given = s.ready[:0], 0
		s.err = s.state()
	}
	n := copy(p, s.ready[s.given:])
	s.given += n
	return n, nil
}

// between stands between documents.
func (s *Splitter) between() error {
	b, err := s.peek()
	switch {
	case err != nil && errors.Is(err, io.EOF) && s.inArray:
		return s.cutOff()
	case err != nil:
		return err
	case b == '{':
		s.object = object{held: append(s.object.held[:0], '{')}
		s.state = s.members
		return s.skip()
	case b == '[' && !s.inArray:
		s.inArray = true
		return s.skip()
	case b == ']' && s.inArray:
		s.inArray = false
		return s.skip()
	case b == ',' && s.inArray:
		return s.skip()
	}
	return s.broken()
}

// members reads the next member of a document. The members are held until one of them
// shows that the document is a Bundle.
func (s *Splitter) members() error {
	b, err := s.want()
	switch {
	case err != nil:
		return err
	case b == '}':
		s.state = s.between
		return s.finish()
	case b == ',':
		s.object.held = append(s.object.held, ',')
		return s.skip()
	}
	key, err := s.key()
	if err != nil {
		return err
	}
	o := &s.object
	if key == `"entry"` {
		if o.bundle, err = s.opensEntries(); err != nil {
			return err
		}
		if o.bundle {
			s.state = s.entries
			return s.skip()
		}
	}
	begin := len(o.held)
	if o.held, err = s.value(o.held); err == nil && key == `"resourceType"` {
		o.typed = bytes.Clone(o.held[begin:])
	}
	return err
}

// entries reads the next entry of a Bundle.
func (s *Splitter) entries() error {
	b, err := s.want()
	switch {
	case err != nil:
		return err
	case b == ']':
		s.state = s.members
		s.object.held = append(s.object.held, "[]"...)
		return s.skip()
	case b == ',':
		return s.skip()
	}
	if s.ready, err = s.value(s.ready); err != nil {
		return err
	}
	s.ready = append(s.ready, RecordEnd)
	return nil
}

// finish ends a document. One that is no Bundle is a record.
func (s *Splitter) finish() error {
	isBundle := string(s.object.typed) == `"Bundle"`
	switch {
	case s.object.bundle && !isBundle:
		return s.untold()
	case !isBundle:
		s.ready = append(append(s.ready, s.object.held...), '}', RecordEnd)
	}
	return s.skip()
}

// key reads the key of a member with its quotes, and holds it with the colon.
func (s *Splitter) key() (string, error) {
	begin := len(s.object.held)
	b, err := s.want()
	if err == nil && b != '"' {
		err = s.broken()
	}
	if err != nil {
		return "", err
	}
	if s.object.held, err = s.value(s.object.held); err != nil {
		return "", err
	}
	key := string(s.object.held[begin:])
	if b, err = s.want(); err == nil && b != ':' {
		err = s.broken()
	}
	if err != nil {
		return "", err
	}
	s.object.held = append(s.object.held, ':')
	if err = s.skip(); err != nil {
		return "", err
	}
	_, err = s.want()
	return key, err
}

// opensEntries reports whether the value at hand is the array of a Bundle. A document
// that has not said yet what it is shows it by its first entry: those of a List, the
// other resource with entries, have other members.
func (s *Splitter) opensEntries() (bool, error) {
	b, err := s.want()
	if err != nil || b != '[' {
		return false, err
	}
	if s.object.typed != nil {
		return string(s.object.typed) == `"Bundle"`, nil
	}
	head, err := s.in.Peek(s.in.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	head = bytes.TrimLeft(head[1:], " \t\r\n{")
	for _, key := range []string{`"resource"`, `"fullUrl"`, `"request"`, `"response"`, `"search"`, `"link"`} {
		if bytes.HasPrefix(head, []byte(key)) {
			return true, nil
		}
	}
	return false, nil
}
