package codingcsv

import (
	"fmt"
	"testing"

	"chartline/pipeline/schema"
)

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		name, file, head, want string // table, columns and options; empty where nothing is known
	}{
		{"headers of a registration system", "Accounts.csv", "Acct #;MRN;Hosp;Pt Type;Admit Dt;DC Date;FC;Total Chgs;Remarks\n1;2;3;4;5;6;7;8;9\n",
			"encounter map[admitted_on:Admit Dt discharged_on:DC Date encounter_id:Acct # facility_id:Hosp patient_id:MRN patient_type:Pt Type payer_class:FC total_charges:Total Chgs] map[]"},
		{"more than it lacks", "x.csv", "Acct,Seq,ICD10\n", "diagnosis map[code:ICD10 encounter_id:Acct sequence:Seq] map[]"},
		{"codes", "x.txt", "account_number|Dx Seq|ICD-10-CM|POA Ind\n", "diagnosis map[code:ICD-10-CM encounter_id:account_number poa:POA Ind sequence:Dx Seq] map[]"},
		{"the name goes before the headers", "event-2026.csv", "Account,Status,Coder,Event Date\n", "event map[encounter_id:Account occurred_on:Event Date] map[]"},
		{"a column's own name before a word for it", "patient.csv", "MRN,patient_id,DOB,Sex\n", "patient map[birth_on:DOB patient_id:patient_id sex:Sex] map[]"},
		{"months first, where nothing tells", "patient.csv", "MRN,DOB\nM1,1/2/1950\n", "patient map[birth_on:DOB patient_id:MRN] map[dates:month-day-year]"},
		{"days first, by a thirteenth", "patient.csv", "MRN,DOB\nM1,1/2/1950\nM2,13.2.1950\n", "patient map[birth_on:DOB patient_id:MRN] map[dates:day-month-year]"},
		{"a record in place of headers", "patient.csv", "M1,1950-01-02,M\n", ""},
		{"one header", "x.csv", "Account,Remarks\n", ""},
		{"a letter", "letter.txt", "Dear colleague,\n", ""},
		{"a file of another kind", "x.json", "account,mrn\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			spec, ok := Source{}.Guess(c.file, []byte(c.head))
			got := ""
			if ok {
				got = fmt.Sprint(spec.Table, " ", spec.Columns, " ", spec.Options)
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// Words for a column that no table has, and words that plain never writes, would never be found.
func TestHeadersAreFound(t *testing.T) {
	known := map[string]bool{}
	for _, t := range schema.Tables {
		for _, c := range t.Columns {
			known[c.Name], known[t.Name+"."+c.Name] = true, true
		}
	}
	for name, words := range headers {
		if !known[name] {
			t.Errorf("%s is no column", name)
		}
		for _, w := range words {
			if plain(w) != w {
				t.Errorf("%s: plain writes %q as %q", name, w, plain(w))
			}
		}
	}
}
