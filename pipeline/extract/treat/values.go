package treat

import (
	"fmt"
	"strings"

	"chartline/pipeline/schema"
)

// threeDigits keeps the first digits of a postal code where more than 20,000 people live in
// their area (164.514(b)(2)(i)(B)): the temporary table populous has those.
func threeDigits(_ *schema.Table, c schema.Column) (string, string, string) {
	return "zip3", "CASE WHEN t." + c.Name + " IS NULL THEN NULL WHEN regexp_full_match(t." + c.Name + ", '[0-9]{5}(-?[0-9]{4})?')" +
			" AND left(t." + c.Name + ", 3) IN (SELECT postal_prefix FROM populous) THEN left(t." + c.Name + ", 3) ELSE '000' END",
		"first three digits where more than 20,000 people live, else 000"
}

func wholePostalCode(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "CASE WHEN regexp_full_match(t." + c.Name + ", '[0-9]{5}(-?[0-9]{4})?') THEN t." + c.Name + " END", "kept where it is one"
}

// greatest is the amount from which a number of a kind is taken for one in the wrong column,
// such as a telephone number.
func greatest(c schema.Column) int {
	if c.Kind == schema.Weight || c.Kind == schema.Hours {
		return 10_000
	}
	return 10_000_000
}

func plausibleAmount(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, fmt.Sprintf("CASE WHEN abs(t.%[1]s) < %[2]d THEN t.%[1]s END", c.Name, greatest(c)), "kept below " + fmt.Sprint(greatest(c))
}

// roundedAmount keeps three digits: the exact charges of an account are a number by which
// it can be found elsewhere.
func roundedAmount(_ *schema.Table, c schema.Column) (string, string, string) {
	sql := fmt.Sprintf("CASE WHEN t.%[1]s = 0 THEN 0 WHEN abs(t.%[1]s) < %[3]d"+
		" THEN CAST(round(CAST(t.%[1]s AS DOUBLE), 2 - CAST(floor(log10(abs(CAST(t.%[1]s AS DOUBLE)))) AS INTEGER)) AS %[2]s) END",
		c.Name, c.Kind.SQL(), greatest(c))
	return c.Name, sql, "rounded to three digits; kept below " + fmt.Sprint(greatest(c))
}

// knownWord keeps a value that is a known word or is held by enough people, which the
// temporary table words has. Another one is OTHER, which is not to be missing.
func knownWord(t *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, fmt.Sprintf("CASE WHEN t.%[1]s IN (SELECT value FROM words WHERE place = '%[2]s') THEN t.%[1]s WHEN t.%[1]s IS NOT NULL THEN 'OTHER' END", c.Name, Place(t, c)),
		"kept where it is published or known, or enough people have it; else OTHER"
}

// edition keeps the version of a code set, and its weights as they are.
func edition(t *schema.Table, c schema.Column) (string, string, string) {
	if c.Kind != schema.Text {
		return c.Name, fmt.Sprintf("CASE WHEN t.%[1]s BETWEEN 0 AND 100 THEN t.%[1]s END", c.Name), "kept from 0 to 100"
	}
	return knownWord(t, c)
}

// Place names a column among the words.
func Place(t *schema.Table, c schema.Column) string { return t.Name + "." + c.Name }

// knownWords are words that sources use, so that they may stand however few people have
// them. How few those are is what the report on small groups tells.
var knownWords = map[string]string{
	"sex": "F M U O X", "patient_type": "IP OBS ED SDS OP-REC ANC PROF", "poa": "Y N U W 1",
	"code_system": "ICD-10-CM ICD-9-CM ICD-10-PCS ICD-9-PCS CPT HCPCS MS-DRG APR-DRG", "drg_system": "MS-DRG APR-DRG",
	"author_role": "coder cdi", "phase": "concurrent retrospective post_bill", "direction": "over under neutral",
	"response_class": "agree alternative disagree undetermined not_significant retracted", "impact": "drg cc_mcc poa specificity none",
	"final_state": "accepted upheld overturned partially_overturned open",
	"reason_code": "CHARGES DOCUMENTATION QUERY EDIT OUTAGE LEGAL VIP RESEARCH",
}

// forms are those of short codes that are no names, numbers or dates of anybody.
var forms = map[string]string{
	"discharge_status": "[0-9]{1,2}", "admission_type": "[0-9]", "admission_source": "[0-9A-Z]", "bill_type": "[0-9A-Z]{2,4}",
	"revenue_code": "0[0-9]{3}", "modifiers": "[0-9A-Z]{2}( [0-9A-Z]{2})*", "drg": "[0-9]{3}", "grouper_version": "[vV]?[0-9]{1,2}(\\.[0-9]{1,2})?",
}

// Known is the condition that a value is a word or of a form that identifies nobody; codes
// of diagnoses and procedures are known when they are published.
func Known(c schema.Column) string {
	if words, ok := knownWords[c.Name]; ok {
		return "value IN ('" + strings.ReplaceAll(words, " ", "', '") + "')"
	}
	if form, ok := forms[c.Name]; ok {
		return "regexp_full_match(value, '" + form + "')"
	}
	if c.Code {
		return "value IN (SELECT code FROM published)"
	}
	return "false"
}

// Harmless is the condition that a value that is not known may stand where enough people
// have it: a code as long as one, or words without what numbers, dates and addresses have.
func Harmless(c schema.Column) string {
	if c.Code {
		return "regexp_full_match(value, '[0-9A-Z]{1,7}')"
	}
	return "length(value) <= 40 AND NOT regexp_matches(value, '[0-9]{5}|[0-9]{4}-[0-9]|[0-9]/[0-9]|@')"
}
