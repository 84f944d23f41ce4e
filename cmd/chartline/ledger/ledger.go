// Package ledger reads what the ledger of a store says and shows it to the person on call.
package ledger

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/store"
)

// Status is what the ledger says. Times are in the zone of the facilities.
type Status struct {
	Store      string       `json:"store"`
	Behind     bool         `json:"behind"` // the store changed after it was published
	LastRun    Run          `json:"last_run"`
	Sources    []Source     `json:"sources"`
	Tables     []Table      `json:"tables"`
	Quarantine []Quarantine `json:"quarantine"`
	Jobs       []Job        `json:"jobs"`

	Undelivered int `json:"undelivered"` // reports that wait, or were refused, by destination

	asOf time.Time
}

// Run is the last run that was published.
type Run struct {
	Run     int64     `json:"run"`
	Status  string    `json:"status"`
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	Loaded  int64     `json:"loaded"` // inputs
}

// Source is how fresh a source is.
type Source struct {
	Name     string     `json:"name"`
	Format   string     `json:"format"`
	Inputs   int64      `json:"inputs"`
	Refused  int64      `json:"refused"`
	LastLoad *time.Time `json:"last_load"` // null where nothing was loaded
	Late     bool       `json:"late"`      // nothing came for longer than the source says
}

// Table is what became of the records of a source and table.
type Table struct {
	Source      string `json:"source"`
	Table       string `json:"table"`
	Read        int64  `json:"read"`
	Loaded      int64  `json:"loaded"`
	Duplicate   int64  `json:"duplicate"`
	Superseded  int64  `json:"superseded"`
	Quarantined int64  `json:"quarantined"`

	RejectShare float64 `json:"reject_share"` // quarantined of read; 0 where nothing was read
}

// Quarantine counts records that were left out for one reason.
type Quarantine struct {
	Source  string `json:"source"`
	Table   string `json:"table"`
	Reason  string `json:"reason"`
	Column  string `json:"column"` // empty where it is the whole record
	Records int64  `json:"records"`
}

// Read asks the published store of a program.
func Read(ctx context.Context, p *pipeline.Program, e engine.Engine) (*Status, error) {
	loc, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	s := &Status{Store: p.Config.Store.Path, asOf: p.Now().In(loc).Truncate(time.Second)}
	if s.Behind, err = behind(p.Config.Store.Path); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		query string
		take  func(*query.Answer)
	}{
		{"ledger/runs", s.takeRuns},
		{"ledger/freshness", s.takeSources},
		{"ledger/totals", s.takeTables},
		{"ledger/quarantine", s.takeQuarantine},
	} {
		answer, err := askLedger(ctx, p, e, part.query, s.asOf)
		if err != nil {
			return nil, err
		}
		part.take(answer)
	}
	s.addUnloaded(p)
	s.markLate(p)
	return s, s.addJobs(p)
}

// askLedger runs a query of the ledger, which takes the instant or nothing.
func askLedger(ctx context.Context, p *pipeline.Program, e engine.Engine, name string, asOf time.Time) (*query.Answer, error) {
	q, err := p.Queries.Get(name)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	if _, takes := q.Param("as_of"); takes {
		values["as_of"] = asOf.Format(time.RFC3339)
	}
	return q.Run(ctx, e, values)
}

// takeRuns takes the last run, which comes first.
func (s *Status) takeRuns(a *query.Answer) {
	if a.Len() > 0 {
		s.LastRun = Run{
			Run: a.Int("run_id")[0], Status: a.Text("status")[0], Version: a.Text("program_version")[0],
			Started: s.before(a.Int("age_seconds")[0]), Loaded: a.Int("loaded")[0],
		}
	}
}

func (s *Status) takeSources(a *query.Answer) {
	ages, never := a.Int("age_seconds"), a.Null("age_seconds")
	for row, name := range a.Text("source_name") {
		source := Source{
			Name: name, Format: a.Text("format")[row], Inputs: a.Int("inputs")[row], Refused: a.Int("refused")[row],
		}
		if !never[row] {
			at := s.before(ages[row])
			source.LastLoad = &at
		}
		s.Sources = append(s.Sources, source)
	}
}

func (s *Status) takeTables(a *query.Answer) {
	s.Tables = make([]Table, a.Len())
	for row := range s.Tables {
		s.Tables[row] = Table{
			Source: a.Text("source_name")[row], Table: a.Text("table_name")[row],
			Read: a.Int("rows_read")[row], Loaded: a.Int("rows_loaded")[row], Duplicate: a.Int("rows_duplicate")[row],
			Superseded: a.Int("rows_superseded")[row], Quarantined: a.Int("rows_quarantined")[row],
		}
		if t := &s.Tables[row]; t.Read > 0 {
			t.RejectShare = float64(t.Quarantined) / float64(t.Read)
		}
	}
}

func (s *Status) takeQuarantine(a *query.Answer) {
	s.Quarantine = make([]Quarantine, a.Len())
	for row := range s.Quarantine {
		s.Quarantine[row] = Quarantine{
			Source: a.Text("source_name")[row], Table: a.Text("table_name")[row], Reason: a.Text("reason")[row],
			Column: a.Text("column_name")[row], Records: a.Int("records")[row],
		}
	}
}

// addUnloaded adds the sources of the configuration of which the ledger knows nothing.
func (s *Status) addUnloaded(p *pipeline.Program) {
	known := map[string]bool{}
	for _, source := range s.Sources {
		known[source.Name] = true
	}
	for _, source := range p.Config.Sources {
		if !known[source.Name] {
			s.Sources = append(s.Sources, Source{Name: source.Name, Format: source.Format})
		}
	}
}

// markLate marks the sources of which nothing came for longer than they say.
func (s *Status) markLate(p *pipeline.Program) {
	for i := range s.Sources {
		source := &s.Sources[i]
		conf, _ := p.Config.Source(source.Name)
		source.Late = conf.Every > 0 && (source.LastLoad == nil || s.asOf.Sub(*source.LastLoad) > conf.Every)
	}
}

// before is the instant so many seconds before that of the status.
func (s *Status) before(seconds int64) time.Time {
	return s.asOf.Add(-time.Duration(seconds) * time.Second)
}

// behind reports whether the store changed after it was published: a pull is loading,
// or one failed or was cut short. It looks at the times of the files, as opening the
// store would stand in the way of the next pull.
func behind(path string) (bool, error) {
	published, err := store.Published(path)
	if err != nil {
		return false, err
	}
	at, err := modified(published)
	if err != nil {
		return false, err
	}
	for _, file := range []string{path, path + ".wal"} {
		changed, err := modified(file)
		if err != nil || changed.After(at) {
			return changed.After(at), err
		}
	}
	return false, nil
}

// modified is when a file was last written; the zero time where there is none.
func modified(file string) (time.Time, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, fault.Wrap(fault.Unavailable, err, file, "cannot be looked at", "check who owns the folder")
	}
	return info.ModTime(), nil
}
