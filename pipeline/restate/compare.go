package restate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/language"
)

// Change is a figure that is not what it was.
type Change struct {
	Figure
	Earlier   string
	Published string // the date to which the earlier one was measured
	Untold    bool   // the difference would tell of few patients: the earlier value is not repeated
}

// Compare gives the figures that earlier releases stated otherwise. For each figure the
// latest release that stated it counts; releases come latest first. Counts that differ by
// less than minCell and more than 0 are small counts themselves.
func Compare(now Release, earlier []Release, minCell int64) []Change {
	var changes []Change
	for _, f := range now.Figures {
		was, in, ok := stated(f, now, earlier)
		if !ok || was.Value == f.Value {
			continue
		}
		changes = append(changes, Change{
			Figure: f, Earlier: was.Value, Published: in.AsOf.Format("2006-01-02"), Untold: tells(f, was, minCell),
		})
	}
	return changes
}

// english is the language of releases that say none.
const english = "en"

// stated finds a figure in the latest release in the same language that has it for the same
// stretch of time.
func stated(f Figure, now Release, earlier []Release) (Figure, Release, bool) {
	for _, r := range earlier {
		if !maps.Equal(r.Parameters, now.Parameters) || cmp.Or(r.Language, english) != cmp.Or(now.Language, english) || f.Begins == "" && (r.From != now.From || r.To != now.To) {
			continue
		}
		// At the ends of a period a week may be cut.
		if f.Begins != "" && (f.Begins < max(r.From, now.From) || f.Ends > min(r.To, now.To)) {
			continue
		}
		i := slices.IndexFunc(r.Figures, func(g Figure) bool {
			return g.Table == f.Table && g.Row == f.Row && g.Begins == f.Begins && (f.Table != "" || g.Title == f.Title)
		})
		if i >= 0 {
			return r.Figures[i], r, true
		}
	}
	return Figure{}, Release{}, false
}

// tells reports whether two statements of a figure, side by side, tell a small count of
// patients: where counts of the row differ by less than may be shown, or are not the same
// counts.
func tells(now, was Figure, minCell int64) bool {
	if !now.Guarded && !was.Guarded {
		return false
	}
	for name, n := range now.Counts {
		before, known := was.Counts[name]
		if change := max(n-before, before-n); !known || change > 0 && change < minCell {
			return true
		}
	}
	return len(now.Counts) != len(was.Counts)
}

// Reasons say in a language what differs between two releases that can change figures.
func Reasons(l *language.Language, now, was Release) []string {
	var reasons []string
	known := map[string]Input{}
	for _, in := range was.Inputs {
		known[in.Source+"/"+in.SHA256] = in
	}
	inputs, records, replaced, sets := 0, int64(0), int64(0), 0
	for _, in := range now.Inputs {
		before, ok := known[in.Source+"/"+in.SHA256]
		switch {
		case ok:
			replaced += in.Superseded - before.Superseded
		case in.Format == codeSets:
			sets++
		default:
			inputs, records = inputs+1, records+in.Loaded
		}
	}
	if inputs > 0 {
		reasons = append(reasons, l.Say("late records: %s with %s {record|records} loaded since", plural(l, inputs, "input"), l.Count(records)))
	}
	if replaced > 0 {
		reasons = append(reasons, l.Say("recodes: later versions took the place of %s {record|records}", l.Count(replaced)))
	}
	if sets > 0 {
		reasons = append(reasons, l.Say("code sets: %s of releases or lists loaded since", plural(l, sets, "file")))
	}
	reasons = append(reasons, methods(l, now, was)...)
	if now.AsOf.After(was.AsOf) {
		reasons = append(reasons, l.Say("open accounts are followed to %s instead of %s", l.Day(now.AsOf), l.Day(was.AsOf)))
	}
	return reasons
}

// codeSets is the format by which publishers' files are loaded.
const codeSets = "terminology"

// methods say which questions, and which version of the program, are not those of before.
func methods(l *language.Language, now, was Release) []string {
	var reasons []string
	before := map[string]string{}
	for _, q := range was.Queries {
		before[q.Name] = q.SHA256
	}
	var changed []string
	for _, q := range now.Queries {
		if sum, ok := before[q.Name]; ok && sum != q.SHA256 && !slices.Contains(changed, q.Name) {
			changed = append(changed, q.Name)
		}
	}
	if len(changed) > 0 {
		reasons = append(reasons, l.Say("method: the questions %s were changed", strings.Join(changed, ", ")))
	}
	if now.Versions["chartline"] != was.Versions["chartline"] {
		reasons = append(reasons, l.Say("method: version %s of the program instead of %s", now.Versions["chartline"], was.Versions["chartline"]))
	}
	return reasons
}
