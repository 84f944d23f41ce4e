package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/store/ledger"
)

// Inspection is what was found out about files that no configuration names yet.
type Inspection struct {
	Files        int // that were looked at
	Unrecognised []string
	Formats      []Recognised
}

// Recognised is what there is of one format.
type Recognised struct {
	Format, About string
	Files         int
	Guessed       string           // table that the headers of a file speak for, which no format recognises
	Mappings      []source.Mapping // of the first file of each kind
	Tallies       []ledger.Tally   // what loading all of it would give, by table
	Skipped       map[string]int64 // records of no canonical table, by what they are
	Refused       []error          // why inputs cannot be read, one for each
	Config        string           // to paste under sources:
}

// Inspect looks at the files under a path: which format they have, how their parts map
// to the canonical tables, and what would be rejected. It loads them into a store of its
// own, beside nothing of the site's, which is gone when it returns.
func (p *Program) Inspect(ctx context.Context, path string) (*Inspection, error) {
	found, err := inbox.Find(source.Spec{Name: "inspected", Path: path}, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	seen := &Inspection{Files: len(found)}
	byFormat, err := p.recognise(ctx, found, seen)
	if err != nil {
		return nil, err
	}
	for _, s := range p.Sources {
		if files := byFormat[s.Name()]; files > 0 {
			r, err := p.weigh(ctx, s, config.Source{Name: sourceName(path), Format: s.Name(), Path: path})
			if err != nil {
				return nil, err
			}
			r.Files = files
			seen.Formats = append(seen.Formats, *r)
		}
	}
	if err := p.guess(ctx, found, seen); err != nil {
		return nil, err
	}
	if len(seen.Formats) == 0 {
		return nil, fault.New(fault.Input, path, "no file of a format that is known",
			"chartline reads "+strings.Join(p.formats(), ", ")+"; of a CSV file with headers of its own name the table and map the columns (docs/tutorial.md)")
	}
	return seen, nil
}

func (p *Program) formats() (names []string) {
	for _, s := range p.Sources {
		names = append(names, s.Name())
	}
	return names
}

// recognise counts the files of each format.
func (p *Program) recognise(ctx context.Context, files []source.Input, seen *Inspection) (map[string]int, error) {
	byFormat := map[string]int{}
	for _, in := range files {
		format, err := p.formatOf(ctx, in)
		if fault.KindOf(err) == fault.Interrupted {
			return nil, err
		}
		if format == "" {
			seen.Unrecognised = append(seen.Unrecognised, in.Place())
			continue
		}
		byFormat[format]++
	}
	return byFormat, nil
}

// formatOf is the first format that recognises a file, empty where none does or where it
// cannot be read.
func (p *Program) formatOf(ctx context.Context, in source.Input) (string, error) {
	name, head, err := headOf(ctx, in)
	if err != nil {
		return "", err
	}
	for _, s := range p.Sources {
		if s.Recognises(name, head) {
			return s.Name(), nil
		}
	}
	return "", nil
}

// headOf is the name of a file without the extension of its packing, and how it begins.
func headOf(ctx context.Context, in source.Input) (name string, head []byte, err error) {
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	name = in.Path
	if in.Member != "" {
		name = in.Member
	}
	head, err = f.Peek(source.HeadBytes)
	return inbox.Unpacked(filepath.Base(name)), slices.Clone(head), err
}

// weigh loads all that a source would give into a store that does not stay.
func (p *Program) weigh(ctx context.Context, from source.Source, conf config.Source) (*Recognised, error) {
	dir, err := os.MkdirTemp("", "chartline-inspect-*")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, os.TempDir(), "no folder for the trial", "free space, or set TMPDIR")
	}
	defer os.RemoveAll(dir)
	written := block(conf)
	conf.Timezone = p.Config.Timezone
	trial := *p
	c := *p.Config
	c.Store = config.Store{Path: filepath.Join(dir, "trial.duckdb"), Memory: c.Store.Memory}
	c.Sources, c.Limits.MaxRejectShare = []config.Source{conf}, 1
	trial.Config = &c
	r := &Recognised{Format: from.Name(), About: from.Settings().About, Config: written}
	if r.Mappings, err = trial.mappings(conf); err != nil {
		return nil, err
	}
	return r, trial.tryAll(ctx, r)
}

// tryAll pulls everything and keeps what became of it.
func (p *Program) tryAll(ctx context.Context, r *Recognised) (err error) {
	inputs, err := p.inputs(PullRequest{})
	if err != nil {
		return err
	}
	s, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	l := &loading{Program: p, store: s, known: map[string]ledger.Known{}}
	l.refuse = func(err error) { r.Refused = append(r.Refused, err) }
	if err := l.load(ctx, inputs); err != nil {
		return err
	}
	if r.Tallies, err = s.Totals(ctx); err != nil {
		return err
	}
	r.Skipped, err = s.Skipped(ctx)
	return err
}

// mappings are those of the first input of each kind: inputs that map to the same places
// are of one kind.
func (p *Program) mappings(conf config.Source) ([]source.Mapping, error) {
	inputs, err := p.inputsOf(conf)
	if err != nil {
		return nil, err
	}
	var all []source.Mapping
	known := map[source.Mapping]bool{}
	for _, in := range inputs {
		found, err := in.from.Maps(in.Input)
		if fault.KindOf(err) == fault.Input {
			continue // loading it says why
		}
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if !known[m] {
				known[m] = true
				all = append(all, m)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Table < all[j].Table })
	return all, nil
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// sourceName makes a name for a source of the last part of a path.
func sourceName(path string) string {
	base, _, _ := strings.Cut(filepath.Base(path), ".")
	if name := strings.Trim(notInNames.ReplaceAllString(base, "-"), "-_"); name != "" {
		return name
	}
	return "inbox"
}

// block is a source as it stands in a configuration.
func block(s config.Source) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - name: %s\n    format: %s\n    path: %s\n", s.Name, s.Format, quoted(s.Path))
	if s.Table != "" {
		fmt.Fprintf(&b, "    table: %s\n", s.Table)
	}
	for _, part := range []struct {
		key    string
		values map[string]string
	}{{"columns", s.Columns}, {"options", s.Options}} {
		if len(part.values) > 0 {
			fmt.Fprintf(&b, "    %s:\n", part.key)
		}
		for _, name := range slices.Sorted(maps.Keys(part.values)) {
			fmt.Fprintf(&b, "      %s: %s\n", name, quoted(part.values[name]))
		}
	}
	return b.String()
}

// quoted is a text as YAML takes it.
func quoted(text string) string {
	if strings.ContainsAny(text, ":#{}[]&*!|>'\"%@`,? ") {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return text
}
