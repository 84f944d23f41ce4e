package truth

import (
	"chartline/pipeline/sample/clinic"
)

// comparison is a coder's record against the true one, by the matching of standard 2.1:
// exact codes, procedures with their dates, attributes on matched codes only.
type comparison struct {
	diagnoses, procedures     matching
	poaCompared, poaEqual     int64 // matched codes of inpatients that are not exempt
	principal, status, others bool  // equal principal diagnosis, status, and every other attribute
	grouped, drg              bool  // an inpatient; equal number and grouper version
}

// matching counts TP, FP and FN.
type matching struct{ matched, extra, missed int64 }

func (m matching) right() bool { return m.extra == 0 && m.missed == 0 }

func compare(kind clinic.PatientType, should, had *clinic.Record) comparison {
	c := comparison{others: true, grouped: should.DRG != nil}
	for i := range had.Diagnoses {
		c.diagnosis(kind, should.Diagnoses, &had.Diagnoses[i])
	}
	for i := range had.Procedures {
		if p := &had.Procedures[i]; should.Did(p.Entry.Text, p.On) {
			c.procedures.matched++
		} else {
			c.procedures.extra++
		}
	}
	c.diagnoses.missed = int64(len(should.Diagnoses)) - c.diagnoses.matched
	c.procedures.missed = int64(len(should.Procedures)) - c.procedures.matched
	c.principal = had.Diagnoses[0].Text == should.Diagnoses[0].Text
	c.status = had.Status == should.Status
	c.drg = c.grouped && had.DRG.Number == should.DRG.Number && had.Version == should.Version
	return c
}

func (c *comparison) diagnosis(kind clinic.PatientType, all []clinic.Diagnosis, had *clinic.Diagnosis) {
	for i := range all {
		if all[i].Text != had.Text {
			continue
		}
		c.diagnoses.matched++
		equal := all[i].POA == had.POA
		c.others = c.others && equal
		if kind == clinic.Inpatient && !all[i].Entry.Exempt {
			c.poaCompared++
			if equal {
				c.poaEqual++
			}
		}
		return
	}
	c.diagnoses.extra++
}

// codesRight is true without a wrong code (ACC-04a).
func (c *comparison) codesRight() bool { return c.diagnoses.right() && c.procedures.right() }

// allRight is true without any wrong element (ACC-04b).
func (c *comparison) allRight() bool {
	return c.codesRight() && c.principal && c.status && c.others && (c.drg || !c.grouped)
}
