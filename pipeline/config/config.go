// Package config reads chartline.yaml: one strict file, in which an unknown key, a
// value of the wrong type and a name that nothing has are errors with a line. Defaults
// stand for what the file leaves out, and flags of the command line, which the caller
// applies, stand above both.
package config

import (
	_ "embed"
	"maps"
	"path/filepath"
	"strconv"
	"time"

	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
)

// FileName is the name under which a configuration is looked for.
const FileName = "chartline.yaml"

// Config is a whole configuration. Its paths are relative to the working directory or
// absolute, wherever the file stands.
type Config struct {
	Store    Store               `yaml:"store"`
	Timezone string              `yaml:"timezone"` // IANA zone of the facilities, such as America/Chicago
	Sources  []Source            `yaml:"sources"`
	Limits   Limits              `yaml:"limits"`
	Privacy  Privacy             `yaml:"privacy"`
	Edits    map[string]Edit     `yaml:"edits"` // record edits by their ids, such as VAL-12M
	Audit    Audit               `yaml:"audit"`
	Forecast Forecast            `yaml:"forecast"`
	Jobs     map[string]Job      `yaml:"jobs"`
	Deliver  map[string]Delivery `yaml:"deliver"`  // where finished reports go, by the name that jobs use
	Studies  map[string]Study    `yaml:"studies"`  // what researchers are given, by the names of their studies
	Access   Access              `yaml:"access"`   // who uses it, and what is kept of what they saw
	Serve    Serve               `yaml:"serve"`    // the server for tools
	Metrics  string              `yaml:"metrics"`  // file of numbers about the program, for Prometheus; empty for none
	Out      string              `yaml:"out"`      // folder of results
	Contact  string              `yaml:"contact"`  // whom patients ask about their records, on their copies; empty for the medical records office
	Paper    string              `yaml:"paper"`    // that reports are printed on: letter or a4; letter unless set
	Language string              `yaml:"language"` // BCP 47 tag of reports that name none, such as es-US; empty for English
	Queries  string              `yaml:"queries"`  // folder of the site's own queries; empty for none
	Reports  string              `yaml:"reports"`  // folder of the site's own reports; empty for none

	file  string         // as it was named to Load; empty for Default
	lines map[string]int // line of each key, by its path, such as "jobs.monthly.pull[0]"
}

// Store is where the records are kept.
type Store struct {
	Path   string `yaml:"path"`   // the DuckDB file
	Memory string `yaml:"memory"` // DuckDB's memory limit, such as 2GB
	Key    string `yaml:"key"`    // reference to the key of an encrypted store; empty for a plain one
	Httpfs string `yaml:"httpfs"` // file of DuckDB's httpfs extension, with which it encrypts what it writes
}

// Source is something to pull records from.
type Source struct {
	Name     string            `yaml:"name"`     // by which jobs, the ledger and messages call it
	Format   string            `yaml:"format"`   // such as coding-csv
	Path     string            `yaml:"path"`     // file, folder or glob; or the address of a server
	Table    string            `yaml:"table"`    // canonical table, where the format cannot tell
	Timezone string            `yaml:"timezone"` // IANA zone of instants without an offset; that of the configuration unless set
	Columns  map[string]string `yaml:"columns"`  // canonical column to header in the file
	Values   map[string]string `yaml:"values"`   // canonical column to what stands in it where the file says nothing
	Queries  map[string]string `yaml:"queries"`  // canonical table to the SELECT that gives its rows
	Options  map[string]string `yaml:"options"`  // settings of the format's own
	Every    time.Duration     `yaml:"every"`    // how often something new arrives; nothing is said of its age where 0
}

// Limits stop a run that goes wrong.
type Limits struct {
	MaxRejectShare float64 `yaml:"max_reject_share"` // largest share of rejected records, 0 to 1
}

// Privacy protects patients in what leaves the department.
type Privacy struct {
	MinCell int64 `yaml:"min_cell"` // smallest count that is shown, besides 0 (SUP-01)
}

// Edit is what a site says of a record edit in place of its own level and limit.
type Edit struct {
	Action string  `yaml:"action"` // error, warning, review, or off; that of the edit unless set
	Limit  float64 `yaml:"limit"`  // largest share of failures that a report does not warn of, 0 to 1; none where 0
	Reason string  `yaml:"reason"` // why it is off
}

