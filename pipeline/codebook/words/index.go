package words

import (
	"maps"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Index says which titles have which words.
type Index struct {
	numbers map[string]int // of words
	words   []string       // by their numbers
	places  [][]int32      // of the titles that have a word, by its number
	before  []numbered     // words of the title before, in their order
}

// numbered is a word with its number.
type numbered struct {
	word   string
	number int
}

// NewIndex makes an index of no titles.
func NewIndex() *Index { return &Index{numbers: make(map[string]int, 1<<14)} }

// Add takes a title, which goes by its place. A place is added once.
func (x *Index) Add(place int32, title string) {
	at := 0
	Each(title, func(word []byte) {
		n := x.number(at, word)
		at++
		// A title may have a word twice.
		if all := x.places[n]; len(all) == 0 || all[len(all)-1] != place {
			x.places[n] = append(all, place)
		}
	})
}

// number is that of a word, which is the at-th of its title. Titles stand in the order of their
// codes, so that most words are those of the title before.
func (x *Index) number(at int, word []byte) int {
	if at < len(x.before) && x.before[at].word == string(word) {
		return x.before[at].number
	}
	n, ok := x.numbers[string(word)]
	if !ok {
		n = len(x.places)
		x.numbers[string(word)] = n
		x.places = append(x.places, nil)
		x.words = append(x.words, string(word))
	}
	if at == len(x.before) {
		x.before = append(x.before, numbered{})
	}
	x.before[at] = numbered{x.words[n], n}
	return n
}

// columns are those of a batch: a word, how many titles have it, and their places.
var columns = arrow.NewSchema([]arrow.Field{
	{Name: "word", Type: arrow.BinaryTypes.String},
	{Name: "codes", Type: arrow.PrimitiveTypes.Int64},
	{Name: "places", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32)},
}, nil)

// Batch is a row for each word, in their order, as columns word, codes (how many titles
// have it) and places.
func (x *Index) Batch() arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, columns)
	defer b.Release()
	words, codes := b.Field(0).(*array.StringBuilder), b.Field(1).(*array.Int64Builder)
	lists := b.Field(2).(*array.ListBuilder)
	places := lists.ValueBuilder().(*array.Int32Builder)
	for _, word := range slices.Sorted(maps.Keys(x.numbers)) {
		all := x.places[x.numbers[word]]
		words.Append(word)
		codes.Append(int64(len(all)))
		lists.Append(true)
		places.AppendValues(all, nil)
	}
	return b.NewRecordBatch()
}
