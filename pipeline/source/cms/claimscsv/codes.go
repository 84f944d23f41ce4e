package claimscsv

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// codeSystems are the systems by the names that files give them.
var codeSystems = map[string]string{
	"icd-10-cm": claim.ICD10CM, "icd10cm": claim.ICD10CM, "icd-10": claim.ICD10CM, "icd10": claim.ICD10CM, "10": claim.ICD10CM, "0": claim.ICD10CM,
	"icd-9-cm": claim.ICD9CM, "icd9cm": claim.ICD9CM, "icd-9": claim.ICD9CM, "icd9": claim.ICD9CM, "9": claim.ICD9CM,
	"icd-10-pcs": claim.ICD10PCS, "icd10pcs": claim.ICD10PCS, "icd-9-pcs": claim.ICD9PCS, "icd9pcs": claim.ICD9PCS,
	"snomed-ct": "SNOMED CT", "snomed": "SNOMED CT", "cpt": "CPT", "hcpcs": "HCPCS",
	"ms-drg": claim.MSDRG, "msdrg": claim.MSDRG, "apr-drg": "APR-DRG", "aprdrg": "APR-DRG",
}

// named is the system that a cell names; absent where it names none.
func named(cell []byte, absent string) string {
	var folded [16]byte
	if len(cell) == 0 {
		return absent
	}
	if len(cell) > len(folded) {
		return claim.Other
	}
	for i, b := range cell {
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		folded[i] = b
	}
	if system, ok := codeSystems[string(folded[:len(cell)])]; ok {
		return system
	}
	return claim.Other
}

// diagnoses reads the diagnoses, and gives their system. A principal one that has a
// column of its own goes before the first of the list.
func (c *reader) diagnoses(r *delimited.Record, ended claim.Day) (system string) {
	k, d := c.columns, &c.claim.Diagnoses
	system = named(claim.Cell(r, k.diagnosisType), claim.DiagnosisSystem(ended))
	d.Add(claim.Principal, claim.Cell(r, k.principal), system, claim.POA(claim.Cell(r, k.principalPOA)))
	for i, column := range k.diagnoses {
		code := claim.Cell(r, column)
		if len(code) == 0 {
			continue
		}
		role := claim.OtherRole
		if i == 0 && k.principal < 0 {
			role = claim.Principal
		}
		d.Add(role, code, system, claim.POA(claim.Cell(r, at(k.poas, i))))
	}
	d.Add(claim.Admitting, claim.Cell(r, k.admitting), system, nil)
	for i, column := range k.external {
		d.Add(claim.ExternalCause, claim.Cell(r, column), system, claim.POA(claim.Cell(r, at(k.externalPOAs, i))))
	}
	for _, column := range k.reasons {
		d.Add(claim.ReasonOfVisit, claim.Cell(r, column), system, nil)
	}
	return system
}

// groups reads the DRGs, one for each system.
func (c *reader) groups(r *delimited.Record) {
	k := c.columns
	for _, g := range []struct {
		at     int
		system string
	}{
		{k.msDRG, claim.MSDRG},
		{k.aprDRG, "APR-DRG"},
		{k.drg, named(claim.Cell(r, k.drgType), claim.MSDRG)},
	} {
		if code := claim.Cell(r, g.at); len(code) > 0 {
			c.claim.DRGs = append(c.claim.DRGs, claim.DRG{System: g.system, Code: code})
		}
	}
}

// procedures reads the procedures. One may be done twice, so each counts as it stands.
func (c *reader) procedures(r *delimited.Record, diagnoses string) flaw {
	k := c.columns
	system := claim.ProcedureSystem(named(claim.Cell(r, k.procedureType), diagnoses))
	for i, column := range k.procedures {
		code := claim.Cell(r, column)
		if len(code) == 0 {
			continue
		}
		day, ok := claim.ParseDay(claim.Cell(r, at(k.dates, i)))
		if !ok {
			return flaw{"procedure", "performed_on", source.ReasonType}
		}
		c.claim.Procedures = append(c.claim.Procedures, claim.Procedure{
			Sequence: int64(len(c.claim.Procedures) + 1), Code: code, System: system, Performed: day,
		})
	}
	return sound
}
