package money

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/sampling"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// notGeneralisable stands wherever something of a targeted audit does (SMP-01).
const notGeneralisable = "not generalisable"

// noFrame is why nothing is said of frames.
var noFrame = block.Absence{
	Headline: "Not shown: no audit has a known frame",
	Because:  "Only audits that were drawn here have one.",
}

// draws is a table of audits: how each was drawn, how far it is, and the share of wrong DRGs
// with exact limits, which a targeted audit does not have. Where none was drawn here, nothing is
// known of any frame and its columns are left out.
func draws(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Audit", "Drawn", "Method"),
		block.Numeric("Frame", "Closed reviews", "DRG wrong", "Share wrong (95% CI)")...)}
	ids, methods, selections := a.Text("audit_id"), a.Text("method"), a.Text("selection")
	drawn, frames, unknown := a.Date("drawn_on"), a.Int("frame_count"), a.Null("frame_count")
	closed, cases, wrong, shares := a.Int("closed"), a.Int("cases"), a.Int("drg_wrong"), a.Estimates("drg_error_rate")
	elsewhere := int64(0)
	for _, i := range drawnFirst(unknown) {
		on, frame, share := e.Text("elsewhere"), e.Text("not known"), e.WithRange(shares[i])
		if !unknown[i] {
			on, frame = e.Day(drawn[i]), e.Count(frames[i])
		} else {
			elsewhere++
		}
		if selections[i] != "random" {
			share = e.Text(notGeneralisable)
		}
		t.Rows = append(t.Rows, []string{ids[i], on, methodWord(e, methods[i], selections[i]), frame,
			e.OutOf(float64(closed[i]), float64(cases[i])), e.Count(wrong[i]), share})
	}
	t.Notes = []string{"DRG wrong: closed reviews with a finding that stands and changed the DRG, of all that are closed, with or without a DRG. Each account counts alike."}
	if elsewhere == int64(len(ids)) {
		t.Columns, t.Rows = withoutFrames(t.Columns, t.Rows, selections, e)
	}
	if elsewhere > 0 {
		t.Notes = append(t.Notes, e.Say("%s not drawn here: without a frame nothing is extrapolated from {it|them}.", e.Plural(elsewhere, "audits")))
	}
	t.Notes = captioned(t.Notes, b)
	return block.Made{Block: report.Block{Table: t}}
}

// withoutFrames leaves of audits that were all drawn elsewhere the columns that say something:
// whether they are random stands in the place of when and how they were drawn.
func withoutFrames(columns []report.Column, rows [][]string, selections []string, e *block.Edition) ([]report.Column, [][]string) {
	for i, row := range rows {
		rows[i] = append([]string{row[0], wording.Capital(e.Text(selections[i]))}, row[4:]...)
	}
	return append([]report.Column{columns[0], {Title: "Kind of audit"}}, columns[4:]...), rows
}

// drawnFirst orders audits with a frame before those without.
func drawnFirst(unknown []bool) (rows []int) {
	for _, without := range []bool{false, true} {
		for i, u := range unknown {
			if u == without {
				rows = append(rows, i)
			}
		}
	}
	return rows
}

func methodWord(e *block.Edition, method, selection string) string {
	switch method {
	case "coder_floor":
		return e.Text("floor for each coder")
	case "not known":
		return e.Say("%s, method not known", e.Text(selection))
	}
	return e.Text(method)
}

