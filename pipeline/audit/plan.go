package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/sampling"
)

// Aim is what an audit is to show.
type Aim struct {
	Rate       float64 // expected share that is right
	HalfWidth  float64 // of its interval
	Confidence float64
	Precision  float64        // of the total of dollars, as a share of it
	Level      float64        // confidence of that
	Probe      sampling.Probe // of amounts overpaid; zero where there is none
}

// DefaultAim are the aims of SMP-03 and of OIG reviews (SMP-05).
var DefaultAim = Aim{Rate: 0.95, HalfWidth: 0.05, Confidence: 0.95, Precision: 0.25, Level: 0.90}

// Sizes are how many accounts to review, and what that rests on.
type Sizes struct {
	Aim
	Frame     *Frame
	By        []string
	History   metric.Ratio // diagnoses of the department's closed random reviews
	Effect    float64
	PerRecord float64
	Known     bool // whether effect and codes of a record come from the history
	Records   sampling.Size
	Codes     sampling.Size
	Dollars   sampling.Size
	Coders    int
	Strata    []Allotment
	Warnings  []string
}

// Allotment is how the accounts for a share of records fall on a stratum: in proportion, and
// by Neyman with the errors expected there.
type Allotment struct {
	Name            string
	Frame           int
	Records, Neyman int64
	Error           float64
}

// firstReviews are the closed random reviews by somebody else than the coder, the first of
// each account and version: what second auditors say is no more of the coders' work.
const firstReviews = `first AS (
	SELECT audit_case_id FROM (
		SELECT audit_case_id, row_number() OVER (PARTITION BY encounter_id, version_no ORDER BY closed_on, audit_case_id) AS turn
		FROM audit_case WHERE selection = 'random' AND closed_on IS NOT NULL AND auditor_id <> coder_id) AS c
	WHERE turn = 1)`

// historySQL sums the diagnoses of closed random reviews: X agreed of M, by chart.
const historySQL = `
WITH ` + firstReviews + `,
code AS (
	SELECT k.audit_case_id, k.code_system, k.code, bool_or(k.side = 'coder') AS coded, bool_or(k.side = 'auditor') AS right_one
	FROM audit_code AS k JOIN first AS c ON c.audit_case_id = k.audit_case_id
	WHERE k.element = 'diagnosis'
	GROUP BY 1, 2, 3),
chart AS (
	SELECT audit_case_id, count(*) FILTER (WHERE coded AND right_one) AS x, count(*) FILTER (WHERE right_one) AS m
	FROM code GROUP BY 1)
SELECT CAST(coalesce(sum(x), 0) AS BIGINT), CAST(coalesce(sum(m), 0) AS BIGINT), CAST(coalesce(sum(x * x), 0) AS BIGINT),
	CAST(coalesce(sum(m * m), 0) AS BIGINT), CAST(coalesce(sum(x * m), 0) AS BIGINT), count(*)
FROM chart WHERE m > 0`

// Plan sizes an audit of the accounts of a filter.
func Plan(ctx context.Context, e engine.Engine, f Filter, by []string, aim Aim) (*Sizes, error) {
	for _, column := range by {
		if !strata.Known(column) {
			return nil, fault.New(fault.Usage, "", "no such column for strata", "use some of "+strings.Join(strata.Names(), ", "))
		}
	}
	frame, err := ReadFrame(ctx, e, "", f, by)
	if err != nil {
		return nil, err
	}
	if len(frame.Units) == 0 {
		return nil, fault.New(fault.Policy, "audit", "nothing to draw from: no account meets the filter", "widen the period or the filter")
	}
	s := &Sizes{Aim: aim, Frame: frame, By: by}
	err = ask.Each(ctx, e, historySQL, nil, func(r ask.Row) {
		s.History = metric.Ratio{X: r.Number(0), M: r.Number(1), XX: r.Number(2), MM: r.Number(3), XM: r.Number(4), Charts: r.Number(5)}
	})
	if err != nil {
		return nil, err
	}
	errors, err := readHistory(ctx, e, by)
	if err != nil {
		return nil, err
	}
	return s, s.size(errors)
}

