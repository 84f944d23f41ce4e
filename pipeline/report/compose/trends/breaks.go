package trends

import (
	"slices"
	"strings"
	"time"

	"chartline/pipeline/report/compose/block"
)

// breaks are the months in which a release of the code system begins, with what of a group
// it changed (VER-08).
type breaks struct {
	at      []time.Time
	changed []int64 // codes of the group; meaningless where not known
	known   []bool
	loaded  bool // every month has a release in force
}

func breaksOf(a block.Answer, rows []int) breaks {
	var b breaks
	states, months := a.Text("code_set"), a.Date("month")
	b.loaded = !slices.ContainsFunc(rows, func(i int) bool { return states[i] == "not loaded" })
	for _, i := range rows {
		if states[i] == "break" {
			b.at = append(b.at, months[i])
			b.changed = append(b.changed, a.Int("changed_codes")[i])
			b.known = append(b.known, !a.Null("changed_codes")[i])
		}
	}
	return b
}

// releasesUnknown stands where no release says whether the codes of a group are the same.
const releasesUnknown = "not known, since no releases are loaded"

// comparable reports whether the codes of a group are known to have been the same all the
// time, and says what is known.
func (b breaks) comparable(e *block.Edition) (same bool, words string) {
	if !b.loaded {
		return false, e.Text(releasesUnknown)
	}
	var moved []string
	for i, at := range b.at {
		switch {
		case !b.known[i]:
			return false, e.Say("not known before %s", e.Day(at))
		case b.changed[i] > 0:
			moved = append(moved, e.Say("%s changed on %s", e.Plural(b.changed[i], "codes"), e.Day(at)))
		}
	}
	if len(moved) > 0 {
		return false, strings.Join(moved, "; ")
	}
	return true, e.Text("the same all the time")
}