// evidence is a table of what draws each audit again: frame, seed, generator and method.
func evidence(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Audit", "What", "Value")}
	unknown := a.Null("frame_count")
	for i, id := range a.Text("audit_id") {
		if unknown[i] {
			continue
		}
		n := func(column string) string { return e.Count(a.Int(column)[i]) }
		for _, row := range [][2]string{
			{"Universe and frame", e.Say("%s {account|accounts}, %s in the frame", n("universe"), n("frame_count"))},
			{"Left out", e.Say("%s without coder or codes, %s with shifted dates, %s of other audits", n("unassigned"), n("shifted"), n("reviewed_before"))},
			{"Filter", a.Text("frame_filter")[i]}, {"Strata", a.Text("stratified_by")[i]},
			{"Shared out", sharedOut(e, a, i)},
			{"Generator and seed", fmt.Sprintf("%s, %d", a.Text("generator")[i], a.Int("seed")[i])},
			{"SHA-256 of the frame", a.Text("frame_hash")[i]},
			{"Spares used", e.Say("%s, for %s {account|accounts} that could not be reviewed", n("spares_used"), n("unavailable"))},
			{"Data and program", fmt.Sprintf("%s; Chartline %s", a.Text("data_version")[i], a.Text("program_version")[i])},
		} {
			if row[1] != "" {
				t.Rows = append(t.Rows, []string{id, e.Text(row[0]), row[1]})
			}
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Finding: &report.Finding{
			Headline: "No audit was drawn here",
			Text:     "Frame, seed and method are known only of audits that the command chartline audit draw has drawn. Of the others nothing is extrapolated.",
			Tone:     report.Watch,
		}}
	}
	t.Notes = []string{"chartline audit draw with the same name, filter, method and seed says whether the same accounts would be drawn again; docs/audit.md has the algorithm."}
	return block.Made{Block: report.Block{Table: t}}
}

// sharedOut tells how the accounts of a draw were shared out to its strata (SMP-06); empty where
// there is one stratum, or the draw did not store it.
func sharedOut(e *block.Edition, a block.Answer, i int) string {
	wanted, floor := e.Count(a.Int("wanted_count")[i]), e.Count(a.Int("stratum_floor")[i])
	rule, least := a.Text("allocation")[i], a.Int("stratum_floor")[i] > 0
	switch {
	case rule == "floor":
		return e.Say("%s of each stratum", floor)
	case rule == "proportional" && least:
		return e.Say("in proportion, %s in all, at least %s of each stratum", wanted, floor)
	case rule == "proportional":
		return e.Say("in proportion, %s in all", wanted)
	case rule == "neyman" && least:
		return e.Say("by Neyman, %s in all, at least %s of each stratum", wanted, floor)
	case rule == "neyman":
		return e.Say("by Neyman, %s in all", wanted)
	}
	return ""
}

// drawnAudit is an audit with its strata.
type drawnAudit struct {
	id, selection         string
	strata                []int // rows
	sample, closed, known int64
}

// extrapolated is a table of what each drawn audit says of its frame: the stratified
// difference estimator of dollars, and the share of wrong DRGs. From a targeted sample
// nothing follows for its frame (FIN-08, SMP-01).
func extrapolated(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Audit", "Of the frame"),
		block.Numeric("Estimate", "90% interval", "Sample", "Frame")...)}
	var warnings []string
	var found []report.Finding
	for _, audit := range drawnAudits(a) {
		if audit.selection != "random" {
			t.Rows = append(t.Rows, []string{audit.id, e.Text(notGeneralisable), "", "", e.Count(audit.closed), ""})
			continue
		}
		for _, what := range []struct{ words, sum, squares string }{
			{"Overpaid", "overpaid", "overpaid_sq"}, {"Underpaid", "underpaid", "underpaid_sq"}, {"Net: underpaid less overpaid", "net", "net_sq"},
		} {
			total := appraise(strataOf(a, audit, what.sum, what.squares))
			t.Rows = append(t.Rows, append([]string{audit.id, e.Text(what.words)}, appraised(e, total)...))
			warnings = newWords(e, warnings, audit.id, total.Warnings)
			if what.sum == "overpaid" {
				if f := overpaidFinding(e, audit.id, total); f != nil {
					found = append(found, *f)
				}
			}
		}
		t.Rows = append(t.Rows, append([]string{audit.id, e.Text("Share of wrong DRGs (95%)")}, frameShare(e, a, audit)...))
		if audit.closed < audit.sample || audit.known < audit.closed {
			warnings = append(warnings, e.Say("%s: of %d drawn, %d {is|are} closed and of %d the amount is known. The estimate takes the others to be like these.",
				audit.id, audit.sample, audit.closed, audit.known))
		}
	}
	t.Notes = append([]string{"An account that no contract pays by DRG counts 0 dollars. Whether the point estimate or the lower limit of the 90% interval is owed depends on the agreement; a lower limit below 0 shows nothing to be owed."}, warnings...)
	return block.Made{Block: report.Block{Table: t}, Findings: found}
}

