package pipeline

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/contain"
	"chartline/pipeline/extract"
	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/extract/treat"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
)

// ExtractRequest says what a study is given.
type ExtractRequest struct {
	Study     string
	Mode      privacy.Mode
	Out       string
	Format    extract.Format
	Cohort    string // file or query in place of the study's
	Sensitive string // purpose for which accounts under 42 CFR Part 2 are included; empty where they are not
}

// Extract makes a dataset of records for a study. It is there whole or not at all.
func (p *Program) Extract(ctx context.Context, r ExtractRequest) (extract.Result, error) {
	study, err := p.study(r)
	if err != nil {
		return extract.Result{}, err
	}
	made, err := p.extraction(ctx, r, study)
	if err != nil {
		return extract.Result{}, err
	}
	if r.Cohort != "" {
		study.Cohort = r.Cohort
	}
	if r.Mode == privacy.Aggregate {
		answers, err := p.answers(ctx, study)
		if err != nil {
			return extract.Result{}, err
		}
		if made.Released, err = p.released(); err != nil {
			return extract.Result{}, err
		}
		return extract.Aggregate(ctx, made, answers)
	}
	if study.Cohort != "" {
		made.Cohort = func(ctx context.Context) (extract.Rows, error) { return p.cohort(ctx, study) }
	}
	return extract.Make(ctx, made)
}

// answers asks the questions of a study.
func (p *Program) answers(ctx context.Context, s config.Study) (answers []*query.Answer, err error) {
	loc, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	from, to := s.Period.Resolve(p.Now(), loc)
	known := map[string]string{
		"from_date": from.Format(time.DateOnly), "to_date": to.Format(time.DateOnly),
		"as_of": p.Now().UTC().Format(time.RFC3339), "as_of_on": p.Now().In(loc).Format(time.DateOnly),
	}
	maps.Copy(known, s.Parameters)
	db, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for _, name := range s.Questions {
		q, err := p.Queries.Get(name)
		if err != nil {
			return nil, err
		}
		values := maps.Clone(known)
		maps.DeleteFunc(values, func(param, _ string) bool { _, takes := q.Param(param); return !takes })
		a, err := q.Run(ctx, db, values)
		if err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// study finds the study and refuses what its agreement or its tables do not allow.
func (p *Program) study(r ExtractRequest) (config.Study, error) {
	s, ok := p.Config.Studies[r.Study]
	if !ok {
		return s, fault.Newf(fault.Usage, "", "chartline.yaml lists the studies under studies:", "no study %q", r.Study)
	}
	key := "studies." + r.Study
	for _, name := range s.Tables {
		if !slices.Contains(treat.Extractable(), name) {
			return s, fault.Newf(fault.Config, p.Config.Where(key+".tables"), "write some of "+strings.Join(treat.Extractable(), ", "), "no table %s can be extracted", name)
		}
	}
	if r.Mode == privacy.Limited && !s.Agreement.InForce(p.Now()) {
		return s, fault.Newf(fault.Policy, p.Config.Where(key), "add agreement: with id: and expires:, or choose --mode safe-harbor",
			"a limited data set needs an agreement that is in force (164.514(e))")
	}
	return s, nil
}

// extraction gathers what an extract of records needs.
func (p *Program) extraction(ctx context.Context, r ExtractRequest, s config.Study) (extract.Request, error) {
	made := extract.Request{
		Study: r.Study, Mode: r.Mode, Purpose: s.Purpose, Tables: s.Tables, Out: r.Out, Format: r.Format,
		Vault: vault.Path(p.Config.Store.Path, r.Study), Smallest: p.Config.Privacy.MinCell, MaxSmall: s.MaxSmall,
		Weeks: s.Shift == "weeks", Sensitive: r.Sensitive,
		Memory: p.Config.Store.Memory, Crypto: p.Config.Store.Httpfs, Version: p.Version, Now: p.Now(),
	}
	d, err := p.dataset(ctx)
	if err != nil {
		return made, err
	}
	if isFolder(d.path) {
		return made, fault.New(fault.Config, d.path, "no extract is made of a folder of Parquet files", "extract from the store, or from a limited data set as a DuckDB file")
	}
	made.Dataset, made.Source = d.path, d.mode
	if made.StoreKey, err = p.key(); err != nil {
		return made, err
	}
	made.Key, err = p.studyKey(r.Study, s, made.StoreKey)
	return made, err
}

// studyKey is the key of a study's extracts, empty for plain ones.
func (p *Program) studyKey(name string, s config.Study, storeKey string) (string, error) {
	if s.Key == "" {
		return "", nil
	}
	where := p.Config.Where("studies." + name + ".key")
	key, err := secret.Resolve(where, s.Key)
	if err == nil {
		err = sealed.CheckKey(where, key)
	}
	if err == nil && key == storeKey {
		err = fault.New(fault.Policy, where, "the key of the study is that of the store, which would open the records to its researchers", "make another one: chartline key make FILE")
	}
	return key, err
}

// cohort asks who belongs to a study, in a process that can do nothing else.
func (p *Program) cohort(ctx context.Context, s config.Study) (extract.Rows, error) {
	sql, args, where, err := p.cohortStatement(s)
	if err != nil {
		return nil, err
	}
	e, err := p.OpenContained(ctx, contain.Limits{})
	if err != nil {
		return nil, err
	}
	rows, err := e.Query(ctx, sql, args...)
	if err != nil {
		return nil, errors.Join(inPlace(where, err), e.Close())
	}
	return &cohortRows{Rows: rows, close: e.Close}, nil
}

// cohortStatement is the SELECT of a cohort: that of a file, or of a query by its name.
func (p *Program) cohortStatement(s config.Study) (sql string, args []any, where string, err error) {
	if filepath.Ext(s.Cohort) == ".sql" {
		text, err := os.ReadFile(s.Cohort)
		if err != nil {
			return "", nil, "", fault.Wrap(fault.Usage, err, s.Cohort, "cannot be opened", "name a file with one SELECT")
		}
		return string(text), nil, s.Cohort, nil
	}
	q, err := p.Queries.Get(s.Cohort)
	if err != nil {
		return "", nil, "", err
	}
	sql, args, err = q.Bind(s.Parameters)
	return sql, args, q.Name, err
}

// cohortRows are the rows of a cohort; their process ends with them.
type cohortRows struct {
	extract.Rows
	close func() error
}

// Release ends the process too. What it says then could only repeat what its rows said.
func (c *cohortRows) Release() {
	c.Rows.Release()
	_ = c.close()
}

// inPlace gives an error that knows no place its place.
func inPlace(where string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == "" {
		named := *f
		named.Where = where
		return &named
	}
	return err
}