// size applies SMP-03, SMP-04 and SMP-06.
func (s *Sizes) size(errors history) error {
	population := int64(len(s.Frame.Units))
	s.Effect, s.PerRecord, s.Known = sampling.History([]metric.Ratio{s.History})
	precise := sampling.Precise{Share: s.Rate, Margin: s.HalfWidth, Level: s.Confidence, Frame: population, Effect: 1, PerRecord: 1}
	s.Records = sampling.ForShare(precise)
	precise.Effect, precise.PerRecord = s.Effect, s.PerRecord
	s.Codes = sampling.ForShare(precise)
	for _, size := range []sampling.Size{s.Records, s.Codes} {
		if !size.Defined() {
			return fault.New(fault.Usage, "", size.Missing, "see chartline audit plan --help")
		}
	}
	if s.Probe != (sampling.Probe{}) {
		s.Dollars = sampling.ForTotal(s.Probe, s.Precision, s.Level, population)
		if !s.Dollars.Defined() {
			return fault.New(fault.Usage, "", s.Dollars.Missing, "give --mean and --sd of amounts overpaid in a probe")
		}
	}
	coders := map[string]bool{}
	for _, u := range s.Frame.Units {
		coders[u.Coder] = true
	}
	s.Coders = len(coders)
	if s.Codes.Records < PerCoder {
		s.Warnings = append(s.Warnings, "fewer than 30 accounts show an interval and no point estimate (SMP-07): review 30 for codes too")
	}
	s.allot(errors)
	return nil
}

// allot shares the accounts out to the strata, in proportion and by Neyman (SMP-06).
func (s *Sizes) allot(errors history) {
	if len(s.By) == 0 {
		return
	}
	counts := draw.Count(s.Frame.Units)
	names := slices.Sorted(maps.Keys(counts))
	parts := make([]sampling.Part, len(names))
	for i, name := range names {
		parts[i] = sampling.Part{Frame: int64(counts[name]), Error: errors.expected(name)}
	}
	a := sampling.Allocate(s.Records.Records, parts, sampling.Proportional)
	precise := sampling.Allocate(s.Records.Records, parts, sampling.Neyman)
	s.Warnings = append(s.Warnings, a.Warnings...)
	for i, name := range names {
		s.Strata = append(s.Strata, Allotment{
			Name: name, Frame: counts[name], Records: a.Records[i], Neyman: precise.Records[i], Error: parts[i].Error,
		})
	}
}

// Text tells a person how many accounts to review, and what that rests on.
func (s *Sizes) Text() string {
	var b strings.Builder
	n := len(s.Frame.Units)
	fmt.Fprintf(&b, "Assumptions\n")
	fmt.Fprintf(&b, "  population          %d accounts; left out: %d without coder or codes, %d with shifted dates, %d in audits\n",
		n, s.Frame.Unassigned, s.Frame.Shifted, s.Frame.Reviewed)
	fmt.Fprintf(&b, "  expected rate       %.3g %%\n", 100*s.Rate)
	fmt.Fprintf(&b, "  half width          %.3g points at %.3g %% confidence\n", 100*s.HalfWidth, 100*s.Confidence)
	if s.Known {
		fmt.Fprintf(&b, "  design effect       %.2f, and %.1f diagnoses an account, from %d closed random reviews of your own\n",
			s.Effect, s.PerRecord, s.History.Charts)
	} else {
		fmt.Fprintf(&b, "  design effect       no closed random reviews yet: an account counts as one code, which is on the safe side\n")
	}
	fmt.Fprintf(&b, "\nAccounts to review\n")
	fmt.Fprintf(&b, "  %6d  for a rate of accounts, such as DRG accuracy (SMP-03)\n", s.Records.Records)
	fmt.Fprintf(&b, "  %6d  for a rate of codes, such as code-over-code (SMP-03 with the design effect)\n", s.Codes.Records)
	fmt.Fprintf(&b, "  %6d  for a point estimate of each of %d coders, %d each (SMP-07)\n", s.Coders*PerCoder, s.Coders, PerCoder)
	if s.Probe != (sampling.Probe{}) {
		fmt.Fprintf(&b, "  %6d  for a total of dollars within %.3g %% at %.3g %% confidence, from a probe with a CV of %.3g (SMP-04)\n",
			s.Dollars.Records, 100*s.Precision, 100*s.Level, s.Probe.SD/s.Probe.Mean)
	} else {
		fmt.Fprintf(&b, "          for dollars: review a probe first, and give --mean and --sd of the amounts overpaid in it (SMP-04)\n")
	}
	s.tellStrata(&b)
	for _, w := range slices.Concat(s.Records.Warnings, s.Codes.Warnings, s.Dollars.Warnings, s.Warnings) {
		fmt.Fprintf(&b, "note: %s\n", w)
	}
	return b.String()
}

