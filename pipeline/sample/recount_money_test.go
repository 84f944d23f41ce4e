package sample_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/sample/truth"
)

// decimal is an exact number of a file; 0 where there is none.
func decimal(t *testing.T, text string) *big.Rat {
	t.Helper()
	if text == "" {
		return new(big.Rat)
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return n
}

// daysOf counts the days of a stay, at least one where it ended on the day it began.
func daysOf(t *testing.T, e row) int64 {
	t.Helper()
	from, errFrom := time.Parse(time.DateOnly, e["admitted_on"])
	to, errTo := time.Parse(time.DateOnly, e["discharged_on"])
	if errFrom != nil || errTo != nil {
		t.Fatal("a stay without dates")
	}
	return int64(to.Sub(from) / (24 * time.Hour))
}

// contractOf finds the row of base_rate that pays an encounter.
func (r *recount) contractOf(e row) (found row) {
	for _, c := range r.tables["base_rate"].rows {
		if c["facility_id"] == e["facility_id"] && c["payer_class"] == e["payer_class"] && c["valid_from"] <= e["discharged_on"] &&
			(found == nil || c["valid_from"] > found["valid_from"]) {
			found = c
		}
	}
	return found
}

// payment is what a side of a review is paid, in cents, in fractions of any size.
func (r *recount) payment(v *review, side string, contract row) (cents int64, weight *big.Rat, drg string) {
	grouped := v.elements(side, "drg", bySequence)["1"]
	drg = grouped["grouper_version"] + " " + grouped["code"]
	at := slices.IndexFunc(r.tables["drg_set"].rows, func(d row) bool { return d["grouper_version"]+" "+d["drg"] == drg })
	set := r.tables["drg_set"].rows[at]
	weight = decimal(r.t, set["weight"])
	rate := new(big.Rat).Add(decimal(r.t, contract["operating"]), decimal(r.t, contract["capital"]))
	pay := new(big.Rat).Mul(weight, rate)
	status := v.elements(side, "discharge_status", bySequence)["1"]["code"]
	portion := new(big.Rat).Quo(big.NewRat(max(1, daysOf(r.t, v.encounter))+1, 1), decimal(r.t, set["gmlos"]))
	if status == "02" && grouped["code"] != "789" && portion.Cmp(big.NewRat(1, 1)) < 0 {
		pay.Mul(pay, portion)
	}
	return cents64(pay), weight, drg
}

func cents64(dollars *big.Rat) int64 {
	text := dollars.FloatString(2)
	whole, ok := new(big.Int).SetString(strings.Replace(text, ".", "", 1), 10)
	if !ok {
		panic("no amount")
	}
	return whole.Int64()
}

// impact recounts what closed random audits mean in dollars.
func (r *recount) impact() {
	sums := map[string]*truth.ImpactTruth{}
	for _, stated := range r.truth.Audit.Impact {
		sums[stated.Payer] = &truth.ImpactTruth{Payer: stated.Payer}
	}
	for _, v := range r.reviews("random") {
		if len(v.elements("auditor", "drg", bySequence)) == 0 {
			continue
		}
		s := sums[v.encounter["payer_class"]]
		contract := r.contractOf(v.encounter)
		had, hadWeight, hadDRG := r.payment(&v, "coder", contract)
		should, weight, drg := r.payment(&v, "auditor", contract)
		s.Cases++
		s.Changed += one(hadDRG != drg)
		s.Weight += cents64(new(big.Rat).Mul(new(big.Rat).Sub(weight, hadWeight), big.NewRat(100, 1)))
		if contract["payment"] != "drg" {
			continue
		}
		s.Priced++
		s.Paid += had
		s.Under += one(should > had)
		s.Over += one(should < had)
		s.GrossUnder += max(0, should-had)
		s.GrossOver += min(0, should-had)
	}
	for _, stated := range r.truth.Audit.Impact {
		same(r.t, "impact of "+stated.Payer, *sums[stated.Payer], stated)
	}
}

// standards recounts what each coder's charts should have taken.
func (r *recount) standards() {
	found := map[string]int64{}
	for id, coded := range r.coded {
		e, minutes := r.encounters[id], int64(0)
		for _, s := range r.tables["chart_standard"].rows {
			if s["patient_type"] == e["patient_type"] && decimal(r.t, s["from_days"]).Cmp(big.NewRat(max(0, daysOf(r.t, e)), 1)) <= 0 {
				minutes = max(minutes, cents(r.t, s["minutes"]))
			}
		}
		found[coded["actor_id"]] += minutes
	}
	for _, c := range r.truth.Audit.Coders {
		same(r.t, "standard minutes of "+c.Coder, found[c.Coder], c.Standard)
	}
}
