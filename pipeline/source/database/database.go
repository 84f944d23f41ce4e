// Package database reads canonical tables out of the database of a server: a SELECT per
// table in the configuration, whose columns have the names of canonical columns.
//
// The address (path:) is given by reference and is one of
//
//	postgres://user:password@host:5432/database      ?sslmode=verify-full|verify-ca|require
//	sqlserver://user:password@host:1433?database=db   &encrypt=true|strict &TrustServerCertificate=true
//	mysql://user:password@host:3306/database          ?tls=true|skip-verify   (mariadb:// too)
//	driver:…                                          any other driver of database/sql that is compiled in
//
// Connections are encrypted and the server's certificate is checked, by the authorities
// of this machine or that of the option ca. The parameters above relax the check; no
// encryption at all (sslmode=disable, encrypt=disable, tls=false) is for a server on this
// machine, or at the end of a tunnel that begins here.
//
// Everything is read in a read-only transaction, each table of one moment. A SELECT that
// is none, or is more than one, is not sent. Use an account that may only read, all the
// same: SQL Server has no read-only transactions, and servers have functions that write
// files.
//
// With the option watermark a table is read in increments. The option names a column of
// the result, canonical or not, in which a later change has a greater value: a time, a
// date or a whole number. The SELECT compares that column to :since, which is where the
// last pull ended, less a margin: the option late, for rows that are committed after
// later ones (an hour unless set; a day where the column is a date), and a little more
// (a second, a day, one), so that rows of the very last value are read again whether the
// SELECT says > or >=. In the first pull :since is the option since, or 1800-01-01; where
// the watermark is a whole number the option must be one too, such as 0. Rows without a
// watermark are read, and move nothing. A time more than a day ahead of this machine's
// clock moves nothing either: one slip of a keyboard would hide every later row. Rows
// that are deleted on the server stay: let the SELECT show a flag as cancelled.
//
// A watermark that is a time and no canonical column says when its row was stated. Dates,
// whole numbers and canonical columns (an admission is no statement) do not: there the
// row that is read last stands.
//
// What a feed of this kind can support is what its tables hold; nothing is made up. A
// number is not taken for a code, since its leading zeros are gone (DRG 014), a time with
// zone not for a date, nor a date for an instant (CLK-06): the SELECT has to say what is
// meant. Traps: CHAR is padded; MySQL has dates such as 0000-00-00, which are
// quarantined; its timestamps are instants, its datetimes are in the zone of the source.
package database

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/database/statement"
)

// Source is the format "database".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "database" }

// The format's own options.
var (
	watermark = source.Option{Name: "watermark", Meaning: "Column of the results in which a later change has a greater value."}
	late      = source.Option{Name: "late", Meaning: "How far before the end of the last pull to read again: a time such as 3d or 12h, or a whole number."}
	since     = source.Option{Name: "since", Meaning: "Where the first pull begins: a date, a time or a whole number, as the watermark is."}
	timeout   = source.Option{Name: "timeout", Meaning: "How long reading one table may take, such as 90m.", Default: "1h"}
	authority = source.Option{Name: "ca", Meaning: "PEM file with the certificate of the authority that signed the server's."}
)

// Settings says what of a Spec is used.
func (Source) Settings() source.Settings {
	return source.Settings{
		About: "database of a server: a SELECT for each canonical table", Queries: true, Remote: true,
		Options: []source.Option{watermark, late, since, timeout, authority, source.Facility, source.Shifted},
	}
}

// Recognises reports that no file is of this format.
func (Source) Recognises(string, []byte) bool { return false }

// Inputs lists the tables that the configuration has a SELECT for, parents first.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	where := fmt.Sprintf("source %q", spec.Name)
	target, err := sqldb.Look(spec.Path)
	if err != nil {
		return nil, placed(err, where)
	}
	if len(spec.Queries) == 0 {
		return nil, fault.New(fault.Config, where, "it has no queries:", "write a SELECT for each table under queries:")
	}
	if _, err := optionsOf(spec); err != nil {
		return nil, err
	}
	var inputs []source.Input
	for _, t := range schema.Tables {
		query, ok := spec.Queries[t.Name]
		if !ok {
			continue
		}
		if err := checkQuery(query, target.Dialect, spec); err != nil {
			return nil, fault.New(fault.Config, where, "queries: "+t.Name+": "+err.Error(), "mend the SELECT")
		}
		inputs = append(inputs, source.Input{Path: target.Name + tableWord + t.Name, Remote: true, Spec: spec})
	}
	return inputs, nil
}

