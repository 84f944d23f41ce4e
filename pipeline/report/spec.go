package report

import (
	"slices"
	"strings"

	"chartline/pipeline/fault"
)

// Spec is a report as a YAML file describes it: which questions it asks, in
// which order, and how the answers are shown. It holds no numbers.
type Spec struct {
	Name        string            `yaml:"-"`       // file name without .yaml
	Origin      string            `yaml:"-"`       // BuiltIn, or the path of a site's file
	Extends     string            `yaml:"extends"` // built-in report that a site's changes by ids; empty for one of its own
	Title       string            `yaml:"title"`
	Subtitle    string            `yaml:"subtitle"`
	Sensitivity string            `yaml:"sensitivity"`
	Marking     string            `yaml:"-"`        // sensitivity as the file has it, by which deliveries decide; empty where it was not said in a language
	Language    string            `yaml:"language"` // BCP 47 tag, such as es-US; empty for that of the configuration
	KeyFigures  []KeyFigureSpec   `yaml:"key_figures"`
	Parts       []PartSpec        `yaml:"parts"`
	Methods     []Definition      `yaml:"methods"`
	Filters     map[string]string `yaml:"filters"`  // what every question is narrowed to, such as facility
	Compare     string            `yaml:"compare"`  // previous_period, last_year or target: what key figures stand beside; empty for nothing
	ForEach     string            `yaml:"for_each"` // coder or facility: a document of its own for each; empty for one of all
	Public      bool              `yaml:"public"`   // for release: nothing below 11, and judged questions alone
	Bundle      bool              `yaml:"bundle"`   // with the SQL of every question, its values filled in
	OnePage     bool              `yaml:"one_page"` // findings and figures stand on the title page

	lines map[string]int // line of each id in its file
}

// KeyFigureSpec is a tile of the title page: the key figure that a block makes.
type KeyFigureSpec struct {
	Block      string      `yaml:"block"`  // id of the block
	Metric     string      `yaml:"metric"` // one of its measures; empty for its main one
	Label      string      `yaml:"label"`
	Target     float64     `yaml:"target"`     // of a comparison with targets; 0 for that of the series
	Thresholds *Thresholds `yaml:"thresholds"` // nil for a tile without a tone of the specification's own
	Series     *SeriesSpec `yaml:"series"`     // of the same measure over time, by which it is marked; nil for none
}

// Aim is the target of a key figure: its own, or else that of its series; 0 for none.
func (k KeyFigureSpec) Aim() float64 {
	if k.Target == 0 && k.Series != nil {
		return k.Series.Target
	}
	return k.Target
}

// SeriesSpec is a measure over time that the marks of a key figure are read from: a query that
// answers by period.
type SeriesSpec struct {
	Query      string            `yaml:"query"`
	Parameters map[string]string `yaml:"parameters"`
	Metric     string            `yaml:"metric"`
	Better     string            `yaml:"better"` // higher or lower; empty where neither is
	Target     float64           `yaml:"target"` // 0 for none
}

// Thresholds give a key figure its tone by its interval, never by its value alone: it is good
// where the whole interval reaches Good, to act on where the whole interval misses Act, and to
// watch in between. Where Good is below Act less is better.
type Thresholds struct {
	Good float64 `yaml:"good"`
	Act  float64 `yaml:"act"`
}

// PartSpec is a chapter.
type PartSpec struct {
	ID         string            `yaml:"id"`
	Title      string            `yaml:"title"`
	Lead       string            `yaml:"lead"`
	Parameters map[string]string `yaml:"parameters"` // of every query in the part
	Blocks     []BlockSpec       `yaml:"blocks"`
	Change     change            `yaml:",inline"`
}

// BlockSpec is one figure or table. Which options a kind takes, package compose says;
// one that the kind does not take is an error.
type BlockSpec struct {
	ID         string            `yaml:"id"` // file name stem of the figure and its CSV twin
	Kind       string            `yaml:"kind"`
	Query      string            `yaml:"query"`
	Parameters map[string]string `yaml:"parameters"`
	Caption    string            `yaml:"caption"`
	Title      string            `yaml:"title"`    // of a table; figures are titled by their finding
	Headline   bool              `yaml:"headline"` // its finding stands on the title page too
	Metric     string            `yaml:"metric"`
	Noun       string            `yaml:"noun"` // what is counted, such as "discharges"
	Top        int               `yaml:"top"`
	Target     float64           `yaml:"target"`
	Baseline   int               `yaml:"baseline"` // first points that fix the limits of a control chart
	Chart      string            `yaml:"chart"`    // sort of control chart; empty for the one that suits the metric
	Optional   bool              `yaml:"optional"` // left out without a word where there is nothing to show
	Screen     bool              `yaml:"screen"`   // limits of a control chart are made from the points inside them
	Limit      int               `yaml:"limit"`    // last day shown
	Better     string            `yaml:"better"`   // higher or lower; empty where neither is
	Measures   []MeasureSpec     `yaml:"measures"`
	Events     []EventSpec       `yaml:"events"`
	Change     change            `yaml:",inline"`
}