func (s *Sizes) tellStrata(b *strings.Builder) {
	if len(s.Strata) == 0 {
		return
	}
	fmt.Fprintf(b, "\nShared out in proportion (SMP-06)\n")
	for _, a := range s.Strata {
		fmt.Fprintf(b, "  %6d  of %d, %s\n", a.Records, a.Frame, a.Name)
	}
	if !s.Known {
		return
	}
	fmt.Fprintf(b, "\nShared out by Neyman, with the accounts expected to have an error\n")
	for _, a := range s.Strata {
		fmt.Fprintf(b, "  %6d  of %d, %s: %.0f %%\n", a.Neyman, a.Frame, a.Name, 100*a.Error)
	}
}

// history is what closed random reviews say of strata: how many there were, and how many
// of them had an error in their codes.
type history struct {
	reviewed, wrong map[string]float64
}

// historyBySQL counts the closed random reviews by all that can make strata.
var historyBySQL = `
WITH ` + strata.Grouped + `,
` + firstReviews + `,
code AS (
	SELECT k.audit_case_id, k.element, k.code_system, k.code, k.performed_on,
		count(*) FILTER (WHERE k.side = 'coder') AS coded, count(*) FILTER (WHERE k.side = 'auditor') AS right_ones
	FROM audit_code AS k JOIN first AS c ON c.audit_case_id = k.audit_case_id
	WHERE k.element IN ('diagnosis', 'procedure')
	GROUP BY ALL),
chart AS (SELECT audit_case_id, bool_or(coded <> right_ones) AS wrong FROM code GROUP BY audit_case_id)
SELECT count(*), count(*) FILTER (WHERE h.wrong),
	` + strata.SQL("a.coder_id", "a.coded_on") + `
FROM chart AS h
JOIN audit_case AS a ON a.audit_case_id = h.audit_case_id
LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
LEFT JOIN coder AS c ON c.coder_id = a.coder_id
LEFT JOIN grouped ON grouped.encounter_id = a.encounter_id
GROUP BY ALL`

// readHistory asks for the errors in the strata that columns make.
func readHistory(ctx context.Context, e engine.Engine, by []string) (history, error) {
	h := history{reviewed: map[string]float64{}, wrong: map[string]float64{}}
	err := ask.Each(ctx, e, historyBySQL, nil, func(r ask.Row) {
		stratum := strata.Of(r, 2, by)
		h.reviewed[stratum] += float64(r.Number(0))
		h.wrong[stratum] += float64(r.Number(1))
	})
	return h, err
}

// expected is the share of accounts of a stratum that will have an error. Ten reviews at the
// rate of the whole department are added to its own, so that a stratum of which little or
// nothing is known is taken for an ordinary one. Without any review all strata are alike,
// for which Neyman's allocation is the proportional one.
func (h history) expected(stratum string) float64 {
	const ordinary = 10
	var reviewed, wrong float64
	for name, n := range h.reviewed {
		reviewed += n
		wrong += h.wrong[name]
	}
	if reviewed == 0 {
		return 0
	}
	return (h.wrong[stratum] + ordinary*wrong/reviewed) / (h.reviewed[stratum] + ordinary)
}
