// Package compose turns the answers of queries into a Document: it asks what a report
// specification names, withholds what is too small to show, estimates, and says in
// words what the numbers support. No file format is known here.
package compose

import (
	"context"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// Edition is one issue of a report: a specification, a period and an instant.
type Edition struct {
	Spec       *report.Spec
	Queries    *query.Library
	Ask        Ask
	From, To   time.Time // local dates at midnight UTC: first, and first after
	AsOf       time.Time
	Location   *time.Location
	MinCell    int64
	Parameters map[string]string // of the site, above those of the specification
	Forecast   flow.Settings

	outlooks map[string]flow.Outlook // by what was asked
}

// Ask runs a query with values by parameter name.
type Ask func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error)

// made is what a block came to.
type made struct {
	block   report.Block
	empty   bool                         // there is not a single record
	finding *report.Finding              // nil where the numbers support no sentence
	key     *report.KeyFigure            // nil where the block has none
	keys    map[string]*report.KeyFigure // by metric, where it has several

	findings   []report.Finding // where the block has several sentences, in place of finding
	identified *report.Finding  // that its rows are of persons; nil where they are not
}

// kind makes blocks of one kind.
type kind struct {
	make    func(*Edition, answered, report.BlockSpec) made
	columns []string                          // that its query must declare
	options []string                          // that its specification may set
	protect func(*query.Answer, int64) []bool // other than disclosure.Withheld; nil for that
	beside  string                            // a second query that it reads; empty for none
}

