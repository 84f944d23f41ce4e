package pipeline_test

import (
	"chartline/pipeline/calendar"
	"chartline/pipeline/sample/truth"
)

// stageTruth: accuracy before and after rebuttals (REB-03), and its range while some are pending
// (REB-04): at worst what is pending stands as it was found, at best it is given back.
func stageTruth(p *pulled, known *truth.Truth) {
	a := p.ask("accuracy/stages")
	all, first, pending := known.Audit.Overall, known.Audit.Initial, known.Audit.Rebuttals.Pending
	final := truth.Stage{TP: all.TP, AuditorCodes: all.AuditorCodes, ProcedureTP: all.ProcedureTP,
		ProcedureAuditor: all.ProcedureTP + all.ProcedureFN, DRGAudited: all.DRGAudited, DRGAgreed: all.DRGAgreed}
	first.Overturned = 0
	stage := func(name string) truth.Stage {
		i := p.row(a, "stage", name)
		at := func(column string) int64 { return a.Int(column)[i] }
		return truth.Stage{TP: at("agreed"), AuditorCodes: at("auditor_codes"), ProcedureTP: at("procedure_agreed"),
			ProcedureAuditor: at("procedure_auditor"), DRGAudited: at("drg_reviewed"), DRGAgreed: at("drg_same")}
	}
	for name, want := range map[string]truth.Stage{"initial": added(first, pending), "final": final, "worst": added(final, pending)} {
		same(p, name, stage(name), want)
	}
	worst, best := stage("worst"), stage("best")
	if best.TP*worst.AuditorCodes <= worst.TP*best.AuditorCodes {
		p.Errorf("at best %+v is no better than at worst %+v", best, worst)
	}
	i := p.row(a, "stage", "worst")
	same(p, "pending records and findings", [2]int64{a.Int("pending")[i], a.Int("pending_findings")[i]},
		[2]int64{known.Audit.Rebuttals.Records, known.Audit.Rebuttals.Findings})
	if final.DRGAgreed == first.DRGAgreed || final.TP == first.TP {
		p.Errorf("rebuttals changed nothing: %+v", first)
	}
}

func added(a, b truth.Stage) truth.Stage {
	return truth.Stage{TP: a.TP + b.TP, AuditorCodes: a.AuditorCodes + b.AuditorCodes, ProcedureTP: a.ProcedureTP + b.ProcedureTP,
		ProcedureAuditor: a.ProcedureAuditor + b.ProcedureAuditor, DRGAudited: a.DRGAudited + b.DRGAudited, DRGAgreed: a.DRGAgreed + b.DRGAgreed}
}

// rebuttalTruth: what became of each auditor's findings (REB-01, REB-02).
func rebuttalTruth(p *pulled, known *truth.Truth) {
	a := p.ask("accuracy/rebuttals")
	same(p, "auditors", a.Len(), len(known.Audit.Rebuttals.Auditors))
	for _, k := range known.Audit.Rebuttals.Auditors {
		i := p.row(a, "unit", k.Auditor)
		at := func(column string) int64 { return a.Int(column)[i] }
		same(p, k.Auditor, truth.AuditorRebuttal{Auditor: k.Auditor, Issued: at("issued"), Accepted: at("accepted"), Rebutted: at("rebutted"),
			Upheld: at("upheld"), Overturned: at("overturned"), Pending: at("pending")}, k)
		same(p, k.Auditor+" overturn rate", a.Estimates("overturn_rate")[i].Value, float64(k.Overturned)/float64(k.Issued))
	}
}

// levelTruth: in how many business days coders answered and auditors decided, counted from the
// dates of the answer (standard 2.10, CLK-04).
func levelTruth(p *pulled, known *truth.Truth) {
	a := p.ask("accuracy/service_levels")
	place, err := calendar.NewFacility("America/Chicago", calendar.USFederal(2024, 2026))
	if err != nil {
		p.Fatal(err)
	}
	got := map[[2]string][4]int64{}
	for i, auditor := range a.Text("unit") {
		began, _ := calendar.On(a.Date("began_on")[i].Date())
		ended, _ := calendar.On(a.Date("ended_on")[i].Date())
		days, _ := place.DaysBusiness(calendar.DateOnly(began), calendar.DateOnly(ended))
		key, late := [2]string{auditor, a.Text("state")[i]}, 0
		if int64(days) > map[string]int64{"issued": 5, "rebutted": 5, "second_level": 10}[key[1]] {
			late = 1
		}
		n := got[key]
		n[late] += a.Int("ended")[i]
		n[2+late] += a.Int("waiting")[i]
		got[key] = n
	}
	for _, k := range known.Audit.Rebuttals.Levels {
		same(p, k.Auditor+" "+k.State+": in time, late, waiting, overdue", got[[2]string{k.Auditor, k.State}], [4]int64{k.InTime, k.Late, k.Waiting, k.Overdue})
	}
}
