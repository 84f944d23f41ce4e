package x12

import "chartline/pipeline/source"

// Maps says where in a transaction each column comes from.
func (Source) Maps(source.Input) ([]source.Mapping, error) {
	var all []source.Mapping
	for _, t := range mappings {
		for _, c := range t.columns {
			all = append(all, source.Mapping{Table: t.table, Column: c[0], From: c[1], Note: c[2]})
		}
	}
	return all, nil
}

// mappings are by table: a column, where it comes from, and what happens on the way.
var mappings = []struct {
	table   string
	columns [][3]string
}{
	{"patient", [][3]string{
		{"patient_id", "837 REF*EA REF02, else NM1*QC or NM1*IL NM109", "a dependent without a number of its own: that of the subscriber with a checksum of birth, sex and first name"},
		{"birth_on", "837 DMG02", "of the patient (2010CA), else the subscriber (2010BA)"},
		{"sex", "837 DMG03", ""},
		{"postal_code", "837 N4 N403", ""},
	}},
	{"encounter", [][3]string{
		{"encounter_id", "837 CLM01", "accounts: by-provider puts the billing provider before it"},
		{"patient_id", "as patient.patient_id", ""},
		{"facility_id", "837 NM1*85 NM109, else REF*EI", "else the option facility"},
		{"patient_type", "837 CLM05-1; SV201", "11, 12, 18, 21, 22, 28, 41, 61, 65, 66, 86 IP; 13, 85 by revenue code: 0762 OBS, 045x ED, 036x or 049x SDS, else ANC, and OP-REC where billed in parts; " +
			"83 SDS; 32-34, 72, 74-76, 81, 82 OP-REC; 14, 23, 24, 43, 71, 73, 77, 79, 87, 89 ANC; professional and dental PROF; others OTHER"},
		{"admitted_on", "837 DTP*435, else DTP*434 from", "professional: first DTP*472; of a later part of a stay DTP*435 only"},
		{"admitted_at", "837 DTP*435*DT", "institutional, where the time zone is known"},
		{"discharged_on", "837 DTP*434 through", "not for frequency 2 and 3 or status 30; professional: last DTP*472"},
		{"discharge_status", "837 CL103", ""},
		{"admission_type", "837 CL101", ""},
		{"admission_source", "837 CL102", ""},
		{"bill_type", "837 CLM05-1 and CLM05-3", "institutional"},
		{"attending_id", "837 NM1*71 NM109", "professional and dental: NM1*82, the rendering provider"},
		{"age_years", "837 DMG02 and admitted_on", ""},
		{"payer_class", "837 SBR09", "of the payer with SBR01 P: MA, MB, 16 Medicare; MC Medicaid; 09 Self-pay; 12-15, 17, BL, CI, DN, HM Commercial; others Other"},
		{"total_charges", "837 CLM02", "empty for frequency 2 to 4, which bill a part"},
		{"cancelled", "837 CLM05-3", "true for 8"},
	}},
	{"diagnosis", [][3]string{
		{"role", "837 HI01-1", "BK, ABK principal or first-listed; BF, ABF other; BJ, ABJ admitting; PR, APR (4010: ZZ) reason_for_visit; BN, ABN external_cause"},
		{"sequence", "837 HI", "counted within the role"},
		{"code", "837 HI01-2", ""},
		{"code_system", "837 HI01-1", "ICD-10-CM where it begins with A, else ICD-9-CM"},
		{"poa", "837 HI01-9; 4010: K3 POA", "1 is empty"},
	}},
	{"procedure", [][3]string{
		{"role", "837 HI01-1", "BBR, BR, CAH principal; BBQ, BQ other; 4010 institutional BP and BO"},
		{"code", "837 HI01-2", "codes of service lines are service_line.code"},
		{"code_system", "837 HI01-1", "BBR, BBQ ICD-10-PCS; BR, BQ ICD-9-PCS"},
		{"performed_on", "837 HI01-4", ""},
	}},
	{"drg_assignment", [][3]string{
		{"drg", "837 HI*DR HI01-2", ""},
		{"drg_system", "837 HI*DR", "MS-DRG, before 1 October 2007 CMS-DRG; other for more than three digits"},
		{"grouper_version", "837 DTP*434 through", "version of the fiscal year"},
	}},
	{"account_code", [][3]string{
		{"kind", "837 HI01-1", "BG condition, BH occurrence, BI occurrence_span, BE value"},
		{"code", "837 HI01-2", ""},
		{"occurred_on", "837 HI01-4", ""},
		{"through_on", "837 HI01-4", "of a span"},
		{"amount", "837 HI01-5", ""},
	}},
	{"service_line", [][3]string{
		{"line_no", "837 LX", "counted; frequency 2 to 4 with the first day of the statement before it, 5 with late"},
		{"revenue_code", "837 SV201", ""},
		{"code", "837 SV101-2, SV202-2, SV301-2", "with HIPPS and dental codes"},
		{"modifiers", "837 SV101, SV202, SV301 -3 to -6", ""},
		{"service_on", "837 DTP*472", "the first day of a range"},
		{"units", "837 SV104, SV205, SV306", "empty for minutes (MJ)"},
		{"charge", "837 SV102, SV203, SV302", ""},
	}},
	{"event", [][3]string{
		{"event_type", "837 CLM05-3; 835 CLP; 277CA STC01-1", "837: 7 rebilled, 8 voided, 2, 3 and 5 none, else final_billed; 835: remitted; 277CA A1, A2, A5: claim_submitted"},
		{"encounter_id", "837 CLM01; 835 CLP01; 277CA TRN*2 TRN02", ""},
		{"occurred_on", "837 BHT04; 835 BPR16; 277CA STC02", "else the date of the group"},
		{"occurred_at", "837 BHT05", "where the time zone is known"},
	}},
	{"", [][3]string{
		{"", "837 DTP*096*TM", "the hour of discharge is no instant"},
		{"", "837 REF*F8", "the payer's number of the bill that is replaced stands in no earlier claim; bills of one CLM01 replace each other"},
		{"", "837 NM1, N3, PER", "names and addresses are not loaded"},
		{"", "270, 271, 276, 277, 278, 820, 834, 997, 999 and other transactions", "passed over, and counted"},
	}},
}
