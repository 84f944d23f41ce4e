package main

import (
	"context"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/access"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

const serveHelp = `Serve answers tools and people with a browser until it is stopped: Arrow Flight SQL for
Python (ADBC), R, JDBC and notebooks, and, with serve.web, pages with the finished reports
and a box for SQL.

It serves an extract that store.path names, and never the store itself. Whoever asks has a
token of their own with a role and a last day: chartline serve token add. Each statement is
held to limits in a process of its own, and is logged.

It listens on this machine only, unless serve.certificate and serve.key give it TLS. On
SIGTERM or Ctrl-C it takes no more statements and gives those that run 30 seconds.`

const serveExample = `  chartline extract readmission --mode safe-harbor --out readmission.duckdb
  chartline --config readmission.yaml serve token add "J. Doe" --role researcher
  chartline --config readmission.yaml serve`

// serveCommand is for tools of others.
func (a *app) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Answer tools and browsers about an extract", Long: serveHelp, Example: serveExample,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy), Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
	cmd.AddCommand(a.tokenCommand())
	return cmd
}

func (a *app) serve(ctx context.Context) error {
	conf, err := config.Load(a.configPath, formats())
	if err != nil {
		return err
	}
	log, err := a.accessLog(conf)
	if err != nil {
		return err
	}
	p := &pipeline.Program{Config: conf, Version: programVersion(), Now: a.now, Progress: a.progress()}
	return p.Serve(ctx, pipeline.ServeRequest{Log: log, May: maySee, Ready: a.tellAddresses})
}

// maySee is what the holder of a token may be shown, as if they used the program themselves.
func maySee(role string, mode privacy.Mode, identified bool) bool {
	class := access.Numbers
	if identified {
		class = access.Identified
	}
	return role != "" && access.May(role, class, mode)
}

func (a *app) tellAddresses(flight, web string) {
	a.note("Flight SQL on %s", flight)
	if web != "" {
		a.note("pages on %s", web)
	}
}
