package config

import (
	"strings"
	"testing"
	"time"
)

func TestStudies(t *testing.T) {
	c, err := parse([]byte("studies:\n  s:\n    purpose: why\n    cohort: c.sql\n    key: file:k\n    agreement: {id: D, expires: 2027-06-30}\n"), "site/c.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Studies["s"]
	if s.Cohort != "site/c.sql" || s.Key != "file:site/k" || s.MaxSmall != 1 || s.Period.Months != 12 {
		t.Errorf("%+v", s)
	}
	for day, want := range map[string]bool{"2027-06-30T23:59:00Z": true, "2027-07-01T00:00:00Z": false} {
		at, err := time.Parse(time.RFC3339, day)
		if err != nil {
			t.Fatal(err)
		}
		if s.Agreement.InForce(at) != want {
			t.Errorf("on %s in force: %v, want %v", day, !want, want)
		}
	}
	if (Agreement{Expires: "2027-06-30"}).InForce(time.Time{}) {
		t.Error("an agreement without an id is in force")
	}
}

func TestStudiesThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"s: {cohort: c.sql}":                                "c.yaml:2: studies.s has no purpose",
		"s: {purpose: why, key: secret}":                    "studies.s.key is a secret, and stands in the file",
		"s: {purpose: why, shift: months}":                  "neither days nor weeks",
		"s: {purpose: why, max_small: 2}":                   "not from 0 to 1",
		"s: {purpose: why, agreement: {id: D}}":             "has no last date",
		"s: {purpose: why, agreement: {expires: tomorrow}}": "has no last date",
		"s: {purpose: why, tabels: [patient]}":              "tables",
		"'a b': {purpose: why}":                             "no study can be called",
	} {
		_, err := parse([]byte("studies:\n  "+text+"\n"), "c.yaml", nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