// tableWord stands between the names of the database and of the table in a path.
const tableWord = " table "

// checkQuery refuses a statement that does not only read, or that has :since without
// anything that would move it.
func checkQuery(query string, d statement.Dialect, spec source.Spec) error {
	s, err := statement.Parse(query, d)
	if err == nil && s.Dated() && spec.Option(watermark) == "" {
		err = errors.New("it has :since, but the option watermark is not set")
	}
	return err
}

// tableOf is the table that an input reads.
func tableOf(in source.Input) (*schema.Table, error) {
	name := in.Path[strings.LastIndex(in.Path, " ")+1:]
	t, ok := schema.Lookup(name)
	if !ok || in.Spec.Queries[name] == "" {
		return nil, fault.New(fault.Config, in.Place(), "no SELECT reads this", "write one under queries:")
	}
	return t, nil
}

// Read emits the rows of one table.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, err := tableOf(in)
	if err != nil {
		return err
	}
	o, err := optionsOf(in.Spec)
	if err != nil {
		return err
	}
	a, err := send(ctx, in, t, o)
	if err != nil {
		return placed(err, in.Place())
	}
	defer a.close()
	r, err := newReading(in, t, o, a, out)
	if err != nil {
		return placed(err, in.Place())
	}
	defer r.batch.Release()
	for a.rows.Next() {
		if err := r.row(a.rows.Row()); err != nil {
			return err
		}
	}
	if err := a.rows.Err(); err != nil {
		return placed(err, in.Place())
	}
	// The last rows may have been on their way already when the run was told to stop.
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, in.Place(), "stopped", "")
	}
	return r.finish()
}

// answer is what a server gives for the SELECT of a table.
type answer struct {
	db    *sqldb.DB
	rows  *sqldb.Rows
	dated bool // the SELECT has :since
}

func (a answer) close() {
	a.rows.Close()
	_ = a.db.Close()
}

// send connects and sends the SELECT of a table.
func send(ctx context.Context, in source.Input, t *schema.Table, o options) (a answer, err error) {
	query := in.Spec.Queries[t.Name]
	target, err := sqldb.Look(in.Spec.Path)
	if err != nil {
		return a, err
	}
	s, err := statement.Parse(query, target.Dialect)
	a.dated = err == nil && s.Dated() // what is wrong with it is told when it is sent
	var args []any
	if a.dated {
		from, err := o.from(in.Mark)
		if err != nil {
			return a, err
		}
		args = append(args, from)
	}
	if a.db, err = sqldb.Open(ctx, in.Spec.Path, sqldb.Options{CA: o.authority, Timezone: o.zone, Timeout: o.timeout}); err != nil {
		return a, err
	}
	if a.rows, err = a.db.Select(ctx, query, args...); err != nil {
		_ = a.db.Close()
	}
	return a, err
}

// placed puts the place of an error where the source knows it better.
func placed(err error, where string) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return fault.Wrap(f.Kind, err, where, f.What, f.Fix)
	}
	return err
}

// options are the format's own, read.
type options struct {
	watermark string // in lower case; empty for none
	late      window
	since     sqldb.Value // null unless set
	timeout   time.Duration
	authority string
	zone      *time.Location
	facility  string
	shifted   bool
}

// optionsOf reads the options of a source.
func optionsOf(spec source.Spec) (options, error) {
	o := options{
		watermark: strings.ToLower(spec.Option(watermark)), authority: spec.Option(authority),
		facility: spec.FacilityID(), shifted: spec.Option(source.Shifted) == "true",
	}
	bad := func(name, form string) (options, error) {
		return o, fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name), "the option "+name+" cannot be read", "write "+form)
	}
	var err error
	if o.zone, err = time.LoadLocation(spec.Timezone); err != nil {
		return o, fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name), "no time zone of that name", "write one such as America/Chicago")
	}
	var ok bool
	if o.timeout, ok = duration(spec.Option(timeout)); !ok || o.timeout < time.Second {
		return bad("timeout", "a time such as 90m or 2h")
	}
	if o.late, ok = windowOf(spec.Option(late)); !ok {
		return bad("late", "a time such as 3d or 12h, or a whole number")
	}
	if text := spec.Option(since); text != "" {
		if o.since, ok = startOf(text); !ok {
			return bad("since", "a date as YYYY-MM-DD, a time as YYYY-MM-DDTHH:MM:SS with or without Z, or a whole number")
		}
	}
	return o, nil
}
