package queries_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/query"
)

func readTruth(t *testing.T) truth {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "sample-data", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out truth
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTruth: the queries find exactly what was put into the sample.
func TestTruth(t *testing.T) {
	db, stated := sample(t), readTruth(t)
	answer := func(name string, given ...string) *query.Answer {
		t.Helper()
		values := given
		for name, value := range sampleParams {
			values = append(values, name+"="+value)
		}
		return ask(t, db, name, values...)
	}
	t.Run("control total", func(t *testing.T) { charged(t, answer("quality/reconciliation"), stated) })
	t.Run("visits", func(t *testing.T) { visits(t, answer("frequency/coverage"), stated) })
	t.Run("frequency", func(t *testing.T) { frequencies(t, answer, stated) })
	t.Run("validity", func(t *testing.T) { validity(t, answer("frequency/code_validity"), stated) })
	t.Run("accuracy", func(t *testing.T) { audits(t, answer, stated) })
	t.Run("findings", func(t *testing.T) { findings(t, answer("accuracy/errors_by_type"), stated) })
	t.Run("impact", func(t *testing.T) { impacts(t, answer("finance/impact", "by=payer"), stated) })
	t.Run("output", func(t *testing.T) { worked(t, answer("productivity/output", "by=coder"), stated) })
	t.Run("education", func(t *testing.T) { improved(t, answer("education/before_after", "window_days=900"), stated) })
	t.Run("turnaround", func(t *testing.T) { turnaround(t, answer, stated) })
	t.Run("backlog", func(t *testing.T) { backlogOf(t, answer, stated) })
}

type asker func(name string, given ...string) *query.Answer

// once asks each question once and remembers its answer.
func once(ask asker) asker {
	known := map[string]*query.Answer{}
	return func(name string, given ...string) *query.Answer {
		question := strings.Join(append([]string{name}, given...), " ")
		if known[question] == nil {
			known[question] = ask(name, given...)
		}
		return known[question]
	}
}

func equal(t *testing.T, what string, got, want int64) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %d, want %d", what, got, want)
	}
}

func sum(numbers []int64) (total int64) {
	for _, n := range numbers {
		total += n
	}
	return total
}

// charged: what the store holds of the files is charged as much as was put into them (ING-03).
func charged(t *testing.T, a *query.Answer, stated truth) {
	var held int64
	for row, dollars := range a.Real("charges") {
		if !a.Null("charges")[row] {
			held += int64(math.Round(dollars * 100))
		}
	}
	equal(t, "cents of charges", held, stated.Visits.ChargesCents)
}

func visits(t *testing.T, a *query.Answer, stated truth) {
	equal(t, "encounters", sum(a.Int("encounters")), stated.Visits.Loaded)
	equal(t, "in house", sum(a.Int("in_house")), stated.Visits.InHouse)
	for row, name := range a.Text("patient_type") {
		equal(t, name, a.Int("encounters")[row], stated.Visits.ByType[name])
	}
}

func frequencies(t *testing.T, ask asker, stated truth) {
	a := ask("frequency/principal", "patient_type=all")
	for _, want := range stated.Diagnoses.Principal {
		row := slices.Index(a.Text("code"), want.Code)
		if row < 0 {
			t.Errorf("principal %s: not found", want.Code)
			continue
		}
		equal(t, "principal "+want.Code, a.Int("encounters")[row], want.Encounters)
	}
	monthly := ask("frequency/category_monthly", "patient_type=all")
	found := map[string]int64{}
	for row, category := range monthly.Text("category") {
		if category == "J09" || category == "J10" || category == "J11" {
			found[monthly.Date("month")[row].Format("2006-01")] += monthly.Int("encounters")[row]
		}
	}
	for _, want := range stated.Diagnoses.Influenza {
		equal(t, "influenza in "+want.Month, found[want.Month], want.Encounters)
	}
}

func validity(t *testing.T, a *query.Answer, stated truth) {
	found := map[string]int64{}
	for row, status := range a.Text("status") {
		if a.Text("element")[row] == "diagnosis" {
			found[status] += a.Int("codes")[row]
		}
	}
	names := map[string]string{"unknown": "unknown", "truncated": "header", "retired": "retired"}
	for _, want := range stated.Invalid {
		equal(t, want.Kind, found[names[want.Kind]], want.Latest)
	}
}

func audits(t *testing.T, ask asker, stated truth) {
	ask = once(ask) // each unit is a row of the same answers
	compareAudit(t, ask, "all", "all", stated.Audit.Overall)
	for _, want := range stated.Audit.Types {
		compareAudit(t, ask, "patient_type", want.Group, want)
	}
	for _, want := range stated.Audit.Coders {
		compareAudit(t, ask, "coder", want.Coder, want)
	}
	for _, want := range stated.Audit.Facility {
		compareAudit(t, ask, "facility", want.Group, want)
	}
	for _, want := range stated.Audit.Months {
		compareAudit(t, ask, "month", want.Group, want)
	}
}