// MeasureSpec is a row of a table of measures.
type MeasureSpec struct {
	Metric string  `yaml:"metric"`
	Label  string  `yaml:"label"`
	Noun   string  `yaml:"noun"`   // what its denominator counts, such as "codes"
	Target float64 `yaml:"target"` // of a scorecard; 0 for none
}

// EventSpec is something that happened, marked on a time axis.
type EventSpec struct {
	On     string `yaml:"on"` // YYYY-MM-DD
	Label  string `yaml:"label"`
	Rebase bool   `yaml:"rebase"` // limits of a control chart are made anew from here on
}

// check refuses specifications in which two things have one name, or one has none.
func (d *Spec) check(where string) error {
	if d.Title == "" {
		return fault.New(fault.Config, where, "no title", "add title:")
	}
	if err := d.checkChoices(where); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range d.Parts {
		for _, id := range append([]string{p.ID}, blockIDs(p)...) {
			if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
				return fault.New(fault.Config, where, "a part or block without an id", "give each an id of small letters, digits and _")
			}
			if seen[id] {
				return fault.Newf(fault.Config, where, "give each an id of its own", "two parts or blocks are called %s", id)
			}
			seen[id] = true
		}
	}
	for _, k := range d.KeyFigures {
		if !seen[k.Block] {
			return fault.Newf(fault.Config, where, "name the id of a block", "a key figure of block %q, which does not exist", k.Block)
		}
	}
	return nil
}

// FilterNames are what a report can be narrowed to: parameters of queries.
var FilterNames = []string{"facility", "patient_type", "payer", "service_line"}

// comparisons are what key figures can stand beside, and each whom a report can be made for.
var (
	comparisons = []string{"", PreviousPeriod, LastYear, Target}
	each        = []string{"", "coder", "facility"}
)

// What can be better of a measure.
const (
	Higher = "higher"
	Lower  = "lower"
)

// What key figures can stand beside.
const (
	PreviousPeriod = "previous_period" // the period as long, and just before
	LastYear       = "last_year"       // the same dates a year ago
	Target         = "target"          // what each key figure, or its series, names as its target
)

// ComparesPeriods reports whether key figures stand beside those of an earlier period.
func (d *Spec) ComparesPeriods() bool { return d.Compare == PreviousPeriod || d.Compare == LastYear }

func (d *Spec) checkChoices(where string) error {
	for name := range d.Filters {
		if !slices.Contains(FilterNames, name) {
			return fault.Newf(fault.Config, where, "use "+strings.Join(FilterNames, ", "), "no filter %q", name)
		}
	}
	if !slices.Contains(comparisons, d.Compare) {
		return fault.Newf(fault.Config, where, "use "+strings.Join(comparisons[1:], ", "), "cannot compare with %q", d.Compare)
	}
	if !slices.Contains(each, d.ForEach) {
		return fault.Newf(fault.Config, where, "use "+strings.Join(each[1:], " or "), "cannot be made for each %q", d.ForEach)
	}
	return nil
}

func blockIDs(p PartSpec) []string {
	var ids []string
	for _, b := range p.Blocks {
		ids = append(ids, b.ID)
	}
	return ids
}

// MetricNames lists the metrics that a block asks for.
func (b BlockSpec) MetricNames() []string {
	var names []string
	if b.Metric != "" {
		names = append(names, b.Metric)
	}
	for _, m := range b.Measures {
		names = append(names, m.Metric)
	}
	return names
}

// Options lists the options that a block sets and that only some kinds take.
func (b BlockSpec) Options() []string {
	var set []string
	for _, o := range []struct {
		name string
		is   bool
	}{
		{"metric", b.Metric != ""}, {"noun", b.Noun != ""}, {"top", b.Top != 0}, {"target", b.Target != 0},
		{"baseline", b.Baseline != 0}, {"limit", b.Limit != 0}, {"better", b.Better != ""},
		{"measures", len(b.Measures) > 0}, {"events", len(b.Events) > 0},
		{"chart", b.Chart != ""}, {"screen", b.Screen},
		{"rebase", slices.ContainsFunc(b.Events, func(e EventSpec) bool { return e.Rebase })},
	} {
		if o.is {
			set = append(set, o.name)
		}
	}
	return set
}
