//go:build duckdb_arrow

package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/ledger"
)

// said is one thing that a feed says, at a time: rows of tables, and lists.
type said struct {
	at    int64
	rows  map[string][]map[string]any
	lists []string // tables of which the rows are the whole list of the account
	about string   // the account; A unless set
}

// of is the same about another account.
func (m said) of(account string) said {
	other := said{at: m.at, lists: m.lists, about: account, rows: map[string][]map[string]any{}}
	for table, rows := range m.rows {
		for _, row := range rows {
			row = maps.Clone(row)
			row["encounter_id"] = account
			other.rows[table] = append(other.rows[table], row)
		}
	}
	return other
}

// tell loads messages as one input.
func tell(t *testing.T, s *Store, messages ...said) []ledger.Tally {
	t.Helper()
	ctx := context.Background()
	l, err := s.Begin(ctx, ledger.Input{RunID: 1, Source: "feed"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Rollback()
	for _, m := range messages {
		for table, rows := range m.rows {
			emit(t, l, table, m.at, rows...)
		}
		for _, list := range m.lists {
			emit(t, l, "code_list", m.at, map[string]any{"encounter_id": cmp.Or(m.about, "A"), "version_no": int64(1), "list": list})
		}
	}
	tallies, err := l.Commit(0)
	if err != nil {
		t.Fatal(err)
	}
	return tallies[0]
}

// emit hands over rows that were stated at a time; 0 is no time.
func emit(t *testing.T, out source.Sink, table string, at int64, rows ...map[string]any) {
	t.Helper()
	b := source.NewStatedBatcher(schema.Must(table), out)
	defer b.Release()
	for _, row := range rows {
		for column, v := range row {
			switch v := v.(type) {
			case string:
				b.Text(column, v)
			case int64:
				b.Integer(column, v)
			case bool:
				b.Boolean(column, v)
			}
		}
		if at > 0 {
			b.Stated(at)
		}
		if err := b.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
}

func listed(codes ...string) []map[string]any {
	var rows []map[string]any
	for i, c := range codes {
		role, sequence := "other", int64(i)
		if i == 0 {
			role, sequence = "principal", 1
		}
		rows = append(rows, map[string]any{
			"encounter_id": "A", "version_no": int64(1), "sequence": sequence, "role": role, "code": c, "code_system": "ICD-10-CM",
		})
	}
	return rows
}

func account(sex string, more ...any) map[string]any {
	row := map[string]any{"encounter_id": "A", "facility_id": "F", "patient_type": sex}
	for i := 0; i < len(more); i += 2 {
		row[more[i].(string)] = more[i+1]
	}
	return row
}

// TestStatedLastStands has a claim, its replacement and a void arrive in every order, one
// input each and all in one: the store ends the same (ING-06). Each order is of an account of its
// own, so that all orders share the inputs.
func TestStatedLastStands(t *testing.T) {
	diagnoses := []string{"diagnosis"}
	original := said{at: 10, lists: diagnoses, rows: map[string][]map[string]any{"encounter": {account("IP")}, "diagnosis": listed("I10", "E119", "Z794")}}
	replaced := said{at: 20, lists: diagnoses, rows: map[string][]map[string]any{"encounter": {account("OBS")}, "diagnosis": listed("I110", "E119")}}
	again := said{at: 30, lists: diagnoses, rows: map[string][]map[string]any{"encounter": {account("IP")}, "diagnosis": listed("I10")}}
	void := said{at: 40, lists: diagnoses, rows: map[string][]map[string]any{"encounter": {account("IP", "cancelled", true)}}}
	for _, c := range []struct {
		name             string
		messages         []said
		patientType, dxs string
	}{
		{"original", []said{original}, "IP", "I10 E119 Z794"},
		{"replaced", []said{original, replaced}, "OBS", "I110 E119"},
		{"restored", []said{original, replaced, again}, "IP", "I10"},
		{"voided", []said{original, replaced, again, void}, "-", "-"},
		{"voided alone", []said{void}, "-", "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			inputs, all, accounts := make([][]said, len(c.messages)), []said(nil), []string(nil)
			permute(c.messages, func(order []said) {
				apart, together := fmt.Sprint("apart", len(accounts)), fmt.Sprint("together", len(accounts))
				accounts = append(accounts, apart, together)
				for i, m := range order {
					inputs[i] = append(inputs[i], m.of(apart))
					all = append(all, m.of(together))
				}
			})
			for _, input := range append(inputs, all) {
				tell(t, s, input...)
			}
			for _, account := range accounts {
				of := " WHERE encounter_id = '" + account + "'"
				expect(t, s, "SELECT max(patient_type) FROM encounter"+of, c.patientType)
				expect(t, s, "SELECT string_agg(code, ' ' ORDER BY role DESC, sequence) FROM diagnosis"+of, c.dxs)
			}
		})
	}
}

// permute visits every order of the messages.
func permute(messages []said, visit func([]said)) {
	var place func(done, left []said)
	place = func(done, left []said) {
		if len(left) == 0 {
			visit(done)
		}
		for i := range left {
			rest := append(append([]said{}, left[:i]...), left[i+1:]...)
			place(append(append([]said{}, done...), left[i]), rest)
		}
	}
	place(nil, messages)
}

// TestStatedAtOnce decides between rows of one time by their content, so that the order
// of files does not matter; unstated rows stand in the order of reading, and fall to any
// that was stated.
func TestStatedAtOnce(t *testing.T) {
	a, b := account("IP"), account("OBS")
	row := func(at int64, r map[string]any) said {
		return said{at: at, rows: map[string][]map[string]any{"encounter": {r}}}
	}
	for _, c := range []struct {
		name     string
		messages []said
		want     string
	}{
		{"a tie", []said{row(5, a), row(5, b)}, "OBS"},
		{"a tie the other way round", []said{row(5, b), row(5, a)}, "OBS"},
		{"unstated, the last", []said{row(0, b), row(0, a)}, "IP"},
		{"unstated after stated", []said{row(5, a), row(0, b)}, "IP"},
		{"said again later", []said{row(5, a), row(7, a), row(6, b)}, "IP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			for _, m := range c.messages {
				tell(t, s, m)
			}
			expect(t, s, "SELECT patient_type FROM encounter", c.want)
		})
	}
}

