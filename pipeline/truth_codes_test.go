package pipeline_test

import (
	"slices"
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/sample/truth"
)

// diagnosisTruth: how often codes occur, which are not valid, and the waves of influenza.
func diagnosisTruth(p *pulled, known *truth.Truth) {
	mostFrequent(p, p.ask("frequency/principal"), known.Diagnoses.Principal)
	mostFrequent(p, p.ask("frequency/any_listed"), known.Diagnoses.AnyListed)
	a := p.ask("frequency/category_monthly")
	waves := map[string]int64{}
	for i, category := range a.Text("category") {
		if category == "J10" {
			waves[a.Date("month")[i].Format("2006-01")] = a.Int("encounters")[i]
		}
		if a.Null("title")[i] && a.Int("encounters")[i] > 0 && p.isCode(category) {
			p.Errorf("category %s has no title", category)
		}
	}
	same(p, "months of influenza", len(waves), len(known.Diagnoses.Influenza))
	for _, m := range known.Diagnoses.Influenza {
		same(p, "influenza in "+m.Month, waves[m.Month], m.Encounters)
	}
	validity := p.ask("frequency/code_validity")
	invalid := map[string]int64{}
	for i, status := range validity.Text("status") {
		if validity.Text("element")[i] == "diagnosis" && status != "valid" {
			invalid[status] = validity.Int("codes")[i]
		}
	}
	same(p, "kinds of invalid codes", len(invalid), len(known.Invalid))
	for _, k := range known.Invalid {
		status := map[string]string{"truncated": "header"}[k.Kind]
		if status == "" {
			status = k.Kind
		}
		same(p, "invalid codes: "+k.Kind, invalid[status], k.Latest)
	}
}

// isCode says whether the code set knows a code of the category; misread codes have none.
func (p *pulled) isCode(category string) bool {
	found := p.counts("SELECT 'codes', count(*) FROM code_set WHERE substr(code, 1, 3) = '" + category + "'")
	return found["codes"] > 0
}

func mostFrequent(p *pulled, a *query.Answer, known []truth.CodeCount) {
	codes, encounters := a.Text("code"), a.Int("encounters")
	if len(codes) < len(known) || len(known) < 40 {
		p.Fatalf("%s: %d codes, %d known", a.Query.Name, len(codes), len(known))
	}
	for i, k := range known {
		same(p, a.Query.Name, truth.CodeCount{Code: codes[i], Encounters: encounters[i]}, k)
	}
}

// codeChangeTruth: codes that ended on 30 September 2025 in the first version of later
// discharges, and their successors.
func codeChangeTruth(p *pulled, known *truth.Truth) {
	const coded = ` FROM history.diagnosis AS d
		JOIN encounter AS e ON e.encounter_id = d.encounter_id
		JOIN code_set AS c ON c.code_system = d.code_system AND c.code = d.code AND c.billable
		WHERE d.version_no = 1 AND d.role IN ('principal', 'other', 'external_cause') AND e.discharged_on >= DATE '2025-10-01'`
	const old, fresh = " AND c.valid_to = DATE '2025-09-30'", " AND c.valid_from = DATE '2025-10-01'"
	k := known.CodeChange
	codes := p.counts("SELECT d.code, count(DISTINCT d.encounter_id)" + coded + old + " GROUP BY 1")
	same(p, "old codes", len(codes), len(k.OldCodes))
	for _, c := range k.OldCodes {
		same(p, "discharges with "+c.Code, codes[c.Code], c.Encounters)
	}
	all := p.counts("SELECT 'old', count(DISTINCT d.encounter_id)" + coded + old + " UNION ALL SELECT 'new', count(*)" + coded + fresh)
	same(p, "discharges with old codes, new codes", [2]int64{all["old"], all["new"]}, [2]int64{k.Encounters, k.NewCodes})
	const month = "SELECT strftime(e.discharged_on, '%Y-%m'), count(*)"
	stale, right := p.counts(month+coded+old+" GROUP BY 1"), p.counts(month+coded+fresh+" GROUP BY 1")
	for _, m := range k.ByMonth {
		same(p, "old codes in "+m.Month, [2]int64{stale[m.Month], stale[m.Month] + right[m.Month]}, [2]int64{m.Num, m.Den})
	}
}

