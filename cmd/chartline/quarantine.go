package main

import (
	"context"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/ledger"
	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const quarantineHelp = `Quarantine tells which records were left out, why, and what else did not become a row:
records that wait for their account, and records of kinds that Chartline does not keep.

  chartline quarantine                     by reason
  chartline quarantine show                each record's place: file, number, column
  chartline quarantine export --out FILE   the places as CSV, for whoever sent the data
  chartline quarantine retry               read again what could not be loaded, after the
                                           mapping, the terminology or the file was mended

No value of a record is shown, but with --raw, which gives the text of the records. It
takes a store that is encrypted, and its key.`

// quarantineCommand is for the person who mends what was left out.
func (a *app) quarantineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "quarantine", Short: "Tell which records were left out and why, and try them again", Long: quarantineHelp,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable), Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.parts(cmd.Context(), nil, part{"ledger/quarantine", "In quarantine", "nothing is in quarantine"},
				part{"ledger/waiting", "Waiting for their account", ""}, part{"ledger/skipped", "Of other kinds, passed over", ""})
		},
	}
	cmd.AddCommand(a.quarantineShow(), a.quarantineExport(), a.quarantineRetry())
	return cmd
}

// places are the flags by which quarantined records are chosen.
type places struct {
	source, table, reason string
	raw                   bool
}

func (f *places) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.source, "source", "all", "only records of this source")
	cmd.Flags().StringVar(&f.table, "table", "all", "only records of this canonical table")
	cmd.Flags().StringVar(&f.reason, "reason", "all", "only records left out for this reason")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "also the text of the records, which may identify patients")
}

// write writes the places to a file, or to standard output where none is named.
func (f *places) write(ctx context.Context, a *app, form format.Form, file string) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	if f.raw {
		return f.writeRaw(ctx, a, p, form, file)
	}
	q, err := p.Queries.Get("ledger/rejects")
	if err != nil {
		return err
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		whole, err := q.Run(ctx, e, map[string]string{"source": f.source, "table_name": f.table, "reason": f.reason})
		if err != nil {
			return err
		}
		a.seen = seen{object: q.Name, to: file, rows: int64(whole.Len())}
		return a.showIn(a.protect(whole, p.Config, false), form, file)
	})
}

// writeRaw writes the places with the text of the records.
func (f *places) writeRaw(ctx context.Context, a *app, p *pipeline.Program, form format.Form, file string) error {
	if p.Config.Store.Key == "" {
		return fault.New(fault.Config, p.Config.Where("store.key"), "the text of records is shown from an encrypted store only",
			"set store.key and load into a new store, or look at the places in the files")
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		r, err := ledger.Raw(ctx, e, f.source, f.table, f.reason)
		if err != nil {
			return err
		}
		defer r.Release()
		a.note("these are records as they came: they may identify patients")
		a.seen = seen{object: "ledger.quarantine", to: file}
		return a.write(&counted{RecordReader: r, rows: &a.seen.rows}, form, file)
	})
}

func (a *app) quarantineShow() *cobra.Command {
	var f places
	var formatName string
	cmd := &cobra.Command{
		Use: "show", Short: "List the place of each record in quarantine", Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, _ []string) error {
			form, err := format.Parse(formatName, format.Table, format.CSV, format.JSON)
			if err != nil {
				return err
			}
			return f.write(cmd.Context(), a, form, "")
		},
	}
	f.flags(cmd)
	formatFlag(cmd, &formatName, format.Table, format.CSV, format.JSON)
	return cmd
}

func (a *app) quarantineExport() *cobra.Command {
	var f places
	var out string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the places as CSV, for whoever sent the data", Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return fault.New(fault.Usage, "", "no file to write", "name one with --out")
			}
			return f.write(cmd.Context(), a, format.CSV, out)
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "`file` to write")
	return cmd
}

func (a *app) quarantineRetry() *cobra.Command {
	return &cobra.Command{
		Use: "retry [SOURCE...]", Short: "Read inputs with quarantined records again",
		Annotations:       exits(fault.Config, fault.Input, fault.Unavailable, fault.Policy),
		ValidArgsFunction: a.completeSources,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			result, err := p.Pull(cmd.Context(), pipeline.PullRequest{Sources: args, Again: true, Retry: true})
			if err != nil {
				return err
			}
			return a.tellPulled(result)
		},
	}
}
