package money_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// typed is a query that answers rows of text, which it casts to the types of its columns.
func typed(columns, metrics, rows, order string) string {
	sql := composetest.Header
	var selected, names []string
	for column := range strings.SplitSeq(columns, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		sql += "-- column: " + name + " " + kind + " - Column.\n"
		sqlType := map[string]string{"text": "VARCHAR", "int": "BIGINT", "int?": "BIGINT", "real": "DOUBLE"}[kind]
		selected = append(selected, "CAST("+name+" AS "+sqlType+") AS "+name)
		names = append(names, name)
	}
	return sql + metrics + "-- withhold: none it measures work\nSELECT " + strings.Join(selected, ", ") +
		"\nFROM (VALUES " + rows + ") AS t(" + strings.Join(names, ", ") + ")\nORDER BY " + order
}

// strata are sums of drawn audits. S is DATASRS of RAT-STATS as amounts overpaid: 50 of
// 10,000 with the sum 3,530 and the sum of squares 363,302.
const strata = `('S', 'all', 'random', 10000, 50, 50, 50, 2, 3530, 363302, 0, 0, -3530, 363302),
('T', 'all', 'targeted', 100, 20, 20, 20, 5, 9999, 9999999, 0, 0, -9999, 9999999),
('U', 'A', 'random', 1000, 100, 100, 100, 2, 200, 2000, 0, 0, -200, 2000),
('U', 'B', 'random', 1500, 100, 99, 98, 6, 600, 9000, 0, 0, -600, 9000)`

func extrapolation(t *testing.T) *report.Document {
	t.Helper()
	return composetest.Composed(t, composetest.Asked(typed("audit_id text, stratum text, selection text, frame_count int, sample_count int, closed int, known int, drg_wrong int, "+
		"overpaid real, overpaid_sq real, underpaid real, underpaid_sq real, net real, net_sq real", "", strata, "audit_id, stratum"),
		report.BlockSpec{Kind: "extrapolated"}))
}

// The limits are those that RAT-STATS prints: 591,881 to 820,119 at 90 %. (FIN-08; SMP-05 for
// the level of 90 %, of which both the point and the lower limit stand there)
func TestExtrapolationIsThatOfRATSTATS(t *testing.T) {
	table := extrapolation(t).Parts[0].Blocks[0].Table
	for _, want := range [][]string{
		{"S", "Overpaid", "$706,000", "$591,881 to $820,119", "50", "10,000"},
		{"S", "Underpaid", "$0", "", "50", "10,000"},
		{"T", "not generalisable", "", "", "20", ""},
		{"U", "Share of wrong DRGs (95%)", "4.4%", "2.3% to 8.4%", "199", "2,500"},
	} {
		if !slices.ContainsFunc(table.Rows, func(row []string) bool { return slices.Equal(row, want) }) {
			t.Errorf("no row %q in %q", want, table.Rows)
		}
	}
	if got := extrapolation(t).Parts[0].Findings[0].Headline; got != "Overpaid in the frame of S: $706,000" {
		t.Errorf("headline %q", got)
	}
}

// SMP-01: not a number of a targeted audit but its reviews reaches a reader, and what is not
// closed or not known is said. (FIN-08)
func TestTargetedAuditsAreNotExtrapolated(t *testing.T) {
	doc := extrapolation(t)
	for _, row := range doc.Parts[0].Blocks[0].Table.Rows {
		if row[0] == "T" && strings.Join(row[1:], "") != "not generalisable20" {
			t.Errorf("a targeted audit shows %q", row)
		}
	}
	for _, f := range doc.Parts[0].Findings {
		if strings.Contains(f.Headline+f.Text, " T") {
			t.Errorf("a targeted audit is extrapolated: %q", f.Text)
		}
	}
	if notes := strings.Join(doc.Parts[0].Blocks[0].Table.Notes, " "); !strings.Contains(notes, "U: of 200 drawn, 199 are closed and of 198 the amount is known.") {
		t.Errorf("notes %q", notes)
	}
}

// impactOf makes a table of amounts.
func impactOf(t *testing.T, rows string) *report.Document {
	t.Helper()
	return composetest.Composed(t, composetest.Asked(typed("unit text, cases int, priced int, not_drg int, without_rate int, not_computable int, transfers_not_known int, "+
		"gross_under real, gross_over real, net real, absolute real, paid real, targeted int, targeted_under real, targeted_over real", "", rows, "unit"),
		report.BlockSpec{Kind: "impact", Noun: "payer"}))
}

// FIN-02: an amount over and one under cancel out in the net, and all four sums are there.
func TestImpactShowsAllFourSums(t *testing.T) {
	doc := impactOf(t, `('A', 5, 4, 1, 0, 0, 2, 1000, -1000, 0, 2000, 50000, 0, 0, 0), ('B', 3, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, -700)`)
	table := doc.Parts[0].Blocks[0].Table
	want := [][]string{{"A", "5", "4", "$1,000", "−$1,000", "$0", "$2,000"}, {"B", "3", "0", "–", "–", "–", "–"}, {"All", "8", "4", "$1,000", "−$1,000", "$0", "$2,000"}}
	for i := range want {
		if !slices.Equal(table.Rows[i], want[i]) {
			t.Errorf("row %q, want %q", table.Rows[i], want[i])
		}
	}
	notes := strings.Join(table.Notes, " ")
	for _, said := range []string{"3 of contracts that do not pay by DRG and 1 without a base rate", "2\u00a0discharges to post-acute care", "not generalisable: 2\u00a0cases", "−$700 over"} {
		if !strings.Contains(notes, said) {
			t.Errorf("notes %q do not say %q", notes, said)
		}
	}
	if got := doc.Parts[0].Findings[0].Headline; got != "Over- and under-coded amounts of the reviewed cases balance out" {
		t.Errorf("headline %q", got)
	}
	if len(impactOf(t, `('B', 3, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`).Parts[0].Findings) != 0 {
		t.Error("amounts are found where nothing has one")
	}
}

func TestClocksTellWhatIsLate(t *testing.T) {
	for rows, want := range map[string]string{
		`('overpayment', 'over', 2, 1, -5), ('upward', 'within 14 days', 1, 0, 3), ('upward', 'running', 0, 0, NULL)`: "2\u00a0accounts past their 60 days",
		`('overpayment', 'running', 4, 0, 30)`: "No 60-day clock is over",
		`('overpayment', 'over', 0, 0, NULL)`:  "No 60-day clock runs",
	} {
		doc := composetest.Composed(t, composetest.Asked(typed("clock text, state text, cases int, targeted int, least_days int?", "", rows, "clock, state"), report.BlockSpec{Kind: "clocks"}))
		if got := doc.Parts[0].Findings[0].Headline; got != want {
			t.Errorf("headline %q, want %q", got, want)
		}
		for _, b := range doc.Parts[0].Blocks {
			for _, row := range b.Table.Rows {
				if row[2] == "0" {
					t.Errorf("a clock of no account is shown: %q", row)
				}
			}
		}
	}
}
