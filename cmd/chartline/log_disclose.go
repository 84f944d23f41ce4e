package main

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/fault"
)

const discloseHelp = `Disclose enters a disclosure that was made to somebody outside the department, so that
a patient who asks can be told (45 CFR 164.528). The patients' ids come from a file, one a
line, or from standard input; the log keeps a keyed hash of each in a file beside it, and
none of them. What was for treatment, payment or operations, to the patient, under an
authorisation, or a limited or de-identified data set need not be entered.`

func (a *app) logDiscloseCommand() *cobra.Command {
	var to, purpose, what, on, patients string
	cmd := &cobra.Command{
		Use: "disclose", Short: "Enter a disclosure to somebody outside", Long: discloseHelp, Args: none,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		RunE: func(*cobra.Command, []string) error {
			if to == "" || purpose == "" || patients == "" {
				return fault.New(fault.Usage, "", "--to, --purpose and --patients are needed", "say to whom, why and whose records")
			}
			if _, err := parseDay("--on", on); err != nil {
				return err
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
					Recipient: to, Purpose: purpose, What: what, Disclosed: on, Members: members,
				})
				return err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "to", "", "`name` and address of who received it")
	f.StringVar(&purpose, "purpose", "", "why, in a few `words`")
	f.StringVar(&what, "what", "", "what of the records was disclosed, in a few `words`")
	f.StringVar(&on, "on", "", "`date` of the disclosure; today unless given")
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
