package hl7v2

import "chartline/pipeline/source"

// Maps lists where the columns come from. It is the same for every input.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	s, err := settingsOf(in.Spec)
	if err != nil {
		return nil, err
	}
	account := "PV1-19, else PID-18"
	if s.byAccount {
		account = "PID-18, else PV1-19"
	}
	var all []source.Mapping
	for _, t := range mapped {
		for _, c := range t.columns {
			from := c.from
			if c.column == "encounter_id" && from == "" {
				from = account
			}
			all = append(all, source.Mapping{From: from, Table: t.table, Column: c.column, Note: c.note})
		}
	}
	return all, nil
}

type column struct{ column, from, note string }

const oneVersion = "1: messages keep no versions"

// mapped are the columns by table.
var mapped = []struct {
	table   string
	columns []column
}{
	{"patient", []column{
		{"patient_id", "PID-3.1", "of the repetition of type MR, else of the first"},
		{"birth_on", "PID-7", "empty where only the year or month is known"},
		{"sex", "PID-8", ""},
		{"postal_code", "PID-11.5", ""},
	}},
	{"encounter", []column{
		{"encounter_id", "", "the option account says which goes first"},
		{"patient_id", "PID-3.1", ""},
		{"facility_id", "PV1-3.4, else MSH-4.1", "else the option facility"},
		{"patient_type", "PV1-18, PV1-2", "the option patient_types; else IP for I and B, ED for E, OP-REC for R, the option outpatient for O and P, U for none; others as they are"},
		{"service_line", "PV1-10", ""},
		{"admitted_on", "PV1-44", "for A01 and A04 without it EVN-6, else EVN-2"},
		{"admitted_at", "PV1-44", "where it has a time of day"},
		{"discharged_on", "PV1-45", "for A03 without it EVN-6, else EVN-2; empty after A13"},
		{"discharged_at", "PV1-45", "where it has a time of day"},
		{"discharge_status", "PV1-36", "two digits"},
		{"admission_type", "PV1-4", "1, 2, 3, 4 for E, U, C, N"},
		{"admission_source", "PV1-14", ""},
		{"attending_id", "PV1-7.1", ""},
		{"age_years", "PID-7, PV1-44", ""},
		{"payer_class", "PV1-20.1", ""},
		{"total_charges", "PV1-47", ""},
		{"cancelled", "MSH-9", "true for A11 and A23"},
		{"dates_shifted", "", "the option dates_shifted"},
	}},
	{"code_list", []column{
		{"encounter_id", "", ""},
		{"version_no", "", oneVersion},
		{"list", "DG1, PR1", "diagnosis or procedure, for messages without action codes; empty lists for A11 and A23"},
	}},
	{"diagnosis", []column{
		{"encounter_id", "", ""},
		{"version_no", "", oneVersion},
		{"sequence", "DG1-15, DG1-1", "place by priority, set id and order within role and system"},
		{"role", "DG1-6, DG1-15", "admitting for A; principal for the first of priority 1, or of all where none has a priority"},
		{"code", "DG1-3.1, DG1-3.4", "DG1-6 as the option diagnosis_types says"},
		{"code_system", "DG1-3.3, DG1-3.6, DG1-2", "where none is named ICD by the date of the visit"},
		{"poa", "DG1-26", "from version 2.6 on; the option poa for others; empty for 1 and E"},
	}},
	{"procedure", []column{
		{"encounter_id", "", ""},
		{"version_no", "", oneVersion},
		{"sequence", "PR1-14, PR1-1", "place by priority, set id and order within the system"},
		{"role", "PR1-14", "principal for the first of priority 1, or the first of an ICD system where none has a priority"},
		{"code", "PR1-3.1, PR1-3.4", ""},
		{"code_system", "PR1-3.3, PR1-3.6, PR1-2", "where none is named by the length of the code"},
		{"modifiers", "PR1-16", ""},
		{"performed_on", "PR1-5", ""},
	}},
	{"drg_assignment", []column{
		{"encounter_id", "", ""},
		{"version_no", "", oneVersion},
		{"drg_system", "DRG-1.3, else DRG-18", "MS-DRG where none is named"},
		{"grouper_version", "DRG-19, else DRG-1.7", ""},
		{"drg", "DRG-1.1", "with the leading zeros of three digits"},
		{"weight", "DRG-15", ""},
	}},
	{"code_statement", []column{
		{"statement_id", "DG1-20, PR1-19", "with the account; the code where there is no identifier"},
		{"code_system", "DG1-3.3, PR1-3.3", "for messages with action codes"},
		{"kind", "DG1, PR1", ""},
		{"encounter_id", "", ""},
		{"role", "DG1-6, DG1-15, PR1-14", ""},
		{"rank", "DG1-15, PR1-14", "else the set id"},
		{"code", "DG1-3.1, PR1-3.1", ""},
		{"poa", "DG1-26", "as in diagnosis"},
		{"stated_on", "DG1-5, PR1-5", ""},
		{"withdrawn", "DG1-21, PR1-20", "true for D"},
	}},
	{"code_assignment", []column{
		{"encounter_id", "", "from P12"},
		{"version_no", "", oneVersion},
		{"coder_id", "DRG-12, else EVN-5.1", ""},
		{"assigned_at", "EVN-6, else DG1-19, DRG-2, MSH-7", ""},
	}},
	{"event", []column{
		{"event_id", "", "follows from account, event and time"},
		{"encounter_id", "", "for combined MRG-5 or MRG-3"},
		{"event_type", "MSH-9", "final_coded for P12; combined for A06 and A07 that name a prior account"},
		{"occurred_on", "EVN-6, else DG1-19, DRG-2, MSH-7", ""},
		{"occurred_at", "EVN-6, else DG1-19, DRG-2, MSH-7", "where it has a time of day"},
		{"actor_id", "DRG-12, else EVN-5.1", ""},
	}},
	{"service_line", []column{
		{"encounter_id", "", ""},
		{"line_no", "FT1-2", "else MSH-10 and FT1-1"},
		{"revenue_code", "", "the option revenue_code"},
		{"code", "FT1-25.1, else FT1-7.1", "FT1-7 where its system is CPT or HCPCS"},
		{"modifiers", "FT1-26", ""},
		{"service_on", "FT1-4", ""},
		{"units", "FT1-10", "below zero for credits"},
		{"charge", "FT1-11, else FT1-12 times FT1-10", "below zero for credits"},
	}},
}
