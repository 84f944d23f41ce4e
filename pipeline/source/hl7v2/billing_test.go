package hl7v2

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source"
)

// TestCharges has FT1: amounts, credits, and what identifies a line.
func TestCharges(t *testing.T) {
	ft1 := func(fields map[int]string) string { return segmentOf("FT1", fields) }
	for name, c := range map[string]struct {
		lines   []string
		want    string // line_no code modifiers revenue_code units charge service_on
		skipped string
	}{
		"a charge":             {[]string{ft1(map[int]string{1: "1", 2: "T1", 4: "20260301", 6: "CG", 10: "2", 11: "100.00", 13: "0450", 25: "99285^^C4", 26: "25~59"})}, "T1 99285 25 59 0450 2 100 2026-03-01", "map[]"},
		"a period":             {[]string{ft1(map[int]string{2: "T1", 4: "20260301^20260302", 6: "CG"})}, "T1      2026-03-01", "map[]"},
		"price times units":    {[]string{ft1(map[int]string{2: "T1", 6: "CG", 10: "2.5", 12: "10.01&USD"})}, "T1    2.5 25.03 ", "map[]"},
		"price without units":  {[]string{ft1(map[int]string{2: "T1", 6: "CG", 12: "10.01"})}, "T1     10.01 ", "map[]"},
		"amount before price":  {[]string{ft1(map[int]string{2: "T1", 6: "CG", 10: "2", 11: "7&USD", 12: "10"})}, "T1    2 7 ", "map[]"},
		"a credit":             {[]string{ft1(map[int]string{2: "T1", 6: "CR", 10: "1", 11: "7"})}, "T1/CR    -1 -7 ", "map[]"},
		"a credit, HL7's code": {[]string{ft1(map[int]string{2: "T1", 6: "CD", 10: "1", 12: "7"})}, "T1/CD    -1 -7 ", "map[]"},
		"a credit below zero":  {[]string{ft1(map[int]string{2: "T1", 6: "CR", 10: "-1", 11: "-7"})}, "T1/CR    -1 -7 ", "map[]"},
		"one without a type":   {[]string{ft1(map[int]string{2: "T1", 11: "7"})}, "T1     7 ", "map[]"},
		"without transaction":  {[]string{ft1(map[int]string{1: "4", 6: "CG", 11: "7"}), ft1(map[int]string{6: "CG", 11: "8"})}, "1/4     7 ; 1/2     8 ", "map[]"},
		"transaction repeated": {[]string{ft1(map[int]string{2: "T", 6: "CG", 11: "7"}), ft1(map[int]string{2: "T", 6: "CG", 11: "8"})}, "T     7 ; T/2     8 ", "map[]"},
		"a code in FT1-7":      {[]string{ft1(map[int]string{2: "T1", 6: "CG", 7: "99285^^CPT"})}, "T1 99285     ", "map[]"},
		"a charge code":        {[]string{ft1(map[int]string{2: "T1", 6: "CG", 7: "300001^ROOM^CDM"})}, "T1      ", "map[]"},
		"a code beside it":     {[]string{ft1(map[int]string{2: "T1", 6: "CG", 7: "300001^ROOM^CDM^J1100^^HCPCS"})}, "T1 J1100     ", "map[]"},
		"payments and others": {[]string{ft1(map[int]string{2: "T1", 6: "PY", 11: "7"}), ft1(map[int]string{2: "T2", 6: "AJ", 11: "7"}), ft1(map[int]string{2: "T3", 6: "QQ"})},
			"", "map[FT1 of another type:1 FT1 of type AJ:1 FT1 of type PY:1]"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, map[string]string{"revenue_code": "FT1-13"}, sent("DFT^P03", "20260302", append([]string{pid, pv1}, c.lines...)...))
			var have []string
			for _, r := range got.Rows["service_line"] {
				have = append(have, strings.Join([]string{r["line_no"], r["code"], r["modifiers"], r["revenue_code"], r["units"], r["charge"], r["service_on"]}, " "))
			}
			if strings.Join(have, "; ") != c.want || fmt.Sprint(got.Skipped) != c.skipped || len(got.Rejects) > 0 {
				t.Errorf("%q, want %q; skipped %v; rejects %v", strings.Join(have, "; "), c.want, got.Skipped, got.Rejects)
			}
		})
	}
}

func TestChargesThatAreWrong(t *testing.T) {
	for column, fields := range map[string]map[int]string{
		"units":      {2: "T1", 6: "CG", 10: "two", 11: "7"},
		"charge":     {2: "T1", 6: "CG", 11: "7 dollars"},
		"service_on": {2: "T1", 4: "20260231", 6: "CG"},
	} {
		got := read(t, nil, sent("DFT^P03", "20260302", pid, pv1, segmentOf("FT1", fields), "FT1|2|T2||20260301||CG"))
		if len(got.Rejects) != 1 || got.Rejects[0].Table.Name != "service_line" || got.Rejects[0].Column != column ||
			got.Rejects[0].Reason != source.ReasonType || len(got.Rows["service_line"]) != 1 {
			t.Errorf("%s: %v", column, got.Rejects)
		}
	}
}

