package catalogue

import (
	"strings"
	"testing"

	"chartline/pipeline/sample/calendar"
)

func TestSizes(t *testing.T) {
	c := Load()
	billable := 0
	for _, code := range c.Codes {
		if code.Billable {
			billable++
		}
	}
	if billable < 250 || len(c.Procedures) < 60 || len(c.DRGs[Current]) < 70 || len(c.Conditions) < 50 {
		t.Errorf("%d codes, %d procedures, %d DRGs, %d conditions",
			billable, len(c.Procedures), len(c.DRGs[Current]), len(c.Conditions))
	}
}

// TestCodesHaveOneTime: at every date of the period a code has at most one entry in
// force, so that its validity is never in doubt.
func TestCodesHaveOneTime(t *testing.T) {
	for _, on := range []calendar.Day{calendar.First, calendar.On(2025, 9, 30), calendar.On(2025, 10, 1), calendar.Last} {
		seen := map[string]bool{}
		for _, code := range Load().Codes {
			if !code.InForce(on) {
				continue
			}
			if seen[code.Text] {
				t.Errorf("%s has two entries on %v", code.Text, on)
			}
			seen[code.Text] = true
		}
	}
}

// TestCategoriesAreThere: the category of every code is an entry of its own, so that what
// is counted by category has a title. It was in force no later than the code, and is a
// header unless the category is itself a code that can be reported.
func TestCategoriesAreThere(t *testing.T) {
	entries := map[string][]*Code{}
	for _, code := range Load().Codes {
		entries[code.Text] = append(entries[code.Text], code)
	}
	for _, code := range Load().Codes {
		found := false
		for _, category := range entries[code.Category()] {
			found = found || category.InForce(code.From) && category.Title != ""
			if category.InForce(code.From) && len(code.Text) > 3 && category.Billable {
				t.Errorf("%s stands under %s, which is no header", code.Text, category.Text)
			}
		}
		if !found {
			t.Errorf("%s has no category in force on %v", code.Text, code.From)
		}
	}
}

// options visits every option of the catalogue with its owner.
func options(c *Catalogue, visit func(owner string, role Role, group *Group, o *Option)) {
	for _, condition := range c.Conditions {
		for role := range condition.Groups {
			for g := range condition.Groups[role] {
				group := &condition.Groups[role][g]
				for o := range group.Options {
					visit(condition.Name, Role(role), group, &group.Options[o])
				}
			}
		}
		for _, set := range condition.Sets {
			for g := range set.Groups {
				for o := range set.Groups[g].Options {
					visit(set.Name, Other, &set.Groups[g], &set.Groups[g].Options[o])
				}
			}
		}
	}
}

// TestEveryCodeIsValidAllThePeriod: a code of an option is in force on the first day of
// the period or replaces one that is, and on the last.
func TestEveryCodeIsValidAllThePeriod(t *testing.T) {
	options(Load(), func(owner string, _ Role, _ *Group, o *Option) {
		for _, code := range o.Codes {
			first := code.InForce(calendar.First) || code.Replaced != nil && code.Replaced.InForce(calendar.First)
			if !first || !code.InForce(calendar.Last) || !code.Billable {
				t.Errorf("%s: %s is not valid all the time", owner, code.Text)
			}
		}
	})
}

// TestSharesLeaveRoom: the shares of a group that is drawn by share sum to 1 at most,
// with the largest factor for age. Options under a condition are taken one by one.
func TestSharesLeaveRoom(t *testing.T) {
	const oldest = 1300
	for _, condition := range Load().Conditions {
		for _, set := range condition.Sets {
			factor := int64(oldest)
			if set.Name == "maternal" {
				factor = 1000
			}
			for _, group := range set.Groups {
				sums := map[string]int64{}
				for _, o := range group.Options {
					sums[o.Given+o.Sex] += o.Share
				}
				for given, sum := range sums {
					if sum*factor > 1_000_000 {
						t.Errorf("%s, %s %s: shares sum to %d", set.Name, group.Name, given, sum)
					}
				}
			}
		}
		for _, role := range []Role{Other, External, Procedural} {
			for _, group := range condition.Groups[role] {
				sums := map[string]int64{}
				for _, o := range group.Options {
					sums[o.Given+o.Sex] += o.Share
				}
				for given, sum := range sums {
					if sum > 1000 && given == "" {
						t.Errorf("%s, %s: shares sum to %d", condition.Name, group.Name, sum)
					}
				}
			}
		}
	}
}

