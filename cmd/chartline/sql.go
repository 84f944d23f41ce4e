package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/shell"
	"chartline/pipeline"
	"chartline/pipeline/contain"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
	"chartline/pipeline/theme"
	"chartline/queries"
)

const sqlHelp = `Sql answers SQL over the published store: the canonical tables by their names
(encounter, diagnosis, …), every version of each record in schema history, and the
ledger in schema ledger. The statement comes from -c, from a file or from standard
input; a file may hold several, and the commands of the shell. At a terminal without
any of these it is a shell: .help lists its commands, Tab completes names, Ctrl-C stops
a statement.

An extract is asked in place of the store where store.path names it, or --extract: the file
or the folder that chartline extract made. That needs no configuration.

It reads the store and nothing else: it cannot write, and files, extensions and settings
are closed to it. Each statement is held to limits in a process of its own, which is
killed where it goes beyond them. Nothing is withheld from its answer, which may
identify patients.

:NAME stands for a parameter of -p, which is bound and never becomes part of the text.
A table shows the first 1,000 rows; the other formats give all of them. In CSV an empty
field is null and "" is an empty text.`

const sqlExample = `  chartline sql
  chartline sql -c "SELECT patient_type, count(*) FROM encounter GROUP BY 1"
  chartline sql -c "SELECT count(*) FROM encounter WHERE discharged_on >= :from" -p from=2026-01-01
  chartline sql stays.sql --format parquet --out stays.parquet
  chartline sql --extract readmission --key file:readmission.key`

// historyName is the file of what was typed, beside the configuration.
const historyName = ".chartline_history"

type sqlFlags struct {
	statement, file, format, out string
	extract, key                 string
	params                       []string
	limits                       contain.Limits
	noHistory                    bool
}

// sqlCommand is for researchers who run their own SQL.
func (a *app) sqlCommand() *cobra.Command {
	var flags sqlFlags
	cmd := &cobra.Command{
		Use: "sql [FILE]", Short: "Run SQL over the store, read-only", Long: sqlHelp, Example: sqlExample,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.sql(cmd, flags, args) },
	}
	f := cmd.Flags()
	f.StringVarP(&flags.statement, "command", "c", "", "the `statement`")
	f.StringVarP(&flags.file, "file", "f", "", "read statements from a `file`")
	f.StringVar(&flags.extract, "extract", "", "ask an extract, a `file` or a folder of Parquet files, in place of the store")
	f.StringVar(&flags.key, "key", "", "`reference` to the key of the extract: env:NAME, file:PATH or cmd:PROGRAM")
	f.StringVar(&flags.out, "out", "", "write the answer to a `file`")
	f.StringArrayVarP(&flags.params, "param", "p", nil, "give :NAME a value: `NAME[:TYPE]=VALUE`; repeatable")
	f.DurationVar(&flags.limits.Time, "timeout", contain.Usual.Time, "longest `time` that a statement may take")
	f.Int64Var(&flags.limits.Rows, "max-rows", contain.Usual.Rows, "largest `number` of rows of an answer")
	f.BoolVar(&flags.noHistory, "no-history", false, "keep nothing of what is typed")
	formatFlag(cmd, &flags.format, format.Forms...)
	return cmd
}

func (a *app) sql(cmd *cobra.Command, flags sqlFlags, args []string) error {
	ctx := cmd.Context()
	s, err := a.session(flags)
	if err != nil {
		return err
	}
	if flags.file != "" {
		args = append(args, flags.file)
	}
	text, where, err := a.statement(cmd.Flags().Changed("command"), flags.statement, args)
	if err != nil {
		return err
	}
	conf, err := a.configuration(cmd)
	if err != nil {
		return err
	}
	p := &pipeline.Program{Config: conf}
	if err := a.given(ctx, s, p); err != nil {
		return err
	}
	e, err := p.OpenContained(ctx, flags.limits)
	if err != nil {
		return err
	}
	if flags.extract != "" && a.dataset == privacy.PHI {
		return errors.Join(fault.New(fault.Policy, flags.extract, "a store, and not an extract", "leave out --extract"), e.Close())
	}
	if e.Weak() != "" {
		a.note("%s", e.Weak())
	}
	s.Engine = e
	if where == "" {
		a.greet(conf.Store.Path, s)
	}
	return errors.Join(a.carryOut(ctx, s, flags, text, where), e.Close())
}

// carryOut does what was asked: one statement, a script, or a conversation.
func (a *app) carryOut(ctx context.Context, s *shell.Session, flags sqlFlags, text, where string) error {
	switch where {
	case "":
		return a.converse(ctx, s, flags)
	case "-c":
		return at(where, s.Do(ctx, text))
	}
	return s.Script(ctx, where, text)
}

