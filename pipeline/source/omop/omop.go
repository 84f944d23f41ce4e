// Package omop reads the OMOP Common Data Model 5.3 and 5.4 (standard.md 5.4): persons,
// visits, and the codes that were recorded in them, from one file per table, in
// delimited text or Parquet, or from the tables of a database.
//
// What an analysis in OMOP uses, the standard concept, is usually SNOMED CT, and one
// ICD code may become several of them, each in a row of its own. Frequencies of codes
// count what the source said: so every row becomes a statement of the source's code,
// and the store counts a code once for an encounter, however many rows state it. The
// system of a code is that of its source concept in the table CONCEPT, and never
// guessed from how the code looks (VER-07). Without that table, or where no concept is
// given, it is the one configured, else "other".
//
// The domain of the standard concept also decides in which table a code lies: Z794 is
// an observation in OMOP, Z6841 a measurement, J1885 a drug. So these tables are read
// too where CONCEPT is there to tell the codes of diagnoses and procedures from the
// rest, and a diagnosis among the procedures is taken for what it is.
//
// What OMOP cannot support: there is no present-on-admission indicator, no sequence
// (condition_status_concept_id tells the principal and the admitting diagnosis, and up
// to 5.3 condition_type_concept_id a position), no version of a DRG, no time of coding
// or billing and no coder. Frequency can be measured, accuracy and turnaround cannot.
// Rows do not say when they were stated: of two with one identifier the one that is read
// last stands. A CDM that is built anew may number its visits anew: load it into a store
// of its own then, since the old visits would stay beside the new ones.
//
// Problem lists and conditions without a visit are passed over, since they are not coded
// for an account. So are the other tables; files of tables that are not listed in
// tables.go are not opened.
package omop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/omop/beside"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

// Source is the format "omop". It keeps what it read last beside the records, such as
// the vocabularies, so that the files of one set need not each read it again.
type Source struct {
	concepts  beside.Kept[*beside.Index[beside.Concept]]
	births    beside.Kept[*beside.Index[arrow.Date32]]
	postcodes beside.Kept[*beside.Index[string]]
	sites     beside.Kept[*beside.Index[string]]
}

// Name is the format's name in the configuration.
func (*Source) Name() string { return "omop" }

// Options of the format's own.
var (
	diagnosisVocabulary = source.Option{Name: "diagnosis_vocabulary",
		Meaning: "vocabulary_id of the source codes of conditions whose concept is not known, such as ICD10CM."}
	procedureVocabulary = source.Option{Name: "procedure_vocabulary",
		Meaning: "vocabulary_id of the source codes of procedures whose concept is not known, such as ICD10PCS."}
	drgSystem = source.Option{Name: "drg_system", Meaning: "Grouper of the DRGs in COST, which does not name it.", Default: "MS-DRG"}
)

// Settings says what of a Spec is used.
func (*Source) Settings() source.Settings {
	return source.Settings{
		About: "OMOP Common Data Model 5.3 and 5.4, as CSV, as Parquet or in a database",
		Options: []source.Option{source.Facility, source.Shifted, diagnosisVocabulary, procedureVocabulary, drgSystem, delimited.Encoding,
			schemaName, vocabularySchema, authority},
	}
}

// Recognises reports whether a file is a table of OMOP.
func (*Source) Recognises(name string, head []byte) bool {
	t, ok := tableOf(name)
	if !ok {
		return false
	}
	if strings.HasPrefix(string(head), "PAR1") {
		return true
	}
	h, ok := delimited.Recognise(delimited.Form{}, head)
	return ok && !slices.ContainsFunc(t.columns, func(c table.Column) bool { return c.Required && h.Index(c.Name) < 0 })
}

// Inputs lists the tables under the path, parents before children and the files of one
// table by name.
func (*Source) Inputs(spec source.Spec) ([]source.Input, error) {
	for _, o := range []source.Option{diagnosisVocabulary, procedureVocabulary} {
		id := spec.Option(o)
		if v := concept.VocabularyOf([]byte(id)); id != "" && (v == nil || v.System == "") {
			return nil, fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name),
				"the option "+o.Name+" names no vocabulary of codes", "write a vocabulary_id such as ICD10CM, ICD9CM, ICD10PCS, CPT4 or SNOMED")
		}
	}
	if isServer(spec.Path) {
		return onServer(spec)
	}
	inputs, err := find(spec, func(t cdm) bool { return true })
	if err != nil {
		return nil, err
	}
	told := slices.ContainsFunc(inputs, func(in source.Input) bool { return nameOf(in) == "concept" })
	return slices.DeleteFunc(inputs, func(in source.Input) bool {
		t, ok := tableFor(in)
		return ok && t.domain && !told && len(inputs) > 1
	}), nil
}

// Read emits the rows of one table.
func (s *Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, ok := tableFor(in)
	if !ok {
		return fault.New(fault.Input, in.Place(), "its name is that of no table of OMOP that is read",
			"name it after its table, as in person.csv, or name the folder")
	}
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, in.Place(), "stopped", "")
	}
	c, err := s.settingOf(ctx, in, t)
	if err != nil {
		return err
	}
	form := table.Form{Columns: t.columns, Verbatim: t.verbatim}
	if t.into != "" {
		form.RejectsTo = schema.Must(t.into)
	}
	return readTable(ctx, in, form, func(out source.Sink) table.Rows { return newRows(t, c, out) }, out)
}
