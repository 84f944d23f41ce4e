// Package check holds the record edits: what cannot be true of a record, whatever its
// source. A record that breaks one is quarantined with its reason; a record that is
// merely doubtful is loaded and counted by the queries.
package check

// Impossible is an edit over the columns of one table.
type Impossible struct {
	Table   string
	Column  string // the column that the ledger blames
	Broken  string // SQL over the typed columns: true for a record that cannot be
	Meaning string
}

// Edits lists every impossible record, in the order in which they are tried.
var Edits = []Impossible{
	{"encounter", "discharged_on", "discharged_on < admitted_on", "discharged before admitted"},
	{"encounter", "discharged_at", "discharged_at < admitted_at", "discharged before admitted"},
	{"encounter", "age_years", "age_years < 0 OR age_years > 130", "nobody was that old"},
	{"code_assignment", "version_no", "version_no < 1", "versions count from 1"},
	{"diagnosis", "version_no", "version_no < 1", "versions count from 1"},
	{"diagnosis", "sequence", "sequence < 1", "positions count from 1"},
	{"procedure", "version_no", "version_no < 1", "versions count from 1"},
	{"procedure", "sequence", "sequence < 1", "positions count from 1"},
	{"drg_assignment", "version_no", "version_no < 1", "versions count from 1"},
	{"drg_assignment", "weight", "weight < 0", "no stay costs less than nothing"},
	{"audit_case", "version_no", "version_no < 1", "versions count from 1"},
	{"audit_code", "sequence", "sequence < 1", "positions count from 1"},
	{"coder_day", "paid_hours", "paid_hours < 0 OR paid_hours > 24", "a day has 24 hours"},
	{"coder_day", "productive_hours", "productive_hours < 0 OR productive_hours > 24", "a day has 24 hours"},
	{"coder_day", "charts_completed", "charts_completed < 0", "charts count from 0"},
	{"service_level", "bill_hold_days", "bill_hold_days < 0", "a bill drops after discharge"},
	{"service_level", "coded_within_days", "coded_within_days < 0", "a target lies after discharge"},
	{"base_rate", "operating", "operating < 0", "no contract pays less than nothing"},
	{"base_rate", "capital", "capital < 0", "no contract pays less than nothing"},
	{"chart_standard", "from_days", "from_days < 0", "no stay ends before it begins"},
	{"chart_standard", "minutes", "minutes <= 0", "a chart takes time"},
	{"code_set", "valid_to", "valid_to < valid_from", "ended before it began"},
	{"drg_set", "weight", "weight < 0", "no stay costs less than nothing"},
	{"drg_set", "gmlos", "gmlos < 0", "no stay ends before it begins"},
}

// For lists the edits of one table.
func For(table string) []Impossible {
	var edits []Impossible
	for _, e := range Edits {
		if e.Table == table {
			edits = append(edits, e)
		}
	}
	return edits
}