// accuracyTruth: exact sums of the reviews, and intervals that hold the injected rates.
func accuracyTruth(p *pulled, known *truth.Truth) {
	all := p.audited("by", "all")
	all.same(p, "all", known.Audit.Overall)
	all.holds(p, "all", known.Audit.Overall)
	same(p, "targeted reviews", all.codes.Int("targeted")[0]+p.openTargeted(), known.Audit.Targeted)
	p.holds("procedure accuracy", all.attributes.Estimates("procedure_accuracy")[0], 1-known.Audit.Overall.InjectedProcedure)
	p.holds("principal diagnosis", all.records.Estimates("pdx_accuracy")[0], 1-known.Audit.Overall.InjectedPDX)
	p.holds("POA", all.attributes.Estimates("poa_accuracy")[0], 1-known.Audit.Overall.InjectedPOA)
	coders := p.audited("by", "coder")
	same(p, "coders", coders.codes.Len(), len(known.Audit.Coders))
	for _, k := range known.Audit.Coders {
		coders.same(p, k.Coder, k.Accuracy)
		coders.holds(p, k.Coder, k.Accuracy)
	}
	for by, groups := range map[string][]truth.GroupTruth{"facility": known.Audit.Facility, "patient_type": known.Audit.Type} {
		units := p.audited("by", by)
		same(p, by, units.codes.Len(), len(groups))
		for _, k := range groups {
			units.same(p, k.Group, k.Accuracy)
		}
	}
	months := p.audited("by", "month")
	for _, k := range known.Audit.Months {
		if slices.Contains(months.codes.Text("unit"), k.Group) {
			months.same(p, k.Group, k.Accuracy)
		} else if k.Cases > 0 {
			p.Errorf("no reviews in %s, known %d", k.Group, k.Cases)
		}
	}
}

// openTargeted counts targeted reviews that are not closed.
func (p *pulled) openTargeted() int64 {
	return p.counts("SELECT 'open', count(*) FROM audit_case WHERE selection = 'targeted' AND closed_on IS NULL")["open"]
}

// audited are the answers of the questions about reviews, asked alike.
type audited struct{ codes, records, attributes *query.Answer }

func (p *pulled) audited(pairs ...string) audited {
	p.Helper()
	return audited{p.ask("accuracy/codes", pairs...), p.ask("accuracy/records", pairs...), p.ask("accuracy/attributes", pairs...)}
}

// same compares the numerators and denominators of a unit.
func (a audited) same(p *pulled, unit string, k truth.Accuracy) {
	p.Helper()
	for answer, columns := range map[*query.Answer]map[string]int64{
		a.codes: {
			"charts": k.Cases, "agreed": k.TP, "auditor_codes": k.AuditorCodes, "coder_codes": k.CoderCodes,
			"listed": k.TP + k.FP + k.FN, "net": k.TP - k.FP,
		},
		a.records: {
			"charts": k.Cases, "codes_right": k.CodesRight, "all_right": k.AllRight, "drg_right": k.Cases - k.DRGAudited + k.DRGAgreed,
			"drg_same": k.DRGAgreed, "drg_reviewed": k.DRGAudited, "drg_ungroupable": 0, "pdx_same": k.PDXAgreed, "pdx_reviewed": k.Cases,
		},
		a.attributes: {
			"procedure_agreed": k.ProcedureTP, "procedure_auditor": k.ProcedureTP + k.ProcedureFN,
			"procedure_coder": k.ProcedureTP + k.ProcedureFP, "poa_agreed": k.POAAgreed, "poa_codes": k.POACompared, "poa_not_judged": 0,
		},
	} {
		i := p.row(answer, "unit", unit)
		for column, n := range columns {
			same(p, answer.Query.Name+" "+unit+" "+column, answer.Int(column)[i], n)
		}
	}
}

