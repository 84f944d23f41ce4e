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
	"sync"

	"github.com/goccy/go-yaml"

	"chartline/pipeline/fault"
)

// Library holds every report specification by name.
type Library struct {
	specs map[string]func() (*Spec, error)
}

// BuiltIn is the origin of the reports that come with the program.
const BuiltIn = "built in"

// LoadSpecs finds the built-in reports and, where site is not empty, reads those of a
// folder, which are added or replace one of the same name. A built-in one is read where it
// is first asked for: most commands need one of them or none.
func LoadSpecs(builtIn fs.FS, site string) (*Library, error) {
	names, err := specFiles(builtIn)
	if err != nil {
		return nil, err
	}
	l := &Library{specs: map[string]func() (*Spec, error){}}
	for _, file := range names {
		l.specs[nameOf(file)] = sync.OnceValues(func() (*Spec, error) {
			return readSpec(builtIn, file, BuiltIn, nil)
		})
	}
	if site == "" {
		return l, nil
	}
	if info, err := os.Stat(site); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Config, site, "no such folder of reports", "make it, or remove it from the configuration")
	}
	return l, l.addSite(site)
}

// addSite reads the specifications of a site at once, so that a mistake in one is told by
// whatever command comes first. Those that extend one take it from the built-in ones.
func (l *Library) addSite(site string) error {
	files := os.DirFS(site)
	names, err := specFiles(files)
	if err != nil {
		return err
	}
	builtIn := maps.Clone(l.specs)
	for _, file := range names {
		d, err := readSpec(files, file, filepath.Join(site, file), builtIn)
		if err != nil {
			return err
		}
		l.specs[d.Name] = func() (*Spec, error) { return d, nil }
	}
	return nil
}

func specFiles(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, "reports", "cannot be listed", "")
	}
	return names, nil
}

func nameOf(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func readSpec(files fs.FS, file, origin string, builtIn map[string]func() (*Spec, error)) (*Spec, error) {
	where := origin
	if origin == BuiltIn {
		where = "reports/" + file
	}
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "")
	}
	d := &Spec{Name: nameOf(file), Origin: origin}
	if err := yaml.UnmarshalWithOptions(text, d, yaml.Strict()); err != nil {
		return nil, yamlError(err, where)
	}
	d.lines = linesOf(text)
	if d.Extends != "" {
		base, ok := builtIn[d.Extends]
		if !ok {
			return nil, fault.Newf(fault.Config, where, "name one of "+strings.Join(slices.Sorted(maps.Keys(builtIn)), ", "), "extends %q, which is no built-in report", d.Extends)
		}
		if d, err = extending(base, d, where); err != nil {
			return nil, err
		}
	}
	return d, d.check(where)
}

// extending is extended of a built-in report that may not have been read yet.
func extending(builtIn func() (*Spec, error), own *Spec, where string) (*Spec, error) {
	base, err := builtIn()
	if err != nil {
		return nil, err
	}
	return extended(base, own, where)
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
func (l *Library) List() ([]*Spec, error) {
	var all []*Spec
	for _, name := range l.Names() {
		d, err := l.specs[name]()
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// Names are those of all specifications in their order.
func (l *Library) Names() []string { return slices.Sorted(maps.Keys(l.specs)) }

// Get finds a specification by name.
func (l *Library) Get(name string) (*Spec, error) {
	if d, ok := l.specs[name]; ok {
		return d()
	}
	return nil, fault.Newf(fault.Usage, "", "there are "+strings.Join(l.Names(), ", "), "no report %q", name)
}
