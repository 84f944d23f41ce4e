package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/history/seal"
	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/restate"
)

// release takes from the pages of a report for the public what counts excluded records, from
// which small counts follow (6.5).
func release(doc *report.Document) {
	l := doc.Language
	doc.Provenance = slices.DeleteFunc(doc.Provenance, func(d report.Definition) bool { return d.Term == l.Text("Data") || d.Term == l.Text("Warnings") })
	for i, d := range doc.Provenance {
		if d.Term == l.Text("Mode") {
			doc.Provenance[i].Text = l.Text(privacy.Aggregate.Banner()) + "."
		}
	}
}

// releases is what all reports for the public of a store said, of whatever job or of none: two of
// them can be taken from each other. It is nothing for a report that stays inside.
type releases struct {
	journal history.Journal[json.RawMessage] // of released, sealed where the store has a key
	seal    *seal.Seal
	before  []released
	lock    *history.Lock
}

// released is what one of them said of counts of patients. Rows are named by digests of their
// labels, which whoever knows the labels can make too: beside an encrypted store it is sealed, and
// beside a plain one it is as plain as the store.
type released struct {
	AsOf       time.Time              `json:"as_of"`
	Report     string                 `json:"report"`
	Job        string                 `json:"job"` // empty for one that was made without a job
	Statements []disclosure.Statement `json:"statements"`
}

// releases has a report for the public be decided on with all that were said before it, and keeps
// others out until it is said.
func (p *Program) releases(c *compose.Composer, earlier []restate.Release) (*releases, error) {
	if !c.Spec.Public {
		return &releases{}, nil
	}
	h := history.Of(p.Config.Store.Path)
	lock, err := h.LockReleases()
	if err != nil {
		return nil, err
	}
	r := &releases{lock: lock}
	lines, err := r.recall(p, h)
	if err = errors.Join(err, r.reseal(lines)); err != nil {
		r.close()
		return nil, err
	}
	c.Earlier = restate.Statements(earlier) // manifests had them before there was the file
	for _, said := range r.before {
		c.Earlier = append(c.Earlier, said.Statements...)
	}
	return r, nil
}

// Seal is what encrypts the history of releases beside an encrypted store; nil beside a plain one.
func (p *Program) Seal() (*seal.Seal, error) {
	key, err := p.key()
	if err != nil {
		return nil, err
	}
	return seal.Open(history.Of(p.Config.Store.Path).SealKey(), key)
}

// recall reads what was said before, and gives the lines as they lie there.
func (r *releases) recall(p *Program, h *history.History) (lines []json.RawMessage, err error) {
	r.journal.Path = h.Released()
	if r.seal, err = p.Seal(); err != nil {
		return nil, err
	}
	if lines, err = r.journal.Read(); err != nil {
		return nil, err
	}
	for _, line := range lines {
		text, err := r.seal.Read(line)
		if err != nil {
			return nil, err
		}
		var said released
		if err := json.Unmarshal(text, &said); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, r.journal.Path, "a line is broken", "restore the file")
		}
		r.before = append(r.before, said)
	}
	return lines, nil
}

// reseal seals the lines from before the store had a key. Nobody else may add one meanwhile.
func (r *releases) reseal(lines []json.RawMessage) error {
	clear := false
	for i, line := range lines {
		shut, err := r.seal.Shut(line)
		if err != nil {
			return outError(err, r.journal.Path)
		}
		clear = clear || !bytes.Equal(line, shut)
		lines[i] = shut
	}
	if !clear {
		return nil
	}
	return r.journal.Rewrite(lines)
}

// released is what all reports for the public of the store said so far.
func (p *Program) released() (said []disclosure.Statement, err error) {
	r := &releases{}
	if _, err := r.recall(p, history.Of(p.Config.Store.Path)); err != nil {
		return nil, err
	}
	for _, b := range r.before {
		said = append(said, b.Statements...)
	}
	return said, err
}

// say writes down what a report says before anybody can see it. What was said before, word for
// word, is not said again.
func (r *releases) say(asOf time.Time, report, job string, said []disclosure.Statement) error {
	if r.lock == nil {
		return nil
	}
	if err := r.refuse(report, said); err != nil {
		return err
	}
	text, err := json.Marshal(said)
	if err != nil {
		return outError(err, r.journal.Path)
	}
	for _, b := range r.before {
		if known, err := json.Marshal(b.Statements); err == nil && string(known) == string(text) {
			return nil
		}
	}
	if text, err = json.Marshal(released{AsOf: asOf, Report: report, Job: job, Statements: said}); err != nil {
		return outError(err, r.journal.Path)
	}
	if text, err = r.seal.Shut(text); err != nil {
		return outError(err, r.journal.Path)
	}
	return r.journal.Append(text)
}

// refuse refuses what asks of more or of fewer patients what was released before: by subtracting, and
// by subtracting others from that, small counts could be worked out that no report shows.
func (r *releases) refuse(report string, said []disclosure.Statement) error {
	for _, before := range r.before {
		for _, b := range before.Statements {
			if slices.ContainsFunc(said, b.Subtracts) {
				return fault.Newf(fault.Policy, "report "+report, "publish one of both, or show both in one report",
					"%s as of %s told the public the same of more or of fewer patients, and one could be taken from the other", before.Report, before.AsOf.Format(time.DateOnly))
			}
		}
	}
	return nil
}

func (r *releases) close() {
	if r.lock != nil {
		_ = r.lock.Release() // closing a file that was only locked loses nothing
	}
}

// publicManifest is the manifest beside a report for the public: without counts of records, from
// which those that are excluded would follow.
type publicManifest struct {
	*Manifest
	Inputs   []publicInput `json:"inputs"`
	Totals   any           `json:"totals,omitempty"`
	Queries  []publicQuery `json:"queries"`
	Warnings any           `json:"warnings,omitempty"`
}

type publicInput struct {
	Source string `json:"source"`
	Format string `json:"format"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

type publicQuery struct {
	Name       string            `json:"name"`
	Origin     string            `json:"origin"`
	SHA256     string            `json:"sha256"`
	Parameters map[string]string `json:"parameters"`
}

// forRelease is the manifest as it lies beside its report.
func (m *Manifest) forRelease() any {
	if !m.public {
		return m
	}
	p := publicManifest{Manifest: m}
	for _, in := range m.Inputs {
		p.Inputs = append(p.Inputs, publicInput{in.Source, in.Format, in.File, in.SHA256})
	}
	for _, q := range m.Queries {
		p.Queries = append(p.Queries, publicQuery{q.Name, q.Origin, q.SHA256, q.Parameters})
	}
	return p
}