// kinds are the figures and tables that a specification can name.
var kinds = map[string]kind{
	"ranking":       {make: ranking, columns: []string{"title", "encounters", "discharges"}, options: []string{"metric", "noun", "top"}},
	"pareto":        {make: pareto, columns: []string{"code", "title", "encounters", "discharges"}, options: []string{"noun", "top"}},
	"seasonal":      {make: seasonal, columns: []string{"category", "title", "month", "encounters", "discharges"}, options: []string{"metric", "noun", "events"}, protect: disclosure.WithheldRuns},
	"validity":      {make: validity, columns: []string{"element", "code_system", "status", "codes", "judged", "basis", "releases", "first_release", "last_release"}, options: []string{"metric"}},
	"population":    {make: population, columns: []string{"patient_type", "encounters", "in_house", "voided", "outside_period", "discharged", "coded", "shifted"}, options: []string{"metric"}},
	"volumes":       {make: volumes, columns: []string{"month", "facility_id", "patient_type", "encounters"}, options: []string{"noun"}},
	"depth":         {make: depth, columns: []string{"patient_type", "encounters", "most", "at_cap"}},
	"changes":       {make: changes, columns: []string{"grouping", "title", "later", "earlier", "later_discharges", "earlier_discharges", "changed_codes"}, options: []string{"top"}},
	"pairs":         {make: pairs, columns: []string{"first_group", "second_group", "first_title", "second_title", "together", "first_encounters", "second_encounters", "discharges"}, options: []string{"top"}},
	"trends":        {make: trends, columns: trendColumns, options: []string{"noun", "top"}, protect: disclosure.WithheldTotals},
	"steepest":      {make: steepest, columns: trendColumns, options: []string{"metric", "noun"}, protect: disclosure.WithheldRuns},
	"standardised":  {make: standardised, columns: []string{"grouping", "title", "facility_id", "encounters", "unknown"}, options: []string{"top"}, protect: disclosure.WithheldRuns},
	"acquired":      {make: acquired, columns: []string{"grouping", "title", "encounters", "listed", "discharges", "not_judged"}, options: []string{"metric", "noun", "top"}},
	"scores":        {make: scores, columns: []string{"patient_type", "status", "score", "encounters"}},
	"conditions":    {make: conditions, columns: []string{"patient_type", "condition", "title", "encounters", "scored"}, options: []string{"metric", "noun", "top"}},
	"measures":      {make: measures, columns: []string{"scope"}, options: []string{"measures", "metric", "target"}},
	"audited":       {make: audited, columns: []string{"unit", "targeted", "again", "own"}, options: []string{"measures", "metric", "target"}},
	"rare":          {make: rare, columns: []string{"coded_on", "records_between", "events", "reviewed"}, options: []string{"noun", "top"}},
	"differing":     {make: differing, columns: []string{"category", "listed", "agreed", "substitutions", "omissions", "commissions"}, options: []string{"top"}},
	"causes":        {make: causes, columns: []string{"error_type", "detail", "meaning", "coder_attributable", "findings", "drg_changed", "over_coded", "under_coded"}, options: []string{"noun", "top"}},
	"substituted":   {make: substituted, columns: []string{"code_system", "coder_code", "auditor_code", "alike", "charts"}, options: []string{"top"}},
	"auditors":      {make: auditors, columns: []string{"level", "first_label", "second_label", "records"}, options: []string{"target"}},
	"weights":       {make: weights, columns: []string{"element", "weight_set", "weight"}},
	"groups":        {make: groups, options: []string{"measures", "noun"}},
	"funnel":        {make: funnel, options: []string{"metric", "noun"}},
	"control":       {make: control, options: []string{"metric", "noun", "target", "baseline", "events"}},
	"errors":        {make: errorTypes, columns: []string{"error_type", "meaning", "coder_attributable", "findings", "overturned", "reviewed"}},
	"survival":      {make: survivalCurves, columns: []string{"patient_type", "day", "coded", "censored", "exited"}, options: []string{"limit", "noun", "target"}},
	"attainment":    {make: attainment, columns: []string{"patient_type", "target_days", "discharged", "coded_within", "pending"}, options: []string{"metric", "target"}},
	"stays":         {make: monthlyMeans, columns: []string{"month", "day", "coded", "censored"}, options: []string{"limit", "baseline", "events"}},
	"timeline":      {make: timeline, columns: []string{"patient_type", "position", "state", "accounts", "entered", "days", "pending", "held", "exited", "without_hour"}, options: []string{"metric"}},
	"bottlenecks":   {make: bottlenecks, columns: []string{"reason", "affected", "days", "accounts"}},
	"exits":         {make: exits, columns: []string{"patient_type", "day", "coded", "voided", "combined", "non_billable", "censored", "held"}},
	"contrast":      {make: contrast, columns: []string{"unit", "patient_type", "day", "coded", "censored"}, options: []string{"limit", "noun"}},
	"position":      {make: position, columns: []string{"stage", "accounts", "dollars", "in_hold_dollars", "over_hold", "over_hold_dollars", "over_30_days", "revenue", "revenue_days", "days"}},
	"holds_by_age":  {make: holdsByAge, columns: []string{"reason", "bucket", "accounts", "over_hold_dollars"}},
	"workload":      {make: workload, columns: []string{"patient_type", "accounts", "charts", "hours", "window_days"}},
	"measures_by":   {make: measuresBy, options: []string{"measures", "noun"}},
	"answer_hours":  {make: answerHours, columns: []string{"phase", "hour", "answered", "censored"}},
	"daily":         {make: daily, columns: []string{"day", "finished"}, options: []string{"baseline", "events"}},
	"completed":     {make: completed, columns: []string{"patient_type", "day", "accounts", "early"}},
	"ageing":        {make: ageing, columns: []string{"bucket", "from_days", "to_days", "accounts", "dollars"}, options: []string{"target"}},
	"trend":         {make: trend, columns: []string{"month"}, options: []string{"measures", "metric", "noun", "events"}},
	"tally":         {make: tally, columns: []string{"cases"}, options: []string{"measures", "noun", "top"}},
	"ratios":        {make: ratios, columns: []string{"cases"}, options: []string{"metric", "noun", "top"}},
	"edits":         {make: edits, columns: []string{"edit", "title", "action", "state", "passed", "failed", "bypassed", "not_applicable", "errors"}, options: []string{"metric"}},
	"edit_rates":    {make: editRates, columns: []string{"edit", "title", "action", "failed", "judged", "limit_share"}, options: []string{"metric"}},
	"edits_not_run": {make: unjudged, columns: []string{"edit", "title", "state", "reason", "errors"}},
	"edit_changes":  {make: editChanges, columns: []string{"edit", "title", "action", "new", "persisting", "resolved", "not_judged"}},
	"edit_units":    {make: editUnits, columns: []string{"edit", "title", "failed", "judged"}, options: []string{"metric", "noun"}},
	"edit_funnel":   {make: editFunnel, columns: []string{"edit", "title", "failed", "judged"}, options: []string{"metric", "noun"}},
	"reconciled":    {make: reconciled, columns: []string{"source_name", "table_name", "rows_in", "rows_landed", "rows_repeated", "rows_superseded", "rows_quarantined", "rows_skipped", "difference"}},
	"quarantined":   {make: quarantined, columns: []string{"source_name", "table_name", "reason", "column_name", "records"}},
	"freshness":     {make: freshness, columns: []string{"source_name", "format", "inputs", "refused", "age_seconds"}},
	"backlog":       {make: backlog, columns: []string{"scope", "accounts", "dollars", "over_hold", "over_hold_dollars", "over_30_days", "dnfc_days"}},

	"impact":       {make: impact, columns: impactColumns, options: []string{"noun"}},
	"impact_rates": {make: impactRates, columns: impactColumns, options: []string{"noun"}},
	"clocks":       {make: clocks, columns: []string{"clock", "state", "cases", "targeted", "least_days"}},
	"draws":        {make: draws, columns: []string{"audit_id", "selection", "method", "drawn_on", "frame_count", "cases", "closed", "drg_wrong"}},
	"evidence":     {make: evidence, columns: []string{"audit_id", "generator", "seed", "frame_filter", "universe", "frame_count", "frame_hash", "data_version"}},
	"extrapolated": {make: extrapolated, columns: []string{"audit_id", "stratum", "selection", "frame_count", "sample_count", "closed", "known", "drg_wrong", "overpaid", "overpaid_sq", "underpaid", "underpaid_sq", "net", "net_sq"}},

	"scorecard":      {make: scorecard, columns: []string{"measure", "month", "dollars", "revenue", "revenue_months"}, options: []string{"measures"}, beside: attainmentQuery},
	"forecast":       {make: backlogForecast, columns: flow.Columns, beside: capacityQuery},
	"forecast_types": {make: typeForecasts, columns: flow.Columns, beside: capacityQuery},
	"forecast_table": {make: forecastTable, columns: flow.Columns, beside: capacityQuery},
	"backtest":       {make: backtest, columns: flow.Columns, beside: capacityQuery},
}

