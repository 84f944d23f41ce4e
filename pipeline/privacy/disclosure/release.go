package disclosure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"chartline/pipeline/privacy/suppress"
	"chartline/pipeline/query"
)

// Statement is what a release said of a question: which counts it showed, and which it
// withheld. Rows are named by digests of their labels, so that what is kept names nothing.
type Statement struct {
	Question string                      `json:"question"` // by a digest of its name, its values but for the time, and how much of it was seen
	From     string                      `json:"from"`     // first date
	To       string                      `json:"to"`       // first date after
	Shown    map[string]map[string]int64 `json:"shown"`    // by count, by row
	Withheld map[string][]string         `json:"withheld"` // by count, the rows

	Base   string            `json:"base,omitempty"`   // the question whomever it is narrowed to, by a digest
	Within map[string]string `json:"within,omitempty"` // to whom it is narrowed, such as a facility
}

// Subtracts reports whether a statement on the same question, in a time that both have, is of more or of
// fewer of the patients: what one shows less what the other shows is a count of the others, and three of
// them tell what one withholds.
func (s Statement) Subtracts(other Statement) bool {
	both := s.From < other.To && other.From < s.To || s.From == s.To || other.From == other.To
	return s.Base != "" && s.Base == other.Base && both && (isPart(s.Within, other.Within) || isPart(other.Within, s.Within))
}

// isPart reports whether patients who are narrowed so are some of those who are narrowed otherwise.
func isPart(some, all map[string]string) bool {
	for name, label := range all {
		if some[name] != label {
			return false
		}
	}
	return len(some) > len(all)
}

// Statements are what is said of sheets of which the given rows are hidden.
func Statements(sheets []Sheet, hidden [][]bool) []Statement {
	var all []Statement
	known := map[string]bool{}
	for i, s := range sheets {
		if len(judged(s.Answer)) > 0 && !known[s.key()] {
			known[s.key()] = true
			all = append(all, s.statement(hidden[i]))
		}
	}
	return all
}

func (s Sheet) statement(hidden []bool) Statement {
	values := s.Answer.Values
	said := Statement{Question: s.question(), Base: s.base(), Within: s.within(nil), From: values["from_date"], To: values["to_date"], Shown: map[string]map[string]int64{}, Withheld: map[string][]string{}}
	own := &seen{Sheet: s, of: s.cells(), hidden: hidden}
	for _, w := range judged(s.Answer) {
		t := own.counts(w)
		said.Shown[w.Column] = map[string]int64{}
		for row, at := range own.of {
			switch name := rowName(t.Cells[at].Keys); {
			case t.Cells[at].Count == 0:
			case !hidden[row]:
				said.Shown[w.Column][name] = t.Cells[at].Count
			case !slices.Contains(said.Withheld[w.Column], name):
				said.Withheld[w.Column] = append(said.Withheld[w.Column], name)
			}
		}
		slices.Sort(said.Withheld[w.Column])
	}
	return said
}

// question names what is asked, whenever it is asked of a stretch of time. What is asked of an
// instant alone is another question at another instant.
func (s Sheet) question() string { return s.asked(maps.Clone(s.Answer.Values)) }

// base names what is asked, of whomever.
func (s Sheet) base() string {
	values := maps.Clone(s.Answer.Values)
	maps.DeleteFunc(values, func(name, _ string) bool { _, narrows := narrowing[name]; return narrows })
	return s.asked(values)
}

func (s Sheet) asked(values map[string]string) string {
	if values["from_date"] != "" {
		for _, name := range []string{"from_date", "to_date", "as_of", "as_of_on"} {
			delete(values, name)
		}
	}
	text := fmt.Sprintf("%s %d", s.Answer.Query.Name, s.Shape)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text += fmt.Sprintf(" %s=%q", name, values[name])
	}
	return digest(text)
}

// rowName is a digest of labels.
func rowName(keys []string) string { return digest(fmt.Sprintf("%q", keys)) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// statements are those on the same question, which count for what leaves the site.
func (s Sheet) statements() (of []Statement) {
	if !s.Leaves {
		return nil
	}
	question := s.question()
	for _, e := range s.Earlier {
		if e.Question == question {
			of = append(of, e)
		}
	}
	return of
}

// dated tells tables whose rows are of a time of their own, whatever the time of the report.
func dated(t suppress.Table) bool {
	return slices.Contains(t.Dimensions, "month") || slices.Contains(t.Dimensions, "week")
}

// before are the counts that earlier releases showed of the same rows, of a time of which the
// other is a part: the difference is a count too, such as a month between two counts of a
// year so far, or the records that came late of the same time (SUP-04).
func (s *seen) before(w query.Withhold, t suppress.Table) (shown []suppress.Cell) {
	for _, e := range s.statements() {
		from, to := timeOf(w, e.From, e.To)
		same := dated(t) || from == t.From && to == t.To
		part := from <= t.From && t.To <= to || t.From <= from && to <= t.To
		if !same && !part {
			continue
		}
		for _, c := range t.Cells {
			if n, ok := e.Shown[w.Column][rowName(c.Keys)]; ok {
				shown = append(shown, suppress.Cell{Count: n, Keys: c.Keys})
			}
		}
	}
	return shown
}

// reveals reports whether a count, were it shown, would let a reader of earlier releases work
// out one of the same row that a release withheld.
func (s *seen) reveals(w query.Withhold, t suppress.Table, c suppress.Cell, minCell int64) bool {
	name := rowName(c.Keys)
	spans := []suppress.Span{always(suppress.Span{From: t.From, To: t.To, Count: c.Count})}
	var withheld []suppress.Span
	for _, e := range s.statements() {
		span := suppress.Span{From: t.From, To: t.To}
		if !dated(t) {
			span.From, span.To = timeOf(w, e.From, e.To)
		}
		span = always(span)
		if n, ok := e.Shown[w.Column][name]; ok {
			span.Count = n
			spans = append(spans, span)
		} else if slices.Contains(e.Withheld[w.Column], name) {
			withheld = append(withheld, span)
		}
	}
	return slices.ContainsFunc(withheld, func(x suppress.Span) bool {
		return suppress.Follows(spans, x.From, x.To, minCell) && !suppress.Follows(spans[1:], x.From, x.To, minCell)
	})
}

// always gives a count without a time one that all of them have.
func always(s suppress.Span) suppress.Span {
	if s.From == s.To {
		s.From, s.To = "0000-01-01", "9999-12-31"
	}
	return s
}
