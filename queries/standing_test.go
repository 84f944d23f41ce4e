package queries_test

import (
	"fmt"
	"testing"
)

// releaseDays are the first days of four releases, the last of which has ended.
var releaseDays = []string{"2022-10-01", "2023-10-01", "2024-10-01", "2025-04-01"}

// histories are what a code can be in each of the releases: v valid, h a header, - not in it.
func histories() []string {
	all := []string{""}
	for range releaseDays {
		var longer []string
		for _, h := range all {
			longer = append(longer, h+"v", h+"h", h+"-")
		}
		all = longer
	}
	return all[:len(all)-1] // a code of no release is unknown
}

// standing is what VAL-01 to VAL-04 make of a history in one release, said in Go.
func standing(history string, release int) string {
	first := len(history)
	for i := len(history) - 1; i >= 0; i-- {
		if history[i] == 'v' {
			first = i
		}
	}
	switch is := history[release]; {
	case is == 'v':
		return "valid"
	case first == len(history), is == 'h' && release < first:
		return "header"
	case release < first:
		return "not_yet"
	}
	return "retired"
}

// TestStandingOfEveryHistory has a code of every history that four releases allow, 80 of
// them, on a day of each release: as many are valid, headers, not yet in force and retired
// as counted in another way.
func TestStandingOfEveryHistory(t *testing.T) {
	var listed, assigned []string
	for n, history := range histories() {
		for i, is := range history {
			if is != '-' {
				listed = append(listed, fmt.Sprintf("ICD-10-CM %s 2025-09-30 C%02d %t", releaseDays[i], n, is == 'v'))
			}
		}
		for i := range releaseDays {
			assigned = append(assigned, fmt.Sprintf("E%d 1 other %d C%02d ICD-10-CM", i, n+1, n))
		}
	}
	var stays []string
	for i, day := range releaseDays {
		stays = append(stays, fmt.Sprintf("E%d A IP %s %s", i, day, day))
	}
	db := hospital(t, rows("code_release", "code_system valid_from valid_to code billable", listed...),
		rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on", stays...),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", assigned...))
	for i, day := range releaseDays {
		counts := map[string]int{}
		for _, history := range histories() {
			counts[standing(history, i)]++
		}
		var lines []string
		for _, status := range []string{"header", "not_yet", "retired", "valid"} {
			if counts[status] > 0 {
				lines = append(lines, fmt.Sprintf("%s %d", status, counts[status]))
			}
		}
		a := ask(t, db, "frequency/code_validity", "from_date="+day, "to_date="+day[:8]+"02")
		want(t, a, "status codes", lines...)
	}
}
