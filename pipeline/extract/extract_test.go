//go:build duckdb_arrow

package extract

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// expect compares answers from an extract.
func expect(t *testing.T, path string, wants map[string]string) {
	t.Helper()
	for query, want := range wants {
		if got := answer(t, path, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestSafeHarborKeepsYearsAndIntervals(t *testing.T) {
	r := request(t, store(t, ward...), privacy.SafeHarbor)
	result := extracted(t, r)
	if result.Accounts != 40 || result.Patients != 40 || result.Groups.K != 20 || result.Groups.Small != 0 {
		t.Errorf("%+v", result)
	}
	expect(t, r.Out, map[string]string{
		"SELECT DISTINCT year, discharged_day, age_years, total_charges, dates_shifted FROM encounter":                         "2025 3 50 1230 false",
		"SELECT DISTINCT performed_day FROM procedure":                                                                         "1",
		"SELECT DISTINCT occurred_day FROM event":                                                                              "8", // three days of stay and five
		"SELECT DISTINCT birth_year, zip3 FROM patient":                                                                        "1975 000",
		"SELECT count(*) FROM patient JOIN encounter USING (patient_id) JOIN diagnosis USING (encounter_id)":                   "40",
		"SELECT count(*) FROM information_schema.columns WHERE table_schema = 'main' AND data_type IN ('DATE', 'TIMESTAMP')":   "0",
		"SELECT count(*) FROM information_schema.columns WHERE column_name IN ('grouper_version', 'weight', 'event_id')":       "0",
		"SELECT value FROM about.stamp WHERE name = 'mode'":                                                                    "safe-harbor",
		"SELECT treatment FROM about.dictionary WHERE table_name = 'drg_assignment' AND made_of = 'weight'":                    "left out",
		"SELECT value, records FROM about.codebook WHERE table_name = 'patient' AND column_name = 'sex' ORDER BY 1":            "F 20\nM 20",
		"SELECT comment FROM duckdb_tables() WHERE table_name = 'encounter' AND schema_name = 'main'":                          "mode: safe-harbor",
		"SELECT count(*) FROM encounter WHERE encounter_id LIKE 'E%' AND length(encounter_id) < 12 OR length(patient_id) < 12": "0",
	})
	if info, err := os.Stat(r.Out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v", info.Mode())
	}
}

// TestOrderTellsNothing: records stand in a store as they came. In an extract their places
// must not follow the dates; 0.5 is more than three standard errors of 40 ranks.
func TestOrderTellsNothing(t *testing.T) {
	path := store(t, ward...)
	r := request(t, path, privacy.SafeHarbor)
	extracted(t, r)
	got := answer(t, r.Out, "ATTACH '"+r.Vault+"' AS vault (READ_ONLY); SELECT corr(s.rowid, CAST(k.original[2:] AS INTEGER)) FROM encounter AS s "+
		"JOIN vault.encounter AS k ON k.surrogate = s.encounter_id")
	if r, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(r) > 0.5 {
		t.Errorf("places and dates correlate by %s", got)
	}
	if sorted := answer(t, r.Out, "SELECT bool_and(patient_id > before) FROM (SELECT patient_id, lag(patient_id) OVER (ORDER BY rowid) AS before FROM patient) WHERE before IS NOT NULL"); sorted != "true" {
		t.Error("patients do not stand in the order of their surrogates")
	}
}

func TestAgesAboveEightyNine(t *testing.T) {
	// X is 92 at the second account, and was 85 at the first; Y is 80 at an account of 2015,
	// and so 91 now; Z was born 90 years ago to the day; W is 89 by a day.
	path := store(t, slices.Concat(ward, []string{
		`INSERT INTO patient (patient_id, birth_on) VALUES ('X', '1932-05-01'), ('Y', NULL), ('Z', '1936-10-02'), ('W', '1936-10-03')`,
		`INSERT INTO encounter BY NAME SELECT * FROM (VALUES ('X1', 'X', DATE '2017-06-01', 85), ('X2', 'X', DATE '2024-06-01', 92), ('Y1', 'Y', DATE '2015-06-01', 80),
			('Z1', 'Z', DATE '2024-06-01', NULL), ('W1', 'W', DATE '2024-06-01', NULL)) AS v(encounter_id, patient_id, admitted_on, age_years)`,
	})...)
	r := request(t, path, privacy.SafeHarbor)
	extracted(t, r)
	of := "ATTACH '" + r.Vault + "' AS vault (READ_ONLY); SELECT k.original, year, age_years FROM encounter AS e JOIN vault.encounter AS k ON k.surrogate = e.encounter_id WHERE k.original > 'F' ORDER BY 1"
	expect(t, r.Out, map[string]string{
		of: "W1 2024 87\nX1 2017 <nil>\nX2 2024 90\nY1 2015 <nil>\nZ1 2024 <nil>",
		"SELECT max(age_years), min(birth_year) FROM encounter JOIN patient USING (patient_id)": "90 1936",
	})
}

func TestPostalCodesFollowTheNewestCensus(t *testing.T) {
	path := store(t, slices.Concat(ward, []string{
		"UPDATE patient SET postal_code = '03601' WHERE patient_id = 'P01'", "UPDATE patient SET postal_code = '60601-1234' WHERE patient_id = 'P02'",
		"UPDATE patient SET postal_code = 'K1A 0B6' WHERE patient_id = 'P03'", "UPDATE patient SET postal_code = NULL WHERE patient_id = 'P04'",
		"INSERT INTO postal_area VALUES ('606', 2020, 2000000), ('036', 2020, 20000), ('036', 2010, 90000), ('331', 2010, 90000)",
		"UPDATE patient SET postal_code = '33101' WHERE patient_id = 'P05'",
	})...)
	r := request(t, path, privacy.SafeHarbor)
	if !extracted(t, r).Areas {
		t.Error("areas were loaded")
	}
	// 036 has 20,000 people, which is not more; 331 is in no table of the newest census.
	expect(t, r.Out, map[string]string{"SELECT coalesce(zip3, 'none'), count(*) FROM patient GROUP BY 1 ORDER BY 1": "000 3\n606 36\nnone 1"})
}

// TestLimitedMovesDatesAndKeepsIntervals reads the shifts from the vault.
func TestLimitedMovesDatesAndKeepsIntervals(t *testing.T) {
	for _, weeks := range []bool{false, true} {
		path := store(t, ward...)
		r := request(t, path, privacy.Limited)
		r.Weeks = weeks
		extracted(t, r)
		both := "ATTACH '" + r.Vault + "' AS vault (READ_ONLY); ATTACH '" + path + "' AS store (READ_ONLY); SELECT "
		from := " FROM encounter AS e JOIN vault.encounter AS k ON k.surrogate = e.encounter_id JOIN store.encounter AS o ON o.encounter_id = k.original JOIN vault.patient AS p ON p.surrogate = e.patient_id"
		expect(t, r.Out, map[string]string{
			both + "count(*) FILTER (WHERE e.admitted_on - o.admitted_on = p.shift AND e.discharged_on - e.admitted_on = 3 AND e.admitted_at - o.admitted_at = to_days(p.shift))" + from: "40",
			both + "bool_and(p.shift <> 0 AND abs(p.shift) <= 365), count(DISTINCT p.shift) > 15, min(p.shift) < 0, max(p.shift) > 0" + from:                                             "true true true true",
			"SELECT count(*) FROM procedure JOIN encounter USING (encounter_id) WHERE performed_on - admitted_on = 1":                                                                    "40",
			"SELECT bool_and(dates_shifted), any_value(postal_code), any_value(grouper_version) FROM encounter, patient, drg_assignment":                                                 "true 60601 43.1",
		})
		if weeks {
			expect(t, r.Out, map[string]string{both + "bool_and(p.shift % 7 = 0)" + from: "true"})
		}
	}
}

func TestSurrogatesStayWithTheStudy(t *testing.T) {
	path := store(t, ward...)
	keys := func(study string) string {
		r := request(t, path, privacy.SafeHarbor)
		r.Study, r.Vault = study, vault.Path(path, study)
		extracted(t, r)
		return answer(t, r.Out, "SELECT encounter_id, patient_id, facility_id FROM encounter ORDER BY ALL")
	}
	first := keys("one")
	if again := keys("one"); again != first {
		t.Error("a second extract has other surrogates")
	}
	other := keys("two")
	for _, key := range strings.Fields(first) {
		if strings.Contains(other, key) {
			t.Fatalf("two studies share %s", key)
		}
	}
}

// ING-08: in what analysts get, providers and coders have surrogates: one a person, the same in every
// table, and nothing of the key that the site uses.
func TestStaffHaveSurrogates(t *testing.T) {
	path := store(t, append(slices.Clone(ward),
		"UPDATE event SET actor_id = 'C2' WHERE encounter_id > 'E20'",
		"INSERT INTO event BY NAME SELECT 'A' || encounter_id AS event_id, encounter_id, 'record_complete' AS event_type, discharged_on AS occurred_on, 'DR1' AS actor_id FROM encounter")...)
	for _, mode := range []privacy.Mode{privacy.SafeHarbor, privacy.Limited} {
		r := request(t, path, mode)
		extracted(t, r)
		expect(t, r.Out, map[string]string{
			"SELECT count(DISTINCT attending_id) FROM encounter":                                                                                                                               "1",
			"SELECT count(DISTINCT actor_id), count(*) FROM event WHERE event_type = 'final_coded'":                                                                                            "2 40",
			"SELECT count(*) FROM event AS v JOIN encounter AS e USING (encounter_id) WHERE v.actor_id = e.attending_id":                                                                       "40", // DR1 attends, and completes the record
			"SELECT count(*) FROM (SELECT actor_id AS id FROM event UNION ALL SELECT attending_id FROM encounter) AS s WHERE s.id IS NULL OR s.id IN ('C1', 'C2', 'DR1') OR length(s.id) < 12": "0",
		})
	}
}

func TestCodesOfSubstanceUseAreLeftOut(t *testing.T) {
	path := store(t, slices.Concat(ward, []string{
		"UPDATE diagnosis SET code = 'F1020' WHERE encounter_id = 'E01'",
		"UPDATE procedure SET code = 'HZ2ZZZZ' WHERE encounter_id = 'E02'",
		"UPDATE procedure SET code = 'F13Z01Z' WHERE encounter_id = 'E03'", // a hearing test
		"UPDATE drg_assignment SET drg = '894' WHERE encounter_id = 'E04'",
		"UPDATE diagnosis SET code = 'Z7141' WHERE encounter_id IN ('E05', 'E40')",
		// In force until the day on which E05 was discharged, and no longer when E40 was.
		"INSERT INTO code_mark (list, code_system, code, valid_from, valid_to) VALUES ('sensitive', 'ICD-10-CM', 'Z7141', '2015-10-01', '2025-03-09')",
	})...)
	r := request(t, path, privacy.SafeHarbor)
	if got := extracted(t, r); got.Sensitive != 4 || got.Accounts != 36 || !got.Lists {
		t.Errorf("%+v", got)
	}
	r.Out, r.Sensitive = r.Out+"-all", "treatment outcomes (IRB 7)"
	if got := extracted(t, r); got.Accounts != 40 {
		t.Errorf("%+v", got)
	}
	expect(t, r.Out, map[string]string{"SELECT value FROM about.stamp WHERE name = 'sensitive accounts'": "included (42 CFR Part 2) for: treatment outcomes (IRB 7)"})
}

func TestRefusals(t *testing.T) {
	path := store(t, ward...)
	used := request(t, path, privacy.Limited)
	used.Vault = vault.Path(path, "used")
	extracted(t, used)
	for name, c := range map[string]struct {
		change func(*Request)
		kind   fault.Kind
		words  string
	}{
		"records as they are":    {func(r *Request) { r.Mode = privacy.PHI }, fault.Usage, "choose --mode"},
		"more identifying":       {func(r *Request) { r.Source, r.Mode = privacy.SafeHarbor, privacy.Limited }, fault.Policy, "only becomes less identifying"},
		"something stands there": {func(r *Request) { r.Out = path }, fault.Usage, "is there already"},
		"too many stand out":     {func(r *Request) { r.Smallest, r.MaxSmall = 30, 0.5 }, fault.Policy, "100.0 % of people"},
		"another unit":           {func(r *Request) { r.Vault, r.Weeks = vault.Path(path, "used"), true }, fault.Config, "whole days before"},
	} {
		t.Run(name, func(t *testing.T) {
			r := request(t, path, privacy.SafeHarbor)
			c.change(&r)
			_, err := Make(context.Background(), r)
			if fault.KindOf(err) != c.kind || err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v", err)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(r.Out), ".extract-*")); len(left) > 0 {
				t.Errorf("%v is left behind", left)
			}
		})
	}
}

func TestModeOf(t *testing.T) {
	path := store(t, ward...)
	r := request(t, path, privacy.Limited)
	extracted(t, r)
	for file, want := range map[string]privacy.Mode{path: privacy.PHI, r.Out: privacy.Limited} {
		db, err := duckdb.Open(file, duckdb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if got, err := ModeOf(context.Background(), db); err != nil || got != want {
			t.Errorf("%s, want %s: %v", got, want, err)
		}
	}
}
