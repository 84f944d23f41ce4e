package document

import (
	"errors"
	"io"

	"chartline/pipeline/fault"
)

// longestBytes bounds one record, as it does in lines.
const longestBytes = 64 << 20

// peek goes to the next byte that is not blank, and leaves it there. It is io.EOF where
// there is none.
func (s *Splitter) peek() (byte, error) {
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			return b, s.in.UnreadByte()
		}
	}
}

// want is peek where the document cannot end.
func (s *Splitter) want() (byte, error) {
	b, err := s.peek()
	if errors.Is(err, io.EOF) {
		return 0, s.cutOff()
	}
	return b, err
}

// skip leaves the byte at hand behind.
func (s *Splitter) skip() error {
	_, err := s.in.ReadByte()
	return err
}

// value copies the value at hand.
func (s *Splitter) value(to []byte) ([]byte, error) {
	var v value
	for {
		if _, err := s.in.Peek(1); errors.Is(err, io.EOF) {
			return to, s.cutOff()
		} else if err != nil {
			return to, err
		}
		window, err := s.in.Peek(s.in.Buffered())
		if err != nil {
			return to, err
		}
		n, whole := v.scan(window)
		to = append(to, window[:n]...)
		if _, err := s.in.Discard(n); err != nil {
			return to, err
		}
		if whole {
			return to, nil
		}
		if len(to) > longestBytes {
			return to, fault.Newf(fault.Input, s.place, "check that it is FHIR", "a record is longer than %d MiB", longestBytes>>20)
		}
	}
}

func (s *Splitter) cutOff() error {
	return fault.New(fault.Input, s.place, "it breaks off within a document", "ask for the file again; nothing of it was loaded")
}

func (s *Splitter) broken() error {
	return fault.New(fault.Input, s.place, "it is not JSON", "check that it is FHIR in JSON; nothing of it was loaded")
}

func (s *Splitter) untold() error {
	return fault.New(fault.Input, s.place, "it has the entries of a Bundle, but does not say that it is one", "ask for the file again; nothing of it was loaded")
}
