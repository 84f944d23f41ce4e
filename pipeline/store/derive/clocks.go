package derive

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"chartline/pipeline/store/writer"
)

// An account is followed from its discharge through a dozen events, and every question of
// time asks for the first of each kind. Worked out once, they are a narrow row an account,
// and a question is one scan of these rows.
//
// Each clock has a local date, and the instant of its first event; the instant is empty
// where only a date says when that was. Both hold for every as-of instant, since what is
// first stays first: a question asks whether the clock had been reached by then.

// clock is the first event of a kind in the course of an account.
type clock struct{ name, when string }

// clocks are those that have a date and an instant (CLK-02, CLK-03).
var clocks = []clock{
	{"touched", "event_type IN ('first_touched', 'work_started')"},
	{"coded", "event_type = 'final_coded'"},
	{"recoded", "event_type = 'recoded'"},
	{"billed", "event_type = 'final_billed'"},
	{"rebilled", "event_type = 'rebilled'"},
	{"submitted", "event_type = 'claim_submitted'"},
	{"paid", "event_type = 'remitted'"},
	{"exited", "event_type IN ('voided', 'combined', 'non_billable')"},
	{"held", "event_type = 'hold_started' AND reason_code IN ('LEGAL', 'VIP', 'RESEARCH')"},
}

// earliest are clocks that others make: they run to the first of these.
var earliest = []struct{ name, of string }{
	{"sent", "submitted paid"},                                 // with the payer (KPI-03)
	{"passed", "coded recoded billed rebilled submitted paid"}, // coded, or what only follows coding (TAT-03)
}

// moments are those of which only elapsed time is asked for.
var moments = []clock{
	{"complete", "event_type = 'record_complete'"},
	{"session", "event_type = 'work_started'"},
	{"paused", "event_type IN ('hold_started', 'hold_ended')"},
}

// clocksDDL makes the table and its view. Cancelled accounts are in neither, and neither
// are those whose dates were shifted, which no calendar can place.
func clocksDDL() string {
	columns := []string{"encounter_id VARCHAR, facility_id VARCHAR, patient_type VARCHAR, service_line VARCHAR, payer_class VARCHAR",
		"total_charges DECIMAL(14,2), discharged_on DATE, discharged_at TIMESTAMP"}
	for _, c := range clocks {
		columns = append(columns, fmt.Sprintf("%[1]s_on DATE, %[1]s_at TIMESTAMP", c.name))
	}
	for _, c := range earliest {
		columns = append(columns, fmt.Sprintf("%[1]s_on DATE, %[1]s_at TIMESTAMP", c.name))
	}
	for _, m := range moments {
		columns = append(columns, m.name+"_at TIMESTAMP")
	}
	columns = append(columns, "exit_kind VARCHAR, last_coded_on DATE, without_hour_on DATE")
	return "CREATE OR REPLACE TABLE history.account_clock (" + strings.Join(columns, ", ") + ");\n" +
		"CREATE OR REPLACE VIEW main.account_clock AS SELECT * FROM history.account_clock"
}