// TestListsLeaveOthersAlone has rows that no list may retire.
func TestListsLeaveOthersAlone(t *testing.T) {
	s := openStore(t)
	other := listed("J449")
	other[0]["encounter_id"] = "B"
	later := listed("C61")
	later[0]["version_no"] = int64(2)
	tell(t, s, said{at: 5, rows: map[string][]map[string]any{"diagnosis": append(listed("I10"), append(other, later...)...)}})
	tell(t, s, said{rows: map[string][]map[string]any{"diagnosis": {{
		"encounter_id": "A", "version_no": int64(1), "sequence": int64(9), "role": "other", "code": "N179", "code_system": "ICD-10-CM"}}}})
	tallies := tell(t, s, said{at: 9, lists: []string{"diagnosis", "procedure"}})
	expect(t, s, "SELECT string_agg(code, ' ' ORDER BY code) FROM history.diagnosis", "C61 J449 N179")
	expect(t, s, "SELECT rows_loaded, rows_superseded FROM ledger.tally WHERE input_id = 1", "2|1")
	if len(tallies) != 1 || tallies[0].Loaded != 2 {
		t.Errorf("tallies of the lists %+v", tallies)
	}
}

// TestStatementsResolve gives the places of codes that were stated one by one. The
// expected rows were worked out by hand from the rules in derive.go.
func TestStatementsResolve(t *testing.T) {
	statement := func(id, encounter, code string, more ...any) map[string]any {
		row := map[string]any{"statement_id": id, "code_system": "ICD-10-CM", "kind": "diagnosis", "code": code}
		if encounter != "" {
			row["encounter_id"] = encounter
		}
		for i := 0; i < len(more); i += 2 {
			row[more[i].(string)] = more[i+1]
		}
		return row
	}
	link := func(encounter, id, role string, rank int64) map[string]any {
		return map[string]any{"encounter_id": encounter, "statement_id": id, "role": role, "rank": rank}
	}
	statements := []map[string]any{
		statement("c1", "A", "I10"),
		statement("c2", "A", "E119"),
		statement("c3", "", "Z794"), // only a link says of whom
		statement("c4", "A", "I10"), // stated twice
		statement("c5", "A", "N179", "role", "principal", "rank", int64(2)),
		statement("c6", "A", "J449", "withdrawn", true),
		statement("c1", "A", "38341003", "code_system", "SNOMED CT"),
		statement("c7", "A", "R51", "role", "admitting"),
		statement("p1", "A", "0DTJ4ZZ", "kind", "procedure", "code_system", "ICD-10-PCS"),
		statement("p2", "A", "0DTJ4ZZ", "kind", "procedure", "code_system", "ICD-10-PCS"),
	}
	links := []map[string]any{link("A", "c2", "principal", 1), link("A", "c3", "other", 1), link("A", "c9", "other", 1)}
	const want = "ICD-10-CM|admitting|1|R51\nICD-10-CM|other|1|Z794\nICD-10-CM|other|2|N179\nICD-10-CM|other|3|I10\n" +
		"ICD-10-CM|principal|1|E119\nSNOMED CT|other|1|38341003"
	for range 5 {
		s := openStore(t)
		shuffled := append([]map[string]any{}, statements...)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		tell(t, s, said{rows: map[string][]map[string]any{"code_link": links}})
		for _, st := range shuffled {
			tell(t, s, said{rows: map[string][]map[string]any{"code_statement": {st}}})
		}
		publish(t, s, 1)
		expect(t, s, "SELECT code_system, role, sequence, code FROM diagnosis ORDER BY ALL", want)
		expect(t, s, "SELECT code, sequence, role FROM procedure", "0DTJ4ZZ|1|other")
		// A statement that is taken back goes, and its place is taken.
		tell(t, s, said{rows: map[string][]map[string]any{"code_statement": {statement("c2", "A", "E119", "withdrawn", true)}}})
		publish(t, s, 1)
		expect(t, s, "SELECT code FROM diagnosis WHERE role = 'principal'", "N179")
	}
}

