// Package worklist ranks the accounts that wait to be coded, for those who code them. Its rows
// name accounts: they never stand among the files of managers.
package worklist

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// Sensitivity marks everything that is made of a worklist.
const Sensitivity = "Identified: accounts of patients. For those who code them only."

// Rule is how accounts are ranked, in words.
const Rule = "Ranked by (1) accounts that a coder can go on with before those that wait for others, " +
	"(2) older than 30 days, then past the target of the patient type, then due today, then not due, " +
	"(3) the larger gross charges, (4) the longer wait, (5) the account number. " +
	"Legal, VIP and research holds stand last."

// lateDays is the age after which a record is late whatever the target (KPI-06).
const lateDays = 30

// Account is an uncoded account and its place.
type Account struct {
	ID, Facility, Type, Line string
	Discharged, Since        time.Time // Since is zero without a hold
	Age, Target              int64     // days; Target is -1 where there is none
	Dollars                  float64
	Charged                  bool // there are charges
	Reason                   string
}

// Ranked puts the accounts of an answer of worklist/uncoded in the order of the rule.
func Ranked(a *query.Answer) []Account {
	list := make([]Account, a.Len())
	for i := range list {
		list[i] = Account{
			ID: a.Text("encounter_id")[i], Facility: a.Text("facility_id")[i], Type: a.Text("patient_type")[i], Line: a.Text("service_line")[i],
			Discharged: a.Date("discharged_on")[i], Since: a.Date("waits_since")[i], Age: a.Int("age_days")[i], Target: -1,
			Dollars: a.Real("dollars")[i], Charged: !a.Null("dollars")[i], Reason: a.Text("reason")[i],
		}
		if !a.Null("target_days")[i] {
			list[i].Target = a.Int("target_days")[i]
		}
	}
	slices.SortFunc(list, func(x, y Account) int {
		return cmp.Or(cmp.Compare(x.ready(), y.ready()), cmp.Compare(x.urgency(), y.urgency()),
			cmp.Compare(y.Dollars, x.Dollars), cmp.Compare(y.Age, x.Age), cmp.Compare(x.ID, y.ID))
	})
	return list
}

// ready is 0 where a coder can go on, 1 where others must act first, and 2 where the account
// is kept from everybody.
func (x Account) ready() int {
	switch x.Reason {
	case "none":
		return 0
	case "LEGAL", "VIP", "RESEARCH":
		return 2
	}
	return 1
}

// urgency is 0 for the most urgent.
func (x Account) urgency() int {
	switch {
	case x.Age > lateDays:
		return 0
	case x.Target >= 0 && x.Age > x.Target:
		return 1
	case x.Target >= 0 && x.Age == x.Target:
		return 2
	}
	return 3
}

// why is the urgency in words.
func (x Account) why() string {
	switch x.urgency() {
	case 0:
		return "older than 30 days"
	case 1:
		return fmt.Sprintf("past target by %d d", x.Age-x.Target)
	case 2:
		return "due today"
	}
	return "not due"
}

// Table is the list in its order, ready to print.
func Table(list []Account) *report.Table {
	t := &report.Table{ID: "worklist", Title: "What to code next", Notes: []string{Rule, Sensitivity}}
	for _, c := range []struct {
		title   string
		numeric bool
	}{
		{"Rank", true}, {"Account", false}, {"Facility", false}, {"Patient type", false}, {"Service line", false}, {"Discharged", false},
		{"Age (days)", true}, {"Target (days)", true}, {"Urgency", false}, {"Gross charges", true}, {"Waits for", false}, {"Since", false},
	} {
		t.Columns = append(t.Columns, report.Column{Title: c.title, Numeric: c.numeric})
	}
	for i, x := range list {
		t.Rows = append(t.Rows, x.cells(i+1))
	}
	return t
}

func (x Account) cells(rank int) []string {
	target, dollars, reason, since := "", "", x.Reason, ""
	if x.Target >= 0 {
		target = strconv.FormatInt(x.Target, 10)
	}
	if x.Charged {
		dollars = strconv.FormatFloat(x.Dollars, 'f', 2, 64)
	}
	if reason == "none" {
		reason = "coder"
	}
	if !x.Since.IsZero() {
		since = x.Since.Format(time.DateOnly)
	}
	return []string{strconv.Itoa(rank), x.ID, x.Facility, x.Type, x.Line, x.Discharged.Format(time.DateOnly),
		strconv.FormatInt(x.Age, 10), target, x.why(), dollars, reason, since}
}
