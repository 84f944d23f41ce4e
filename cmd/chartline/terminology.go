package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/codebook"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const terminologyHelp = `Terminology keeps the code sets by which codes are judged, grouped and named, each for the
dates for which it was published. It loads the files as CMS, NCHS and AHRQ ship them, zips
included; which file is what it finds out itself.

  chartline terminology load icd10cm-2026.zip icd10pcs-2026.zip
  chartline terminology list
  chartline terminology show I10 --on 2026-03-01
  chartline terminology search heart failure
  chartline terminology diff FY2025 FY2026
  chartline terminology verify

A date for which no release is loaded is not judged. Licensed sets, such as CPT and
APR-DRG, are loaded from files of your own.`

// terminologyCommand keeps the code sets.
func (a *app) terminologyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "terminology", Short: "Load, look up and compare code sets", Long: terminologyHelp,
		Annotations: exits(), Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.terminologyLoad(), a.terminologyList(), a.terminologyShow(), a.terminologySearch(), a.terminologyDiff(), a.terminologyVerify())
	return cmd
}

const terminologyLoadHelp = `Load takes files as CMS, NCHS and AHRQ publish them: a file, a folder or a pattern, zips
included. What each file is, and from which day it holds, it finds out from the file. A
release that is loaded already is left as it is.

Files are not fetched: docs/terminology.md says where publishers have them.`

const terminologyLoadExample = `  chartline terminology load icd10cm-2026.zip icd10pcs-2026.zip
  chartline terminology load 'downloads/*.zip'`

func (a *app) terminologyLoad() *cobra.Command {
	return &cobra.Command{
		Use: "load PATH...", Short: "Load publishers' files", Long: terminologyLoadHelp, Example: terminologyLoadExample,
		Annotations: exits(fault.Config, fault.Input, fault.Unavailable, fault.Policy),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "", "name a file, a folder or a pattern", "as in chartline terminology load icd10cm-2026.zip")
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			result, err := p.LoadTerminology(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := a.tellPulled(result); err != nil {
				return err
			}
			return a.tellDoubts(cmd.Context(), p, result)
		},
	}
}

// tellDoubts warns of releases that are unlike what was published, and says so where
// files added nothing.
func (a *app) tellDoubts(ctx context.Context, p *pipeline.Program, result pipeline.Pulled) error {
	if result.Read == 0 && result.Skipped < result.Inputs {
		_, err := fmt.Fprintln(a.stdout, "nothing to load in them: addenda and lists without headers add nothing to the order file of their release")
		return outputError(err, "standard output")
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		doubts, err := codebook.Doubts(ctx, e)
		if err != nil {
			return err
		}
		for _, d := range doubts {
			fmt.Fprintln(a.stderr, "chartline: warning: "+d)
		}
		return nil
	})
}

func (a *app) terminologyList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List releases, lists and groupings that are loaded", Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.parts(cmd.Context(), nil, part{"terminology/releases", "Releases", "no release is loaded: nothing is judged by date"},
				part{"terminology/lists", "Lists, groupings and DRG versions", ""})
		},
	}
}

func (a *app) terminologyShow() *cobra.Command {
	var on string
	cmd := &cobra.Command{
		Use: "show CODE", Short: "Show what a code means, and when it was in force",
		Args:        exactly("a code", "as in chartline terminology show I10"),
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, args []string) error {
			code := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(args[0]), ".", ""))
			if err := a.tellStatus(cmd.Context(), code, on); err != nil {
				return err
			}
			return a.parts(cmd.Context(), map[string]string{"code": code},
				part{"terminology/code", "Releases", code + " is in no release that is loaded"}, part{"terminology/code_facts", "Lists, groups, earlier and later codes", ""})
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "`date` on which it is judged; today unless set")
	return cmd
}

// tellStatus says whether a code is valid on a date.
func (a *app) tellStatus(ctx context.Context, code, on string) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	zone, err := p.Config.Location()
	if err != nil {
		return err
	}
	day := a.now().In(zone)
	if on != "" {
		if day, err = time.Parse(time.DateOnly, on); err != nil {
			return fault.New(fault.Usage, "", "--on is not a date", "write one such as 2026-03-01")
		}
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		statuses, err := codebook.Judge(ctx, e, code, day)
		if err != nil {
			return err
		}
		for _, s := range statuses {
			if _, err := fmt.Fprintf(a.stdout, "%s on %s in %s: %s\n", code, day.Format(time.DateOnly), s.System, s.Status); err != nil {
				return outputError(err, "standard output")
			}
		}
		if len(statuses) > 0 {
			_, err = fmt.Fprintln(a.stdout)
		}
		return outputError(err, "standard output")
	})
}

func (a *app) terminologySearch() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use: "search WORDS...", Short: "Find codes by words of their titles, also misspelled ones",
		Annotations: exits(fault.Config, fault.Unavailable),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return fault.New(fault.Usage, "--limit", "less than one code", "write a number such as 20")
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
				hits, err := codebook.Search(ctx, e, strings.Join(args, " "), limit)
				if err != nil {
					return err
				}
				if len(hits) == 0 {
					_, err := fmt.Fprintln(a.stdout, "no title has all of these words; leave one out, or look a code up with chartline terminology show")
					return outputError(err, "standard output")
				}
				return outputError(hitGrid(hits).Write(a.stdout), "standard output")
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "how many codes to show")
	return cmd
}

func hitGrid(hits []codebook.Hit) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "code"}, {Name: "system"}, {Name: ""}, {Name: "title"}}}
	for _, h := range hits {
		kind := "header"
		if h.Billable {
			kind = ""
		}
		g.Rows = append(g.Rows, []string{h.Code, h.System, kind, h.Title})
	}
	return g
}

func (a *app) terminologyDiff() *cobra.Command {
	var system string
	cmd := &cobra.Command{
		Use: "diff FROM TO", Short: "Compare two releases: fiscal years such as FY2026, or dates",
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fault.New(fault.Usage, "", "name two releases", "as in chartline terminology diff FY2025 FY2026")
			}
			values := map[string]string{"code_system": system}
			for i, param := range []string{"from_date", "to_date"} {
				day, err := releaseDate(args[i])
				if err != nil {
					return err
				}
				if err := a.mustBeInForce(cmd.Context(), system, day); err != nil {
					return err
				}
				values[param] = day.Format(time.DateOnly)
			}
			return a.parts(cmd.Context(), values, part{"terminology/change_counts", "Codes", "nothing changed"},
				part{"terminology/changes", "Changes", ""})
		},
	}
	cmd.Flags().StringVar(&system, "system", "ICD-10-CM", "code system")
	return cmd
}

// mustBeInForce refuses a day for which no release is loaded: against nothing, every code
// would count as added or removed.
func (a *app) mustBeInForce(ctx context.Context, system string, day time.Time) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		is, err := codebook.InForce(ctx, e, system, day)
		if err == nil && !is {
			err = fault.Newf(fault.Unavailable, "terminology", "chartline terminology list shows what is loaded",
				"no release of %s is loaded that is in force on %s", system, day.Format(time.DateOnly))
		}
		return err
	})
}

// fiscalYear is how a fiscal year is written: FY2026 or FY26.
var fiscalYear = regexp.MustCompile(`^FY ?(?:20)?([0-9]{2})$`)

// releaseDate is the first date of a fiscal year, or a date.
func releaseDate(text string) (time.Time, error) {
	if m := fiscalYear.FindStringSubmatch(strings.ToUpper(text)); m != nil {
		year, _ := strconv.Atoi(m[1])
		return time.Date(2000+year-1, time.October, 1, 0, 0, 0, 0, time.UTC), nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fault.New(fault.Usage, "", "neither a fiscal year nor a date", "write FY2026 or 2025-10-01")
	}
	return day, nil
}

func (a *app) terminologyVerify() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Check what is loaded against published counts", Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
				checks, err := codebook.Verify(ctx, e)
				if err != nil {
					return err
				}
				if len(checks) == 0 {
					_, err := fmt.Fprintln(a.stdout, "nothing to compare: counts are known of ICD-10-CM FY2025 and FY2026 and of ICD-10-PCS FY2026, and none of these is loaded")
					return outputError(err, "standard output")
				}
				if err := checkGrid(checks).Write(a.stdout); err != nil {
					return outputError(err, "standard output")
				}
				for _, c := range checks {
					if c.Found != c.Published {
						return fault.New(fault.Policy, "terminology", "a count differs from the published one", "load the file again as it was published")
					}
				}
				return nil
			})
		},
	}
}

func checkGrid(checks []codebook.Check) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "what"}, {Name: "published", Numeric: true}, {Name: "found", Numeric: true}, {Name: "source"}}}
	for _, c := range checks {
		g.Rows = append(g.Rows, []string{c.What, number(c.Published), number(c.Found), c.Source})
	}
	return g
}
