package beside

import (
	"cmp"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

// How much is kept in memory: about 130 MB each. Beyond the first two, ages and postal
// codes are not told; all the vocabularies of codes together have less than two million
// concepts.
const (
	mostPersons  = 8 << 20
	mostTexts    = 4 << 20
	mostConcepts = 4 << 20
)

// Births reads the dates of birth of PERSON.
func Births(read Read) (*Index[arrow.Date32], error) {
	form := table.Form{Columns: []table.Column{
		{Name: "person_id", Required: true}, {Name: "year_of_birth"}, {Name: "month_of_birth"}, {Name: "day_of_birth"},
	}}
	return readIndex(read, form, mostPersons, func(f [][]byte) (arrow.Date32, bool) {
		on, known, ok := Birth(f[1], f[2], f[3])
		return on, known && ok
	}, cmp.Compare[arrow.Date32])
}

// Birth is a date of birth. It is not known where a part of it is not given, and not ok
// where the parts are no date.
func Birth(year, month, day []byte) (on arrow.Date32, known, ok bool) {
	y, okYear := concept.ID(year)
	m, okMonth := concept.ID(month)
	d, okDay := concept.ID(day)
	switch {
	case !okYear || !okMonth || !okDay:
		return 0, false, false
	case year == nil || month == nil || day == nil:
		return 0, false, true
	}
	on, ok = moment.Date(int(y), int(m), int(d))
	return on, ok, ok
}

// Texts reads a text for each identifier of a table.
func Texts(read Read, id, text string) (*Index[string], error) {
	form := table.Form{Columns: []table.Column{{Name: id, Required: true}, {Name: text}}}
	return readIndex(read, form, mostTexts, func(f [][]byte) (string, bool) {
		return string(table.Digits(f[1])), f[1] != nil
	}, strings.Compare)
}

// Concept is a concept of one of the vocabularies.
type Concept struct {
	Of   *concept.Vocabulary
	Code string
}

// Concepts reads CONCEPT: of six million concepts those whose codes stand in records.
func Concepts(read Read) (*Index[Concept], error) {
	form := table.Form{Verbatim: true, Columns: []table.Column{
		{Name: "concept_id", Required: true}, {Name: "vocabulary_id", Required: true}, {Name: "concept_code", Required: true},
	}}
	x, err := readIndex(read, form, mostConcepts, func(f [][]byte) (Concept, bool) {
		v := concept.VocabularyOf(f[1])
		if v == nil || f[2] == nil {
			return Concept{}, false
		}
		return Concept{v, string(f[2])}, true
	}, func(a, b Concept) int {
		return cmp.Or(strings.Compare(a.Of.ID, b.Of.ID), strings.Compare(a.Code, b.Code))
	})
	if err == nil && x.isFull {
		return nil, fault.Newf(fault.Input, "CONCEPT", "check that it is the table of that name", "more than %d concepts of codes", mostConcepts)
	}
	return x, err
}
