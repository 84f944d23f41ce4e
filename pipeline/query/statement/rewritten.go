package statement

import (
	"errors"
	"strings"

	"chartline/pipeline/fault"
)

// Rewritten is a statement that was made of another one, piece by piece, such as one with a ?
// for each :name. It knows where each piece stood, so that an error about it can point at what
// a person wrote. The zero value is empty.
type Rewritten struct {
	text   strings.Builder
	pieces []piece
}

// piece is a stretch of the new text, up to the next one.
type piece struct {
	at, from int  // bytes at which it begins, in the new text and in the old one
	kept     bool // it is the same in both; else all of it stands for what begins at from
}

// Keep goes on with the bytes from start to end of the old text.
func (r *Rewritten) Keep(old string, start, end int) {
	r.pieces = append(r.pieces, piece{r.text.Len(), start, true})
	r.text.WriteString(old[start:end])
}

// Put goes on with a text that stands for what begins at a byte of the old one.
func (r *Rewritten) Put(text string, from int) {
	r.pieces = append(r.pieces, piece{r.text.Len(), from, false})
	r.text.WriteString(text)
}

// String is the new text.
func (r *Rewritten) String() string { return r.text.String() }

// Back has an error about the new text point into the old one.
func (r *Rewritten) Back(err error, old string) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	at := f.At.Offset(r.text.String())
	if at < 0 {
		return err
	}
	var last piece
	for _, p := range r.pieces {
		if p.at <= at {
			last = p
		}
	}
	from := last.from
	if last.kept {
		from += at - last.at
	}
	return f.Standing(old, min(from, len(old)))
}
