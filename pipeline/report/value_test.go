package report_test

import (
	"slices"
	"testing"
	"time"

	"chartline/pipeline/report"
)

// The numbers are worked out by hand from what is printed.
func TestReadNumber(t *testing.T) {
	for text, want := range map[string]report.Value{
		"0":                  {Number: 0},
		"1,234":              {Number: 1234, Grouped: true},
		"−12.5":              {Number: -12.5, Decimals: 1},
		"-12.5":              {Number: -12.5, Decimals: 1},
		"93.1%":              {Number: 0.931, Decimals: 1, Scale: report.Hundredth},
		"−0.3%":              {Number: -0.003, Decimals: 1, Scale: report.Hundredth},
		"95 %":               {Number: 0.95, Scale: report.Hundredth, After: " "},
		"$971,212":           {Number: 971212, Before: "$", Grouped: true},
		"−$63,594":           {Number: -63594, Before: "$", Grouped: true},
		"$1.23\u00a0million": {Number: 1230000, Before: "$", Decimals: 2, Scale: report.Million, After: "\u00a0million"},
		"4.0\u00a0d":         {Number: 4, Decimals: 1, After: "\u00a0d"},
		"12.5 per 100":       {Number: 12.5, Decimals: 1, After: " per 100"},
		"+0.4\u00a0d":        {Number: 0.4, Decimals: 1, Before: "+", After: "\u00a0d"},
		"0.684211":           {Number: 0.684211, Decimals: report.Unrounded},
		"9.4e-05":            {Number: 0.000094, Decimals: report.Unrounded},
	} {
		t.Run(text, func(t *testing.T) {
			want.Kind = report.Numeral
			if got, ok := report.ReadNumber(nil, text); !ok || got != want {
				t.Errorf("read %+v, %v, want %+v", got, ok, want)
			}
		})
	}
}

func TestTextsThatAreNoNumbers(t *testing.T) {
	for _, text := range []string{"", "withheld", "no data", "–", "<0.001", "1,23", "1.2.3", "C01", "NaN", "Inf", "0x10", "1 of 2", "1–2", "12,3456", "=1+1", "1_000", "e5", "٣"} {
		if v, ok := report.ReadNumber(nil, text); ok {
			t.Errorf("%q is read as %+v", text, v)
		}
	}
}

func TestReadDate(t *testing.T) {
	first := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{"2026-10-01", "2026-10", "1 October 2026", "October 2026"} {
		if v, ok := report.ReadDate(nil, text); !ok || v.Kind != report.Calendar || !v.Date.Equal(first) || v.Date.Format(v.Layout) != text {
			t.Errorf("%q is read as %+v, %v", text, v, ok)
		}
	}
	if v, ok := report.ReadDate(nil, "2026-13-01"); ok {
		t.Errorf("a 13th month is read as %v", v.Date)
	}
}

// column is a table of one column with these cells.
func column(numeric bool, cells ...string) *report.Table {
	t := &report.Table{Columns: []report.Column{{Title: "T", Numeric: numeric}}}
	for _, c := range cells {
		t.Rows = append(t.Rows, []string{c})
	}
	return t
}

func TestReading(t *testing.T) {
	for name, tc := range map[string]struct {
		table  *report.Table
		want   report.Reading
		last   string // cell to read
		values []float64
	}{
		"numbers":                    {column(true, "withheld", "1,234"), report.AsNumber, "1,234", []float64{1234}},
		"ranges":                     {column(true, "", "90.6–92.8%"), report.AsRange, "90.6–92.8%", []float64{0.906, 0.928}},
		"ranges about zero":          {column(true, "−0.3–0.2\u00a0d"), report.AsRange, "−0.3–0.2\u00a0d", []float64{-0.3, 0.2}},
		"ranges in words":            {column(true, "−8.9% to 2.1%"), report.AsRange, "−8.9% to 2.1%", []float64{-0.089, 0.021}},
		"one rank":                   {column(true, "1–11", "3"), report.AsRange, "3", []float64{3, 3}},
		"estimates":                  {column(true, "no data", "41.0% (27.1–56.6%)"), report.AsEstimate, "41.0% (27.1–56.6%)", []float64{0.41, 0.271, 0.566}},
		"estimates with a word":      {column(true, "$5 (95%\u00a0CI\u00a0$1 to $9)"), report.AsEstimate, "$5 (95%\u00a0CI\u00a0$1 to $9)", []float64{5, 1, 9}},
		"an estimate without":        {column(true, "4.0\u00a0d (3.6–4.4\u00a0d)", "5.0\u00a0d"), report.AsEstimate, "5.0\u00a0d", []float64{5, 0, 0}},
		"fractions":                  {column(true, "2,483 of 2,707"), report.AsShare, "2,483 of 2,707", []float64{2483, 2707}},
		"months":                     {column(false, "2026-10", "2026-11"), report.AsDate, "2026-11", []float64{0}},
		"names and a date":           {column(false, "2026-10", "All"), report.AsText, "All", []float64{0}},
		"codes that look like ones":  {column(false, "011", "470"), report.AsText, "470", []float64{0}},
		"words in a numeric column":  {column(true, "withheld"), report.AsText, "withheld", []float64{0}},
		"a column of nothing at all": {column(true, "", ""), report.AsText, "", []float64{0}},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.table.Reading(0)
			if got != tc.want {
				t.Fatalf("reads as %d, want %d", got, tc.want)
			}
			var numbers []float64
			for _, v := range got.Values(nil, tc.last) {
				numbers = append(numbers, v.Number)
			}
			if !slices.Equal(numbers, tc.values) || len(numbers) != len(got.Heads(nil, "T")) {
				t.Errorf("%q gives %v under %q, want %v", tc.last, numbers, got.Heads(nil, "T"), tc.values)
			}
		})
	}
}

// The lower end of a range has the unit of the upper one.
func TestRangeSharesItsUnit(t *testing.T) {
	for _, text := range []string{"3.6–4.4\u00a0d", "27.1–56.6%", "$1.1–2.2\u00a0million"} {
		ends := report.AsRange.Values(nil, text)
		if ends[0].After != ends[1].After || ends[0].Scale != ends[1].Scale || ends[0].Number >= ends[1].Number {
			t.Errorf("%q is read as %+v", text, ends)
		}
	}
}
