package sample_test

import (
	"strings"
	"testing"

	"chartline/pipeline/sample/truth"
)

// review is one audited encounter as the files have it.
type review struct {
	audit     row
	encounter row
	sides     map[string][]row // rows of audit_code
}

// again says whether a review is one by a second auditor, which is in no rate.
func again(audit row) bool { return strings.HasPrefix(audit["audit_id"], "SECOND-") }

// reviews gives the closed audits of a selection, without those by a second auditor.
func (r *recount) reviews(selection string) []review {
	return r.reviewsOf(func(c row) bool { return c["selection"] == selection && c["closed_on"] != "" && !again(c) })
}

func (r *recount) reviewsOf(wanted func(row) bool) []review {
	codes := r.by("audit_code", "audit_case_id")
	var all []review
	for _, c := range r.tables["audit_case"].rows {
		if !wanted(c) {
			continue
		}
		v := review{audit: c, encounter: r.encounters[c["encounter_id"]], sides: map[string][]row{}}
		for _, code := range codes[c["audit_case_id"]] {
			v.sides[code["side"]] = append(v.sides[code["side"]], code)
		}
		all = append(all, v)
	}
	return all
}

// elements maps what one side has of an element by a key.
func (v *review) elements(side, element string, key func(row) string) map[string]row {
	m := map[string]row{}
	for _, code := range v.sides[side] {
		if code["element"] == element {
			m[key(code)] = code
		}
	}
	return m
}

func byCode(r row) string       { return r["code"] }
func byCodeAndDay(r row) string { return r["code"] + " " + r["performed_on"] }
func bySequence(r row) string   { return r["sequence"] }
func byGrouped(r row) string    { return r["grouper_version"] + " " + r["code"] }

// score is the accuracy of one review by standard 2.1 and 2.2.
func (v *review) score() truth.Accuracy {
	a := truth.Accuracy{Cases: 1}
	right := v.match(&a, byCode)
	v.procedures(&a)
	a.CodesRight = one(a.FP == 0 && a.FN == 0 && a.ProcedureFP == 0 && a.ProcedureFN == 0)
	principal := v.elements("coder", "diagnosis", bySequence)["1"]["code"] == v.elements("auditor", "diagnosis", bySequence)["1"]["code"]
	a.PDXAgreed = one(principal)
	had := v.elements("coder", "drg", byGrouped)
	for drg := range v.elements("auditor", "drg", byGrouped) {
		a.DRGAudited++
		_, agreed := had[drg]
		a.DRGAgreed += one(agreed)
		right = right && agreed
	}
	status := v.elements("auditor", "discharge_status", byCode)
	for code := range v.elements("coder", "discharge_status", byCode) {
		_, agreed := status[code]
		right = right && agreed
	}
	a.AllRight = one(right && principal && a.CodesRight == 1)
	return a
}

// procedures counts procedures by code and date.
func (v *review) procedures(a *truth.Accuracy) {
	had, should := v.elements("coder", "procedure", byCodeAndDay), v.elements("auditor", "procedure", byCodeAndDay)
	for key := range had {
		_, both := should[key]
		a.ProcedureTP += one(both)
		a.ProcedureFP += one(!both)
	}
	a.ProcedureFN = int64(len(should)) - a.ProcedureTP
}

