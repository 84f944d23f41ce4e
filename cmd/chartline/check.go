package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/answer"
	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/check"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/store/findings"
)

const checkHelp = `Check tries the record edits on everything that the store holds, and publishes what it
found. "chartline run" does so before it writes reports. For each edit it tells what passed,
what failed, what the edit does not apply to and what could not be judged: four different
things. A finding is new, or was open before and persists, or is resolved since the check
before this one.

  chartline check                     verdicts by edit, and what changed
  chartline check --list VAL-03 --identified
                                      the open findings of an edit by account
  chartline check --edits             the edits, with their rules, dates and owners
  chartline check --fail-on error     exit with code 7 where a finding of this action is open

Findings alone are no failure: without --fail-on the exit code is 0.`

type checkFlags struct {
	list, failOn, format string
	edits, identified    bool
}

// checkCommand tries the record edits.
func (a *app) checkCommand() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use: "check", Short: "Try the record edits on the store", Long: checkHelp, Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.edits {
				return a.listEdits()
			}
			return a.check(cmd.Context(), flags)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.list, "list", "", "list the open findings of this `edit`, and check nothing")
	f.BoolVar(&flags.identified, "identified", false, "let --list name accounts, if you may see the records")
	f.BoolVar(&flags.edits, "edits", false, "list the edits, and check nothing")
	f.StringVar(&flags.failOn, "fail-on", "", "exit with code 7 where a finding of this `action` or a graver one is open: error, warning or review")
	formatFlag(cmd, &flags.format, format.Table, format.CSV, format.JSON)
	complete(cmd, "list", cobra.FixedCompletions(check.IDs(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) check(ctx context.Context, flags checkFlags) error {
	form, err := format.Parse(flags.format, format.Table, format.CSV, format.JSON)
	if err != nil {
		return err
	}
	levels, err := gravestTo(flags.failOn)
	if err != nil {
		return err
	}
	if flags.list != "" {
		return a.listFindings(ctx, flags, form)
	}
	p, err := a.program()
	if err != nil {
		return err
	}
	found, err := p.Check(ctx)
	if err != nil {
		return err
	}
	if err := a.tellChecked(found, form); err != nil {
		return err
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		return a.tellEdits(ctx, p, e, form, levels)
	})
}

// tellEdits shows what became of each edit and of its findings. It fails where findings of
// some actions are open.
func (a *app) tellEdits(ctx context.Context, p *pipeline.Program, e engine.Engine, form format.Form, levels []string) error {
	verdicts, err := answerOf(ctx, p, e, "quality/edits")
	if err != nil {
		return err
	}
	changes, err := answerOf(ctx, p, e, "quality/changes")
	if err != nil {
		return err
	}
	if form == format.Table {
		err = a.tellVerdicts(a.protect(verdicts, p.Config, false), a.protect(changes, p.Config, false))
	} else {
		err = a.showIn(a.protect(verdicts, p.Config, false), form, "")
	}
	if err != nil {
		return err
	}
	return failOn(changes.Text("action"), changes.Int("open"), levels)
}

// tellVerdicts shows verdicts and changes side by side, a row an edit that was tried, and
// below why the others were not.
func (a *app) tellVerdicts(verdicts, changes answer.Shown) error {
	left, _ := verdicts.Grid()
	right, _ := changes.Grid()
	changed := map[string][]string{}
	for _, row := range pick(right, "edit", "new", "persisting", "resolved") {
		changed[row[0]] = row[1:]
	}
	g := format.Grid{Columns: []format.Column{{Name: "edit"}, {Name: "finds"}, {Name: "action"}}}
	for _, name := range []string{"passed", "failed", "bypassed", "not applicable", "errors", "rate", "new", "persisting", "resolved"} {
		g.Columns = append(g.Columns, format.Column{Name: name, Numeric: true})
	}
	untried := reasons{}
	state := pick(left, "edit", "state", "reason")
	for i, row := range pick(left, "edit", "title", "action", "passed", "failed", "bypassed", "not_applicable", "errors", "rate") {
		if state[i][1] != "run" {
			untried.add(state[i][1], state[i][2], row[0])
			continue
		}
		g.Rows = append(g.Rows, slices.Concat(row, changed[row[0]]))
	}
	if err := g.Write(a.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprint(a.stdout, untried.text())
	return outputError(err, "standard output")
}

// pick takes some columns of a grid by their names.
func pick(g format.Grid, names ...string) [][]string {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = slices.IndexFunc(g.Columns, func(c format.Column) bool { return c.Name == name })
	}
	rows := make([][]string, len(g.Rows))
	for r, row := range g.Rows {
		for _, column := range at {
			rows[r] = append(rows[r], row[column])
		}
	}
	return rows
}

// reasons gathers which edits were not tried for the same reason, in their order.
type reasons struct {
	lines []string
	edits map[string][]string
}

// states are the words for edits that were not tried.
var states = map[string]string{"off": "Off", "not_run": "Not run", "nothing_to_judge": "Nothing to judge"}

func (r *reasons) add(state, reason, edit string) {
	line := states[state]
	if reason != "" {
		line += ", " + reason
	}
	if r.edits == nil {
		r.edits = map[string][]string{}
	}
	if r.edits[line] == nil {
		r.lines = append(r.lines, line)
	}
	r.edits[line] = append(r.edits[line], edit)
}

func (r *reasons) text() string {
	var b strings.Builder
	for _, line := range r.lines {
		fmt.Fprintf(&b, "%s: %s\n", line, strings.Join(r.edits[line], ", "))
	}
	return b.String()
}

// answerOf answers a question that takes no parameters.
func answerOf(ctx context.Context, p *pipeline.Program, e engine.Engine, name string) (*query.Answer, error) {
	q, err := p.Queries.Get(name)
	if err != nil {
		return nil, err
	}
	return q.Run(ctx, e, nil)
}

// tellChecked says what changed, above the table.
func (a *app) tellChecked(c findings.Checked, form format.Form) error {
	text := fmt.Sprintf("%d accounts with %d codes; findings: %d new, %d resolved, %d persisting", c.Accounts, c.Codes, c.New, c.Resolved, c.Persisting)
	if c.NotJudged > 0 {
		text += fmt.Sprintf("; %d are not judged any more", c.NotJudged)
	}
	if form != format.Table {
		a.note("%s", text)
		return nil
	}
	_, err := fmt.Fprintln(a.stdout, text)
	return outputError(err, "standard output")
}

// gravestTo lists the actions from error to the one of --fail-on; none where it is not set.
func gravestTo(action string) ([]string, error) {
	var levels []string
	for _, l := range check.Levels {
		levels = append(levels, string(l))
		if string(l) == action {
			return levels, nil
		}
	}
	if action != "" {
		return nil, fault.New(fault.Usage, "", "--fail-on names no action of a finding", "choose "+list(levels))
	}
	return nil, nil
}

// failOn is a failure of policy where findings of some actions are open.
func failOn(actions []string, open []int64, levels []string) error {
	var n int64
	for i, action := range actions {
		if slices.Contains(levels, action) {
			n += open[i]
		}
	}
	if n == 0 {
		return nil
	}
	return fault.Newf(fault.Policy, "", "chartline check --list EDIT names the accounts", "%d findings of %s are open", n, list(levels))
}

// listFindings gives the places of the open findings of an edit to those who may see them.
func (a *app) listFindings(ctx context.Context, flags checkFlags, form format.Form) error {
	if _, ok := check.Lookup(flags.list); !ok {
		return fault.Newf(fault.Usage, "", didYouMean(flags.list, check.IDs(), "chartline check --edits lists them"), "no edit %q", flags.list)
	}
	p, err := a.program()
	if err != nil {
		return err
	}
	q, err := p.Queries.Get("quality/findings")
	if err != nil {
		return err
	}
	if err := mayIdentify(q, flags.identified); err != nil {
		return err
	}
	return ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		whole, err := q.Run(ctx, e, map[string]string{"edit": flags.list})
		if err != nil {
			return err
		}
		return a.showIn(a.protect(whole, p.Config, true), form, "")
	})
}

// listEdits tells the catalogue.
func (a *app) listEdits() error {
	g := format.Grid{Columns: []format.Column{{Name: "edit"}, {Name: "level"}, {Name: "answers"}, {Name: "from"}, {Name: "title"}, {Name: "counts"}}}
	for _, e := range check.Catalogue {
		g.Rows = append(g.Rows, []string{e.ID, string(e.Level), e.Answers, e.From, e.Title, e.Counts})
	}
	return g.Write(a.stdout)
}