// compareAudit compares what the questions of accuracy say of one unit.
func compareAudit(t *testing.T, ask asker, by, unit string, want accuracy) {
	t.Helper()
	for name, known := range map[string]map[string]int64{
		"accuracy/codes": {"charts": want.Cases, "agreed": want.TP, "auditor_codes": want.AuditorCodes, "coder_codes": want.CoderCodes},
		"accuracy/records": {
			"charts": want.Cases, "codes_right": want.CodesRight, "all_right": want.Clean,
			"drg_reviewed": want.DRGAudited, "drg_same": want.DRGAgreed, "pdx_same": want.PDXAgreed,
		},
		"accuracy/attributes": {
			"procedure_agreed": want.ProcedureTP, "procedure_auditor": want.ProcedureTP + want.ProcedureFN,
			"procedure_coder": want.ProcedureTP + want.ProcedureFP, "poa_codes": want.POACompared, "poa_agreed": want.POAAgreed,
		},
	} {
		a := ask(name, "by="+by)
		row := slices.Index(a.Text("unit"), unit)
		if row < 0 {
			t.Errorf("%s by %s: no %s", name, by, unit)
			continue
		}
		for column, n := range known {
			equal(t, fmt.Sprintf("%s of %s: %s", name, unit, column), a.Int(column)[row], n)
		}
	}
}

func findings(t *testing.T, a *query.Answer, stated truth) {
	for _, want := range stated.Audit.Findings {
		row := slices.Index(a.Text("error_type"), want.Type)
		if row < 0 {
			t.Errorf("%s: not found", want.Type)
			continue
		}
		if a.Bool("coder_attributable")[row] != want.Attributable {
			t.Errorf("%s: coder_attributable is %v", want.Type, !want.Attributable)
		}
		equal(t, want.Type, a.Int("findings")[row]+a.Int("open")[row]+a.Int("overturned")[row], want.Random)
	}
}

// impacts are compared in cents and in ten-thousandths of a weight.
func impacts(t *testing.T, a *query.Answer, stated truth) {
	for _, want := range stated.Audit.Impact {
		row := slices.Index(a.Text("unit"), want.Payer)
		if row < 0 {
			t.Errorf("%s: no impact", want.Payer)
			continue
		}
		for column, n := range map[string]int64{
			"cases": want.Cases, "priced": want.Priced, "changed": want.Changed, "under": want.Under, "over": want.Over,
		} {
			equal(t, want.Payer+" "+column, a.Int(column)[row], n)
		}
		for column, n := range map[string]int64{
			"gross_under": want.GrossUnder, "gross_over": want.GrossOver, "paid": want.Paid,
			"net": want.GrossUnder + want.GrossOver, "absolute": want.GrossUnder - want.GrossOver,
		} {
			equal(t, want.Payer+" "+column, int64(math.Round(a.Real(column)[row]*100)), n)
		}
		equal(t, want.Payer+" weights", int64(math.Round(a.Real("weight_change")[row]*10_000)), want.Weight)
	}
}

// turnaround: an account that a special hold stops is censored there, also where it was
// coded after the hold (CEN-05).
func turnaround(t *testing.T, ask asker, stated truth) {
	attained := ask("turnaround/attainment")
	var early int64
	for _, want := range stated.Turnaround.ByType {
		curve := ask("turnaround/survival", "patient_type="+want.Type)
		row := slices.Index(attained.Text("patient_type"), want.Type)
		equal(t, want.Type+" exits", sum(curve.Int("exited")), want.Exits)
		equal(t, want.Type+" held", sum(curve.Int("held")), want.EverHeld)
		equal(t, want.Type+" coded", sum(curve.Int("coded")), want.Coded-(want.EverHeld-want.OnHold))
		equal(t, want.Type+" censored", sum(curve.Int("censored")), want.Open+(want.EverHeld-want.OnHold))
		early += sum(curve.Int("early"))
		for column, n := range map[string]int64{
			"target_days": want.Target, "discharged": want.Eligible, "coded_within": want.Within,
			"pending": want.Pending, "held": want.Held, "exited": want.Exits,
		} {
			equal(t, want.Type+" "+column, attained.Int(column)[row], n)
		}
	}
	equal(t, "coded before discharge", early, stated.Turnaround.Early)
	weekly(t, ask("turnaround/attainment_weekly"), stated)
}

func weekly(t *testing.T, a *query.Answer, stated truth) {
	eligible, within := map[string]int64{}, map[string]int64{}
	for row, week := range a.Date("week") {
		eligible[week.Format(time.DateOnly)] += a.Int("discharged")[row]
		within[week.Format(time.DateOnly)] += a.Int("coded_within")[row]
	}
	for _, want := range stated.Turnaround.Weeks {
		equal(t, "eligible in the week of "+want.Monday, eligible[want.Monday], want.Eligible)
		equal(t, "within the target in the week of "+want.Monday, within[want.Monday], want.Within)
	}
}

func backlogOf(t *testing.T, ask asker, stated truth) {
	now := ask("backlog/dnfc")
	equal(t, "accounts", now.Int("accounts")[0], stated.Backlog.Accounts)
	equal(t, "cents", int64(math.Round(now.Real("dollars")[0]*100)), stated.Backlog.Cents)
	ages := ask("backlog/ageing")
	for row, want := range stated.Backlog.ByAge {
		equal(t, fmt.Sprintf("accounts of bucket %d", row+1), ages.Int("accounts")[row], want.Accounts)
		equal(t, fmt.Sprintf("cents of bucket %d", row+1), int64(math.Round(ages.Real("dollars")[row]*100)), want.Cents)
	}
}
