package audit_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/store/storetest"
)

// mixed are six accounts that were coded on 10 March 2026, on either side of what divides
// classes: of charges, of a coder's days since hiring, and of DRGs.
//
// C180 was hired 180 days before, C181 a day earlier, C730 and C731 so too, and LATER a day after.
// NEW is a coder of whom the store has nothing. DRG 999 is in no list.
func mixed() []string {
	var encounters, events, assignments, diagnoses []string
	for id, line := range map[string]string{
		"E1": "IP 4999.99 C180", "E2": "IP 5000 C181", "E3": "IP 24999.99 C730",
		"E4": "ED 25000 C731", "E5": "ED 100000 LATER", "E6": "ED - NEW",
	} {
		cells := strings.Fields(line)
		encounters = append(encounters, id+" "+cells[0]+" "+cells[1])
		events = append(events, id+"f "+id+" final_coded 2026-03-10T12:00:00Z 2026-03-10")
		assignments = append(assignments, id+" 1 "+cells[2])
		diagnoses = append(diagnoses, id+" 1 1 principal I10 ICD-10-CM")
	}
	return []string{
		storetest.Rows("encounter", "encounter_id patient_type total_charges", encounters...),
		storetest.Rows("event", "event_id encounter_id event_type occurred_at occurred_on", events...),
		storetest.Rows("code_assignment", "encounter_id version_no coder_id", assignments...),
		storetest.Rows("diagnosis", "encounter_id version_no sequence role code code_system", diagnoses...),
		storetest.Rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg",
			"E1 1 MS-DRG 43 871", "E2 1 MS-DRG 43 872", "E3 1 MS-DRG 43 999", "E4 1 APR-DRG 40 720"),
		storetest.Rows("drg_set", "drg_system grouper_version drg base_title mdc severity", "MS-DRG 43 871 SEPSIS 18 MCC", "MS-DRG 43 872 SEPSIS 18 none"),
		storetest.Rows("coder", "coder_id role hired_on", "C180 coder 2025-09-11", "C181 coder 2025-09-10",
			"C730 coder 2024-03-10", "C731 coder 2024-03-09", "LATER coder 2026-03-11", "A1 auditor 2010-01-01"),
	}
}

// byName are the names of the strata that columns make of a frame, in the order of the accounts.
func byName(f *audit.Frame) string {
	var all []string
	for _, u := range f.Units {
		all = append(all, u.Stratum)
	}
	return strings.Join(all, "|")
}

// TestStrata puts each account into the stratum that SMP-06 names.
func TestStrata(t *testing.T) {
	db := storetest.Holding(t, mixed()...)
	for column, want := range map[string]string{
		"charges":      "1: under $5,000|2: $5,000 to $24,999|2: $5,000 to $24,999|3: $25,000 to $99,999|4: $100,000 and more|unknown",
		"coder_tenure": "1: to 180 days|2: to 2 years|2: to 2 years|3: over 2 years|unknown|unknown",
		"drg_family":   "SEPSIS|SEPSIS|DRG 999|no DRG|no DRG|no DRG",
		"mdc":          "18|18|unknown|no DRG|no DRG|no DRG",
		"coder":        "C180|C181|C730|C731|LATER|NEW",
	} {
		if got := byName(frameOf(t, db, march, column)); got != want {
			t.Errorf("by %s they are %s, want %s", column, got, want)
		}
	}
	if got, want := byName(frameOf(t, db, march, "mdc", "patient_type")), "18 / IP|18 / IP|unknown / IP|no DRG / ED|no DRG / ED|no DRG / ED"; got != want {
		t.Errorf("by both they are %s, want %s", got, want)
	}
}

// TestEveryColumnMakesStrata: what help texts offer divides a frame, and divides the reviews of
// the past alike, so that the errors that were found are expected where they were.
//
// E1 and E6 were reviewed, and E6 was wrong. Two accounts like each of them are in the frame; of
// these, those like E6 are expected to be wrong in (1 + 5)/11 and the others in (0 + 5)/11.
func TestEveryColumnMakesStrata(t *testing.T) {
	alike := func(of, id string) []string {
		return []string{
			"INSERT INTO history.encounter SELECT * REPLACE ('" + id + "' AS encounter_id) FROM history.encounter WHERE encounter_id = '" + of + "'",
			"INSERT INTO history.event SELECT * REPLACE ('" + id + "' AS encounter_id, '" + id + "' AS event_id) FROM history.event WHERE encounter_id = '" + of + "'",
			"INSERT INTO history.code_assignment SELECT * REPLACE ('" + id + "' AS encounter_id) FROM history.code_assignment WHERE encounter_id = '" + of + "'",
			"INSERT INTO history.diagnosis SELECT * REPLACE ('" + id + "' AS encounter_id) FROM history.diagnosis WHERE encounter_id = '" + of + "'",
			"INSERT INTO history.drg_assignment SELECT * REPLACE ('" + id + "' AS encounter_id) FROM history.drg_assignment WHERE encounter_id = '" + of + "'",
		}
	}
	inserts := slices.Concat(mixed(), []string{
		"UPDATE history.encounter SET facility_id = encounter_id, service_line = encounter_id, payer_class = encounter_id",
		"DELETE FROM history.event WHERE encounter_id BETWEEN 'E2' AND 'E5'",
	}, alike("E1", "F1"), alike("E1", "G1"), alike("E6", "F6"), alike("E6", "G6"), []string{
		storetest.Rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"OLD1 OLD E1 random C180 A1 1 2026-03-10 2026-03-20", "OLD6 OLD E6 random NEW A1 1 2026-03-10 2026-03-20"),
		storetest.Rows("audit_code", "audit_case_id side element sequence code", "OLD1 coder diagnosis 1 I10", "OLD1 auditor diagnosis 1 I10",
			"OLD6 coder diagnosis 1 I10", "OLD6 auditor diagnosis 1 R079"),
	})
	db := storetest.Holding(t, inserts...)
	for _, column := range strata.Names() {
		s, err := audit.Plan(context.Background(), db, march, []string{column}, audit.DefaultAim)
		if err != nil {
			t.Fatal(err)
		}
		var frames, wrong []int
		for _, a := range s.Strata {
			frames, wrong = append(frames, a.Frame), append(wrong, int(a.Error*11+0.5))
		}
		slices.Sort(wrong)
		if !slices.Equal(frames, []int{2, 2}) || !slices.Equal(wrong, []int{5, 6}) {
			t.Errorf("by %s: strata %+v", column, s.Strata)
		}
	}
}
