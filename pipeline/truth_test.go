package pipeline_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/sample/truth"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimscsv"
	"chartline/pipeline/source/cms/rif"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/hl7v2"
	"chartline/pipeline/source/mimic"
	"chartline/pipeline/source/omop"
	"chartline/pipeline/source/x12"
	"chartline/pipeline/terminology"
	"chartline/queries"
	"chartline/reports"
)

// The sample is asked for its whole period, as of its instant. Coding begins before the
// first discharge where charts are prepared, so reviews are asked for from earlier on.
var samplePeriod = map[string]string{
	"from_date": "2024-10-01", "to_date": "2026-10-01",
	"as_of_on": "2026-10-01", "as_of": "2026-10-01T06:00:00Z", "patient_type": "all",
}

// silent is the progress that nobody watches.
type silent struct{}

func (silent) Begin(string, int64) {}
func (silent) Advance(int64)       {}
func (silent) Line(string)         {}
func (silent) End()                {}

// pulled is a published store with the program's own questions.
type pulled struct {
	*testing.T
	queries *query.Library
	db      engine.Engine
	period  map[string]string // values of parameters unless a question sets others
}

// pull loads a folder as chartline pull does and opens what that publishes.
func pull(t *testing.T, format, folder string, period map[string]string) *pulled {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	path, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, fmt.Sprintf("timezone: America/Chicago\nsources: [{name: all, format: %s, path: %q}]\n", format, path))
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	db, err := p.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &pulled{T: t, queries: p.Queries, db: db, period: period}
}

// program is the whole program with a configuration of its own.
func program(t *testing.T, text string) *pipeline.Program {
	t.Helper()
	file := filepath.Join(t.TempDir(), config.FileName)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sources := []source.Source{
		codingcsv.Source{}, mimic.Source{}, fhir.Source{}, x12.Source{}, hl7v2.Source{}, &omop.Source{}, rif.Source{}, claimscsv.Source{}, terminology.Source{},
	}
	var formats []string
	for _, s := range sources {
		formats = append(formats, s.Name())
	}
	c, err := config.Load(file, formats)
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC) }
	return &pipeline.Program{Config: c, Sources: sources, Queries: q, Reports: r, Version: "test", Now: now, Progress: silent{}}
}

// in is the same store under a test of its own.
func (p *pulled) in(t *testing.T) *pulled {
	other := *p
	other.T = t
	return &other
}

