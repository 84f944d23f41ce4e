package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
)

const logHelp = `Log is about the access log: who ran which command, when, on data of which mode, how
many rows it showed, and to where. It lies beside the store unless access.log says where,
survives the loss of the store, and is only ever added to: each line holds the hash of the
line before it.

Verify prints the last line's number and hash. Keep them elsewhere and give them to
--since the next time: then also a log that was made anew is seen.`

const logExample = `  chartline log verify
  chartline log verify --since 1042:5f0c…
  chartline log show --from 2026-01-01
  chartline log disclose --to "State cancer registry" --purpose "required by law" --patients ids.txt
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
	var since string
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that no line was changed, removed or put in", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			head, err := parseHead(since)
			if err != nil {
				return err
			}
			return a.withLog(func(l accesslog.Log) error {
				end, err := l.Verify(head)
				if err != nil {
					return err
				}
				return outputError(tellEnd(a.stdout, end), "standard output")
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "an `end` that verify printed before: NUMBER:HASH")
	return cmd
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
			since, err := parseDay(from)
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
func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fault.New(fault.Usage, "", "--from is not a date", "write YYYY-MM-DD")
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
		{Name: "recipient"}, {Name: "purpose"},
	}}
	for _, e := range entries {
		rows, exit := "", ""
		if e.Event == accesslog.End {
			rows, exit = strconv.FormatInt(e.Rows, 10), strconv.Itoa(e.Exit)
		}
		g.Rows = append(g.Rows, []string{
			strconv.FormatInt(e.N, 10), e.At.Format(time.RFC3339), string(e.Event), e.User + "@" + e.Host, e.Person, e.Role,
			strings.TrimPrefix(e.Command, "chartline "), e.Object, e.Mode, rows, e.To, exit, e.Recipient, e.Purpose,
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

const discloseHelp = `Disclose enters a disclosure that was made to somebody outside the department, so that
a patient who asks can be told (45 CFR 164.528). The patients' ids come from a file, one a
line, or from standard input; the log keeps a keyed hash of each in a file beside it, and
none of them. What was for treatment, payment or operations, to the patient, under an
authorisation, or a limited or de-identified data set need not be entered.`

func (a *app) logDiscloseCommand() *cobra.Command {
	var to, purpose, patients string
	cmd := &cobra.Command{
		Use: "disclose", Short: "Enter a disclosure to somebody outside", Long: discloseHelp, Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			if to == "" || purpose == "" || patients == "" {
				return fault.New(fault.Usage, "", "--to, --purpose and --patients are needed", "say to whom, why and whose records")
			}
			ids, err := a.patients(patients)
			if err != nil {
				return err
			}
			return a.withLog(func(l accesslog.Log) error {
				members, err := l.Members(slices.Values(ids))
				if err != nil {
					return err
				}
				a.seen.rows = int64(len(ids))
				_, err = l.Append(accesslog.Entry{
					Event: accesslog.End, Command: "chartline log disclose", Mode: "phi", Rows: int64(len(ids)),
					Recipient: to, Purpose: purpose, Members: members,
				})
				return err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "to", "", "`name` and address of who received it")
	f.StringVar(&purpose, "purpose", "", "why, in a few `words`")
	f.StringVar(&patients, "patients", "", "`file` of patient ids, one a line; - for standard input")
	return cmd
}

func (a *app) logDisclosuresCommand() *cobra.Command {
	var patient, formatName string
	cmd := &cobra.Command{
		Use: "disclosures", Short: "List the disclosures of six years, of one patient or all", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			id := ""
			if patient != "" {
				ids, err := a.patients(patient)
				if err != nil {
					return err
				}
				if len(ids) != 1 {
					return fault.New(fault.Usage, "", "--patient holds not one id", "give a file with one line")
				}
				id = ids[0]
			}
			return a.withLog(func(l accesslog.Log) error {
				entries, err := l.Disclosures(id)
				if err != nil {
					return err
				}
				return a.showEntries(entries, formatName)
			})
		},
	}
	cmd.Flags().StringVar(&patient, "patient", "", "`file` with the id of a patient, which a command line would show to others; - for standard input")
	formatFlag(cmd, &formatName, format.Table, format.CSV)
	return cmd
}

// patients reads ids, one a line.
func (a *app) patients(file string) ([]string, error) {
	read := func() ([]byte, error) { return os.ReadFile(file) }
	if file == "-" {
		read = func() ([]byte, error) { return io.ReadAll(a.stdin) }
	}
	text, err := read()
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, file, "cannot be read", "check the name and who may read it")
	}
	ids := strings.Fields(string(text))
	if len(ids) == 0 {
		return nil, fault.New(fault.Input, file, "holds no id", "write one patient id a line")
	}
	return ids, nil
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
