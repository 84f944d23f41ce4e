package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/config/secret"
)

// Study is what one group of researchers is given: who decided it, what it is for, and which
// records it needs (minimum necessary, 164.514(d)).
type Study struct {
	Purpose    string            `yaml:"purpose"`    // why, in a few words; it stands in the extract
	Agreement  Agreement         `yaml:"agreement"`  // under which a limited data set is given
	Tables     []string          `yaml:"tables"`     // canonical tables; those of care unless set
	Cohort     string            `yaml:"cohort"`     // file with a SELECT, or name of a query; everybody unless set
	Questions  []string          `yaml:"questions"`  // queries of which an aggregate extract has the answers
	Period     Period            `yaml:"period"`     // of the questions; last 12 months unless set
	Parameters map[string]string `yaml:"parameters"` // of the questions and the cohort
	Key        string            `yaml:"key"`        // reference to the key of the extract; empty for a plain one
	Shift      string            `yaml:"shift"`      // unit by which dates of a limited data set move: days or weeks; days unless set
	MaxSmall   float64           `yaml:"max_small"`  // largest share of people in groups that are small; above it nothing is extracted
}

// Agreement is a data use agreement (164.514(e)(4)).
type Agreement struct {
	ID      string `yaml:"id"`
	Expires string `yaml:"expires"` // last date on which records are given, as YYYY-MM-DD
}

// InForce reports whether there is an agreement that has not expired on a day.
func (a Agreement) InForce(day time.Time) bool {
	last, err := time.Parse(time.DateOnly, a.Expires)
	return err == nil && a.ID != "" && day.Before(last.AddDate(0, 0, 1))
}

// checkStudies completes studies, and wants each to say what it is for.
func (c *Config) checkStudies() error {
	for _, n := range sorted(c.Studies) {
		key, s := "studies."+n, c.Studies[n]
		switch {
		case !name.MatchString(n):
			return c.fault(key, fmt.Sprintf("no study can be called %q", n), nameFix)
		case strings.TrimSpace(s.Purpose) == "":
			return c.fault(key, key+" has no purpose", "add purpose: in a few words")
		case s.Key != "" && !secret.IsReference(s.Key):
			return c.fault(key+".key", key+".key is a secret, and stands in the file", secret.Fix)
		case s.Key != "" && c.keyOf(s.Key, n) != "":
			return c.fault(key+".key", key+".key is also the key of "+c.keyOf(s.Key, n), "give each its own")
		case s.Shift != "" && !slices.Contains([]string{"days", "weeks"}, s.Shift):
			return c.fault(key+".shift", key+".shift is neither days nor weeks", "write shift: days, or shift: weeks to keep the days of the week")
		case !(s.MaxSmall >= 0 && s.MaxSmall <= 1):
			return c.fault(key+".max_small", key+".max_small is not from 0 to 1", "write a share such as 0.05")
		}
		if _, err := time.Parse(time.DateOnly, s.Agreement.Expires); err != nil && s.Agreement != (Agreement{}) {
			return c.fault(key+".agreement", key+".agreement has no last date", "add expires: as 2027-06-30")
		}
		if _, set := c.lines[key+".max_small"]; !set {
			s.MaxSmall = 1
		}
		if s.Period == (Period{}) {
			s.Period = Period{Months: 12}
		}
		c.Studies[n] = s
	}
	return nil
}

// keyOf names what else a key is of: the store, or another study than that of the name. Whoever
// is given one extract must not be able to open another, or the records.
func (c *Config) keyOf(reference, study string) string {
	if reference == c.Store.Key {
		return "the store"
	}
	for _, n := range sorted(c.Studies) {
		if n != study && c.Studies[n].Key == reference {
			return "studies." + n
		}
	}
	return ""
}

// placed makes the paths of a study relative to the working directory. A cohort is a path
// where it ends as files of SQL do.
func (s Study) placed(dir string) Study {
	s.Key = placePath(dir, s.Key)
	if strings.HasSuffix(s.Cohort, ".sql") {
		s.Cohort = placePath(dir, s.Cohort)
	}
	return s
}