// match counts the diagnoses and compares POA where they match. It is true where every
// matched code has the same.
func (v *review) match(a *truth.Accuracy, key func(row) string) bool {
	had, should := v.elements("coder", "diagnosis", key), v.elements("auditor", "diagnosis", key)
	a.CoderCodes += int64(len(had))
	a.AuditorCodes += int64(len(should))
	right := true
	for code, mine := range had {
		theirs, ok := should[code]
		if !ok {
			a.FP++
			continue
		}
		a.TP++
		right = right && mine["poa"] == theirs["poa"]
		if v.encounter["patient_type"] == "IP" && theirs["poa_exempt"] == "false" {
			a.POACompared++
			a.POAAgreed += one(mine["poa"] == theirs["poa"])
		}
	}
	a.FN = a.AuditorCodes - a.TP
	return right
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func plus(a, b truth.Accuracy) truth.Accuracy {
	return truth.Accuracy{
		Cases: a.Cases + b.Cases, TP: a.TP + b.TP, FP: a.FP + b.FP, FN: a.FN + b.FN,
		AuditorCodes: a.AuditorCodes + b.AuditorCodes, CoderCodes: a.CoderCodes + b.CoderCodes,
		ProcedureTP: a.ProcedureTP + b.ProcedureTP, ProcedureFP: a.ProcedureFP + b.ProcedureFP, ProcedureFN: a.ProcedureFN + b.ProcedureFN,
		CodesRight: a.CodesRight + b.CodesRight, AllRight: a.AllRight + b.AllRight,
		DRGAudited: a.DRGAudited + b.DRGAudited, DRGAgreed: a.DRGAgreed + b.DRGAgreed,
		PDXAgreed: a.PDXAgreed + b.PDXAgreed, POACompared: a.POACompared + b.POACompared, POAAgreed: a.POAAgreed + b.POAAgreed,
	}
}

// bare is a statement without the injected probabilities, which no file holds.
func bare(a truth.Accuracy) truth.Accuracy { return plus(a, truth.Accuracy{}) }

func (r *recount) accuracy() {
	sums := map[string]truth.Accuracy{}
	for _, v := range r.reviews("random") {
		score := v.score()
		keys := []string{
			"overall", "coder " + v.audit["coder_id"], "facility " + v.encounter["facility_id"],
			"type " + v.encounter["patient_type"], "month " + v.audit["coded_on"][:7],
		}
		for _, coder := range r.truth.Education.Coders {
			if coder == v.audit["coder_id"] && v.audit["coded_on"] < r.truth.Education.On {
				keys = append(keys, "before")
			} else if coder == v.audit["coder_id"] {
				keys = append(keys, "after")
			}
		}
		for _, key := range keys {
			sums[key] = plus(sums[key], score)
		}
	}
	stated := r.truth.Audit
	same(r.t, "overall", sums["overall"], bare(stated.Overall))
	same(r.t, "before education", sums["before"], bare(r.truth.Education.Before))
	same(r.t, "after education", sums["after"], bare(r.truth.Education.After))
	for _, c := range stated.Coders {
		same(r.t, "coder "+c.Coder, sums["coder "+c.Coder], bare(c.Accuracy))
	}
	for what, groups := range map[string][]truth.GroupTruth{"facility ": stated.Facility, "type ": stated.Type, "month ": stated.Months} {
		for _, g := range groups {
			same(r.t, what+g.Group, sums[what+g.Group], bare(g.Accuracy))
		}
	}
}

// stages counts the random reviews with the codes that the auditors found first, from the
// files (REB-03), and that every such set came of a finding that was overturned.
func (r *recount) stages() {
	first, overturned := r.by("initial_code", "audit_case_id"), map[string]bool{}
	for _, f := range r.tables["audit_finding"].rows {
		if f["final_state"] == "overturned" {
			overturned[f["audit_case_id"]] = true
		}
	}
	var got truth.Stage
	for _, v := range r.reviews("random") {
		id := v.audit["audit_case_id"]
		same(r.t, id+": overturned", len(first[id]) > 0, overturned[id])
		if len(first[id]) > 0 {
			got.Overturned++
			v.sides["auditor"] = first[id]
		}
		a := v.score()
		got.TP, got.AuditorCodes = got.TP+a.TP, got.AuditorCodes+a.AuditorCodes
		got.ProcedureTP, got.ProcedureAuditor = got.ProcedureTP+a.ProcedureTP, got.ProcedureAuditor+a.ProcedureTP+a.ProcedureFN
		got.DRGAudited, got.DRGAgreed = got.DRGAudited+a.DRGAudited, got.DRGAgreed+a.DRGAgreed
	}
	same(r.t, "before rebuttals", got, r.truth.Audit.Initial)
	if got.TP >= r.truth.Audit.Overall.TP {
		r.t.Errorf("no rebuttal changed anything: %+v", got)
	}
}

// seconds counts from the files what two auditors said of one record: that every code and the
// principal diagnosis are right, or not. The second is the other one, and later.
func (r *recount) seconds() {
	first := map[string]review{}
	for _, v := range r.reviews("random") {
		first[v.audit["encounter_id"]] = v
	}
	right := func(v review) bool { a := v.score(); return a.CodesRight == 1 && a.PDXAgreed == 1 }
	var got truth.Second
	for _, v := range r.reviewsOf(again) {
		before, ok := first[v.audit["encounter_id"]]
		if !ok || before.audit["auditor_id"] == v.audit["auditor_id"] || before.audit["closed_on"] >= v.audit["closed_on"] ||
			before.audit["coder_id"] != v.audit["coder_id"] {
			r.t.Errorf("%s reviews again what %v reviewed", v.audit["audit_case_id"], before.audit)
		}
		got.Records++
		got.BothRight += one(right(before) && right(v))
		got.SecondRight += one(!right(before) && right(v))
		got.BothWrong += one(!right(before) && !right(v))
	}
	same(r.t, "second reviews", got, r.truth.Audit.Second)
	if got.Records != got.BothRight+got.SecondRight+got.BothWrong || got.SecondRight == 0 {
		r.t.Errorf("second reviews %+v", got)
	}
}

func (r *recount) findings() {
	cases := map[string]row{}
	var all, targeted, open int64
	for _, c := range r.tables["audit_case"].rows {
		cases[c["audit_case_id"]] = c
		if again(c) {
			continue
		}
		all++
		targeted += one(c["selection"] == "targeted")
		open += one(c["closed_on"] == "")
	}
	same(r.t, "audits", [3]int64{all, targeted, open}, [3]int64{r.truth.Audit.Cases, r.truth.Audit.Targeted, r.truth.Audit.Open})
	found := map[[2]string]int64{}
	for _, f := range r.tables["audit_finding"].rows {
		if c := cases[f["audit_case_id"]]; !again(c) && c["closed_on"] != "" {
			found[[2]string{f["error_type"], c["selection"]}]++
		}
	}
	for _, f := range r.truth.Audit.Findings {
		same(r.t, "findings "+f.Type, [2]int64{found[[2]string{f.Type, "random"}], found[[2]string{f.Type, "targeted"}]},
			[2]int64{f.Random, f.Targeted})
	}
}

// TestScoreOfHand applies the recount's own arithmetic to a review counted by hand, in
// the manner of standard 9.1: two codes match, one is extra, one is missed.
func TestScoreOfHand(t *testing.T) {
	code := func(sequence, code, poa string) row {
		return row{"element": "diagnosis", "sequence": sequence, "code": code, "poa": poa, "poa_exempt": "false"}
	}
	v := review{encounter: row{"patient_type": "IP"}, sides: map[string][]row{
		"coder":   {code("1", "A419", "Y"), code("2", "N390", "N"), code("3", "I10", "Y")},
		"auditor": {code("1", "A4151", "Y"), code("2", "N390", "Y"), code("3", "I10", "Y")},
	}}
	want := truth.Accuracy{Cases: 1, TP: 2, FP: 1, FN: 1, AuditorCodes: 3, CoderCodes: 3, POACompared: 2, POAAgreed: 1}
	if got := v.score(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
