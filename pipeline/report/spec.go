package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"chartline/pipeline/fault"
)

// Spec is a report as a YAML file describes it: which questions it asks, in
// which order, and how the answers are shown. It holds no numbers.
type Spec struct {
	Name        string          `yaml:"-"` // file name without .yaml
	Origin      string          `yaml:"-"` // BuiltIn, or the path of a site's file
	Title       string          `yaml:"title"`
	Subtitle    string          `yaml:"subtitle"`
	Sensitivity string          `yaml:"sensitivity"`
	KeyFigures  []KeyFigureSpec `yaml:"key_figures"`
	Parts       []PartSpec      `yaml:"parts"`
	Methods     []Definition    `yaml:"methods"`
	Bundle      bool            `yaml:"bundle"`   // with the SQL of every question, its values filled in
	OnePage     bool            `yaml:"one_page"` // findings and figures stand on the title page
}

// KeyFigureSpec is a tile of the title page: the key figure that a block makes.
type KeyFigureSpec struct {
	Block  string `yaml:"block"`  // id of the block
	Metric string `yaml:"metric"` // one of its measures; empty for its main one
	Label  string `yaml:"label"`
}

// PartSpec is a chapter.
type PartSpec struct {
	ID         string            `yaml:"id"`
	Title      string            `yaml:"title"`
	Lead       string            `yaml:"lead"`
	Parameters map[string]string `yaml:"parameters"` // of every query in the part
	Blocks     []BlockSpec       `yaml:"blocks"`
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
	Limit      int               `yaml:"limit"`    // last day shown
	Measures   []MeasureSpec     `yaml:"measures"`
	Events     []EventSpec       `yaml:"events"`
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
	On    string `yaml:"on"` // YYYY-MM-DD
	Label string `yaml:"label"`
}

// Library holds every report specification by name.
type Library struct{ specs map[string]*Spec }

// BuiltIn is the origin of the reports that come with the program.
const BuiltIn = "built in"

// LoadSpecs reads the built-in reports and, where site is not empty, those of a
// folder, which are added or replace one of the same name.
func LoadSpecs(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{specs: map[string]*Spec{}}
	if err := l.add(builtIn, func(string) string { return BuiltIn }); err != nil {
		return nil, err
	}
	if site == "" {
		return l, nil
	}
	if info, err := os.Stat(site); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Config, site, "no such folder of reports", "make it, or remove it from the configuration")
	}
	return l, l.add(os.DirFS(site), func(file string) string { return filepath.Join(site, file) })
}

func (l *Library) add(files fs.FS, origin func(string) string) error {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return fault.Wrap(fault.Config, err, "reports", "cannot be listed", "")
	}
	for _, file := range names {
		d, err := readSpec(files, file, origin(file))
		if err != nil {
			return err
		}
		l.specs[d.Name] = d
	}
	return nil
}

func readSpec(files fs.FS, file, origin string) (*Spec, error) {
	where := origin
	if origin == BuiltIn {
		where = "reports/" + file
	}
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "")
	}
	d := &Spec{Name: strings.TrimSuffix(path.Base(file), ".yaml"), Origin: origin}
	if err := yaml.UnmarshalWithOptions(text, d, yaml.Strict()); err != nil {
		return nil, yamlError(err, where)
	}
	return d, d.check(where)
}

// yamlError gives the line of a mistake in a specification, which holds no records.
func yamlError(err error, where string) error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		where = fmt.Sprintf("%s:%d", where, y.GetToken().Position.Line)
		return fault.Wrap(fault.Config, err, where, strings.ToLower(y.GetMessage()), "see docs/reports.md")
	}
	return fault.Wrap(fault.Config, err, where, "not a report specification", "see docs/reports.md")
}

// check refuses specifications in which two things have one name, or one has none.
func (d *Spec) check(where string) error {
	if d.Title == "" {
		return fault.New(fault.Config, where, "no title", "add title:")
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

func blockIDs(p PartSpec) []string {
	var ids []string
	for _, b := range p.Blocks {
		ids = append(ids, b.ID)
	}
	return ids
}

// List gives every specification in the order of names.
func (l *Library) List() []*Spec {
	var all []*Spec
	for _, d := range l.specs {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *Spec) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Get finds a specification by name.
func (l *Library) Get(name string) (*Spec, error) {
	if d, ok := l.specs[name]; ok {
		return d, nil
	}
	var names []string
	for _, d := range l.List() {
		names = append(names, d.Name)
	}
	return nil, fault.Newf(fault.Usage, "", "there are "+strings.Join(names, ", "), "no report %q", name)
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
		{"baseline", b.Baseline != 0}, {"limit", b.Limit != 0},
		{"measures", len(b.Measures) > 0}, {"events", len(b.Events) > 0},
	} {
		if o.is {
			set = append(set, o.name)
		}
	}
	return set
}
