package truth

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// audits counts reviews.
type audits struct {
	cases, targeted, open int64
	overall               score
	initial               Stage
	second                Second
	rebuttals             rebuttals
	coders                map[string]*coderTally
	order                 []string // of coders
	facility              [len(clinic.Facilities)]score
	kind                  [clinic.PatientTypes]score
	months                [calendar.Months]score
	before, after         score                       // of coders who were educated
	findings              [coding.ErrorTypes][2]int64 // random, targeted
	impacts               impacts
}

type coderTally struct {
	coder            *coding.Coder
	charts, standard int64
	score            score
}

// score sums an Accuracy; the injected probabilities in parts per million.
type score struct {
	Accuracy
	unmatched, procedures, pdx, poa int64
}

func (s *score) add(c *comparison, expected *coding.Expected) {
	s.Cases++
	s.TP += c.diagnoses.matched
	s.FP += c.diagnoses.extra
	s.FN += c.diagnoses.missed
	s.ProcedureTP += c.procedures.matched
	s.ProcedureFP += c.procedures.extra
	s.ProcedureFN += c.procedures.missed
	s.POACompared += c.poaCompared
	s.POAAgreed += c.poaEqual
	s.CodesRight += count(c.codesRight())
	s.AllRight += count(c.allRight())
	s.DRGAudited += count(c.grouped)
	s.DRGAgreed += count(c.drg)
	s.PDXAgreed += count(c.principal)
	s.unmatched += expected.Diagnoses
	s.procedures += expected.Procedures
	s.pdx += expected.PDX
	s.poa += expected.POA
}

func count(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// accuracy completes the sums.
func (s *score) accuracy() Accuracy {
	a := s.Accuracy
	a.AuditorCodes, a.CoderCodes = a.TP+a.FN, a.TP+a.FP
	a.InjectedUnmatched = share(s.unmatched, a.AuditorCodes)
	a.InjectedProcedure = share(s.procedures, a.ProcedureTP+a.ProcedureFN)
	a.InjectedPDX = share(s.pdx, a.Cases)
	a.InjectedPOA = share(s.poa, a.POACompared)
	return a
}

// share is a sum of parts per million over n as a share of 1, to six decimals; 0 for
// none.
func share(ppm, n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64((ppm+n/2)/n) / 1e6
}

// add counts a coded chart and, where there was one, its audit.
func (a *audits) add(e *clinic.Encounter, c *coding.Chart) {
	who := a.coders[c.Coder.ID]
	if who == nil {
		who = &coderTally{coder: c.Coder}
		a.coders[c.Coder.ID] = who
		a.order = append(a.order, c.Coder.ID)
	}
	who.charts++
	who.standard += standard(e)
	if c.Audit == nil {
		return
	}
	a.cases++
	kind := 0
	if c.Audit.Targeted {
		a.targeted++
		kind = 1
	}
	if c.Audit.Open() {
		a.open++
		if c.Audit.Told(e) {
			a.rebuttals.add(e, c)
		}
		return
	}
	a.rebuttals.add(e, c)
	for i := range c.Findings {
		a.findings[c.Findings[i].Type][kind]++
	}
	if !c.Audit.Targeted {
		a.score(e, c, who)
	}
}

// score adds a closed random audit to every sum that it belongs to.
func (a *audits) score(e *clinic.Encounter, c *coding.Chart, who *coderTally) {
	result := compare(e.Type, &e.Record, &c.Record)
	a.initial.add(e, c)
	a.second.add(e, c)
	on := c.CodedOn(e)
	sums := []*score{&a.overall, &who.score, &a.facility[e.Facility().Index], &a.kind[e.Type], &a.months[on.Month()]}
	if educated := c.Coder.Educated; educated != 0 && on < educated {
		sums = append(sums, &a.before)
	} else if educated != 0 {
		sums = append(sums, &a.after)
	}
	for _, s := range sums {
		s.add(&result, &c.Expected)
	}
	a.impacts.add(e, c)
}

// add counts a closed random audit as it was before its rebuttals.
func (s *Stage) add(e *clinic.Encounter, c *coding.Chart) {
	found := &e.Record
	if c.Audit.First != nil {
		found = c.Audit.First
		s.Overturned++
	}
	result := compare(e.Type, found, &c.Record)
	s.TP += result.diagnoses.matched
	s.AuditorCodes += result.diagnoses.matched + result.diagnoses.missed
	s.ProcedureTP += result.procedures.matched
	s.ProcedureAuditor += result.procedures.matched + result.procedures.missed
	s.DRGAudited += count(result.grouped)
	s.DRGAgreed += count(result.drg)
}

// add counts a random audit that another auditor looked at too.
func (s *Second) add(e *clinic.Encounter, c *coding.Chart) {
	if c.Audit.Second == nil {
		return
	}
	found := compare(e.Type, &e.Record, &c.Record)
	first := found.codesRight() && found.principal
	second := first || c.Audit.Second.Missed
	s.Records++
	s.BothRight += count(first && second)
	s.SecondRight += count(!first && second)
	s.BothWrong += count(!first && !second)
}

func (a *audits) truth() AuditTruth {
	t := AuditTruth{
		Cases: a.cases, Targeted: a.targeted, Open: a.open, Overall: a.overall.accuracy(), Initial: a.initial,
		Rebuttals: a.rebuttals.truth(), Second: a.second,
		Common: CommonRates{
			Query: share(coding.QueryRate, 1), System: share(coding.SystemRate, 1),
			Grouper: share(coding.GrouperRate, 1), Validity: share(coding.ValidityRate, 1),
			Overturn: share(coding.OverturnRate, 1),
		},
	}
	for _, id := range a.ordered() {
		t.Coders = append(t.Coders, a.coders[id].truth())
	}
	for i, f := range clinic.Facilities {
		t.Facility = append(t.Facility, GroupTruth{f.ID, a.facility[i].accuracy()})
	}
	for kind := range clinic.PatientTypes {
		t.Type = append(t.Type, GroupTruth{kind.String(), a.kind[kind].accuracy()})
	}
	for month := range calendar.Months {
		t.Months = append(t.Months, GroupTruth{calendar.MonthText(month), a.months[month].accuracy()})
	}
	for i, payer := range clinic.Payers {
		impact := a.impacts[i]
		impact.Payer = payer
		t.Impact = append(t.Impact, impact)
	}
	for kind := range coding.ErrorTypes {
		n := a.findings[kind]
		t.Findings = append(t.Findings, FindingKind{kind.String(), kind.Attributable(), n[0], n[1]})
	}
	return t
}

func (c *coderTally) truth() CoderTruth {
	t := CoderTruth{
		Coder: c.coder.ID, Charts: c.charts, Standard: c.standard, Rate: share(c.coder.Rates.Code, 1), Accuracy: c.score.accuracy(),
	}
	if c.coder.Educated != 0 {
		t.Educated, t.After = c.coder.Educated.String(), share(c.coder.After.Code, 1)
	}
	return t
}

// education pools the coders who were taught.
func (a *audits) education() Education {
	t := Education{
		On: coding.EducatedOn.String(), From: share(coding.EducatedFrom, 1), To: share(coding.EducatedTo, 1),
		Before: a.before.accuracy(), After: a.after.accuracy(),
	}
	for _, id := range a.ordered() {
		if a.coders[id].coder.Educated != 0 {
			t.Coders = append(t.Coders, id)
		}
	}
	return t
}
