package query

import (
	"regexp"
	"strings"

	"chartline/pipeline/metric/registry"
)

// identifier is a name of a parameter, column or metric.
var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// introduce checks a new name and remembers its line.
func (p *parser) introduce(e entry, name string) error {
	if !identifier.MatchString(name) {
		return p.errorf(e.line, "use a to z, 0 to 9 and _", "not a name of a %s", e.key)
	}
	if line, ok := p.lines[e.key+" "+name]; ok {
		return p.errorf(e.line, "keep one", "%s %s is declared on line %d too", e.key, name, line)
	}
	p.lines[e.key+" "+name] = e.line
	return nil
}

// cutWord cuts the first word off a text.
func cutWord(s string) (first, rest string) {
	first, rest, _ = strings.Cut(s, " ")
	return first, strings.TrimSpace(rest)
}

// typed finds the type of a declaration.
func (p *parser) typed(e entry, name string, except Type) (Type, error) {
	if t, ok := typeNames[name]; ok && t != except {
		return t, nil
	}
	var names []string
	for n, t := range typeNames {
		if t != except {
			names = append(names, n)
		}
	}
	return 0, p.errorf(e.line, suggest(name, names), "%q is not a type of a %s", name, e.key)
}

// param reads "NAME TYPE [= DEFAULT] MEANING"; a default of several words is 'quoted'.
func (p *parser) param(e entry) error {
	name, rest := cutWord(e.value)
	typeName, rest := cutWord(rest)
	if err := p.introduce(e, name); err != nil {
		return err
	}
	t, err := p.typed(e, typeName, Real)
	if err != nil {
		return err
	}
	param := Param{Name: name, Type: t}
	if after, ok := strings.CutPrefix(rest, "="); ok {
		param.Optional = true
		if param.Default, rest, ok = cutDefault(strings.TrimSpace(after)); !ok {
			return p.errorf(e.line, "close it", "the default of %s has an open quote", name)
		}
		if _, why := param.value(param.Default); why != "" {
			return p.errorf(e.line, "mend it", "the default of %s is %s", name, why)
		}
	}
	if param.Meaning = rest; rest == "" {
		return p.errorf(e.line, "add a sentence", "param %s has no meaning", name)
	}
	p.query.Params = append(p.query.Params, param)
	return nil
}

// cutDefault cuts a word or a 'quoted text' off.
func cutDefault(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, "'") {
		value, rest = cutWord(s)
		return value, rest, true
	}
	value, rest, ok = strings.Cut(s[1:], "'")
	return value, strings.TrimSpace(rest), ok
}

// column reads "NAME TYPE[?] UNIT MEANING".
func (p *parser) column(e entry) error {
	name, rest := cutWord(e.value)
	typeName, rest := cutWord(rest)
	unit, meaning := cutWord(rest)
	if err := p.introduce(e, name); err != nil {
		return err
	}
	typeName, nullable := strings.CutSuffix(typeName, "?")
	t, err := p.typed(e, typeName, Instant)
	if err != nil {
		return err
	}
	if unit == "" || meaning == "" {
		return p.errorf(e.line, "write NAME TYPE UNIT MEANING, with - for no unit", "column %s lacks a unit or a meaning", name)
	}
	if unit == "-" {
		unit = ""
	}
	p.query.Columns = append(p.query.Columns, Column{name, t, nullable, unit, meaning})
	return nil
}

// call is "name = estimator(column, column)".
var call = regexp.MustCompile(`^(\S+)\s*=\s*(\S+?)\s*\(([^()]*)\)$`)

// metric reads "NAME = ESTIMATOR(COLUMN, …)"; its columns are declared above it.
func (p *parser) metric(e entry) error {
	m := call.FindStringSubmatch(e.value)
	if m == nil {
		return p.errorf(e.line, "write NAME = ESTIMATOR(COLUMN, …)", "not a metric")
	}
	if err := p.introduce(e, m[1]); err != nil {
		return err
	}
	declared := Metric{Name: m[1], Estimator: m[2]}
	for arg := range strings.SplitSeq(m[3], ",") {
		c, err := p.declared(e, strings.TrimSpace(arg))
		if err != nil {
			return err
		}
		if c.Type != Int && c.Type != Real {
			return p.errorf(e.line, "give an int or real column", "%s of metric %s is %s", c.Name, declared.Name, c.Type)
		}
		declared.Args = append(declared.Args, c.Name)
	}
	p.query.Metrics = append(p.query.Metrics, declared)
	return p.estimator(e, declared)
}

