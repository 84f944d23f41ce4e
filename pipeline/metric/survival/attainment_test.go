package survival_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// CEN-02: 95 of 100 with Wilson's interval of standard 9.7; ten accounts of the last days,
// though all coded, are not judged.
func TestAttainmentJudgesWholeWindowsOnly(t *testing.T) {
	cohorts := []survival.Cohort{{Followed: 9, Discharged: 60, Within: 58}, {Followed: 4, Discharged: 40, Within: 37}, {Followed: 3, Discharged: 10, Within: 10}}
	e := survival.Attainment(cohorts, 4)
	metrictest.Near(t, "share", e.Value, 0.95, 1e-12)
	metrictest.Near(t, "lower", e.Lo, 0.888, 5e-4)
	metrictest.Near(t, "upper", e.Hi, 0.978, 5e-4)
	if e.N != 100 || !slices.Equal(e.Warnings, []string{"10 accounts are too young to be judged and take no part"}) {
		t.Errorf("%+v", e)
	}
}

func TestNoAttainmentSaysWhy(t *testing.T) {
	const bad = "a count or a time is negative, or a part larger than its whole"
	for _, c := range []struct {
		name    string
		cohorts []survival.Cohort
		target  int
		why     string
	}{
		{"nothing", nil, 4, "no records"},
		{"too young", []survival.Cohort{{Followed: 3, Discharged: 9, Within: 9}}, 4, "no account was followed for as long as the target"},
		{"a part above its whole", []survival.Cohort{{Followed: 5, Discharged: 1, Within: 2}}, 4, bad},
		{"negative", []survival.Cohort{{Followed: -1, Discharged: 1}}, 4, bad},
		{"negative target", []survival.Cohort{{Followed: 1, Discharged: 1}}, -1, bad},
		{"too many", []survival.Cohort{{Followed: 5, Discharged: 1 << 53}, {Followed: 5, Discharged: 1}}, 4, "the counts or sums are too large to compute with"},
	} {
		if e := survival.Attainment(c.cohorts, c.target); e.Missing != c.why {
			t.Errorf("%s: missing %q, want %q", c.name, e.Missing, c.why)
		}
	}
}

// CEN-03. Student's sleep data are not whole days, so these are four accounts by hand: 1, 2, 3 and 6
// days have mean 3 and median 2.5; one coded before its discharge is counted and left out.
func TestCompletedWorkIsLabelled(t *testing.T) {
	rows := []survival.Finished{{Days: 3, Accounts: 1}, {Days: -2, Accounts: 1}, {Days: 1, Accounts: 1}, {Days: 2, Accounts: 1}, {Days: 6, Accounts: 1}}
	w := survival.Completed(rows)
	metrictest.Near(t, "mean", w.Mean.Value, 3, 1e-12)
	metrictest.Near(t, "median", w.Median.Value, 2.5, 1e-12)
	if w.Early != 1 {
		t.Errorf("%d early", w.Early)
	}
	for _, e := range []metric.Estimate{w.Mean, w.Median} {
		if !strings.HasPrefix(e.Method, "completed work: ") || e.N != 4 ||
			!slices.Contains(e.Warnings, "one account was coded before discharge and takes no part") {
			t.Errorf("%+v", e)
		}
	}
	for _, rows := range [][]survival.Finished{nil, {{Days: -1, Accounts: 4}}, {{Days: 3, Accounts: -4}}} {
		w := survival.Completed(rows)
		if w.Mean.Defined() || w.Median.Defined() || w.Early < 0 {
			t.Errorf("%+v: %+v", rows, w)
		}
	}
}
