package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/patientcopy"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

const patientCopyHelp = `Patient-copy writes the coded record of one person for that person, in large print and
plain words: each code with its official title and whether it was present on arrival, who
coded and changed what in which role, and how to ask for an amendment (45 CFR 164.524 and
164.526). Audits, money and names of staff are not in it.

The key of the person is read from standard input, so that neither the shell's history nor
a list of processes holds it. No name of a file holds it either: copies are numbered.

  patient-copy.pdf
  patient-copy.html

Plain words for codes are shown where the list plain_words is loaded; docs/reports.md says
how. Whom people ask is contact: in chartline.yaml.`

type patientCopyFlags struct{ asOf, out, language string }

// patientCopyCommand writes a person's own record.
func (a *app) patientCopyCommand() *cobra.Command {
	var flags patientCopyFlags
	cmd := &cobra.Command{
		Use: "patient-copy", Short: "Write a person's own coded record for that person (identified)", Long: patientCopyHelp, Args: none,
		Example:     "  chartline patient-copy < key.txt",
		Annotations: exits(fault.Config, fault.Input, fault.Query, fault.Unavailable),
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.patientCopy(cmd.Context(), flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.asOf, "as-of", "", "`instant` that the copy says it was made at (now unless set)")
	f.StringVar(&flags.out, "out", "", "`folder` to write to (beside that of reports, with -identified at its end)")
	f.StringVar(&flags.language, "language", "", "language of the copy as a BCP 47 `tag`, such as es-US; that of the configuration unless given")
	return cmd
}

func (a *app) patientCopy(ctx context.Context, flags patientCopyFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	spoken, err := p.Language(flags.language)
	if err != nil {
		return err
	}
	made, on, err := a.instant(p, flags.asOf)
	if err != nil {
		return err
	}
	folder, err := identifiedFolder(p.Config.Out, flags.out, "patient-copy", "copies name patients")
	if err != nil {
		return err
	}
	person, err := a.readPerson()
	if err != nil {
		return err
	}
	answers, err := askPatient(ctx, p, person)
	if err != nil {
		return err
	}
	if answers.Visits.Len() == 0 {
		return fault.New(fault.Input, "standard input", "the store has no visit of a person with this key", "compare the key with patient_id of the store, and pull what is missing")
	}
	record, err := newRecord(p, person, made)
	if err != nil {
		return err
	}
	record.Language = spoken
	record.Read(answers)
	return a.writeCopy(record, folder, on, answers.Rows())
}

// writeCopy writes both files and tells the access log of them.
func (a *app) writeCopy(record *patientcopy.Record, folder string, on time.Time, rows int64) error {
	folder, err := numbered(folder, on.Format(time.DateOnly))
	if err != nil {
		return err
	}
	a.seen = seen{object: "patient-copy", to: folder, rows: rows}
	var written []string
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{{"patient-copy.pdf", record.PDF}, {"patient-copy.html", record.HTML}} {
		path := filepath.Join(folder, file.name)
		if err := writeAside(path, file.write); err != nil {
			return err
		}
		written = append(written, path)
	}
	a.note("Identified: the record of a patient. Give it to that person only.")
	return a.printPaths(written)
}

// readPerson reads the key of a person from the first line of standard input.
func (a *app) readPerson() (string, error) {
	a.note("key of the person, on one line:")
	line, err := bufio.NewReader(io.LimitReader(a.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fault.New(fault.Usage, "standard input", "it cannot be read", "write the key of the person to it, such as patient-copy < key.txt")
	}
	person := strings.TrimSpace(line)
	if person == "" {
		return "", fault.New(fault.Usage, "standard input", "it holds no key of a person", "write the key to it, such as patient-copy < key.txt")
	}
	return person, nil
}

// askPatient asks the four questions about a person.
func askPatient(ctx context.Context, p *pipeline.Program, person string) (answers patientcopy.Answers, err error) {
	given := map[string]string{"patient": person}
	err = ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		for name, to := range map[string]**query.Answer{
			"patient/visits": &answers.Visits, "patient/codes": &answers.Codes,
			"patient/versions": &answers.Versions, "patient/changes": &answers.Changes,
		} {
			if *to, err = run(ctx, p, e, name, given); err != nil {
				return err
			}
		}
		return nil
	})
	return answers, err
}

func newRecord(p *pipeline.Program, person string, made time.Time) (*patientcopy.Record, error) {
	zone, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	return &patientcopy.Record{
		Person: person, Made: made.In(zone), Zone: zone,
		Contact: p.Config.Contact, Paper: report.Paper(p.Config.Paper), Theme: p.Theme,
	}, nil
}

// numbered makes a folder of its own for a copy: the day and the next number that is free.
func numbered(folder, day string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", outputError(err, folder)
	}
	for n := 1; ; n++ {
		path := filepath.Join(folder, fmt.Sprintf("%s-%03d", day, n))
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return path, outputError(err, path)
	}
}
