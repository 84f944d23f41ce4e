package wording_test

import (
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/report/compose/wording"
)

// english is the English of the program.
var english wording.Language

func TestNumbersAreWrittenInOneWay(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"share":            {english.Percent(0.9312), "93.1%"},
		"thousands":        {english.Fixed(1234567.891, 1), "1,234,567.9"},
		"negative":         {english.Fixed(-1234, 0), "−1,234"},
		"rounded to zero":  {english.Fixed(-0.004, 2), "0.00"},
		"one of a noun":    {english.Plural(1, "accounts"), "1\u00a0account"},
		"list of three":    {english.List([]string{"a", "b", "c"}), "a, b and c"},
		"nothing counted":  {english.WithInterval(metric.Proportion(0, 0)), "no data"},
		"interval":         {english.Interval(metric.Estimate{Lo: 0.2, Hi: 0.6, Level: 0.95, Unit: "d"}), "0.2–0.6\u00a0d"},
		"below zero":       {english.Interval(metric.Estimate{Lo: -0.4, Hi: 0.2, Level: 0.95, Unit: "d"}), "−0.4 to 0.2\u00a0d"},
		"narrow":           {english.Interval(metric.Proportion(25189, 25189)), "99.98–100.00%"},
		"narrow, small":    {english.IntervalSmall(metric.Estimate{Lo: 0.000101, Hi: 0.000104, Level: 0.95}), "0.0101–0.0104%"},
		"narrow, ratio":    {english.TimesInterval(metric.Estimate{Lo: 1.2301, Hi: 1.2308, Level: 0.95}), "1.230–1.231"},
		"of no width":      {english.Interval(metric.Estimate{Value: 1, Lo: 1, Hi: 1, Level: 0.95, Unit: "1"}), "100.0–100.0%"},
		"all below zero":   {english.Interval(metric.Estimate{Lo: -0.4, Hi: -0.1, Level: 0.95, Unit: "1"}), "−40.0 to −10.0%"},
		"withheld":         {english.WithInterval(metric.Estimate{Missing: wording.Withheld}), "withheld"},
		"code":             {wording.Dotted("J189", "ICD-10-CM"), "J18.9"},
		"E of ICD-9":       {wording.Dotted("E8497", "ICD-9-CM"), "E849.7"},
		"procedure":        {wording.Dotted("0DTJ4ZZ", "ICD-10-PCS"), "0DTJ4ZZ"},
		"an abbreviation":  {wording.LowerFirst("CMI of all"), "CMI of all"},
		"an ordinary word": {wording.LowerFirst("Mean weight"), "mean weight"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%q, want %q", c.got, c.want)
			}
		})
	}
}

// Titles of DRGs are read as sentences: abbreviations stay, and what is no shout stays whole.
func TestTitlesInCapitalsAreReadAsSentences(t *testing.T) {
	for shouted, want := range map[string]string{
		"SEPTICEMIA OR SEVERE SEPSIS W/O MV >96 HOURS WITH MCC": "Septicemia or severe sepsis w/o MV >96 hours with MCC",
		"G.I. OBSTRUCTION W CC/MCC":                             "G.I. obstruction w CC/MCC",
		"VAGINAL DELIVERY W/O STERILIZATION/D&C":                "Vaginal delivery w/o sterilization/D&C",
		"NON-EXTENSIVE O.R. PROC UNREL TO PDX":                  "Non-extensive O.R. proc unrel to pdx",
		"Type 2 diabetes mellitus with DKA":                     "Type 2 diabetes mellitus with DKA",
		"EMERGENCY":                                             "EMERGENCY",
	} {
		if got := wording.Unshouted(shouted); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
