package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"chartline/cmd/chartline/progress"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/job"
	"chartline/pipeline/language"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimscsv"
	"chartline/pipeline/source/cms/rif"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/source/database"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/fhirbulk"
	"chartline/pipeline/source/hl7v2"
	"chartline/pipeline/source/mimic"
	"chartline/pipeline/source/omop"
	"chartline/pipeline/source/x12"
	"chartline/pipeline/terminology"
	"chartline/pipeline/theme"
	"chartline/queries"
	"chartline/reports"
)

// sources are the formats that can be read.
var sources = []source.Source{
	codingcsv.Source{}, mimic.Source{}, fhir.Source{}, fhirbulk.Source{Reader: fhir.Source{}}, x12.Source{}, hl7v2.Source{},
	&omop.Source{}, rif.Source{}, claimscsv.Source{}, database.Source{}, terminology.Source{},
}

func formats() []string {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name()
	}
	return names
}

// program puts the parts together as the configuration says.
func (a *app) program() (*pipeline.Program, error) {
	conf, err := config.Load(a.configPath, formats())
	if err != nil {
		return nil, err
	}
	return a.assemble(conf)
}

// anyProgram is program, or one with the default configuration where none was named
// and none is there: for what needs no records.
func (a *app) anyProgram(cmd *cobra.Command) (*pipeline.Program, error) {
	conf, err := config.Load(a.configPath, formats())
	if errors.Is(err, fs.ErrNotExist) && !cmd.Flags().Changed("config") {
		conf, err = config.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return a.assemble(conf)
}

func (a *app) assemble(conf *config.Config) (*pipeline.Program, error) {
	library, err := query.Load(queries.Files, conf.Queries)
	if err != nil {
		return nil, err
	}
	specs, err := report.LoadSpecs(reports.Files, conf.Reports)
	if err != nil {
		return nil, err
	}
	words, err := language.Load(reports.Files, conf.Reports)
	if err != nil {
		return nil, err
	}
	if err := words.Check(conf.Language, conf.Where("language")); err != nil {
		return nil, err
	}
	look, err := theme.Load(conf.Reports)
	if err != nil {
		return nil, err
	}
	lettering.Use(look.Fonts...)
	p := &pipeline.Program{
		Config: conf, Sources: sources, Queries: library, Reports: specs, Wording: words, Theme: look,
		Version: programVersion(), Now: a.now, Progress: a.progress(),
	}
	return p, job.Runner{Program: p}.CheckDeliveries()
}

// progress is a bar on a terminal, and plain lines elsewhere.
func (a *app) progress() pipeline.Progress {
	switch {
	case a.quiet:
		return progress.Quiet{}
	case a.json:
		return &progress.JSON{Out: a.stderr, Now: a.now}
	case isTerminal(a.stderr):
		return &progress.Bar{Out: a.stderr}
	default:
		return &progress.Lines{Out: a.stderr}
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ask opens the published store, and closes it after the questions.
func ask(ctx context.Context, p *pipeline.Program, questions func(context.Context, engine.Engine) error) error {
	e, err := p.Open()
	if err != nil {
		return err
	}
	return errors.Join(questions(ctx, e), e.Close())
}

// parseAsOf reads --as-of; the zero time where it is not given.
func parseAsOf(flag string, conf *config.Config) (time.Time, error) {
	if flag == "" {
		return time.Time{}, nil
	}
	loc, err := conf.Location()
	if err != nil {
		return time.Time{}, err
	}
	instant, err := config.ParseAsOf(flag, loc)
	if err != nil {
		return time.Time{}, fault.New(fault.Usage, "", "--as-of "+err.Error(), "write one such as 2026-10-01 or 2026-10-01T06:00:00Z")
	}
	return instant.UTC().Truncate(time.Second), nil
}

const asOfHelp = "`instant` to which open accounts are measured, such as 2026-10-01T06:00:00Z (now unless the job says otherwise)"
