package claim

import (
	"bytes"
	"slices"

	"chartline/pipeline/source/delimited"
)

// Run tells the lines that say nothing new of their claim from those that do.
type Run struct {
	spans  []span // of the columns that speak of the claim
	said   []byte
	ends   []int
	joined []byte
}

// span is neighbouring columns, from the first to the last.
type span struct{ first, last int }

// NewRun makes a run over the columns that speak of the claim and not of a line; the
// first of them should tell most claims apart.
func NewRun(columns []int) *Run {
	sorted := slices.Compact(slices.Sorted(slices.Values(columns)))
	var spans []span
	for _, c := range sorted {
		if n := len(spans); n > 0 && spans[n-1].last == c-1 {
			spans[n-1].last = c
			continue
		}
		spans = append(spans, span{c, c})
	}
	i := slices.IndexFunc(spans, func(s span) bool { return s.first <= columns[0] && columns[0] <= s.last })
	spans[0], spans[i] = spans[i], spans[0]
	return &Run{spans: spans}
}

// Repeats reports whether a record says of its claim just what the one before said.
func (r *Run) Repeats(rec *delimited.Record) bool {
	if r.same(rec) {
		return true
	}
	r.Reset()
	for _, s := range r.spans {
		r.said = append(r.said, r.text(rec, s)...)
		r.ends = append(r.ends, len(r.said))
	}
	return false
}

func (r *Run) same(rec *delimited.Record) bool {
	if len(r.ends) == 0 {
		return false
	}
	from := 0
	for i, s := range r.spans {
		if !bytes.Equal(r.text(rec, s), r.said[from:r.ends[i]]) {
			return false
		}
		from = r.ends[i]
	}
	return true
}

// text is what stands in a span, in the record itself where it can be seen at once, else
// field by field, with a byte between them that is in no UTF-8.
func (r *Run) text(rec *delimited.Record, s span) []byte {
	if text, ok := between(rec.Field(s.first), rec.Field(s.last)); ok {
		return text
	}
	r.joined = r.joined[:0]
	for c := s.first; c <= s.last; c++ {
		r.joined = append(append(r.joined, rec.Field(c)...), 0xff)
	}
	return r.joined
}

// between is the text of a record from one field to another, with the delimiters, where
// both are views of that text: how far they lie apart is how much more one could grow
// than the other. A field at the very end of a file has no room to grow, and one with
// doubled quotes is a copy that lies elsewhere; both are not ok, nor is any quote.
func between(first, last []byte) (text []byte, ok bool) {
	apart := cap(first) - cap(last)
	if apart < 0 || cap(last) == 0 || &first[:apart+1][apart] != &last[:1][0] {
		return nil, false
	}
	text = first[:apart+len(last)]
	return text, bytes.IndexByte(text, '"') < 0
}

// Reset forgets the record before. Blocks are worked on in any order: a run that went on
// from one to another would make what is emitted depend on it.
func (r *Run) Reset() { r.said, r.ends = r.said[:0], r.ends[:0] }
