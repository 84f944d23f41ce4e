// Package survival estimates how long accounts take from life tables: counts of those who
// left and of those still waiting by whole days. Accounts that still wait are censored and
// not left out (standard 3.4).
package survival

import (
	"cmp"
	"fmt"
	"slices"

	"chartline/pipeline/metric"
)

// Exit is one row of a life table: how many accounts were coded (Events) and how many were
// still open when last seen (Censored) after Time whole units, not negative.
type Exit struct {
	Time             float64
	Events, Censored int64
}

// Entry is how many accounts came under observation only after Time, because the extract
// starts in the middle of their wait (CEN-06). They are at risk at later times and not at
// Time itself: an account first seen at the start of day 5 of its wait enters at 4.
type Entry struct {
	Time     float64
	Accounts int64
}

// FollowUp is what is known of a group of accounts.
type FollowUp struct {
	Exits   []Exit  // in any order; times may repeat
	Entries []Entry // those of the exits that were not followed from the start
	// Since restricts the curve to accounts open after this time, which is the way out where
	// too few were followed from the start; 0 takes all.
	Since float64
	Band  Band
}

const (
	badTime       = "a time is negative or not a number"
	badCount      = "a count is negative"
	notFromStart  = "nobody was followed from the start: estimate from the time at which accounts come in"
	smallEntrance = "fewer than 10 were at risk at some time before the last came in: the curve hangs on few accounts"
	fewAtRisk     = 10
)

// lifeTable is the exits of a group in order of time, with who was at risk at each.
type lifeTable struct {
	steps    []Step
	late     []Entry // in order of time
	n        int64
	warnings []string
}

// lifeTable counts who was at risk at each time and says why it cannot. Everybody who leaves
// at a time or later was at risk at it, except those who came in at that time or later.
func (f FollowUp) lifeTable() (t lifeTable, why string) {
	if !metric.Finite(f.Since) || f.Since < 0 {
		return t, badTime
	}
	if t.steps, t.n, why = mergedExits(f.Exits, f.Since); why != "" {
		return t, why
	}
	late := int64(0)
	if t.late, late, why = sortedEntries(f.Entries, f.Since); why != "" {
		return t, why
	}
	if late == t.n {
		return t, notFromStart
	}
	if late > t.n {
		return t, "more accounts came in than left or were last seen"
	}
	return t, t.countAtRisk(t.n - late)
}

// countAtRisk walks from those followed from the start to the last exit. Where the set at
// risk is empty before later accounts come in, what happened in between is unknown, and a
// product over it would be 0 for good.
func (t *lifeTable) countAtRisk(atRisk int64) (why string) {
	next := 0
	for i := range t.steps {
		s := &t.steps[i]
		for ; next < len(t.late) && t.late[next].Time < s.Time; next++ {
			atRisk += t.late[next].Accounts
		}
		if atRisk < s.Events+s.Censored {
			return "more accounts left than were followed: entries and exits do not belong together"
		}
		s.AtRisk = atRisk
		atRisk -= s.Events + s.Censored
		more := next < len(t.late)
		if more && (s.Events == s.AtRisk || atRisk == 0 && t.late[next].Time > s.Time) {
			return fmt.Sprintf("nobody is left at %g, before later accounts come in: estimate from there", s.Time)
		}
		if more && s.AtRisk < fewAtRisk && len(t.warnings) == 0 {
			t.warnings = []string{smallEntrance}
		}
	}
	return ""
}

// mergedExits are the exits after a time, in order, one for each time.
func mergedExits(exits []Exit, since float64) (steps []Step, n int64, why string) {
	for _, x := range exits {
		switch {
		case !metric.Finite(x.Time) || x.Time < 0:
			return nil, 0, badTime
		case x.Events < 0 || x.Censored < 0:
			return nil, 0, badCount
		case x.Events > metric.MaxCount-n || x.Censored > metric.MaxCount-n-x.Events:
			return nil, 0, metric.TooLarge
		case x.Events+x.Censored == 0 || since > 0 && x.Time <= since:
			continue
		}
		n += x.Events + x.Censored
		steps = append(steps, Step{Time: metric.UnsignedZero(x.Time), Events: x.Events, Censored: x.Censored})
	}
	if n == 0 {
		return nil, 0, metric.NoRecords
	}
	slices.SortFunc(steps, func(a, b Step) int { return cmp.Compare(a.Time, b.Time) })
	merged := steps[:1]
	for _, s := range steps[1:] {
		if last := &merged[len(merged)-1]; last.Time == s.Time {
			last.Events += s.Events
			last.Censored += s.Censored
			continue
		}
		merged = append(merged, s)
	}
	return merged, n, ""
}

// sortedEntries are the entries after a time, in order; who came in before it was there.
func sortedEntries(entries []Entry, since float64) (late []Entry, n int64, why string) {
	for _, e := range entries {
		switch {
		case !metric.Finite(e.Time) || e.Time < 0:
			return nil, 0, badTime
		case e.Accounts < 0:
			return nil, 0, badCount
		case e.Accounts > metric.MaxCount-n:
			return nil, 0, metric.TooLarge
		case e.Accounts == 0 || since > 0 && e.Time <= since:
			continue
		}
		n += e.Accounts
		late = append(late, e)
	}
	slices.SortFunc(late, func(a, b Entry) int { return cmp.Compare(a.Time, b.Time) })
	return late, n, ""
}
