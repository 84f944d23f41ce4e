package survival

import "chartline/pipeline/metric"

// Cohort is the accounts discharged on one day: how many whole days lie between that day and
// the instant of the report, and how many were coded within the target. An account coded
// before its discharge counts as within (CLK-05).
type Cohort struct {
	Followed           int // calendar days
	Discharged, Within int64
}

// Attainment estimates the share coded within a target of whole days (CEN-02), of accounts
// whose whole window was observed: those followed for as long as the target. An open account
// among them is a miss. Younger accounts are not judged, and are counted in a warning, even
// those that are coded already: to take these alone would take the fast ones only.
func Attainment(cohorts []Cohort, target int) metric.Estimate {
	var within, judged, pending int64
	for _, c := range cohorts {
		switch {
		case c.Within < 0 || c.Within > c.Discharged || c.Followed < 0 || target < 0:
			return metric.Missing("1", attainmentMethod, "a count or a time is negative, or a part larger than its whole")
		case c.Discharged > metric.MaxCount-judged-pending:
			return metric.Missing("1", attainmentMethod, metric.TooLarge)
		case c.Followed < target:
			pending += c.Discharged
		default:
			within, judged = within+c.Within, judged+c.Discharged
		}
	}
	if judged == 0 && pending > 0 {
		return metric.Missing("1", attainmentMethod, "no account was followed for as long as the target")
	}
	e := metric.Proportion(within, judged)
	e.Method = attainmentMethod
	if pending > 0 && e.Defined() {
		e.Warnings = append(e.Warnings, metric.Counted(pending, "one account is too young to be judged and takes no part", "%d accounts are too young to be judged and take no part"))
	}
	return e
}

// Finished is how many accounts were final-coded at an age of whole days in a period; the
// age is negative where coding came before discharge.
type Finished struct {
	Days     int
	Accounts int64
}

// CompletedWork is how old accounts were when they were coded (CEN-03). It describes what was
// finished and not how long coding takes: it rises while an old backlog is worked down, and
// falls where old accounts are left lying.
type CompletedWork struct {
	Mean, Median metric.Estimate
	Early        int64 // coded before discharge: counted, and in neither number (CLK-05)
}

const (
	attainmentMethod = "share coded within the target of all accounts followed that long, Wilson score (1927)"
	completedWord    = "completed work: "
)

// Completed estimates the age of completed work.
func Completed(rows []Finished) CompletedWork {
	w := CompletedWork{}
	var n int64
	var sum, squares float64
	var ages []float64
	var counts []int64
	for _, r := range rows {
		if r.Days < 0 {
			w.Early += max(0, r.Accounts)
			continue
		}
		age, accounts := float64(r.Days), float64(r.Accounts)
		n, sum, squares = n+r.Accounts, sum+age*accounts, squares+age*age*accounts
		ages, counts = append(ages, age), append(counts, r.Accounts)
	}
	w.Median = metric.Quantile(ages, counts, 0.5, "d")
	if !w.Median.Defined() {
		w.Mean = metric.Missing("d", w.Median.Method, w.Median.Missing)
	} else {
		w.Mean = metric.Mean(n, sum, squares, "d").FromZero()
	}
	for _, e := range []*metric.Estimate{&w.Mean, &w.Median} {
		e.Method = completedWord + e.Method
		if w.Early > 0 && e.Defined() {
			e.Warnings = append(e.Warnings, metric.Counted(w.Early, "one account was coded before discharge and takes no part", "%d accounts were coded before discharge and take no part"))
		}
	}
	return w
}