// trendColumns are what trends of groups are fitted to.
var trendColumns = []string{"grouping", "title", "month", "encounters", "discharges", "code_set", "changed_codes"}

// Compose asks and writes the whole Document but its provenance, which the caller
// knows.
func (e *Edition) Compose(ctx context.Context) (*report.Document, error) {
	doc := &report.Document{
		Name: e.Spec.Name, Title: e.Spec.Title, Subtitle: e.Spec.Subtitle,
		Period: span(e.From, e.To), AsOf: e.AsOf.In(e.Location), Sensitivity: e.Spec.Sensitivity,
		Methods: e.Spec.Methods, OnePage: e.Spec.OnePage,
	}
	keys := map[string]*report.KeyFigure{}
	for _, p := range e.Spec.Parts {
		part, err := e.part(ctx, p, doc, keys)
		if err != nil {
			return nil, err
		}
		doc.Parts = append(doc.Parts, part)
	}
	doc.Findings = mostUrgent(doc.Findings)
	for _, k := range e.Spec.KeyFigures {
		figure := keys[k.Block+"/"+k.Metric]
		if figure == nil {
			figure = &report.KeyFigure{Value: "no data"}
		}
		named := *figure
		named.Label = k.Label
		doc.KeyFigures = append(doc.KeyFigures, named)
	}
	return doc, nil
}

func (e *Edition) part(ctx context.Context, p report.PartSpec, doc *report.Document, keys map[string]*report.KeyFigure) (report.Part, error) {
	part := report.Part{ID: p.ID, Title: p.Title, Lead: p.Lead}
	var without []string
	for _, b := range p.Blocks {
		m, err := e.block(ctx, p, b)
		if err != nil {
			return part, err
		}
		if m.empty {
			without = append(without, titleOf(b))
			continue
		}
		keep(keys, b.ID, m)
		if m.block != (report.Block{}) {
			part.Blocks = append(part.Blocks, m.block)
		}
		if m.identified != nil {
			part.Findings = append(part.Findings, *m.identified)
		}
		part.Findings = append(part.Findings, m.findings...)
		if b.Headline {
			doc.Findings = append(doc.Findings, m.findings...)
		}
		if m.finding == nil {
			continue
		}
		part.Findings = append(part.Findings, *m.finding)
		if b.Headline {
			doc.Findings = append(doc.Findings, *m.finding)
		}
	}
	if len(without) > 0 {
		part.Findings = append(part.Findings, nothingFound(len(part.Blocks) == 0, without))
	}
	return part, nil
}

