package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/access"
	"chartline/cmd/chartline/shell"
	"chartline/pipeline"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/config"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// seen is what a command tells the access log of what it showed. No part of it is a value
// that somebody wrote on the command line before it was found to be a name.
type seen struct {
	object string       // query, report, job, study or audit
	to     string       // file or folder that was written; empty for the screen
	rows   int64        // of all answers
	mode   privacy.Mode // of what a command makes where that is less than what it reads; PHI unless set
	query  string       // SHA-256 of a saved query, as its file stood
}

// guard has every command that shows or moves what records say pass one place: where the
// role of the configuration is asked, and where the log hears of it before and after.
func (a *app) guard(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		a.guard(cmd)
	}
	run := root.RunE
	class := access.Of(root.CommandPath())
	if run == nil || !class.Logged() {
		return
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		conf, err := a.configuration(cmd)
		if err != nil {
			return run(cmd, args) // nothing can be seen without a configuration
		}
		return a.watched(cmd, conf, class, func() error { return run(cmd, args) })
	}
}

// configuration is that of the file. Over it stands --extract, where a command has it: a
// researcher who was given an extract needs no file.
func (a *app) configuration(cmd *cobra.Command) (*config.Config, error) {
	conf, err := config.Load(a.configPath, formats())
	extract := cmd.Flags().Lookup("extract")
	if extract == nil || !extract.Changed {
		return conf, err
	}
	if errors.Is(err, fs.ErrNotExist) && !cmd.Flags().Changed("config") {
		conf, err = config.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	path := strings.TrimRight(extract.Value.String(), "/")
	if _, err := os.Stat(path); err != nil {
		return nil, fault.Wrap(fault.Usage, err, path, "cannot be found", "name the file or folder that chartline extract made")
	}
	return conf, conf.ReadExtract(path, cmd.Flag("key").Value.String())
}

// watched runs a command that may be run, between its two lines in the log.
func (a *app) watched(cmd *cobra.Command, conf *config.Config, class access.Class, run func() error) error {
	log, err := a.accessLog(conf)
	if err != nil {
		return err
	}
	mode := (&pipeline.Program{Config: conf}).Mode(cmd.Context())
	a.dataset = mode
	if identified(cmd) {
		class = access.Identified
	}
	entry := accesslog.Entry{Person: conf.Access.Person, Role: conf.Access.Role, Command: cmd.CommandPath(), Mode: shown(class, mode)}
	a.shown = entry.Mode
	if !access.May(conf.Access.Role, class, mode) {
		entry.Event = accesslog.Refused
		_, err := log.Append(entry)
		return errors.Join(notAllowed(cmd, conf), err)
	}
	var began accesslog.Entry
	if class != access.Oversight { // a log that was changed can still be looked at
		entry.Event = accesslog.Begin
		if began, err = log.Append(entry); err != nil {
			return err
		}
	}
	failed := run()
	entry.Event, entry.Began, entry.Exit = accesslog.End, began.N, int(exitOf(failed))
	entry.Object, entry.To, entry.Rows, entry.Statement = a.seen.object, a.seen.to, a.seen.rows, a.seen.query
	if a.seen.mode > privacy.PHI {
		entry.Mode = a.seen.mode.String()
	}
	_, err = log.Append(entry)
	if failed != nil {
		return failed
	}
	return err
}

func notAllowed(cmd *cobra.Command, conf *config.Config) error {
	return fault.Newf(fault.Policy, conf.Where("access.role"), "ask who keeps the configuration, and see docs/security.md",
		"a %s may not use %s here", conf.Access.Role, strings.TrimPrefix(cmd.CommandPath(), "chartline "))
}

// identified reports whether a command was asked not to withhold anything.
func identified(cmd *cobra.Command) bool {
	f := cmd.Flags().Lookup("identified")
	return f != nil && f.Changed && f.Value.String() == "true"
}

// shown is the mode of what a command of a class shows of a dataset.
func shown(class access.Class, mode privacy.Mode) string {
	if class == access.Numbers {
		mode = privacy.Aggregate
	}
	return mode.String()
}

// exitOf is the exit code of an error, 0 for none.
func exitOf(err error) fault.Kind {
	if err == nil {
		return 0
	}
	return kindOf(err)
}

// accessLog is the log that the configuration names.
func (a *app) accessLog(conf *config.Config) (accesslog.Log, error) {
	l := accesslog.Log{Path: conf.AccessLog(), Now: a.now}
	if conf.Access.LogKey == "" {
		return l, nil
	}
	key, err := secret.Resolve(conf.Where("access.log_key"), conf.Access.LogKey)
	l.Key = []byte(key)
	return l, err
}

// logged enters one question of a conversation or a script, of which each is logged before
// it is answered.
func (a *app) logged(conf *config.Config, q shell.Question, ask func() (rows int64, err error)) error {
	log, err := a.accessLog(conf)
	if err != nil {
		return err
	}
	class := access.Identified
	if q.Withheld {
		class = access.Numbers
	}
	entry := accesslog.Entry{
		Event: accesslog.Begin, Person: conf.Access.Person, Role: conf.Access.Role, Command: "chartline sql",
		Object: q.Name, Statement: accesslog.HashOf(q.Statement), Mode: shown(class, a.dataset), To: q.File,
	}
	began, err := log.Append(entry)
	if err != nil {
		return err
	}
	rows, failed := ask()
	a.seen.rows += rows
	entry.Event, entry.Began, entry.Rows, entry.Exit = accesslog.End, began.N, rows, int(exitOf(failed))
	_, err = log.Append(entry)
	if failed != nil {
		return failed
	}
	return err
}