// holds looks for the injected rate in the interval of a unit.
func (a audited) holds(p *pulled, unit string, k truth.Accuracy) {
	p.Helper()
	p.holds("code accuracy of "+unit, a.codes.Estimates("code_accuracy")[p.row(a.codes, "unit", unit)], 1-k.InjectedUnmatched)
}

// educationTruth: one coder before and after the day, whose change lies above chance (EDU-02).
func educationTruth(p *pulled, known *truth.Truth) {
	k := known.Education
	if len(k.Coders) != 1 {
		p.Fatalf("%d coders were educated", len(k.Coders))
	}
	before, after := p.audited("by", "coder", "to_date", k.On), p.audited("by", "coder", "from_date", k.On)
	before.same(p, k.Coders[0], k.Before)
	before.holds(p, k.Coders[0], k.Before)
	after.same(p, k.Coders[0], k.After)
	after.holds(p, k.Coders[0], k.After)
	change := compare.ClusterChange(before.ratio(p, k.Coders[0]), after.ratio(p, k.Coders[0]))
	if !change.Defined() || change.Lo <= 0 {
		p.Errorf("a change of %.3f to %.3f: the education is not seen", change.Lo, change.Hi)
	}
}

// ratio are the sums of code accuracy of a unit.
func (a audited) ratio(p *pulled, unit string) metric.Ratio {
	p.Helper()
	i := p.row(a.codes, "unit", unit)
	at := func(column string) int64 { return a.codes.Int(column)[i] }
	return metric.Ratio{X: at("agreed"), M: at("auditor_codes"), XX: at("agreed_sq"), MM: at("auditor_sq"),
		XM: at("agreed_auditor"), Charts: at("auditor_charts")}
}

// findingTruth: findings by type. Those of type AU were overturned and count apart.
func findingTruth(p *pulled, known *truth.Truth) {
	a := p.ask("accuracy/errors_by_type")
	same(p, "types", a.Len(), len(known.Audit.Findings))
	for _, k := range known.Audit.Findings {
		i := p.row(a, "error_type", k.Type)
		stand, targeted := k.Random, k.Targeted
		if k.Type == "AU" {
			stand, targeted = 0, 0
		}
		same(p, k.Type+": stand, overturned, open, targeted",
			[4]int64{a.Int("findings")[i], a.Int("overturned")[i], a.Int("open")[i], a.Int("targeted")[i]},
			[4]int64{stand, k.Random - stand, 0, targeted})
		same(p, k.Type+" attributable", a.Bool("coder_attributable")[i], k.Attributable)
		same(p, k.Type+" of charts reviewed", a.Int("reviewed")[i], known.Audit.Overall.Cases)
		if strings.TrimSpace(a.Text("meaning")[i]) == "" {
			p.Errorf("%s has no name", k.Type)
		}
	}
}

// secondTruth: what two auditors said of one record, whether the coder is right (AGR-03). Labels 1
// and 2 stand for right and not, and the first auditor's comes first.
func secondTruth(p *pulled, known *truth.Truth) {
	a := p.ask("accuracy/agreement")
	said := map[[2]int64]int64{}
	for i, level := range a.Text("level") {
		if level == "verdict" {
			said[[2]int64{a.Int("first_label")[i], a.Int("second_label")[i]}] += a.Int("records")[i]
		}
	}
	second := known.Audit.Second
	same(p, "right for both, the first, the second, neither", [4]int64{said[[2]int64{1, 1}], said[[2]int64{1, 2}], said[[2]int64{2, 1}], said[[2]int64{2, 2}]},
		[4]int64{second.BothRight, 0, second.SecondRight, second.BothWrong})
	sets := p.ask("accuracy/sets")
	same(p, "records that two auditors saw", sets.Int("records")[p.row(sets, "level", "code")], second.Records)
}
