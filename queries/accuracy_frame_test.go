package queries_test

import (
	"fmt"
	"math"
	"testing"

	"chartline/pipeline/metric"
)

// stratified is audit Q1 with its strata, "NAME FRAME SAMPLE SPARES" each.
func stratified(frame int, strata ...string) []string {
	for i := range strata {
		strata[i] = "Q1 " + strata[i]
	}
	return []string{
		rows("audit_draw", "audit_id drawn_at drawn_on method selection generator seed filter universe unassigned shifted reviewed frame_count frame_hash data_version",
			fmt.Sprintf("Q1 2025-03-01T10:00:00Z 2025-03-01 stratified random SplitMix64 7 all %d 0 0 0 %d 0 1", frame, frame)),
		rows("audit_stratum", "audit_id stratum frame_count sample_count spare_count", strata...),
	}
}

// reviewed are n charts of a stratum, of which right have no error.
func reviewed(stratum string, n, right int) (inserts []string) {
	for i := range n {
		id, coder := fmt.Sprintf("%s%02d", stratum, i), "I10 E119"
		if i >= right {
			coder = "I10 R079"
		}
		inserts = append(inserts, review(id, coder, "I10 E119")...)
		inserts = append(inserts, fmt.Sprintf("UPDATE history.audit_case SET stratum = '%s' WHERE audit_case_id = '%s'", stratum, id))
	}
	return inserts
}

// The example of standard.md 9.4: .9550 with a standard error of .0210, where the sample by
// itself has 90 of 100. A wrong chart has one of two codes, so that of codes .9775 are right,
// with half the error. Wilson's bounds give the error back.
func TestStrataEstimateTheirFrame(t *testing.T) {
	inserts := stratified(1000, "A 800 40 0", "B 150 30 0", "C 50 30 0")
	for stratum, counts := range map[string][2]int{"A": {40, 39}, "B": {30, 27}, "C": {30, 24}} {
		inserts = append(inserts, reviewed(stratum, counts[0], counts[1])...)
	}
	db := hospital(t, inserts...)
	a := ask(t, db, "accuracy/frame")
	want(t, a, "audit_id method frame_count charts strata unseen lone", "Q1 stratified 1000 100 3 0 0")
	near(t, a, "codes_accuracy", .9550)
	near(t, a, "code_accuracy", .9775)
	for name, se := range map[string]float64{"codes_accuracy": .0210, "code_accuracy": .0105} {
		e := a.Estimates(name)[0]
		got := (e.Hi - e.Value) / metric.NormalQuantile * math.Sqrt(e.Value*(1-e.Value)/(e.Hi*(1-e.Hi)))
		if math.Abs(got-se) > 5e-5 {
			t.Errorf("the error of %s is %.5f, want %v", name, got, se)
		}
	}
	raw := ask(t, db, "accuracy/records")
	near(t, raw, "codes_accuracy", .90)
}

// A stratum that was not reviewed leaves its frame unknown; one with a single review has a
// spread about the mean of all, and a stratum of one account is known.
func TestStrataOfOneAndOfNone(t *testing.T) {
	inserts := append(stratified(31, "A 20 4 0", "B 10 1 0", "C 1 1 0"), reviewed("A", 4, 3)...)
	inserts = append(inserts, reviewed("C", 1, 1)...)
	a := ask(t, hospital(t, inserts...), "accuracy/frame")
	want(t, a, "charts strata unseen lone", "5 3 1 0")
	if e := a.Estimates("codes_accuracy")[0]; e.Defined() {
		t.Errorf("%+v is an estimate without a stratum", e)
	}
	a = ask(t, hospital(t, append(inserts, reviewed("B", 1, 0)...)...), "accuracy/frame")
	want(t, a, "charts strata unseen lone all_right listed", "6 3 0 1 16 31")
	e := a.Estimates("codes_accuracy")[0]
	if !e.Defined() || len(e.Warnings) == 0 || math.Abs(e.Value-16./31) > 1e-9 {
		t.Errorf("%+v", e)
	}
}

// No rate is made of a targeted draw (SMP-01).
func TestTargetedDrawsHaveNoFrame(t *testing.T) {
	inserts := append(stratified(9, "A 9 2 0"), reviewed("A", 2, 1)...)
	db := hospital(t, append(inserts, "UPDATE history.audit_draw SET selection = 'targeted', method = 'targeted'")...)
	if a := ask(t, db, "accuracy/frame"); a.Len() != 0 {
		t.Errorf("%d rows of a targeted draw", a.Len())
	}
}