// TestOrphansWaitForTheirParent counts rows whose account is unknown, until it comes.
func TestOrphansWaitForTheirParent(t *testing.T) {
	s := openStore(t)
	tell(t, s, said{at: 5, rows: map[string][]map[string]any{"diagnosis": listed("I10", "E119")}})
	expect(t, s, "SELECT * FROM ledger.orphan", "1|diagnosis|2")
	tell(t, s, said{at: 1, rows: map[string][]map[string]any{"encounter": {account("IP")}}})
	expect(t, s, "SELECT count(*) FROM ledger.orphan", "0")
}

// TestLinesAddUp has accounts of which lines are known, a total, and both.
func TestLinesAddUp(t *testing.T) {
	s := openStore(t)
	mustPull(t, s, "encounter.csv", "encounter_id,facility_id,patient_type,total_charges\nlines,F,IP,\nboth,F,IP,9.99\nneither,F,IP,\n")
	mustPull(t, s, "service_line.csv", "encounter_id,line_no,charge\nlines,1,10.10\nlines,2,0.05\nboth,1,5\nunknown,1,7\nneither,1,\n")
	publish(t, s, 1)
	expect(t, s, "SELECT encounter_id, CAST(total_charges AS VARCHAR) FROM encounter ORDER BY 1", "both|9.99\nlines|10.15\nneither|-")
	mustPull(t, s, "service_line-2.csv", "encounter_id,line_no,charge\nlines,3,1\n")
	publish(t, s, 1)
	expect(t, s, "SELECT CAST(total_charges AS VARCHAR) FROM encounter WHERE encounter_id = 'lines'", "11.15")
}