// ClocksSQL adds the rows of the accounts of which the condition holds. An event that is
// known by its date alone comes before those of the same date, since it decides whether the
// clock had been reached (CLK-06). The way out is the first of voided, combined and
// non-billable on the day of the exit.
func ClocksSQL(condition string) string {
	var reached, shown []string
	for _, c := range clocks {
		reached = append(reached, fmt.Sprintf(`min(CASE WHEN %[2]s THEN occurred_on END) AS %[1]s_on, min(CASE WHEN %[2]s THEN occurred_at END) AS %[1]s_at,
			min(CASE WHEN %[2]s AND occurred_at IS NULL THEN occurred_on END) AS %[1]s_dated`, c.name, c.when))
		shown = append(shown, shownClock("c."+c.name+"_on", "c."+c.name+"_at", "c."+c.name+"_dated"))
	}
	for _, c := range earliest {
		least := func(suffix string) string {
			return "least(c." + strings.Join(strings.Fields(c.of), suffix+", c.") + suffix + ")"
		}
		shown = append(shown, shownClock(least("_on"), least("_at"), least("_dated")))
	}
	for _, m := range moments {
		reached = append(reached, fmt.Sprintf("min(CASE WHEN %s THEN occurred_at END) AS %s_at", m.when, m.name))
		shown = append(shown, fmt.Sprintf("c.%s_at", m.name))
	}
	return fmt.Sprintf(`INSERT INTO history.account_clock
	WITH reached AS (
		SELECT encounter_id, %[1]s,
			min(CASE WHEN event_type = 'voided' THEN occurred_on END) AS voided_on,
			min(CASE WHEN event_type = 'combined' THEN occurred_on END) AS combined_on,
			max(CASE WHEN event_type IN ('final_coded', 'recoded') THEN occurred_on END) AS last_coded_on,
			min(CASE WHEN occurred_at IS NULL AND event_type NOT IN ('recoded', 'claim_submitted', 'remitted', 'rebilled') THEN occurred_on END) AS without_hour_on
		FROM history.event WHERE %[3]s GROUP BY encounter_id)
	SELECT e.encounter_id, e.facility_id, e.patient_type, e.service_line, e.payer_class, e.total_charges, e.discharged_on, e.discharged_at,
		%[2]s,
		CASE WHEN c.voided_on = c.exited_on THEN 'voided' WHEN c.combined_on = c.exited_on THEN 'combined'
			WHEN c.exited_on IS NOT NULL THEN 'non_billable' END,
		c.last_coded_on, c.without_hour_on
	FROM (SELECT * FROM main.encounter WHERE %[3]s AND dates_shifted IS DISTINCT FROM true) AS e
	LEFT JOIN reached AS c ON c.encounter_id = e.encounter_id`,
		strings.Join(reached, ",\n\t\t\t"), strings.Join(shown, ",\n\t\t"), condition)
}

// shownClock writes the columns of a clock: the first date, and the instant unless an event
// of that date has none.
func shownClock(on, at, dated string) string {
	return fmt.Sprintf("%[1]s, CASE WHEN %[3]s = %[1]s THEN NULL ELSE %[2]s END", on, at, dated)
}

// sliceAccounts is how many accounts are worked out at a time: DuckDB holds them. It is a
// row group, which goes to the file as it is.
const sliceAccounts = 122_880

// reachClocks works out the clocks, a range of accounts after another. Accounts that follow
// each other by name mostly came together, so that a range lies in few blocks of the file.
func reachClocks(ctx context.Context, w *writer.Writer) error {
	if err := w.Exec(ctx, clocksDDL()); err != nil {
		return err
	}
	from, err := sliceStarts(ctx, w)
	if err != nil {
		return err
	}
	for i, start := range from {
		condition, args := "encounter_id >= ?", []any{start, start}
		if i+1 < len(from) {
			condition, args = "encounter_id >= ? AND encounter_id < ?", []any{start, from[i+1], start, from[i+1]}
		}
		if err := w.Exec(ctx, ClocksSQL(condition), args...); err != nil {
			return err
		}
		if len(from) == 1 {
			return nil
		}
		if err := w.Checkpoint(ctx); err != nil {
			return err
		}
	}
	return nil
}

// perSlice is how many names are drawn for each range: enough that ranges are much alike.
const perSlice = 256

// sliceStarts gives the first name of each range of accounts, from names that are drawn.
func sliceStarts(ctx context.Context, w *writer.Writer) ([]string, error) {
	starts := []string{""}
	var accounts int64
	if err := w.Scan(ctx, "SELECT count(*) FROM history.encounter", nil, &accounts); err != nil || accounts <= sliceAccounts {
		return starts, err
	}
	names := perSlice * (1 + accounts/sliceAccounts)
	drawn := 0
	err := w.Each(ctx, fmt.Sprintf(`SELECT encounter_id FROM history.encounter TABLESAMPLE reservoir(%d ROWS) REPEATABLE (1)
		ORDER BY encounter_id`, names), nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		if drawn++; drawn%perSlice == 0 && int64(drawn) < names {
			starts = append(starts, name)
		}
		return err
	})
	return starts, err
}
