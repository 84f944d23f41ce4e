package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"chartline/pipeline/engine"
	"chartline/pipeline/extract"
	"chartline/pipeline/language"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/restate"
)

// ManifestName is the file beside a report that says what it was made of.
const ManifestName = "manifest.json"

// Manifest says what a report was made of, so that it can be made again. For the same
// data and instant every field but Seconds is the same.
type Manifest struct {
	Report string `json:"report"`
	ManifestSummary
	Origin     string            `json:"origin"` // of the specification
	AsOf       time.Time         `json:"as_of"`
	From       string            `json:"from"` // first date
	To         string            `json:"to"`   // first date after
	Timezone   string            `json:"timezone"`
	Language   string            `json:"language"` // BCP 47 tag
	Wording    ManifestWording   `json:"wording"`
	Theme      ManifestTheme     `json:"theme"`
	Mode       string            `json:"mode"` // of the records (standard 6.1)
	MinCell    int64             `json:"min_cell"`
	Parameters map[string]string `json:"parameters"`
	Versions   map[string]string `json:"versions"`
	Inputs     []ManifestInput   `json:"inputs"`
	Totals     ManifestRows      `json:"totals"`
	Queries    []ManifestQuery   `json:"queries"`
	Figures    []restate.Figure  `json:"figures"`

	Files    map[string]string `json:"files"` // name to SHA-256
	Warnings []string          `json:"warnings"`
	Seconds  ManifestSeconds   `json:"seconds"`

	statements []statement // of the bundle; none where the report has no bundle
	public     bool        // the report is for the public
}

// ManifestInput is an input of the store with what became of its records.
type ManifestInput struct {
	Source string `json:"source"`
	Format string `json:"format"`
	File   string `json:"file"` // without its folder
	SHA256 string `json:"sha256"`
	ManifestRows
}

// ManifestRows counts records: read is the sum of the others.
type ManifestRows struct {
	Read        int64 `json:"rows_read"`
	Loaded      int64 `json:"rows_loaded"`
	Duplicate   int64 `json:"rows_duplicate"`
	Superseded  int64 `json:"rows_superseded"`
	Quarantined int64 `json:"rows_quarantined"`
}

// ManifestWording is the catalogue of the language that the report is written in; plain English has
// no row.
type ManifestWording struct {
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// ManifestTheme is how the report looks.
type ManifestTheme struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // of its names, colours, logo and fonts
}

// ManifestQuery is a question that was asked.
type ManifestQuery struct {
	Name       string            `json:"name"`
	Origin     string            `json:"origin"`
	SHA256     string            `json:"sha256"` // of the query file
	Parameters map[string]string `json:"parameters"`
	Rows       int               `json:"rows"`
}

// ManifestSeconds is how long the report took.
type ManifestSeconds struct {
	Measuring float64 `json:"measuring"`
	Rendering float64 `json:"rendering"`
}

// manifest gathers what is known of a report before it is rendered.
func (p *Program) manifest(ctx context.Context, db engine.Engine, e *compose.Composer, log *[]asked) (*Manifest, error) {
	m := &Manifest{
		Report: e.Spec.Name, Origin: e.Spec.Origin, AsOf: e.AsOf, From: e.From.Format(time.DateOnly), To: e.To.Format(time.DateOnly),
		Timezone: e.Location.String(), Language: e.Language.Tag(), MinCell: e.MinCell, Parameters: e.Parameters,
		Wording: ManifestWording{e.Language.Rows(), e.Language.Digest()}, Theme: ManifestTheme{e.Theme.Called(), e.Theme.Digest()},
		Versions: map[string]string{"chartline": p.Version, "engine": db.String(), "go": runtime.Version()},
		Warnings: []string{},
	}
	mode, err := extract.ModeOf(ctx, db)
	if err != nil {
		return nil, err
	}
	m.Mode = mode.String()
	m.addQueries(*log)
	if e.Spec.Bundle {
		if m.statements, err = statements(*log); err != nil {
			return nil, err
		}
	}
	inputs, err := p.Queries.Get("ledger/inputs")
	if err != nil {
		return nil, err
	}
	a, err := inputs.Run(ctx, db, nil)
	if err != nil {
		return nil, err
	}
	m.addInputs(a)
	return m, nil
}

func (m *Manifest) addQueries(log []asked) {
	for _, a := range log {
		m.Identified = m.Identified || a.query.Identified != ""
		values := map[string]string{}
		for _, v := range a.values {
			values[v[0]] = v[1]
		}
		m.Queries = append(m.Queries, ManifestQuery{Name: a.query.Name, Origin: a.query.Origin, SHA256: digest([]byte(a.query.Text)), Parameters: values, Rows: a.rows})
	}
}

// english is the language of manifests.
var english *language.Language

// notCounted is the warning of a manifest, and what pages say of it.
const notCounted = "%d {record is|records are} quarantined and {counts|count} nowhere"

