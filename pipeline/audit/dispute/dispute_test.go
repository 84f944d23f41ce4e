package dispute

import (
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit"
)

// TestStatesAreThoseOfTheStandard tries every pair of states against the machine as
// standard.md 2.10 draws it.
func TestStatesAreThoseOfTheStandard(t *testing.T) {
	drawn := map[string]bool{}
	for arc := range strings.FieldsSeq(`draft>issued issued>accepted issued>rebutted rebutted>upheld rebutted>overturned
		rebutted>partially_overturned upheld>second_level overturned>second_level partially_overturned>second_level
		second_level>final final>closed accepted>closed upheld>closed overturned>closed partially_overturned>closed`) {
		drawn[arc] = true
	}
	tried := 0
	for _, from := range states {
		for _, to := range states {
			tried++
			ok, instead := mayFollow(from, to)
			if ok != drawn[from+">"+to] {
				t.Errorf("%s > %s: %v", from, to, ok)
			}
			if !ok && !strings.Contains(instead, from) {
				t.Errorf("%s > %s is refused without saying what may: %q", from, to, instead)
			}
		}
	}
	if tried != 100 {
		t.Errorf("%d pairs of ten states", tried)
	}
}

// TestRefuses tries moves that lack something.
func TestRefuses(t *testing.T) {
	at := func(state string) told { return told{state: state, coder: "C01"} }
	for name, c := range map[string]struct {
		from told
		move Move
		want string
	}{
		"nobody":             {at(Issued), Move{To: Accepted, Reason: "x"}, "not said who"},
		"no reason":          {at(Issued), Move{To: Accepted, Actor: "C01"}, "not said why"},
		"no outcome":         {at(SecondLevel), Move{To: Final, Actor: "A", Reason: "x"}, "final needs an outcome"},
		"outcome too early":  {at(Rebutted), Move{To: Upheld, Outcome: Upheld, Actor: "A", Reason: "x"}, "only final has an outcome"},
		"partly, but what":   {at(Rebutted), Move{To: Partially, Actor: "A", Reason: "x"}, "needs the final_value"},
		"value of the whole": {at(Rebutted), Move{To: Upheld, FinalValue: "I10", Actor: "A", Reason: "x"}, "only partially_overturned has"},
		"no citation":        {at(Accepted), Move{To: Closed, Actor: "A", Reason: "x"}, "REB-05"},
		"own judge":          {at(Rebutted), Move{To: Overturned, Actor: "C01", Reason: "x"}, "own rebuttal"},
		"well":               {at(Rebutted), Move{To: Overturned, Actor: "A01", Reason: "x"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.from.refuses(c.move)
			if !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}

// TestDue counts on the wall calendar of November 2026: the 11th is Veterans Day, the 26th
// Thanksgiving, both federal holidays; the 27th is a holiday of the department's own.
func TestDue(t *testing.T) {
	clock, err := NewClock("America/Chicago", []string{"2026-11-27"}, []string{"2026-11-11"}, Levels{Respond: 5, Decide: 3, SecondLevel: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ state, since, want string }{
		{Issued, "2026-11-02", "2026-11-09"},      // Monday to Monday
		{Issued, "2026-11-06", "2026-11-13"},      // a worked holiday counts
		{Issued, "2026-11-20", "2026-12-01"},      // Friday; 23, 24, 25, 30, 1
		{Rebutted, "2026-11-21", "2026-11-25"},    // Saturday; 23, 24, 25
		{SecondLevel, "2026-11-02", "2026-11-16"}, // two weeks
		{Upheld, "2026-11-02", "2026-11-09"},
		{Accepted, "2026-11-02", ""},
		{Closed, "2026-11-02", ""},
	} {
		since, err := time.Parse(time.DateOnly, c.since)
		if err != nil {
			t.Fatal(err)
		}
		due, ok := clock.Due(c.state, since)
		if got := due.Format(time.DateOnly); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s since %s is due on %s (%v), want %q", c.state, c.since, got, ok, c.want)
		}
	}
}

// TestRevert takes findings back, each from the set that its auditor had made.
func TestRevert(t *testing.T) {
	dx := func(n int64, code, poa string) audit.Code {
		return audit.Code{Element: audit.Diagnosis, Sequence: n, Code: code, System: "ICD-10-CM", POA: poa}
	}
	coder := []audit.Code{dx(1, "A419", "Y"), dx(2, "N390", "Y"), dx(3, "I10", "N")}
	for name, c := range map[string]struct {
		auditor []audit.Code
		finding audit.Finding
		want    string
	}{
		"substitution": {[]audit.Code{dx(1, "A4151", "Y"), dx(2, "N390", "Y"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "A419", AuditorValue: "A4151", ErrorType: "SP", State: Overturned}, "1 A419 Y, 2 N390 Y, 3 I10 N"},
		"substitution, partly": {[]audit.Code{dx(1, "A4151", "Y"), dx(2, "N390", "Y"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "A419", AuditorValue: "A4151", ErrorType: "SP", State: Partially, FinalValue: "A4150"}, "1 A4150 Y, 2 N390 Y, 3 I10 N"},
		"omission": {append(coder[:3:3], dx(4, "E785", "Y")),
			audit.Finding{AuditorValue: "E785", ErrorType: "OM", State: Overturned}, "1 A419 Y, 2 N390 Y, 3 I10 N"},
		"commission": {[]audit.Code{dx(1, "A419", "Y"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "N390", ErrorType: "CM", State: Overturned}, "1 A419 Y, 3 I10 N, 2 N390 Y"},
		"commission whose place is taken": {[]audit.Code{dx(1, "A419", "Y"), dx(2, "I10", "N")},
			audit.Finding{CoderValue: "N390", ErrorType: "CM", State: Overturned}, "1 A419 Y, 2 I10 N, 3 N390 Y"},
		"POA": {[]audit.Code{dx(1, "A419", "Y"), dx(2, "N390", "N"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "N390/Y", AuditorValue: "N390/N", ErrorType: "PO", State: Overturned}, "1 A419 Y, 2 N390 Y, 3 I10 N"},
		"POA, partly": {[]audit.Code{dx(1, "A419", "Y"), dx(2, "N390", "N"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "N390/Y", AuditorValue: "N390/N", ErrorType: "PO", State: Partially, FinalValue: "N390/W"}, "1 A419 Y, 2 N390 W, 3 I10 N"},
		"principal diagnosis": {[]audit.Code{dx(1, "N390", "Y"), dx(2, "A419", "Y"), dx(3, "I10", "N")},
			audit.Finding{CoderValue: "A419", AuditorValue: "N390", ErrorType: "SQ", State: Overturned}, "2 N390 Y, 1 A419 Y, 3 I10 N"},
		"already gone": {[]audit.Code{dx(1, "A419", "Y")},
			audit.Finding{AuditorValue: "E785", ErrorType: "OM", State: Overturned}, "1 A419 Y"},
	} {
		t.Run(name, func(t *testing.T) {
			c.finding.Element = audit.Diagnosis
			var words []string
			for _, k := range revert(append([]audit.Code(nil), c.auditor...), coder, c.finding) {
				words = append(words, strings.Join([]string{string(rune('0' + k.Sequence)), k.Code, k.POA}, " "))
			}
			if got := strings.Join(words, ", "); got != c.want {
				t.Errorf("the set is %s, want %s", got, c.want)
			}
		})
	}
}