// TestGivenCodesCanBeThere: what an option waits for is reported somewhere.
func TestGivenCodesCanBeThere(t *testing.T) {
	reported := map[string]bool{}
	options(Load(), func(_ string, _ Role, _ *Group, o *Option) {
		for _, code := range o.Codes {
			reported[code.Text] = true
		}
	})
	options(Load(), func(owner string, _ Role, _ *Group, o *Option) {
		if o.Given != "" && !reported[o.Given] {
			t.Errorf("%s waits for %s, which nothing brings", owner, o.Given)
		}
	})
}

// TestPrincipalDiagnosesCanBeGrouped: so can what they are mistaken for.
func TestPrincipalDiagnosesCanBeGrouped(t *testing.T) {
	c := Load()
	for _, condition := range c.Conditions {
		if len(condition.Groups[Principal]) != 1 || len(condition.Groups[Principal][0].Options) == 0 {
			t.Fatalf("%s has no single group of principal diagnoses", condition.Name)
		}
		if condition.PatientType != "IP" && condition.PatientType != "BIRTH" {
			continue
		}
		for _, o := range condition.Groups[Principal][0].Options {
			all := append([]*Code{o.Codes[0]}, o.Codes[0].Confused...)
			if old := o.Codes[0].Replaced; old != nil {
				all = append(all, old)
			}
			for _, code := range all {
				if code.Family == nil {
					t.Errorf("%s: %s leads to no DRG", condition.Name, code.Text)
				}
			}
		}
	}
	for name, family := range c.Families {
		for severity, drg := range family.DRGs[Current] {
			if drg == nil || drg.Weight <= 0 {
				t.Errorf("%s has no DRG of severity %d", name, severity)
			}
		}
	}
}

// TestSeverityCanBeUndone uses exclusions that every grouper has: acute heart failure
// does not count beside hypertensive heart disease, nor one infection of the lung
// beside another.
func TestSeverityCanBeUndone(t *testing.T) {
	c := Load()
	for _, test := range []struct {
		secondary, principal string
		want                 Severity
	}{
		{"I5023", "I110", None}, {"I5023", "A419", MCC}, {"J189", "J13", None}, {"J189", "A419", MCC},
		{"N179", "N170", None}, {"N179", "I110", CC}, {"I10", "A419", None},
	} {
		if got := c.Code(test.secondary).Counts(c.Code(test.principal)); got != test.want {
			t.Errorf("%s beside %s: %d, want %d", test.secondary, test.principal, got, test.want)
		}
	}
}

// TestReplacedCodes: the codes of 1 October 2025 and what a cut-off code reads as.
func TestReplacedCodes(t *testing.T) {
	c := Load()
	for code, old := range map[string]string{"G35A": "G35", "R1021": "R102", "E78011": "E7801", "S3011XA": "S301XXA"} {
		entry := c.Code(code)
		if entry.Replaced == nil || entry.Replaced.Text != old || entry.Replaced.To != entry.From-1 {
			t.Errorf("%s does not replace %s", code, old)
		}
	}
	for code, header := range map[string]string{"E1122": "E112", "S72141A": "S72141", "N390": "N39"} {
		if h := c.Code(code).Header; h == nil || h.Text != header || h.Billable {
			t.Errorf("%s is not cut off to %s", code, header)
		}
	}
	if c.Code("J13").Header != nil {
		t.Error("a code of three characters has a header")
	}
}

func TestTextsAreUndotted(t *testing.T) {
	for _, code := range Load().Codes {
		if strings.ContainsAny(code.Text, ". ") || code.Title == "" || len(code.Text) < 3 || len(code.Text) > 7 {
			t.Errorf("%q %q", code.Text, code.Title)
		}
	}
}

// TestSplitsAreThoseOfTheTitles compares the severities by place in their family with those
// that CMS's titles name.
func TestSplitsAreThoseOfTheTitles(t *testing.T) {
	words := map[string]string{"MCC": " W MCC", "CC": " W CC", "CC/MCC": " W CC/MCC", "none": " W/O CC/MCC", "without_MCC": " W/O MCC"}
	split := 0
	for _, drgs := range Load().DRGs {
		for _, d := range drgs {
			if d.Split == "" {
				continue
			}
			split++
			if !strings.Contains(d.Title+"|", words[d.Split]) || d.Base == "" || strings.Contains(d.Base, "MCC") {
				t.Errorf("%s %q is split as %q of %q", d.Number, d.Title, d.Split, d.Base)
			}
		}
	}
	if split < 100 {
		t.Errorf("only %d DRGs are split", split)
	}
}