// ask asks a built-in question; pairs of name and value replace those of the period.
func (p *pulled) ask(name string, pairs ...string) *query.Answer {
	p.Helper()
	q, err := p.queries.Get(name)
	if err != nil {
		p.Fatal(err)
	}
	values := map[string]string{}
	for k, v := range p.period {
		if _, ok := q.Param(k); ok {
			values[k] = v
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	a, err := q.Run(p.Context(), p.db, values)
	if err != nil {
		p.Fatal(err)
	}
	return a
}

// counts asks for a text and a number, and gives the numbers by text.
func (p *pulled) counts(sql string) map[string]int64 {
	p.Helper()
	r, err := p.db.Query(p.Context(), sql)
	if err != nil {
		p.Fatal(err)
	}
	defer r.Release()
	found := map[string]int64{}
	for r.Next() {
		keys, numbers := r.RecordBatch().Column(0).(*array.String), r.RecordBatch().Column(1).(*array.Int64)
		for i := range keys.Len() {
			found[string([]byte(keys.Value(i)))] = numbers.Value(i)
		}
	}
	if err := r.Err(); err != nil {
		p.Fatal(err)
	}
	return found
}

// same fails where the program finds something else than is known.
func same[T comparable](p *pulled, what string, found, known T) {
	p.Helper()
	if found != known {
		p.Errorf("%s: found %v, known %v", what, found, known)
	}
}

// holds fails where an interval does not hold what was put in.
func (p *pulled) holds(what string, e metric.Estimate, injected float64) {
	p.Helper()
	if !e.Defined() || e.Level == 0 {
		p.Errorf("%s: no interval (%s)", what, e.Missing)
	} else if injected < e.Lo || injected > e.Hi {
		p.Errorf("%s: %.4f to %.4f does not hold %.4f", what, e.Lo, e.Hi, injected)
	}
}

// row finds the row of a text column; it fails where there is not exactly one.
func (p *pulled) row(a *query.Answer, column, value string) int {
	p.Helper()
	texts := a.Text(column)
	i := slices.Index(texts, value)
	if i < 0 || slices.Contains(texts[i+1:], value) {
		p.Fatalf("%s: not one row with %s = %s", a.Query.Name, column, value)
	}
	return i
}

// TestSampleHoldsItsTruth loads the committed sample with the program and finds in it
// exactly what truth.json says was put in. Intervals hold the injected rates: the sample
// was chosen so (sample-data/README.md), and the estimators' coverage is tested with them.
func TestSampleHoldsItsTruth(t *testing.T) {
	const folder = "../sample-data"
	text, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var known truth.Truth
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	p := pull(t, codingcsv.Source{}.Name(), folder, samplePeriod)
	for _, part := range []struct {
		name  string
		check func(p *pulled, known *truth.Truth)
	}{
		{"ledger", ledgerTruth},
		{"visits", visitTruth},
		{"diagnoses", diagnosisTruth},
		{"code change", codeChangeTruth},
		{"accuracy", accuracyTruth},
		{"education", educationTruth},
		{"findings", findingTruth},
		{"stages", stageTruth},
		{"rebuttals", rebuttalTruth},
		{"service levels", levelTruth},
		{"second reviews", secondTruth},
		{"turnaround", turnaroundTruth},
		{"backlog", backlogTruth},
		{"outage", outageTruth},
	} {
		t.Run(part.name, func(t *testing.T) { part.check(p.in(t), &known) })
	}
}

// ledgerTruth: what became of every row of every table.
func ledgerTruth(p *pulled, known *truth.Truth) {
	a, quarantine := p.ask("ledger/totals"), p.ask("ledger/quarantine")
	same(p, "tables", a.Len(), len(known.Tables))
	tables, reasons := quarantine.Text("table_name"), quarantine.Text("reason")
	found := map[string]int64{}
	for i, n := range quarantine.Int("records") {
		found[tables[i]+" "+reasons[i]] += n
	}
	for _, k := range known.Tables {
		i := p.row(a, "table_name", k.Table)
		var quarantined int64
		for reason, n := range k.Quarantined {
			same(p, k.Table+" "+reason, found[k.Table+" "+reason], n)
			delete(found, k.Table+" "+reason)
			quarantined += n
		}
		same(p, k.Table+": read, loaded, duplicate, superseded, quarantined",
			[5]int64{a.Int("rows_read")[i], a.Int("rows_loaded")[i], a.Int("rows_duplicate")[i], a.Int("rows_superseded")[i], a.Int("rows_quarantined")[i]},
			[5]int64{k.Rows, k.Loaded, k.Duplicate, k.Superseded, quarantined})
		stored := p.counts("SELECT 'rows', count(*) FROM history." + k.Table)
		same(p, k.Table+" in the store", stored["rows"], k.Loaded)
	}
	for what, n := range found {
		p.Errorf("%d rows of %s in quarantine, of which truth.json knows nothing", n, what)
	}
	inputs, files := p.ask("ledger/inputs"), map[string]int64{}
	for i, n := range inputs.Int("rows_read") {
		files[filepath.Base(inputs.Text("file_name")[i])] = n
	}
	for _, f := range known.Files {
		same(p, "rows of "+f.File, files[f.File], f.Rows)
	}
}

func visitTruth(p *pulled, known *truth.Truth) {
	v := known.Visits
	a := p.ask("frequency/coverage")
	var house, discharged, coded int64
	for i, kind := range a.Text("patient_type") {
		same(p, "encounters "+kind, a.Int("encounters")[i], v.ByType[kind])
		house += a.Int("in_house")[i]
		discharged += a.Int("discharged")[i] + a.Int("voided")[i] + a.Int("outside_period")[i]
		coded += a.Int("coded")[i]
	}
	same(p, "in house, discharged, coded", [3]int64{house, discharged, coded}, [3]int64{v.InHouse, v.Discharged, v.Coded})
	for facility, n := range p.counts("SELECT facility_id, count(*) FROM encounter GROUP BY 1") {
		same(p, "encounters of "+facility, n, v.ByFacility[facility])
	}
	cents := p.counts("SELECT 'all', CAST(sum(total_charges) * 100 AS BIGINT) FROM encounter")
	same(p, "charges in cents", cents["all"], v.ChargesCents)
	recoded := p.counts("SELECT 'all', count(*) FROM code_assignment WHERE version_no = 2")
	same(p, "recoded", recoded["all"], v.Recoded)
}

// dollars are cents as a report sums them.
func dollars(cents int64) float64 { return math.Round(float64(cents)) / 100 }