// TestDRG has DRG-1, 15, 18 and 19.
func TestDRG(t *testing.T) {
	for name, c := range map[string]struct {
		drg  string
		want map[string]string
	}{
		"named":           {segmentOf("DRG", map[int]string{1: "291^HF^MS-DRG", 15: "1.3454", 18: "3M", 19: "43"}), map[string]string{"drg": "291", "drg_system": "MS-DRG", "weight": "1.3454", "grouper_version": "43"}},
		"not named":       {"DRG|291", map[string]string{"drg": "291", "drg_system": "MS-DRG", "weight": "", "grouper_version": ""}},
		"zeros lost":      {"DRG|14", map[string]string{"drg": "014"}},
		"APR by DRG-18":   {"DRG|1941|||||||||||||||||APR Grouper|38", map[string]string{"drg": "1941", "drg_system": "APR-DRG", "grouper_version": "38"}},
		"version in CWE":  {"DRG|291^HF^MSDRG^^^^v41", map[string]string{"drg_system": "MS-DRG", "grouper_version": "v41"}},
		"of another kind": {"DRG|E62C^^AR", map[string]string{"drg": "E62C", "drg_system": "other"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("BAR^P05", "20260302", pid, pv1, c.drg))
			is(t, only(t, got, "drg_assignment"), c.want)
		})
	}
	got := read(t, nil, sent("BAR^P05", "20260302", pid, pv1, "DRG||20260301"))
	if len(got.Rejects) != 1 || got.Rejects[0].Column != "drg" {
		t.Errorf("a DRG without its number: %v", got.Rejects)
	}
}

// TestFinalCoded has when and by whom, in the order of standard.md 5.10.
func TestFinalCoded(t *testing.T) {
	const final, attested = "DG1|1||A1^^I10|||F|||||||||1", "DG1|1||A1^^I10|||F|||||||||1||||"
	const drg = "DRG|291|20260301090000"
	for name, c := range map[string]struct {
		kind     string
		segments []string
		at, by   string // no event where at is empty
	}{
		"the event":              {"BAR^P12", []string{"EVN||20260302||||20260301070000", attested + "20260301080000", drg}, "2026-03-01T13:00:00Z", ""},
		"the last attestation":   {"BAR^P12", []string{"EVN||20260302", attested + "20260301080000", attested + "20260301083000", drg}, "2026-03-01T14:30:00Z", ""},
		"the assigned DRG":       {"BAR^P12", []string{"EVN||20260302", final, drg}, "2026-03-01T15:00:00Z", ""},
		"the sending":            {"BAR^P12", []string{"EVN||20260302", final}, "2026-03-03T06:00:00Z", ""},
		"by the operator":        {"BAR^P12", []string{"EVN||20260302|||C8^DOE^KIM", final}, "2026-03-03T06:00:00Z", "C8"},
		"by the coder":           {"BAR^P12", []string{"EVN||20260302|||C8^DOE^KIM", final, "DRG|291|||||||||||ROE^LEE"}, "2026-03-03T06:00:00Z", "ROE LEE"},
		"procedures only":        {"BAR^P12", []string{"PR1|1||99285^^C4"}, "2026-03-03T06:00:00Z", ""},
		"working diagnoses only": {"BAR^P12", []string{"DG1|1||A1^^I10|||W"}, "", ""},
		"another bill":           {"BAR^P05", []string{final}, "", ""},
		"a discharge":            {"ADT^A03", []string{final}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent(c.kind, "202603030000", append([]string{pid, pv1}, c.segments...)...))
			if c.at == "" {
				if len(got.Rows["event"])+len(got.Rows["code_assignment"]) > 0 {
					t.Errorf("%v", got.Rows["event"])
				}
				return
			}
			is(t, only(t, got, "event"), map[string]string{"event_type": "final_coded", "encounter_id": "V1", "occurred_at": c.at, "actor_id": c.by})
			is(t, only(t, got, "code_assignment"), map[string]string{"assigned_at": c.at, "coder_id": c.by, "version_no": "1"})
		})
	}
}

// TestEventIdentifiers are the same for the same event in another message, and tell no
// account.
func TestEventIdentifiers(t *testing.T) {
	coded := func(at, event, account string) string {
		got := read(t, nil, sent("BAR^P12", at, "EVN||||||"+event, pid, visitOf(map[int]string{19: account}), dg1("1", "A1^^I10", "F", "1")))
		return only(t, got, "event")["event_id"]
	}
	first := coded("20260303080000", "20260303075000", "POISON")
	if again := coded("20260304080000", "20260303075000", "POISON"); again != first {
		t.Error("told again, it is another event")
	}
	if later := coded("20260304080000", "20260303075001", "POISON"); later == first {
		t.Error("a second later it is the same event")
	}
	if other := coded("20260303080000", "20260303075000", "V2"); other == first {
		t.Error("of another account it is the same event")
	}
	if strings.Contains(first, "POISON") {
		t.Errorf("%s shows the account", first)
	}
}

// TestCombinedAccounts has an outpatient become an inpatient under a new account.
func TestCombinedAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		account, mrg, want string
	}{
		"a prior visit":       {"PV1-19", "MRG|||A0||V0", "V0"},
		"a prior account":     {"PID-18", "MRG|||A0||V0", "A0"},
		"the same one":        {"PV1-19", "MRG|||A0||V1", ""},
		"none of the visit's": {"PV1-19", "MRG|||A0", ""},
		"no MRG":              {"PV1-19", "ZZZ|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, map[string]string{"account": c.account}, sent("ADT^A06", "20260301", "EVN||202603011000", pid, c.mrg, pv1))
			if c.want == "" {
				if len(got.Rows["event"]) > 0 {
					t.Errorf("%v", got.Rows["event"])
				}
				return
			}
			is(t, only(t, got, "event"), map[string]string{"event_type": "combined", "encounter_id": c.want, "occurred_at": "2026-03-01T16:00:00Z"})
		})
	}
}
