package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/config"
	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

const logHelp = `Log is about the access log: who ran which command, when, on data of which mode, how
many rows it showed, and to where. It lies beside the store unless access.log says where,
survives the loss of the store, and is only ever added to: each line holds the hash of the
line before it.

Verify prints the last line's number and hash. Keep them where nobody who could cut the log
can write, by --keep or by hand, and give them to --since the next time: then also a log
that was cut with its kept end, or made anew, is seen.`

const logExample = `  chartline log verify
  chartline log verify --since 1042:5f0c…
  chartline log verify --keep /mnt/officer/chartline.end
  chartline log show --from 2026-01-01
  chartline log disclose --to "State cancer registry" --purpose "required by law" --what "diagnoses of 2026" --on 2026-09-30 --patients ids.txt
  chartline log disclosures --patient id.txt`

// logCommand is for the compliance officer.
func (a *app) logCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "log", Short: "Verify and read the log of who saw what", Long: logHelp, Example: logExample,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy), Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.logVerifyCommand(), a.logShowCommand(), a.logRotateCommand(), a.logDiscloseCommand(), a.logDisclosuresCommand())
	return cmd
}

func (a *app) logVerifyCommand() *cobra.Command {
	var since, keep string
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that no line was changed, removed or put in", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			head, err := a.knownEnd(since, keep)
			if err != nil {
				return err
			}
			return a.withLog(func(l accesslog.Log) error {
				end, err := l.Verify(head)
				if err == nil && keep != "" {
					err = keepEnd(keep, end)
				}
				if err != nil {
					return err
				}
				return outputError(tellEnd(a.stdout, end), "standard output")
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "an `end` that verify printed before: NUMBER:HASH")
	cmd.Flags().StringVar(&keep, "keep", "", "`file`, best on another machine, that holds the end of the last time and then that of this time")
	return cmd
}

// knownEnd is the end of a log that is known from before.
func (a *app) knownEnd(since, keep string) (accesslog.Head, error) {
	if keep == "" {
		return parseHead(since)
	}
	if since != "" {
		return accesslog.Head{}, fault.New(fault.Usage, "", "--since and --keep both say an end", "give one of them")
	}
	text, err := os.ReadFile(keep)
	if errors.Is(err, fs.ErrNotExist) {
		return accesslog.Head{}, nil // the first time
	}
	if err != nil {
		return accesslog.Head{}, fault.Wrap(fault.Unavailable, err, keep, "cannot be read", "check who may read it")
	}
	end, err := parseHead(strings.TrimSpace(string(text)))
	if err != nil || end.N == 0 {
		return end, fault.New(fault.Policy, keep, "holds no end of a log", "compare with the end that verify printed last, by --since")
	}
	return end, nil
}

// keepEnd writes an end down in the place of the one before.
func keepEnd(file string, end accesslog.Head) error {
	if end.N == 0 {
		return nil
	}
	return outputError(durable.Write(file, 0o600, fmt.Appendf(nil, "%d:%s\n", end.N, end.Hash)), file)
}

func tellEnd(w io.Writer, end accesslog.Head) error {
	if end.N == 0 {
		_, err := fmt.Fprintln(w, "the log is empty")
		return err
	}
	_, err := fmt.Fprintf(w, "%d lines, sound; the last one is %d:%s\n", end.N, end.N, end.Hash)
	return err
}

func parseHead(text string) (h accesslog.Head, err error) {
	if text == "" {
		return h, nil
	}
	number, hash, ok := strings.Cut(text, ":")
	n, bad := strconv.ParseInt(number, 10, 64)
	if !ok || bad != nil || n < 1 {
		return h, fault.New(fault.Usage, "", "--since is not NUMBER:HASH", "give what log verify printed")
	}
	return accesslog.Head{N: n, Hash: hash}, nil
}

func (a *app) logShowCommand() *cobra.Command {
	var from, formatName string
	cmd := &cobra.Command{
		Use: "show", Short: "List what was seen, the newest last", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			since, err := parseDay("--from", from)
			if err != nil {
				return err
			}
			return a.withLog(func(l accesslog.Log) error {
				entries, err := l.Entries(since)
				if err != nil {
					return err
				}
				return a.showEntries(entries, formatName)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "first `date`")
	formatFlag(cmd, &formatName, format.Table, format.CSV)
	return cmd
}

// parseDay reads a date; the zero time where it is not given.
func parseDay(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fault.Newf(fault.Usage, "", "write YYYY-MM-DD", "%s is not a date", flag)
	}
	return day, nil
}

func (a *app) showEntries(entries []accesslog.Entry, formatName string) error {
	form, err := format.Parse(formatName, format.Table, format.CSV)
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{
		{Name: "n", Numeric: true}, {Name: "at"}, {Name: "event"}, {Name: "user"}, {Name: "person"}, {Name: "role"}, {Name: "command"},
		{Name: "object"}, {Name: "mode"}, {Name: "rows", Numeric: true}, {Name: "to"}, {Name: "exit", Numeric: true},
		{Name: "recipient"}, {Name: "purpose"}, {Name: "what"}, {Name: "disclosed"},
	}}
	for _, e := range entries {
		rows, exit := "", ""
		if e.Event == accesslog.End {
			rows, exit = strconv.FormatInt(e.Rows, 10), strconv.Itoa(e.Exit)
		}
		g.Rows = append(g.Rows, []string{
			strconv.FormatInt(e.N, 10), e.At.Format(time.RFC3339), string(e.Event), e.User + "@" + e.Host, e.Person, e.Role,
			strings.TrimPrefix(e.Command, "chartline "), e.Object, e.Mode, rows, e.To, exit, e.Recipient, e.Purpose, e.What, e.Disclosed,
		})
	}
	if form == format.CSV {
		return g.WriteCSV(a.stdout)
	}
	return g.Write(a.stdout)
}

func (a *app) logRotateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rotate", Short: "Put the log aside and go on in a new file", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			return a.withLog(func(l accesslog.Log) error {
				aside, err := l.Rotate()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(a.stdout, aside)
				return outputError(err, "standard output")
			})
		},
	}
}

// withLog hands the log of the configuration on.
func (a *app) withLog(do func(accesslog.Log) error) error {
	conf, err := config.Load(a.configPath, formats())
	if err != nil {
		return err
	}
	l, err := a.accessLog(conf)
	if err != nil {
		return err
	}
	return do(l)
}