// session is a session as the flags say, without its engine.
func (a *app) session(flags sqlFlags) (*shell.Session, error) {
	form, err := format.Parse(flags.format, format.Forms...)
	if err != nil {
		return nil, err
	}
	if err := a.checkTerminal(form, flags.out); err != nil {
		return nil, err
	}
	if flags.key != "" && flags.extract == "" {
		return nil, fault.New(fault.Usage, "--key", "it is the key of an extract, and none is named", "add --extract; the key of the store stands under store.key")
	}
	if flags.limits.Time <= 0 || flags.limits.Rows <= 0 {
		return nil, fault.New(fault.Usage, "", "--timeout and --max-rows are more than 0", "leave them out for the usual limits")
	}
	s := &shell.Session{
		Form: form, Once: flags.out, Out: a.stdout, Note: a.note, File: writeAside, Now: a.now,
		Check: func(f format.Form) error { return a.checkTerminal(f, "") },
	}
	for _, text := range flags.params {
		p, err := shell.ParseParam(text)
		if err != nil {
			return nil, err
		}
		s.Set(p)
	}
	return s, nil
}

// given adds what the configuration says.
func (a *app) given(ctx context.Context, s *shell.Session, p *pipeline.Program) error {
	conf := p.Config
	loc, err := conf.Location()
	if err != nil {
		return err
	}
	if s.Theme, err = theme.Load(conf.Reports); err != nil {
		return err
	}
	now := a.now().Truncate(time.Second)
	s.Given = map[string]string{"as_of": now.UTC().Format(time.RFC3339), "as_of_on": now.In(loc).Format(time.DateOnly)}
	s.Mode, s.Folder, s.MinCell = a.dataset, conf.Queries, conf.Privacy.MinCell
	s.Log = func(q shell.Question, ask func() (int64, error)) error { return a.logged(conf, q, ask) }
	s.Questions = func() (*query.Library, error) {
		// Ctrl-C has ended the context of the program where it stopped a statement before.
		if err := p.Answers(context.WithoutCancel(ctx)); err != nil {
			return nil, err
		}
		return query.Load(queries.Files, conf.Queries)
	}
	return nil
}

// greet says what is asked, in lines that are short enough for any terminal.
func (a *app) greet(dataset string, s *shell.Session) {
	a.note("%s", dataset)
	a.note("%s.", a.dataset.Banner())
	a.note("%s, read-only. A statement ends with a semicolon.", s.Engine)
	a.note(".help lists the commands.")
}

// converse is the shell.
func (a *app) converse(ctx context.Context, s *shell.Session, flags sqlFlags) error {
	t := shell.Terminal{In: a.stdin.(*os.File), Out: a.stdout.(*os.File), Err: a.stderr, Tell: func(err error) { a.exit(err) }}
	if !flags.noHistory {
		t.History = filepath.Join(filepath.Dir(a.configPath), historyName)
		a.note("What is typed is kept in %s, and may hold patients' data.", t.History)
		a.note("Start with --no-history to keep nothing.")
	}
	return s.Converse(ctx, t)
}

// largestStatement bounds what is read as SQL: 16 MiB, a list of a million codes.
const largestStatement = 16 << 20

// statement is the text to run and the name of where it stands; no name for a
// conversation.
func (a *app) statement(given bool, command string, args []string) (text, where string, err error) {
	switch {
	case given && len(args) > 0, len(args) > 1:
		return "", "", fault.New(fault.Usage, "", "more than one statement", "give -c, one file, or standard input")
	case given:
		return command, "-c", nil
	case len(args) == 1 && args[0] != "-":
		f, err := os.Open(args[0])
		if err != nil {
			return "", "", fault.Wrap(fault.Usage, err, args[0], "cannot be opened", "name a file with one SELECT")
		}
		text, err = readStatement(f, args[0])
		return text, args[0], errors.Join(err, f.Close())
	case isTerminal(a.stdin) && isTerminal(a.stdout):
		return "", "", nil
	case isTerminal(a.stdin):
		return "", "", fault.New(fault.Usage, "", "no statement", "give -c, a file, or standard input")
	default:
		text, err = readStatement(a.stdin, "standard input")
		return text, "standard input", err
	}
}

func readStatement(r io.Reader, where string) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestStatement+1))
	if err != nil {
		return "", fault.Wrap(fault.Usage, err, where, "cannot be read", "give a file with one SELECT")
	}
	if len(text) > largestStatement {
		return "", fault.New(fault.Usage, where, "larger than 16 MiB", "check that it is SQL")
	}
	return string(text), nil
}
