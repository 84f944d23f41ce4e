package query

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"chartline/pipeline/fault"
)

// BuiltIn is the origin of the queries that come with the program.
const BuiltIn = "built in"

// Library holds every query by name: those of the program, and those of a site, which
// are added to them or replace them.
type Library struct {
	queries map[string]func() (*Query, error)
}

// Load finds the built-in queries and, where site is not empty, reads those of a folder. A
// site's query of the same name replaces the built-in one and must answer at least its
// columns, so that the reports that use it still work. A built-in query is read where it is
// first asked for: most commands need a few of them or none.
func Load(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{queries: map[string]func() (*Query, error){}}
	err := eachFile(builtIn, func(file string) error {
		l.queries[nameOf(file)] = sync.OnceValues(func() (*Query, error) {
			return read(builtIn, file, BuiltIn, "queries/"+file)
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if site == "" {
		return l, nil
	}
	if info, err := os.Stat(site); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Config, site, "no such folder of queries", "make it, or remove it from the configuration")
	}
	return l, l.addSite(site)
}

// addSite reads the queries of a site at once, so that a mistake in one is told by whatever
// command comes first.
func (l *Library) addSite(site string) error {
	files := os.DirFS(site)
	return eachFile(files, func(file string) error {
		origin := filepath.Join(site, filepath.FromSlash(file))
		q, err := read(files, file, origin, origin)
		if err != nil {
			return err
		}
		if builtIn, ok := l.queries[q.Name]; ok {
			replaced, err := builtIn()
			if err != nil {
				return err
			}
			if err := keeps(q, replaced, origin); err != nil {
				return err
			}
		}
		l.queries[q.Name] = func() (*Query, error) { return q, nil }
		return nil
	})
}

// eachFile visits every .sql file of a folder tree.
func eachFile(files fs.FS, visit func(file string) error) error {
	return fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return fault.Wrap(fault.Config, err, file, "cannot be read", "")
		}
		if d.IsDir() || path.Ext(file) != ".sql" {
			return nil
		}
		if strings.Count(file, "/") != 1 {
			return fault.New(fault.Config, file, "not in a topic folder", "name it TOPIC/NAME.sql")
		}
		return visit(file)
	})
}

func nameOf(file string) string { return strings.TrimSuffix(file, ".sql") }

// read reads a query; where it stands is for messages.
func read(files fs.FS, file, origin, where string) (*Query, error) {
	f, err := files.Open(file)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "")
	}
	defer f.Close()
	q, err := parse(nameOf(file), where, f)
	if err != nil {
		return nil, err
	}
	q.Origin = origin
	return q, nil
}

// keeps checks that a query can stand in for the one that it replaces.
func keeps(q, replaced *Query, where string) error {
	for _, want := range replaced.Columns {
		got, ok := q.Column(want.Name)
		if !ok || got.Type != want.Type || got.Unit != want.Unit || got.Nullable && !want.Nullable {
			return fault.Newf(fault.Config, where, "declare the columns of the built-in query, or use another name",
				"replaces the built-in query and does not keep its column %s", want.Name)
		}
	}
	for _, want := range replaced.Metrics {
		if _, ok := q.Metric(want.Name); !ok {
			return fault.Newf(fault.Config, where, "declare the metrics of the built-in query, or use another name",
				"replaces the built-in query and does not keep its metric %s", want.Name)
		}
	}
	return nil
}

// List gives every query in the order of names.
func (l *Library) List() ([]*Query, error) {
	var all []*Query
	for _, name := range l.Names() {
		q, err := l.queries[name]()
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, nil
}

// Names are those of all queries in their order.
func (l *Library) Names() []string { return slices.Sorted(maps.Keys(l.queries)) }

// Get finds a query by "topic/name"; a name that does not exist is fault.Usage with
// the nearest one that does.
func (l *Library) Get(name string) (*Query, error) {
	if q, ok := l.queries[name]; ok {
		return q()
	}
	var bare []string
	for _, full := range l.Names() {
		if path.Base(full) == name {
			bare = append(bare, full)
		}
	}
	if len(bare) > 0 {
		return nil, fault.Newf(fault.Usage, "", "write "+strings.Join(bare, " or "), "no query %q", name)
	}
	fix := "chartline query lists them"
	if best, ok := nearest(name, l.Names()); ok {
		fix = "did you mean " + best + "?"
	}
	return nil, fault.Newf(fault.Usage, "", fix, "no query %q", name)
}