// Job is what one run does: pull some sources, then write some reports.
type Job struct {
	Pull       []string          `yaml:"pull"`       // names of sources
	Reports    []string          `yaml:"reports"`    // names of reports
	Period     Period            `yaml:"period"`     // last month unless set
	AsOf       string            `yaml:"as_of"`      // as ParseAsOf reads it; the moment of the run unless set
	Parameters map[string]string `yaml:"parameters"` // query parameter to value, such as patient_type: all
	Deliver    []string          `yaml:"deliver"`    // names of deliveries

	Schedule string        `yaml:"schedule"` // as timetable reads it, such as "0 6 2 * *"; empty for a job that people start
	Timezone string        `yaml:"timezone"` // IANA zone of the schedule; that of the configuration unless set
	Missed   string        `yaml:"missed"`   // what becomes of runs that were due while nothing ran: last, all or none
	Retries  int64         `yaml:"retries"`  // of a run that ended with exit 6
	Wait     time.Duration `yaml:"wait"`     // before the first of them; twice as long before each further one
	Limit    time.Duration `yaml:"limit"`    // of a run
}

// ByHand stands in the place of a job's name where a person asked for a report that no job makes
// so. No job is called so.
const ByHand = "by-hand"

// MakesAlike reports whether two jobs make the same of every report: of one period, with the same
// parameters, and of one instant that both state. Two that run at the moment of the day that it is
// do not.
func (j Job) MakesAlike(other Job) bool {
	return j.Period == other.Period && j.AsOf != "" && j.AsOf == other.AsOf && maps.Equal(j.Parameters, other.Parameters)
}

// Default is the configuration that stands where a file says nothing. Its zone is UTC;
// a file that names sources or jobs must set another, or UTC itself.
func Default() *Config {
	return &Config{
		Store:    Store{Path: filepath.Join("data", "chartline.duckdb"), Memory: "2GB"},
		Timezone: "UTC",
		Limits:   Limits{MaxRejectShare: 0.01},
		Privacy:  Privacy{MinCell: 11},
		Audit:    defaultAudit(),
		Forecast: defaultForecast(),
		Serve:    defaultServe(),
		Out:      "out",
	}
}

// Location is the zone of the facilities.
func (c *Config) Location() (*time.Location, error) {
	loc, ok := location(c.Timezone)
	if !ok {
		return nil, fault.New(fault.Config, c.Where("timezone"), "timezone is not an IANA zone", zoneFix)
	}
	return loc, nil
}

// zoneFix says how to name a zone.
const zoneFix = "write one such as America/Chicago"

// location loads a zone. The zone of the machine is none: the same file must mean the
// same on every machine.
func location(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	return loc, err == nil
}

// Where is the place of a key, such as "jobs.monthly.reports[0]", for messages about
// its value: file and line, or only the file where the key is not set.
func (c *Config) Where(key string) string {
	if line, ok := c.lines[key]; ok {
		return c.file + ":" + strconv.Itoa(line)
	}
	if c.file == "" {
		return "default configuration"
	}
	return c.file
}

// Source finds a source by name.
func (c *Config) Source(name string) (Source, bool) {
	for _, s := range c.Sources {
		if s.Name == name {
			return s, true
		}
	}
	return Source{}, false
}

// ReadExtract has readers open an extract in place of the store. The access log stays where the
// configuration has it, and is beside the extract where no file was loaded. Key is a reference;
// empty for a plain extract.
func (c *Config) ReadExtract(path, key string) error {
	if key != "" && !secret.IsReference(key) {
		return fault.New(fault.Usage, "--key", "it is no reference, and a command line shows a key to others", secret.Fix)
	}
	if c.file != "" {
		c.Access.Log = c.AccessLog()
	}
	c.Store.Path, c.Store.Key = path, key
	delete(c.lines, "store.path")
	delete(c.lines, "store.key")
	return nil
}

//go:embed template.yaml
var template []byte

// Template is a commented configuration to begin with.
func Template() []byte { return append([]byte(nil), template...) }
