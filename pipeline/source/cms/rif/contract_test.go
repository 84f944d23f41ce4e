package rif

import (
	"io"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

// TestSourceKeepsItsPromises: a stay of two lines, a visit, a patient, and a file that is
// passed over.
func TestSourceKeepsItsPromises(t *testing.T) {
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Spec: source.Spec{Name: "medicare"},
		Files: map[string]string{
			"inpatient.csv":           file(inpatientHeader, stay, stay.with("CLM_LINE_NUM", "2", "REV_CNTR", "0001")),
			"carrier.csv":             file(carrierHeader, visit),
			"beneficiary_2024.csv":    file(beneficiaryHeader, person),
			"beneficiary_history.csv": file(historyHeader, cells{"BENE_ID": "-10"}),
		},
		Rows: map[string]int{
			"encounter": 2, "code_list": 8, "diagnosis": 4 + 2, "procedure": 1, "drg_assignment": 1,
			"service_line": 3, "patient": 1,
		},
		Broken: map[string]string{
			"inpatient.csv": file(inpatientHeader,
				stay.with("CLM_ADMSN_DT", sourcetest.Poison),
				stay.with("CLM_TOT_CHRG_AMT", sourcetest.Poison),
				stay.with("PRCDR_DT1", sourcetest.Poison),
				stay.with("CLM_ID", " ", "BENE_ID", sourcetest.Poison),
				stay.with("REV_CNTR_UNIT_CNT", sourcetest.Poison)) + sourcetest.Poison + "|too|short\n",
			"beneficiary_2024.csv": file(beneficiaryHeader,
				person.with("BENE_BIRTH_DT", sourcetest.Poison), person.with("RFRNC_YR", sourcetest.Poison)),
		},
		Rejects: 8,
		Main:    "inpatient.csv",
		Refused: map[string]string{
			"a file without its header": sourcetest.Poison + "|" + sourcetest.Poison + "\n",
			"a header cut off":          inpatientHeader[:strings.Index(inpatientHeader, "PRNCPAL")],
			"a file of stays":           "BENE_ID|MEDPAR_ID|ADMSNDT\n1|2|20240101\n",
			"a column twice":            inpatientHeader + "|CLM_DRG_CD\n",
		},
		Endless: func(w io.Writer) error {
			record := file(inpatientHeader, stay)[len(inpatientHeader)+1:]
			_, err := io.WriteString(w, inpatientHeader+"\n")
			for err == nil {
				_, err = io.WriteString(w, record)
			}
			return err
		},
	})
}

func TestRejectsSayWhereAndWhy(t *testing.T) {
	for _, c := range []struct {
		name, header  string
		record        cells
		table, column string
		reason        string
	}{
		{"no claim", inpatientHeader, stay.with("CLM_ID", ""), "encounter", "encounter_id", source.ReasonMissing},
		{"admission is no date", inpatientHeader, stay.with("CLM_ADMSN_DT", "31-Feb-2024"), "encounter", "admitted_on", source.ReasonType},
		{"discharge is no date", inpatientHeader, stay.with("NCH_BENE_DSCHRG_DT", "soon"), "encounter", "discharged_on", source.ReasonType},
		{"processing is no date", inpatientHeader, stay.with("NCH_WKLY_PROC_DT", "soon"), "encounter", "", source.ReasonType},
		{"charges are no amount", inpatientHeader, stay.with("CLM_TOT_CHRG_AMT", "1e9"), "encounter", "total_charges", source.ReasonType},
		{"charges beyond the column", inpatientHeader, stay.with("CLM_TOT_CHRG_AMT", "1000000000000"), "encounter", "total_charges", source.ReasonType},
		{"procedure on no date", inpatientHeader, stay.with("PRCDR_DT1", "00-Mar-2024"), "procedure", "performed_on", source.ReasonType},
		{"line on no date", inpatientHeader, stay.with("REV_CNTR_DT", "x"), "service_line", "service_on", source.ReasonType},
		{"units beyond the column", inpatientHeader, stay.with("REV_CNTR_UNIT_CNT", "100000"), "service_line", "units", source.ReasonType},
		{"charge is no amount", inpatientHeader, stay.with("REV_CNTR_TOT_CHRG_AMT", "-"), "service_line", "charge", source.ReasonType},
		{"no beneficiary", beneficiaryHeader, person.with("BENE_ID", ""), "patient", "patient_id", source.ReasonMissing},
		{"birth is no date", beneficiaryHeader, person.with("BENE_BIRTH_DT", "1942"), "patient", "birth_on", source.ReasonType},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(c.header, c.record)))
			if len(got.Rejects) != 1 {
				t.Fatalf("%d rejects, want 1", len(got.Rejects))
			}
			r := got.Rejects[0]
			if r.Table.Name != c.table || r.Column != c.column || r.Reason != c.reason || r.Record != 1 {
				t.Errorf("%s.%s %s of record %d, want %s.%s %s of 1", r.Table.Name, r.Column, r.Reason, r.Record, c.table, c.column, c.reason)
			}
			if lines := len(got.Rows["service_line"]); lines > 0 {
				t.Errorf("%d lines of a rejected record", lines)
			}
			if claims := len(got.Rows["encounter"]); claims > 0 != (c.table == "service_line") {
				t.Errorf("%d claims: a claim stands without a bad line, and not where it is bad itself", claims)
			}
		})
	}
}

// TestBadClaimIsRejectedOnEachLine: what repeats a flaw is not taken for a good claim.
func TestBadClaimIsRejectedOnEachLine(t *testing.T) {
	bad := stay.with("CLM_ADMSN_DT", "x")
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv",
		file(inpatientHeader, bad, bad.with("CLM_LINE_NUM", "2"), stay.with("CLM_LINE_NUM", "3"))))
	if len(got.Rejects) != 2 || len(got.Rows["encounter"]) != 1 || len(got.Rows["service_line"]) != 1 {
		t.Errorf("%d rejects, %d claims, %d lines; want 2, 1, 1",
			len(got.Rejects), len(got.Rows["encounter"]), len(got.Rows["service_line"]))
	}
}