func drawnAudits(a block.Answer) (all []drawnAudit) {
	ids, selections, sample := a.Text("audit_id"), a.Text("selection"), a.Int("sample_count")
	closed, known := a.Int("closed"), a.Int("known")
	for i, id := range ids {
		if len(all) == 0 || all[len(all)-1].id != id {
			all = append(all, drawnAudit{id: id, selection: selections[i]})
		}
		last := &all[len(all)-1]
		last.strata = append(last.strata, i)
		last.sample, last.closed, last.known = last.sample+sample[i], last.closed+closed[i], last.known+known[i]
	}
	return all
}

func strataOf(a block.Answer, audit drawnAudit, sum, squares string) (strata []sampling.Stratum) {
	for _, i := range audit.strata {
		strata = append(strata, sampling.Stratum{
			Frame: a.Int("frame_count")[i], Sample: a.Int("known")[i], Sum: a.Real(sum)[i], Squares: a.Real(squares)[i],
		})
	}
	return strata
}

// appraise takes sums to their frame: those of one stratum as RAT-STATS does without strata.
func appraise(strata []sampling.Stratum) sampling.Appraisal {
	if len(strata) == 1 {
		return sampling.AppraiseSums(strata[0], "USD")
	}
	return sampling.AppraiseStrata(strata, "USD")
}

// repaymentLevel is the level that OIG practice takes the lower limit of (SMP-05).
const repaymentLevel = 0.90

func appraised(e *block.Edition, total sampling.Appraisal) []string {
	if !total.Defined() {
		return []string{e.Reason(total.Missing), "", "", ""}
	}
	limit, between := total.At(repaymentLevel), ""
	if limit.Level > 0 {
		between = e.Say("%s to %s", e.Dollars(limit.Lo), e.Dollars(limit.Hi))
	}
	return []string{e.Dollars(total.Total), between, e.Count(total.Sample), e.Count(total.Frame)}
}

// frameShare estimates the share of wrong DRGs in the frame: with exact hypergeometric limits
// where there is one stratum.
func frameShare(e *block.Edition, a block.Answer, audit drawnAudit) []string {
	var strata []sampling.Stratum
	var frame int64
	for _, i := range audit.strata {
		frame += a.Int("frame_count")[i]
		strata = append(strata, sampling.Right(a.Int("drg_wrong")[i], a.Int("closed")[i], a.Int("frame_count")[i]))
	}
	var share metric.Estimate
	if first := audit.strata[0]; len(strata) == 1 {
		share = sampling.Attribute(a.Int("drg_wrong")[first], a.Int("closed")[first], frame)
	} else {
		share = sampling.StratifiedShare(strata)
	}
	if !share.Defined() {
		return []string{e.Reason(share.Missing), "", "", ""}
	}
	return []string{e.Percent(share.Value), e.Say("%s to %s", e.Percent(share.Lo), e.Percent(share.Hi)), e.Count(share.N), e.Count(frame)}
}

func newWords(e *block.Edition, known []string, id string, words []string) []string {
	for _, w := range words {
		text := id + ": " + e.Reason(w) + "."
		if len(known) == 0 || known[len(known)-1] != text {
			known = append(known, text)
		}
	}
	return known
}

// overpaidFinding is nil where the interval does not lie above 0.
func overpaidFinding(e *block.Edition, id string, total sampling.Appraisal) *report.Finding {
	limit := total.At(repaymentLevel)
	if !total.Defined() || limit.Level == 0 || limit.Lo <= 0 {
		return nil
	}
	return &report.Finding{
		Headline: e.Say("Overpaid in the frame of %s: %s", id, e.Dollars(total.Total)),
		Text: e.Sentence("the frame of %s holds %s that was paid too much (90%% interval %s to %s), estimated from %s of %s {account|accounts}",
			id, e.Dollars(total.Total), e.Dollars(limit.Lo), e.Dollars(limit.Hi), e.Count(total.Sample), e.Count(total.Frame)),
		Tone: report.Act,
	}
}
