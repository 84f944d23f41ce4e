package truth

import (
	"strconv"
	"strings"

	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// ImpactTruth is what closed random audits of inpatients mean in dollars (FIN-01, FIN-02):
// what the contract pays for the auditor's DRG and discharge status, less what it pays for
// the coder's. Under-coded cases have positive differences, over-coded negative ones.
type ImpactTruth struct {
	Payer      string `json:"payer"`
	Cases      int64  `json:"cases"`
	Priced     int64  `json:"priced"` // paid by DRG
	Changed    int64  `json:"drg_changed"`
	Under      int64  `json:"under_coded"`
	Over       int64  `json:"over_coded"`
	GrossUnder int64  `json:"gross_under_cents"`
	GrossOver  int64  `json:"gross_over_cents"` // 0 or negative
	Paid       int64  `json:"paid_cents"`       // for the coder's
	Weight     int64  `json:"weight_change"`    // in ten-thousandths, of all cases
}

// impacts sums them by payer.
type impacts [len(clinic.Payers)]ImpactTruth

func (t *impacts) add(e *clinic.Encounter, c *coding.Chart) {
	had, should := &c.Record, &e.Record
	if should.DRG == nil {
		return
	}
	s := &t[e.Payer]
	s.Cases++
	s.Changed += count(had.DRG.Number != should.DRG.Number || had.Version != should.Version)
	s.Weight += should.DRG.Weight - had.DRG.Weight
	contract := coding.ContractOf(e)
	if contract.Payment != "drg" {
		return
	}
	s.Priced++
	coder, auditor := payment(e, contract, had), payment(e, contract, should)
	s.Paid += coder
	switch difference := auditor - coder; {
	case difference > 0:
		s.Under++
		s.GrossUnder += difference
	case difference < 0:
		s.Over++
		s.GrossOver += difference
	}
}

// payment is what a contract pays for a record, in cents. A transfer to another hospital is
// paid by the day, the first twice, up to the whole (FIN-05). Table 5's list of DRGs to
// which the same applies for post-acute care is not in the sample.
func payment(e *clinic.Encounter, contract *coding.Contract, r *clinic.Record) int64 {
	operating, capital := contract.Rates(e.Facility())
	const units = 10_000 // of a weight of 1
	dividend, divisor := r.DRG.Weight*(operating+capital), int64(units)
	days := max(int64(e.DischargedOn-e.AdmittedOn), 1) + 1
	if stay := tenths(r.DRG); r.Status == "02" && r.DRG.Number != "789" && 10*days < stay {
		dividend, divisor = dividend*10*days, divisor*stay
	}
	return (2*dividend + divisor) / (2 * divisor)
}

// tenths is the geometric mean stay of a DRG in tenths of a day.
func tenths(d *catalogue.DRG) int64 {
	n, err := strconv.ParseInt(strings.Replace(d.Stay, ".", "", 1), 10, 64)
	if err != nil {
		panic("truth: the stay of a DRG has one decimal: " + err.Error())
	}
	return n
}

// standard is what a chart should take, in hundredths of a minute (PRD-02).
func standard(e *clinic.Encounter) (hundredths int64) {
	days := max(int64(e.DischargedOn-e.AdmittedOn), 0)
	for _, s := range coding.Standards {
		if s.Type == e.Type && s.FromDays <= days {
			hundredths = s.Hundredths
		}
	}
	return hundredths
}
