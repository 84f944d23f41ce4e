package query

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"chartline/pipeline/fault"
)

// BuiltIn is the origin of the queries that come with the program.
const BuiltIn = "built in"

// Library holds every query by name: those of the program, and those of a site, which
// are added to them or replace them.
type Library struct {
	queries map[string]*Query
}

// Load reads the built-in queries and, where site is not empty, those of a folder. A
// site's query of the same name replaces the built-in one and must answer at least its
// columns, so that the reports that use it still work.
func Load(builtIn fs.FS, site string) (*Library, error) {
	l := &Library{queries: map[string]*Query{}}
	if err := l.add(builtIn, func(string) string { return BuiltIn }); err != nil {
		return nil, err
	}
	if site == "" {
		return l, nil
	}
	if info, err := os.Stat(site); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Config, site, "no such folder of queries", "make it, or remove it from the configuration")
	}
	err := l.add(os.DirFS(site), func(file string) string { return filepath.Join(site, filepath.FromSlash(file)) })
	return l, err
}

// add reads every .sql file of a folder tree.
func (l *Library) add(files fs.FS, origin func(file string) string) error {
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
		return l.read(files, file, origin(file))
	})
}

func (l *Library) read(files fs.FS, file, origin string) error {
	where := origin
	if origin == BuiltIn {
		where = "queries/" + file
	}
	f, err := files.Open(file)
	if err != nil {
		return fault.Wrap(fault.Config, err, where, "cannot be read", "")
	}
	defer f.Close()
	q, err := parse(strings.TrimSuffix(file, ".sql"), where, f)
	if err != nil {
		return err
	}
	q.Origin = origin
	if replaced, ok := l.queries[q.Name]; ok {
		if err := keeps(q, replaced, where); err != nil {
			return err
		}
	}
	l.queries[q.Name] = q
	return nil
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
func (l *Library) List() []*Query {
	out := make([]*Query, 0, len(l.queries))
	for _, q := range l.queries {
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b *Query) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Get finds a query by "topic/name"; a name that does not exist is fault.Usage with
// the nearest one that does.
func (l *Library) Get(name string) (*Query, error) {
	if q, ok := l.queries[name]; ok {
		return q, nil
	}
	var full, bare []string
	for _, q := range l.List() {
		full = append(full, q.Name)
		if path.Base(q.Name) == name {
			bare = append(bare, q.Name)
		}
	}
	if len(bare) > 0 {
		return nil, fault.Newf(fault.Usage, "", "write "+strings.Join(bare, " or "), "no query %q", name)
	}
	fix := "chartline query lists them"
	if best, ok := nearest(name, full); ok {
		fix = "did you mean " + best + "?"
	}
	return nil, fault.Newf(fault.Usage, "", fix, "no query %q", name)
}