// titlePage is how many findings a title page has room for.
const titlePage = 4

// mostUrgent keeps the findings to act on before those to watch and to know, in the
// order of the report.
func mostUrgent(all []report.Finding) []report.Finding {
	if len(all) <= titlePage {
		return all
	}
	tones := make([]report.Tone, len(all))
	for i, f := range all {
		tones[i] = f.Tone
	}
	slices.Sort(tones)
	least := tones[len(all)-titlePage]
	spare := titlePage
	for _, tone := range tones {
		if tone > least {
			spare--
		}
	}
	var kept []report.Finding
	for _, f := range all {
		if f.Tone == least && spare > 0 {
			spare--
			kept = append(kept, f)
		} else if f.Tone > least {
			kept = append(kept, f)
		}
	}
	return kept
}

func keep(keys map[string]*report.KeyFigure, id string, m made) {
	keys[id+"/"] = m.key
	for name, key := range m.keys {
		keys[id+"/"+name] = key
	}
}

// nothingFound says what has no records: a sentence, never an empty chart.
func nothingFound(all bool, titles []string) report.Finding {
	if all {
		return report.Finding{
			Headline: "There is nothing to show here",
			Text:     "The store holds no records for this part in the period and population of the report.",
		}
	}
	return report.Finding{
		Headline: "Not shown: too few records",
		Text:     sentence("%s", list(titles)),
	}
}

func titleOf(b report.BlockSpec) string {
	if b.Title != "" {
		return strings.ToLower(b.Title[:1]) + b.Title[1:]
	}
	return strings.ReplaceAll(b.ID, "_", " ")
}

func (e *Edition) block(ctx context.Context, p report.PartSpec, b report.BlockSpec) (made, error) {
	k, ok := kinds[b.Kind]
	if !ok {
		return made{}, fault.Newf(fault.Config, e.where(b), "use one of "+strings.Join(kindNames(), ", "), "no kind %q", b.Kind)
	}
	q, err := e.Queries.Get(b.Query)
	if err != nil {
		return made{}, fault.Wrap(fault.Config, err, e.where(b), "no query of this name", "chartline query lists them")
	}
	if err := e.fits(k, q, b); err != nil {
		return made{}, err
	}
	a, err := e.ask(ctx, q, k, p, b)
	if err != nil {
		return made{}, err
	}
	if a.Len() == 0 {
		return made{empty: true}, nil
	}
	if a.beside, err = e.second(ctx, k, p, b); err != nil {
		return made{}, err
	}
	m := k.make(e, a, b)
	m.identified = identified(q, b)
	return m, nil
}

// identified says that the rows of a block are those of persons or encounters, and why.
func identified(q *query.Query, b report.BlockSpec) *report.Finding {
	if q.Identified == "" {
		return nil
	}
	return &report.Finding{
		Headline: "Rows of single persons or encounters",
		Text:     sentence("%s: %s", titleOf(b), q.Identified),
		Tone:     report.Act,
	}
}

// fits checks that a query has what the kind reads, and that the specification sets
// nothing that the kind ignores.
func (e *Edition) fits(k kind, q *query.Query, b report.BlockSpec) error {
	for _, name := range k.columns {
		if _, ok := q.Column(name); !ok {
			return fault.Newf(fault.Config, e.where(b), "name a query that has it", "%s answers no column %s, which a %s needs", q.Name, name, b.Kind)
		}
	}
	for _, name := range append(b.MetricNames(), "") {
		if name == "" {
			continue
		}
		if _, ok := q.Metric(name); !ok {
			return fault.Newf(fault.Config, e.where(b), "chartline query describe "+q.Name+" lists them", "%s has no metric %s", q.Name, name)
		}
	}
	for _, option := range b.Options() {
		if !slices.Contains(k.options, option) {
			return fault.Newf(fault.Config, e.where(b), "remove it", "a %s takes no %s", b.Kind, option)
		}
	}
	return nil
}

func (e *Edition) where(b report.BlockSpec) string {
	return "report " + e.Spec.Name + ", block " + b.ID
}

func kindNames() []string {
	var names []string
	for n := range kinds {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
