//go:build duckdb_arrow

package store

import (
	"strings"
	"testing"

	"chartline/pipeline/check"
	"chartline/pipeline/source"
)

// edited has, for each edit by table and column, records that break it and records that
// come near.
var edited = map[string]struct{ header, broken, sound string }{
	"encounter.discharged_on": {"encounter_id,facility_id,patient_type,admitted_on,discharged_on",
		"E1,F,IP,2026-01-02,2026-01-01", "E2,F,IP,2026-01-02,2026-01-02\nE3,F,IP,2026-01-02,\nE4,F,IP,,2026-01-01"},
	"encounter.discharged_at": {"encounter_id,facility_id,patient_type,admitted_at,discharged_at",
		"E1,F,IP,2026-01-02T10:00:00Z,2026-01-02T09:59:59Z", "E2,F,IP,2026-01-02T10:00:00Z,2026-01-02T10:00:00Z\nE3,F,IP,2026-01-02T10:00:00Z,2026-01-02T06:00:00-06:00"},
	"encounter.age_years": {"encounter_id,facility_id,patient_type,age_years",
		"E1,F,IP,-1\nE2,F,IP,999", "E3,F,IP,0\nE4,F,IP,122\nE5,F,IP,"},
	"code_assignment.version_no": {"encounter_id,version_no", "E1,0\nE1,-1", "E2,1\nE3,\nE4,9"},
	"diagnosis.version_no":       {"encounter_id,version_no,sequence,role,code,code_system", "E1,0,1,principal,I10,X", "E2,1,1,principal,I10,X"},
	"diagnosis.sequence":         {"encounter_id,version_no,sequence,role,code,code_system", "E1,1,0,principal,I10,X", "E2,1,1,principal,I10,X"},
	"procedure.version_no":       {"encounter_id,version_no,sequence,role,code,code_system", "E1,0,1,principal,0DTJ4ZZ,X", "E2,1,1,other,0DTJ4ZZ,X"},
	"procedure.sequence":         {"encounter_id,version_no,sequence,role,code,code_system", "E1,1,-1,principal,0DTJ4ZZ,X", "E2,1,1,other,0DTJ4ZZ,X"},
	"drg_assignment.version_no":  {"encounter_id,version_no,drg_system,drg", "E1,0,MS-DRG,470", "E2,2,MS-DRG,470"},
	"drg_assignment.weight":      {"encounter_id,version_no,drg_system,drg,weight", "E1,1,MS-DRG,470,-0.0001", "E2,1,MS-DRG,999,0"},
	"audit_case.version_no": {"audit_case_id,audit_id,encounter_id,selection,coder_id,auditor_id,version_no,coded_on",
		"C1,A,E1,random,K1,K2,0,2026-01-02", "C2,A,E1,targeted,K1,K2,,2026-01-02"},
	"audit_code.sequence":             {"audit_case_id,side,element,sequence,code", "C1,coder,diagnosis,0,I10", "C1,auditor,drg,1,470"},
	"coder_day.paid_hours":            {"coder_id,worked_on,patient_type,paid_hours", "K1,2026-01-02,IP,24.5\nK1,2026-01-03,IP,-1", "K1,2026-01-04,IP,24\nK1,2026-01-05,IP,"},
	"coder_day.productive_hours":      {"coder_id,worked_on,patient_type,productive_hours", "K1,2026-01-02,IP,25\nK1,2026-01-03,IP,-0.01", "K1,2026-01-04,IP,0"},
	"coder_day.charts_completed":      {"coder_id,worked_on,patient_type,charts_completed", "K1,2026-01-02,IP,-1", "K1,2026-01-04,IP,0"},
	"service_level.bill_hold_days":    {"patient_type,bill_hold_days,coded_within_days", "IP,-1,4", "ED,0,4"},
	"service_level.coded_within_days": {"patient_type,bill_hold_days,coded_within_days", "IP,4,-1", "ED,4,0"},
	"code_set.valid_to":               {"code_system,code,valid_from,valid_to", "X,I10,2025-10-01,2025-09-30", "X,I11,2025-10-01,2025-10-01\nX,I12,2025-10-01,"},
	"base_rate.operating":             {"facility_id,payer_class,valid_from,payment,operating", "F,P,2025-10-01,drg,-0.01", "F,P,2025-10-02,drg,0\nF,Q,2025-10-02,per_diem,"},
	"base_rate.capital":               {"facility_id,payer_class,valid_from,payment,capital", "F,P,2025-10-01,drg,-1", "F,P,2025-10-02,drg,0"},
	"chart_standard.from_days":        {"patient_type,from_days,valid_from,minutes", "IP,-1,2025-10-01,20", "IP,,2025-10-01,20\nIP,5,2025-10-01,30"},
	"chart_standard.minutes":          {"patient_type,from_days,valid_from,minutes", "IP,0,2025-10-01,0", "ED,0,2025-10-01,0.5"},
	"drg_set.weight":                  {"drg_system,grouper_version,drg,weight", "MS-DRG,43,470,-1", "MS-DRG,43,999,0"},
	"drg_set.gmlos":                   {"drg_system,grouper_version,drg,gmlos", "MS-DRG,43,470,-1", "MS-DRG,43,999,0"},
}

func TestEdits(t *testing.T) {
	for _, e := range check.Edits {
		t.Run(e.Table+"."+e.Column, func(t *testing.T) {
			c, ok := edited[e.Table+"."+e.Column]
			if !ok {
				t.Fatal("no records for this edit")
			}
			s := openStore(t)
			tally := mustPull(t, s, e.Table+".csv", c.header+"\n"+c.broken+"\n"+c.sound+"\n")
			broken, sound := int64(strings.Count(c.broken, "\n")+1), int64(strings.Count(c.sound, "\n")+1)
			if tally.Quarantined != broken || tally.Loaded != sound {
				t.Errorf("%d quarantined and %d loaded, want %d and %d", tally.Quarantined, tally.Loaded, broken, sound)
			}
			for _, r := range tally.Reasons {
				if r.Reason != source.ReasonImpossible || r.Column != e.Column {
					t.Errorf("blamed %s of %s, want %s of %s", r.Reason, r.Column, source.ReasonImpossible, e.Column)
				}
			}
		})
	}
}