// estimator checks that a metric calls what exists, with as many columns as it takes.
func (p *parser) estimator(e entry, m Metric) error {
	est, ok := registry.Lookup(m.Estimator)
	if !ok {
		return p.errorf(e.line, suggest(m.Estimator, registry.Names()), "no estimator %q", m.Estimator)
	}
	if len(est.Args) != len(m.Args) {
		return p.errorf(e.line, "write "+est.Name+"("+strings.Join(est.Args, ", ")+")",
			"%s takes %d columns and has %d", est.Name, len(est.Args), len(m.Args))
	}
	return nil
}

// declared finds a column that a later declaration speaks of.
func (p *parser) declared(e entry, name string) (Column, error) {
	c, ok := p.query.Column(name)
	if !ok {
		var names []string
		for _, c := range p.query.Columns {
			names = append(names, c.Name)
		}
		return c, p.errorf(e.line, suggest(name, names), "%s speaks of %q, which is not a column above it", e.key, name)
	}
	return c, nil
}

// withhold reads "COUNT [of TOTAL] [as NAME [in YEAR]] [within COLUMN, …]…" or "none REASON";
// "within all" is the sum of all rows. Several counts may each have a line; none stands alone.
func (p *parser) withhold(e entry) error {
	head, tail, _ := strings.Cut(e.value, " within ")
	if reason, ok := strings.CutPrefix(head, "none"); ok && (reason == "" || reason[0] == ' ') {
		return p.withholdNothing(e)
	}
	var w Withhold
	var part bool
	head, alias, renamed := strings.Cut(head, " as ")
	if renamed {
		if err := p.alias(e, &w, alias); err != nil {
			return err
		}
	}
	w.Column, w.Total, part = strings.Cut(head, " of ")
	w.Column, w.Total = strings.TrimSpace(w.Column), strings.TrimSpace(w.Total)
	if err := p.count(e, w.Column); err != nil {
		return err
	}
	if part {
		if err := p.count(e, w.Total); err != nil {
			return err
		}
	}
	if err := p.margins(e, &w, tail); err != nil {
		return err
	}
	return p.withholdToo(e, w)
}

// years are the words for a year of the period that a question is asked about.
var years = map[string]int{"the last year": 1, "the year before": 2}

// alias reads "NAME [in the last year|in the year before]".
func (p *parser) alias(e entry, w *Withhold, text string) error {
	name, year, dated := strings.Cut(strings.TrimSpace(text), " in ")
	if w.As = strings.TrimSpace(name); !identifier.MatchString(w.As) {
		return p.errorf(e.line, "use a to z, 0 to 9 and _", "withhold as %q, which is no name", w.As)
	}
	if dated {
		if w.Year = years[strings.TrimSpace(year)]; w.Year == 0 {
			return p.errorf(e.line, "write \"in the last year\" or \"in the year before\"", "withhold in %q", year)
		}
	}
	return nil
}

// withholdNothing reads "none REASON".
func (p *parser) withholdNothing(e entry) error {
	reason := strings.TrimSpace(strings.TrimPrefix(e.value, "none"))
	if reason == "" {
		return p.errorf(e.line, "say why nothing need be withheld", "withhold none without a reason")
	}
	return p.withholdToo(e, Withhold{Reason: reason})
}

// withholdToo adds a declaration to those above it.
func (p *parser) withholdToo(e entry, w Withhold) error {
	for _, other := range p.query.Withhold {
		switch {
		case other.Column == "" || w.Column == "":
			return p.errorf(e.line, "keep one", "withhold none beside another withhold")
		case other.Column == w.Column && other.Total == w.Total:
			return p.errorf(e.line, "keep one", "a second withhold of %s", w.Column)
		}
	}
	p.query.Withhold = append(p.query.Withhold, w)
	return nil
}

// count checks that a withheld column is a count.
func (p *parser) count(e entry, name string) error {
	c, err := p.declared(e, name)
	if err == nil && c.Type != Int {
		err = p.errorf(e.line, "give an int column", "withhold speaks of %s, which is %s", name, c.Type)
	}
	return err
}

func (p *parser) margins(e entry, w *Withhold, text string) error {
	if text == "" {
		return nil
	}
	for set := range strings.SplitSeq(text, " within ") {
		margin := []string{}
		if strings.TrimSpace(set) == "all" {
			w.Margins = append(w.Margins, margin)
			continue
		}
		for name := range strings.SplitSeq(set, ",") {
			c, err := p.declared(e, strings.TrimSpace(name))
			if err != nil {
				return err
			}
			margin = append(margin, c.Name)
		}
		w.Margins = append(w.Margins, margin)
	}
	return nil
}
