package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCatalogueIsComplete: every edit says what it finds, of what, and who answers; that it
// finds it is tested where it runs, in pipeline/store.
func TestCatalogueIsComplete(t *testing.T) {
	ids := IDs()
	if !slices.IsSortedFunc(Catalogue, func(a, b Edit) int { return strings.Compare(key(a.ID), key(b.ID)) }) {
		t.Errorf("not in the order of ids: %v", ids)
	}
	for _, e := range Catalogue {
		if e.Title == "" || e.Counts == "" || e.Scope == "" || e.Broken == "" || !strings.HasSuffix(e.Rule, ".") {
			t.Errorf("%s lacks a title, rule, scope, denominator or condition", e.ID)
		}
		if !slices.Contains(Levels, e.Level) || !slices.Contains([]string{Coders, Registration, Billing}, e.Answers) || !slices.Contains([]Basis{Codes, Accounts}, e.Basis) {
			t.Errorf("%s: level %q, answers %q, basis %q", e.ID, e.Level, e.Answers, e.Basis)
		}
		for _, date := range []string{e.From, e.To} {
			if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
				t.Errorf("%s: %q is no date", e.ID, date)
			}
		}
		if found, ok := Lookup(e.ID); !ok || found.Title != e.Title {
			t.Errorf("%s is found as %q", e.ID, found.ID)
		}
	}
	// VAL-01 to VAL-18 are all there, and 14 to 18 are for review (standard 4.4).
	for n := range 18 {
		id := regexp.MustCompile(`^VAL-` + string([]byte{byte('0' + (n+1)/10), byte('0' + (n+1)%10)}) + `[A-Z]?$`)
		at := slices.IndexFunc(ids, id.MatchString)
		if at < 0 {
			t.Errorf("no edit like %s", id)
		} else if review := Catalogue[at].Level == Review; review != (n+1 >= 14) {
			t.Errorf("%s is for review: %v", ids[at], review)
		}
	}
}

// key sorts the edits of the standard before those of the code editor alone.
func key(id string) string {
	if strings.HasPrefix(id, "VAL") {
		return "0" + id
	}
	return "1" + id
}

// TestVerdictsAreTriedInOrder: what is not known must not pass for want of a condition, and
// a bypass comes before what the record does not say.
func TestVerdictsAreTriedInOrder(t *testing.T) {
	e := Edit{
		From: "2022-04-01", Needs: []Condition{{"a", "need"}}, Applies: []Condition{{"b", "outside"}},
		Bypass: Condition{"c", "rule"}, Knows: []Condition{{"d", "unknown"}}, Broken: "e",
	}
	const want = "CASE WHEN NOT coalesce(dated, FALSE) THEN 'error:its date is shifted or not known'" +
		" WHEN starts_on < DATE '2022-04-01' THEN 'not_applicable:the edit came into force on 2022-04-01'" +
		" WHEN NOT coalesce(a, FALSE) THEN 'error:need' WHEN NOT coalesce(b, FALSE) THEN 'not_applicable:outside'" +
		" WHEN coalesce(c, FALSE) THEN 'bypassed:rule' WHEN NOT coalesce(d, FALSE) THEN 'error:unknown'" +
		" WHEN coalesce(e, FALSE) THEN 'fail:' ELSE 'pass:' END"
	if got := e.verdictSQL(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPlan(t *testing.T) {
	plan, err := NewPlan(map[string]Override{
		"VAL-02": {Action: "review", Limit: 0.02}, "MCE-17": {Action: Off, Reason: "a transplant centre"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan) != len(Catalogue) || len(plan.Edits()) != len(Catalogue)-1 {
		t.Errorf("%d edits planned and %d tried of %d", len(plan), len(plan.Edits()), len(Catalogue))
	}
	for _, p := range plan {
		switch p.ID {
		case "VAL-02":
			if p.Action != "review" || p.LimitShare() != 0.02 || p.Off() {
				t.Errorf("VAL-02 is %+v", p)
			}
		case "MCE-17":
			if !p.Off() || p.Reason == "" || p.LimitShare() != nil {
				t.Errorf("MCE-17 is %+v", p)
			}
		default:
			if p.Action != string(p.Level) {
				t.Errorf("%s is %s, not %s", p.ID, p.Action, p.Level)
			}
		}
	}
	for name, overrides := range map[string]map[string]Override{
		"an unknown edit": {"VAL-99": {}}, "off without a reason": {"VAL-02": {Action: Off}}, "an unknown action": {"VAL-02": {Action: "shout"}},
	} {
		if _, err := NewPlan(overrides); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
