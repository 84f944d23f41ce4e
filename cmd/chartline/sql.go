package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const sqlHelp = `Sql answers one SELECT over the published store: the canonical tables by their names
(encounter, diagnosis, …), every version of each record in schema history, and the
ledger in schema ledger. The statement comes from -c, from a file or from standard
input.

It reads the store and nothing else: it cannot write, and files, extensions and settings
are closed to it. Nothing is withheld from its answer, which may identify patients.

A table shows the first 1,000 rows; the other formats give all of them. In CSV an empty
field is null and "" is an empty text.`

const sqlExample = `  chartline sql -c "SELECT patient_type, count(*) FROM encounter GROUP BY 1"
  chartline sql stays.sql --format parquet --out stays.parquet`

type sqlFlags struct{ statement, format, out string }

// sqlCommand is for researchers who run their own SQL.
func (a *app) sqlCommand() *cobra.Command {
	var flags sqlFlags
	cmd := &cobra.Command{
		Use: "sql [FILE]", Short: "Run SQL over the store, read-only", Long: sqlHelp, Example: sqlExample,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.sql(cmd.Context(), flags, args) },
	}
	cmd.Flags().StringVarP(&flags.statement, "command", "c", "", "the `statement`")
	cmd.Flags().StringVar(&flags.out, "out", "", "write the answer to a `file`")
	formatFlag(cmd, &flags.format, format.Forms...)
	return cmd
}

func (a *app) sql(ctx context.Context, flags sqlFlags, args []string) error {
	form, err := format.Parse(flags.format, format.Forms...)
	if err != nil {
		return err
	}
	if err := a.checkTerminal(form, flags.out); err != nil {
		return err
	}
	text, where, err := a.statement(flags.statement, args)
	if err != nil {
		return err
	}
	conf, err := config.Load(a.configPath, formats())
	if err != nil {
		return err
	}
	return ask(ctx, &pipeline.Program{Config: conf}, func(ctx context.Context, e engine.Engine) error {
		r, err := e.Query(ctx, text)
		if err != nil {
			return at(where, err)
		}
		defer r.Release()
		return at(where, a.write(r, form, flags.out))
	})
}

// largestStatement bounds what is read as SQL: 16 MiB, a list of a million codes.
const largestStatement = 16 << 20

// statement is the text to run and the name of where it stands.
func (a *app) statement(command string, args []string) (text, where string, err error) {
	switch {
	case command != "" && len(args) > 0, len(args) > 1:
		return "", "", fault.New(fault.Usage, "", "more than one statement", "give -c, one file, or standard input")
	case command != "":
		return command, "-c", nil
	case len(args) == 1 && args[0] != "-":
		f, err := os.Open(args[0])
		if err != nil {
			return "", "", fault.Wrap(fault.Usage, err, args[0], "cannot be opened", "name a file with one SELECT")
		}
		text, err = readStatement(f, args[0])
		return text, args[0], errors.Join(err, f.Close())
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
