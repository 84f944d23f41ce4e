// Package beside holds what the rows of one table of OMOP need of another: dates of
// birth, postal codes, names of care sites, and the concepts of the vocabularies. It is
// kept in memory, and so there is a bound to each.
package beside

import (
	"cmp"
	"slices"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

// Index finds by an identifier what another table says. A nil one is empty.
type Index[V any] struct {
	pairs  []pair[V]
	isFull bool // there was more than it may hold: it holds nothing
}

type pair[V any] struct {
	id    int64
	value V
}

// Get finds a value. 0 stands for no concept.
func (x *Index[V]) Get(id int64) (value V, ok bool) {
	if x == nil || id == 0 {
		return value, false
	}
	i, ok := slices.BinarySearchFunc(x.pairs, id, func(p pair[V], id int64) int { return cmp.Compare(p.id, id) })
	if !ok {
		return value, false
	}
	return x.pairs[i].value, true
}

// Find finds the value of an identifier as it stands in a record.
func (x *Index[V]) Find(field []byte) (value V, ok bool) {
	id, ok := concept.ID(field)
	if !ok || field == nil {
		return value, false
	}
	return x.Get(id)
}

// Read reads files of a table.
type Read func(form table.Form, start func(out source.Sink) table.Rows, out source.Sink) error

// readIndex reads a table whose first column is the identifier. Records that it cannot
// use are left out: where the table is read for itself, they are accounted for. Of
// several values of one identifier the first in their order counts.
func readIndex[V any](read Read, form table.Form, most int, take func(f [][]byte) (V, bool), order func(a, b V) int) (*Index[V], error) {
	x := &Index[V]{}
	var mu sync.Mutex
	add := func(some []pair[V]) {
		mu.Lock()
		defer mu.Unlock()
		if x.isFull = x.isFull || len(x.pairs)+len(some) > most; x.isFull {
			x.pairs = nil
			return
		}
		x.pairs = append(x.pairs, some...)
	}
	start := func(source.Sink) table.Rows { return &pairs[V]{take: take, add: add} }
	if err := read(form, start, nowhere{}); err != nil {
		return nil, err
	}
	slices.SortFunc(x.pairs, func(a, b pair[V]) int {
		return cmp.Or(cmp.Compare(a.id, b.id), order(a.value, b.value))
	})
	return x, nil
}

// fewest is how many pairs are collected before they are added to the index; the rows of
// a file that is no delimited text are flushed at its end only.
const fewest = 4096

// pairs are Rows that collect for an index.
type pairs[V any] struct {
	take func(f [][]byte) (V, bool)
	add  func(some []pair[V])
	some []pair[V]
}

// Row keeps a pair.
func (p *pairs[V]) Row(r *table.Row) error {
	id, ok := concept.ID(r.Fields[0])
	if !ok || id == 0 {
		return nil
	}
	if value, ok := p.take(r.Fields); ok {
		p.some = append(p.some, pair[V]{id, value})
	}
	if len(p.some) < fewest {
		return nil
	}
	return p.Flush()
}

// Flush adds what was kept to the index.
func (p *pairs[V]) Flush() error {
	p.add(p.some)
	p.some = p.some[:0]
	return nil
}

// Release has nothing to free.
func (*pairs[V]) Release() {}

// nowhere is the sink of what is read beside the records.
type nowhere struct{ source.Sink }

// Reject drops a reject.
func (nowhere) Reject(source.Reject) error { return nil }

// Batch is not called.
func (nowhere) Batch(*schema.Table, arrow.RecordBatch) error { return nil }
