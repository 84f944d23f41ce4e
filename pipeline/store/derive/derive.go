// Package derive works out what readers see and no source says: the places of codes that
// were stated one by one, the charges of accounts of which only lines are known, when each
// account was coded, billed and paid first, what each code is since when, and the words of
// titles. They follow from all records together, whatever the order in which these came, and
// are worked out when the store is published and what they depend on has changed.
package derive

import (
	"context"
	"fmt"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/writer"
)

// derived says what the views have to add to the records.
type derived struct{ resolved, totals bool }

// resolvable are the tables to which code statements are resolved.
var resolvable = map[string]bool{"diagnosis": true, "procedure": true}

const tablesDDL = `
CREATE TABLE IF NOT EXISTS history.resolved (
	kind VARCHAR, encounter_id VARCHAR, sequence BIGINT, role VARCHAR,
	code VARCHAR, code_system VARCHAR, poa VARCHAR, stated_on DATE);
CREATE TABLE IF NOT EXISTS history.line_total (encounter_id VARCHAR, charge DECIMAL(14,2));
DROP VIEW IF EXISTS main.title_vocabulary; DROP TABLE IF EXISTS history.title_vocabulary;
CREATE OR REPLACE TABLE history.code_title (
	place INTEGER, code_system VARCHAR, code VARCHAR, billable BOOLEAN, blanks INTEGER);
CREATE OR REPLACE TABLE history.title_word (word VARCHAR, codes BIGINT, places INTEGER[]);
CREATE OR REPLACE VIEW main.code_title AS SELECT * FROM history.code_title;
CREATE OR REPLACE VIEW main.title_word AS SELECT * FROM history.title_word;
DROP TABLE IF EXISTS ledger.derived;
CREATE TABLE ledger.derived (name VARCHAR, input_id BIGINT)`

// totalSQL adds up the lines of accounts that state no total.
const totalSQL = `CREATE OR REPLACE TABLE history.line_total AS
SELECT encounter_id, sum(charge) AS charge FROM history.service_line
WHERE revenue_code IS DISTINCT FROM '0001' -- the line that states the total
	AND encounter_id IN (SELECT encounter_id FROM history.encounter WHERE total_charges IS NULL)
GROUP BY encounter_id HAVING count(charge) > 0`

// derivations are what is worked out, and the tables that it depends on.
var derivations = []struct {
	name   string
	tables []string
	work   func(context.Context, *writer.Writer) error
}{
	{"resolved", []string{"code_statement", "code_link"}, resolve},
	{"line_total", []string{"service_line", "encounter"}, bySQL(totalSQL)},
	{"account_clock", []string{"encounter", "event", "service_line"}, reachClocks},
	{"code_group", []string{"code_release", "code_group"}, supersedeSections},
	{"code_standing", []string{"code_release", "code_set"}, bySQL(StandingSQL)},
	{"title_word", []string{"code_release"}, indexTitles},
}

func bySQL(sql string) func(context.Context, *writer.Writer) error {
	return func(ctx context.Context, w *writer.Writer) error { return w.Exec(ctx, sql) }
}

// Run works out again what inputs since the last time may have changed.
func Run(ctx context.Context, w *writer.Writer) error {
	for _, d := range derivations {
		var last int64
		var changed bool
		err := w.Scan(ctx, fmt.Sprintf(`SELECT coalesce(max(input_id), 0),
				coalesce(max(input_id), 0) > (SELECT coalesce(max(input_id), 0) FROM ledger.derived WHERE name = '%s')
			FROM ledger.tally WHERE table_name IN ('%s')`, d.name, strings.Join(d.tables, "', '")), nil, &last, &changed)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		// What a killed run has worked out in part is worked out again, since the mark comes last.
		if err := d.work(ctx, w); err != nil {
			return err
		}
		err = w.Atomically(ctx, func() error {
			if err := w.Exec(ctx, "DELETE FROM ledger.derived WHERE name = '"+d.name+"'"); err != nil {
				return err
			}
			if err := w.Exec(ctx, "INSERT INTO ledger.derived VALUES (?, ?)", d.name, last); err != nil {
				return err
			}
			return showDerived(ctx, w)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// showDerived has the views add what was derived, where there is any.
func showDerived(ctx context.Context, w *writer.Writer) error {
	var d derived
	err := w.Scan(ctx, "SELECT EXISTS (FROM history.resolved), EXISTS (FROM history.line_total)", nil, &d.resolved, &d.totals)
	if err != nil {
		return err
	}
	var views []string
	for _, t := range schema.Tables {
		if resolvable[t.Name] || t.Name == "encounter" {
			views = append(views, viewDDL(t, d))
		}
	}
	return w.Exec(ctx, strings.Join(views, ";\n"))
}
