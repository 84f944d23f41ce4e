package worksheet

// Sensitivity stands on every page of a workbook.
const Sensitivity = "Identified patient data: keep it where only you can read it"

// targetedBanner stands on a workbook whose sample supports no rate (SMP-01).
const targetedBanner = "Targeted sample: not generalisable"

func title(b Book) string {
	t := "Audit " + b.Audit + " · auditor " + b.Auditor
	if b.Targeted {
		t += " · " + targetedBanner
	}
	return t
}

// guide writes the instructions.
func (w *writer) guide(b Book) {
	w.text(guideSheet, 1, 1, "Coding audit "+b.Audit, "title")
	w.text(guideSheet, 1, 2, Sensitivity, "banner")
	row := 3
	if b.Targeted {
		w.text(guideSheet, 1, row, targetedBanner+". Findings are counted; no rate is made of them.", "banner")
		row++
	}
	for _, part := range guideParts {
		row++
		w.text(guideSheet, 1, row, part.heading, "heading")
		for _, line := range part.lines {
			row++
			w.text(guideSheet, 1, row, line[0], "prose")
			w.text(guideSheet, 2, row, line[1], "prose")
			w.do(w.file.SetRowHeight(guideSheet, row, lineHeight*float64(1+len(line[1])/guideLetters)))
		}
		row++
	}
	w.do(w.file.SetColWidth(guideSheet, "A", "A", 30))
	w.do(w.file.SetColWidth(guideSheet, "B", "B", 100))
}

// The height of a line in points, and how many letters one of the guide holds: programs other than
// Excel do not find the height of a text that is wrapped.
const (
	lineHeight   = 13.5
	guideLetters = 100
)

// guideParts are the instructions: what, and how.
var guideParts = []struct {
	heading string
	lines   [][2]string
}{
	{"How to fill the sheet Review", [][2]string{
		{"What is shaded", "The coder's codes. They are locked; a workbook in which they were changed is refused."},
		{"First line of a case", "When every line of the case has its result, choose reviewed and write the day of the review under New date. " +
			"Where the record cannot be reviewed, choose not reviewable and say why under Note, without names: a spare takes its place."},
		{"Lines with a code", "Choose agree, change or remove. With change, write only what is different: New code, New POA, New no. or New date."},
		{"Free lines", "For codes that the coder missed: choose add, choose under Line what it is, and write New code, with POA or date."},
		{"New no.", "The place of the code in its list; 1 of a diagnosis is the principal. No two codes may have the same. " +
			"To exchange two codes, change both; the second needs no error type."},
		{"New POA", "Y, N, U or W; exempt where the code is exempt from POA in its year."},
		{"Error type and root cause", "Needed for every change, removal and addition. QO, CV and SY do not count against the coder."},
		{"Citation", "Official guideline, Coding Clinic or policy. A finding cannot be closed without one (REB-05)."},
		{"Direction, DRG changed", "over where the coder's code pays more than it should, under where it pays less, neutral otherwise."},
	}},
	{"What becomes of it", [][2]string{
		{"Half a case", "A case counts when it is complete. What is missing is listed with its cell, and never guessed."},
		{"Once it is issued", "A finding that was told to the coder is changed by a rebuttal only."},
	}},
	{"Error types", [][2]string{
		{"OM omission", "A code that should be there is missing."},
		{"CM commission", "A code that should not be there: unsupported, integral, history coded as current."},
		{"IC incorrect code", "Another code for the same concept: wrong category, wrong combination code."},
		{"SP specificity", "Unspecified where documented; laterality; seventh character."},
		{"SQ sequencing", "The principal diagnosis, or another order that matters."},
		{"PO present on admission", "A wrong or missing POA indicator, or one on an exempt code."},
		{"PR procedure attributes", "Root operation, approach, device, date, modifier or units."},
		{"AB abstraction", "Disposition, provider, admission type."},
		{"QO query opportunity", "The documentation conflicts or is incomplete."},
		{"CV clinical validity", "Documented, and not clinically supported."},
		{"SY system", "Encoder, interface or grouper."},
		{"AU auditor error", "Found wrong on rebuttal."},
	}},
}
