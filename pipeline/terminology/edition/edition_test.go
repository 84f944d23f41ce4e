package edition_test

import (
	"errors"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
)

// TestReleaseOf has names of CMS, the CDC and archives: a year is the fiscal year, which
// begins on 1 October before; a month with it is one of the calendar (VER-01).
func TestReleaseOf(t *testing.T) {
	for _, c := range []struct {
		in   source.Input
		name string
		from string
		err  error
	}{
		{source.Input{Path: "/data/icd10cm_order_2026.txt"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "icd10cm-order-2026.txt.gz"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "icd10cm-order-Jan-2021.txt"}, "FY2021-01", "2021-01-01", nil},
		{source.Input{Path: "icd10cm order January 2021.txt"}, "FY2021-01", "2021-01-01", nil},
		{source.Input{Path: "icd10pcs_order_April 1 2026.txt"}, "FY2026-04", "2026-04-01", nil},
		{source.Input{Path: "icd10cm-apr-2022.txt"}, "FY2022-04", "2022-04-01", nil},
		{source.Input{Path: "icd10cm-october-2025.txt"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "april-1-2025-code-descriptions.zip", Member: "icd10cm_order_2025.txt"}, "FY2025-04", "2025-04-01", nil},
		{source.Input{Path: "2026 tables.zip", Member: "Order/order.txt"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "/april 2019/icd10cm_order_2026.txt"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "/capricorn/icd10cm_order_2026.txt"}, "FY2026", "2025-10-01", nil},
		{source.Input{Path: "order.txt"}, "", "", edition.NoYear},
		{source.Input{Path: "order_120261.txt"}, "", "", edition.NoYear},
		{source.Input{Path: "order_2025_2026.txt"}, "", "", edition.TwoYears},
	} {
		r, err := edition.ReleaseOf(edition.Names(c.in))
		if !errors.Is(err, c.err) || r.Name != c.name || err == nil && r.From.FormattedString() != c.from {
			t.Errorf("%s: %s from %s, error %v, want %s from %s", c.in.Place(), r.Name, r.From.FormattedString(), err, c.name, c.from)
		}
	}
}

func TestReleaseEndsWithItsFiscalYear(t *testing.T) {
	for _, name := range []string{"order-2026.txt", "order-april-2026.txt", "order-jan-2026.txt"} {
		if r, err := edition.ReleaseOf([]string{name}); err != nil || r.To.FormattedString() != "2026-09-30" {
			t.Errorf("%s ends on %s, error %v", name, r.To.FormattedString(), err)
		}
	}
}

func TestFiscalYear(t *testing.T) {
	for text, want := range map[string]int{
		"POAexemptCodesFY26.txt": 2026, "MEAN LENGTH OF STAY—FY 2025 Final Rule": 2025, "fy_2019": 2019, "msdrg_v43.csv": 2026,
		"MS-DRG Version 37": 2020, "table 5": 0, "v2023-1": 0, "nav12": 0,
	} {
		if got, ok := edition.FiscalYear(text); got != want || ok != (want > 0) {
			t.Errorf("%s is of %d, want %d", text, got, want)
		}
	}
	if v := edition.GrouperVersion(2026); v != "43" { // VER-09
		t.Errorf("version %s of FY2026, want 43", v)
	}
}

func TestOfVersion(t *testing.T) {
	for text, want := range map[string]string{
		"37": "2019-10-01", "37.0": "2019-10-01", "41.1": "2024-04-01", "38.1": "2021-01-01", "37.2": "", "": "", "x": "", "0": "", "123": "",
	} {
		span, ok := edition.OfVersion(text)
		if ok != (want != "") || ok && span.From.FormattedString() != want {
			t.Errorf("%q from %s, want %q", text, span.From.FormattedString(), want)
		}
	}
}