func (m *Manifest) addInputs(a *query.Answer) {
	sources, formats, files, hashes := a.Text("source_name"), a.Text("format"), a.Text("file_name"), a.Text("sha256")
	read, loaded, duplicate := a.Int("rows_read"), a.Int("rows_loaded"), a.Int("rows_duplicate")
	superseded, quarantined := a.Int("rows_superseded"), a.Int("rows_quarantined")
	m.Inputs = make([]ManifestInput, a.Len())
	for i := range m.Inputs {
		rows := ManifestRows{read[i], loaded[i], duplicate[i], superseded[i], quarantined[i]}
		m.Inputs[i] = ManifestInput{sources[i], formats[i], filepath.Base(files[i]), hashes[i], rows}
		m.Totals.Read += rows.Read
		m.Totals.Loaded += rows.Loaded
		m.Totals.Duplicate += rows.Duplicate
		m.Totals.Superseded += rows.Superseded
		m.Totals.Quarantined += rows.Quarantined
	}
	if m.Totals.Quarantined > 0 {
		m.Warnings = append(m.Warnings, english.Say(notCounted, m.Totals.Quarantined))
	}
}

// provenance is the part of the manifest that a reader of the page sees.
func (m *Manifest) provenance(l *language.Language) []report.Definition {
	list := []report.Definition{
		{Term: l.Text("Data"), Text: m.Totals.words(l, len(m.Inputs))},
		{Term: l.Text("Inputs"), Text: l.Say("SHA-256 over the digests of all inputs: %s. manifest.json lists them one by one.", m.inputsDigest())},
		{Term: l.Text("As of"), Text: l.Say("%s; local dates in %s.", l.Instant(m.AsOf), m.Timezone)},
		{Term: l.Text("Mode"), Text: l.Text(m.banner()) + "."},
		{Term: l.Text("Small cells"), Text: l.Say("Counts of patients from 1 to %d are withheld, with what would reveal them.", m.MinCell-1)},
		{Term: l.Text("Versions"), Text: "Chartline " + m.Versions["chartline"] + ", " + m.Versions["engine"] + ", " + m.Versions["go"] + "."},
	}
	if len(m.statements) > 0 {
		list = append(list, report.Definition{Term: l.Text("Bundle"), Text: l.Text("The folder bundle beside this report holds every question as SQL with its values; manifest.json has the digests of data, questions and files, the versions and the parameters.")})
	}
	var given []string
	for _, k := range sortedKeys(m.Parameters) {
		given = append(given, k+" = "+m.Parameters[k])
	}
	if len(given) > 0 {
		list = append(list, report.Definition{Term: l.Text("Parameters"), Text: strings.Join(given, ", ") + "."})
	}
	if len(m.Warnings) > 0 {
		list = append(list, report.Definition{Term: l.Text("Warnings"), Text: l.Say(notCounted, m.Totals.Quarantined) + "."})
	}
	return list
}

// mark writes into a document what it was made of; one made of an extract says so on every
// page, since its mode is that of the extract.
func (m *Manifest) mark(doc *report.Document) {
	doc.Provenance = m.provenance(doc.Language)
	if m.Identified {
		doc.Readers = report.Few
	}
	if m.Mode != privacy.PHI.String() {
		doc.Sensitivity = doc.Language.Text(m.banner()) + ". " + doc.Sensitivity
		doc.Marking = m.banner() + ". " + doc.Marking
	}
}

// banner says in words what the mode of the records is.
func (m *Manifest) banner() string {
	mode, _ := privacy.ParseMode(m.Mode) // PHI where it is none, which is the stricter
	return mode.Banner()
}

// words say what became of the records of some inputs.
func (r ManifestRows) words(l *language.Language, inputs int) string {
	return l.Say("%s {input|inputs}: %s {record|records} read, %s loaded, %s duplicate, %s superseded, %s quarantined.",
		l.Count(int64(inputs)), l.Count(r.Read), l.Count(r.Loaded), l.Count(r.Duplicate), l.Count(r.Superseded), l.Count(r.Quarantined))
}

func (m *Manifest) inputsDigest() string {
	var all strings.Builder
	for _, in := range m.Inputs {
		all.WriteString(in.SHA256 + "\n")
	}
	return digest([]byte(all.String()))
}

// write adds the digests of the files and writes the manifest beside them.
func (m *Manifest) write(folder string, names []string) error {
	m.Files = map[string]string{}
	for _, n := range names {
		content, err := os.ReadFile(filepath.Join(folder, n))
		if err != nil {
			return outError(err, n)
		}
		m.Files[filepath.ToSlash(n)] = digest(content)
	}
	text, err := json.MarshalIndent(m.forRelease(), "", "  ")
	if err != nil {
		return outError(err, ManifestName)
	}
	return writeFile(filepath.Join(folder, ManifestName), append(text, '\n'))
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
