package report

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"chartline/pipeline/fault"
)

// Library holds every report specification by name.
type Library struct{ specs map[string]*Spec }

// BuiltIn is the origin of the reports that come with the program.
const BuiltIn = "built in"

// LoadSpecs reads the built-in reports and, where site is not empty, those of a
// folder, which are added or replace one of the same name.
func LoadSpecs(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{specs: map[string]*Spec{}}
	if err := l.add(builtIn, func(string) string { return BuiltIn }, nil); err != nil {
		return nil, err
	}
	if site == "" {
		return l, nil
	}
	if info, err := os.Stat(site); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Config, site, "no such folder of reports", "make it, or remove it from the configuration")
	}
	return l, l.add(os.DirFS(site), func(file string) string { return filepath.Join(site, file) }, maps.Clone(l.specs))
}

// add reads the specifications of a folder. Those that extend one take it from the built-in ones.
func (l *Library) add(files fs.FS, origin func(string) string, builtIn map[string]*Spec) error {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return fault.Wrap(fault.Config, err, "reports", "cannot be listed", "")
	}
	for _, file := range names {
		d, err := readSpec(files, file, origin(file), builtIn)
		if err != nil {
			return err
		}
		l.specs[d.Name] = d
	}
	return nil
}

func readSpec(files fs.FS, file, origin string, builtIn map[string]*Spec) (*Spec, error) {
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
	d.lines = linesOf(text)
	if d.Extends != "" {
		base, ok := builtIn[d.Extends]
		if !ok {
			return nil, fault.Newf(fault.Config, where, "name one of "+strings.Join(slices.Sorted(maps.Keys(builtIn)), ", "), "extends %q, which is no built-in report", d.Extends)
		}
		if d, err = extended(base, d, where); err != nil {
			return nil, err
		}
	}
	return d, d.check(where)
}

// identity is a line on which a part or block has its id.
var identity = regexp.MustCompile(`\bid:\s*["']?([a-z0-9_]+)`)

// linesOf finds the line of each id.
func linesOf(text []byte) map[string]int {
	lines := map[string]int{}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if m := identity.FindStringSubmatch(line); m != nil && lines[m[1]] == 0 {
			lines[m[1]] = number
		}
	}
	return lines
}

// Where is the place of a part or block: file and line, or the report where its file does not
// name it.
func (d *Spec) Where(id string) string {
	file := d.Origin
	if file == BuiltIn {
		file = "reports/" + d.Name + ".yaml"
	}
	switch {
	case d.lines[id] > 0:
		return fmt.Sprintf("%s:%d", file, d.lines[id])
	case file == "":
		return "report " + d.Name
	}
	return file
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
