package derive

import (
	"context"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/codebook/words"
	"chartline/pipeline/store/writer"
)

// Codes are searched by the words of their titles in the newest release of each system.
// The table code_title gives each of them a place, in the order of publication, and says
// how many blanks its title has, which is how long it is; title_word lists the places of
// the titles that have a word.
// Taking the titles apart in SQL takes ten times as long.

// newestSQL reads the titles of the newest release of each code system.
const newestSQL = `SELECT code_system, code, coalesce(billable, false), coalesce(title, short_title, '')
FROM history.code_release
JOIN (SELECT code_system, max(valid_from) AS valid_from FROM history.code_release GROUP BY 1) AS newest USING (code_system, valid_from)`

var titleColumns = arrow.NewSchema([]arrow.Field{
	{Name: "place", Type: arrow.PrimitiveTypes.Int32},
	{Name: "code_system", Type: arrow.BinaryTypes.String},
	{Name: "code", Type: arrow.BinaryTypes.String},
	{Name: "billable", Type: arrow.FixedWidthTypes.Boolean},
	{Name: "blanks", Type: arrow.PrimitiveTypes.Int32},
}, nil)

// indexTitles makes the tables by which codes are searched.
func indexTitles(ctx context.Context, w *writer.Writer) error {
	index, titles := words.NewIndex(), array.NewRecordBuilder(memory.DefaultAllocator, titleColumns)
	defer titles.Release()
	var place int32
	err := w.Read(ctx, newestSQL, func(rec arrow.RecordBatch) {
		place = addTitles(titles, index, place, rec)
	})
	if err != nil {
		return err
	}
	if err := replaceArrow(ctx, w, "history.code_title", titles.NewRecordBatch()); err != nil {
		return err
	}
	return replaceArrow(ctx, w, "history.title_word", index.Batch())
}

// addTitles takes rows of newestSQL, from a place on, and gives the place after them.
func addTitles(titles *array.RecordBuilder, index *words.Index, place int32, rec arrow.RecordBatch) int32 {
	systems, codes := rec.Column(0).(*array.String), rec.Column(1).(*array.String)
	billable, texts := rec.Column(2).(*array.Boolean), rec.Column(3).(*array.String)
	for i := range int(rec.NumRows()) {
		text := texts.Value(i)
		index.Add(place, text)
		titles.Field(0).(*array.Int32Builder).Append(place)
		titles.Field(1).(*array.StringBuilder).Append(systems.Value(i))
		titles.Field(2).(*array.StringBuilder).Append(codes.Value(i))
		titles.Field(3).(*array.BooleanBuilder).Append(billable.Value(i))
		titles.Field(4).(*array.Int32Builder).Append(int32(strings.Count(text, " ")))
		place++
	}
	return place
}

// replaceArrow makes a table of a batch, which it frees.
func replaceArrow(ctx context.Context, w *writer.Writer, table string, rec arrow.RecordBatch) error {
	defer rec.Release()
	return w.Insert(ctx, []arrow.RecordBatch{rec}, func(view string) string {
		return "CREATE OR REPLACE TABLE " + table + " AS SELECT * FROM " + view
	})
}
