package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// neyman: strata with errors about half of the time get more than their share, and the
// others less; all get two at the least, and the size is kept.
func neyman(t *testing.T) {
	args := []string{"audit", "draw", "Q9", "--from", "2025-10-01", "--to", "2026-10-01", "--size", "200", "--seed", "7",
		"--method", "stratified", "--by", "patient_type", "--dry-run"}
	drawn := func(args ...string) map[string]int {
		counts := map[string]int{}
		for line := range strings.Lines(mustRun(t, 0, args...)) {
			if fields := strings.Fields(line); len(fields) > 6 && fields[6] == "drawn," {
				n, err := strconv.Atoi(fields[5])
				if err != nil {
					t.Fatal(err)
				}
				counts[fields[0]] = n
			}
		}
		return counts
	}
	even, precise := drawn(args...), drawn(append(args, "--neyman")...)
	total := 0
	for _, n := range precise {
		total += n
	}
	// The injected errors are commonest among inpatients and rarest in observation.
	if total != 200 || precise["IP"] <= even["IP"] || precise["OBS"] >= even["OBS"] || precise["OBS"] < 2 {
		t.Errorf("by Neyman %v, in proportion %v", precise, even)
	}
	mustRun(t, 2, "audit", "draw", "Q9", "--from", "2026-07-01", "--to", "2026-10-01", "--size", "9", "--neyman")
	allotmentIsStored(t, append(args[:len(args)-1], "--per-stratum", "5", "--neyman", "-q"))
}

// allotmentIsStored: the rule by which a sample was shared out is kept with it, and told by
// status and by the evidence; the same sizes by another rule are another draw.
func allotmentIsStored(t *testing.T, draw []string) {
	t.Helper()
	mustRun(t, 0, draw...)
	stored := rowsOf(t, "SELECT allocation, wanted_count, stratum_floor, (SELECT count(*) FROM audit_stratum WHERE audit_id = 'Q9' AND expected_error BETWEEN 0.01 AND 0.99) FROM audit_draw WHERE audit_id = 'Q9'")
	if !slices.Equal(stored[0], []string{"neyman", "200", "5", "4"}) {
		t.Errorf("stored are %v", stored)
	}
	const told = "by Neyman, 200 in all, at least 5 of each stratum"
	if said := mustRun(t, 0, "audit", "status"); !strings.Contains(said, told) {
		t.Errorf("status says %s", said)
	}
	mustRun(t, 0, "audit", "export", "Q9", "--out", "evidence", "-q")
	facts, err := os.ReadFile("evidence/Q9-draw.csv")
	if err != nil || !strings.Contains(string(facts), "\nallocation,neyman\nwanted_count,200\nstratum_floor,5\n") ||
		!strings.Contains(string(facts), "\nstratum IP,") || !strings.Contains(string(facts), "expected error 0.") {
		t.Errorf("the evidence is %s, %v", facts, err)
	}
	if said := mustRun(t, 0, draw...); !strings.Contains(said, "the same 200 accounts") {
		t.Errorf("the same draw: %s", said)
	}
	other := slices.DeleteFunc(slices.Clone(draw), func(arg string) bool { return arg == "--neyman" })
	if said := mustRun(t, 7, other...); !strings.Contains(said, "shared out in proportion, 200 in all, at least 5 of each stratum now, before "+told) {
		t.Errorf("another allocation: %s", said)
	}
}
