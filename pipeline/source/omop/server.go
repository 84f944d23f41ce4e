package omop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/omop/concept"
	"chartline/pipeline/source/omop/table"
)

// Options for tables in a database.
var (
	schemaName       = source.Option{Name: "schema", Meaning: "Schema of the tables, where they are in a database."}
	vocabularySchema = source.Option{Name: "vocabulary_schema", Meaning: "Schema of CONCEPT in a database, where that is another one."}
	authority        = source.Option{Name: "ca", Meaning: "PEM file with the certificate of the authority that signed the server's."}
)

// isServer reports whether a path is the address of a database.
func isServer(path string) bool {
	scheme, _, ok := strings.Cut(path, "://")
	return ok && slices.Contains([]string{"postgres", "postgresql", "sqlserver", "mysql", "mariadb"}, scheme)
}

// tableWord stands between the names of the database and of the table in a path.
const tableWord = " table "

// onServer lists the tables in a database. Those that would only be passed over are not
// asked for.
func onServer(spec source.Spec) ([]source.Input, error) {
	where := fmt.Sprintf("source %q", spec.Name)
	target, err := sqldb.Look(spec.Path)
	if err != nil {
		return nil, err
	}
	for _, o := range []source.Option{schemaName, vocabularySchema} {
		if !isName(spec.Option(o)) {
			return nil, fault.New(fault.Config, where, "the option "+o.Name+" is no name of a schema", "write letters, digits, dots and underscores")
		}
	}
	var inputs []source.Input
	for _, t := range tables {
		if t.into != "" {
			inputs = append(inputs, source.Input{Path: target.Name + tableWord + t.name, Remote: true, Spec: spec})
		}
	}
	return inputs, nil
}

// isName reports whether a text can stand in a statement as the name of a schema.
func isName(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r != '.' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// readTable reads one table, from a file or from a server.
func readTable(ctx context.Context, in source.Input, form table.Form, start func(out source.Sink) table.Rows, out source.Sink) error {
	form.Encoding = in.Spec.Option(delimited.Encoding)
	if !in.Remote {
		return table.Read(ctx, in, form, start, out)
	}
	zone, err := time.LoadLocation(in.Spec.Timezone)
	if err != nil {
		zone = time.UTC
	}
	t, _ := tableFor(in)
	q := table.Query{
		Address: in.Spec.Path, Options: sqldb.Options{CA: in.Spec.Option(authority), Timezone: zone},
		Name: qualified(in.Spec, t.name), Where: t.condition(in.Spec),
	}
	return table.Select(ctx, in.Place(), q, form, start, out)
}

// qualified is the name of a table with that of its schema.
func qualified(spec source.Spec, name string) string {
	in := spec.Option(schemaName)
	if v := spec.Option(vocabularySchema); name == "concept" && v != "" {
		in = v
	}
	if in == "" {
		return name
	}
	return in + "." + name
}

// condition leaves out on the server what would be passed over: concepts of other
// vocabularies, and of the tables of other domains the rows that are neither diagnoses
// nor procedures.
func (t cdm) condition(spec source.Spec) string {
	switch {
	case t.name == "concept":
		return "WHERE vocabulary_id IN (" + idsOf(func(*concept.Vocabulary) bool { return true }) + ")"
	case t.domain:
		return fmt.Sprintf("WHERE %s IN (SELECT concept_id FROM %s WHERE vocabulary_id IN (%s))",
			t.columns[codedSourceConcept].Name, qualified(spec, "concept"), idsOf(func(v *concept.Vocabulary) bool { return v.Kind != "" }))
	}
	return ""
}

// idsOf lists vocabularies for a statement.
func idsOf(wanted func(v *concept.Vocabulary) bool) string {
	var ids []string
	for _, v := range concept.Vocabularies {
		if wanted(v) {
			ids = append(ids, "'"+v.ID+"'")
		}
	}
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}
