package claimscsv

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// target is what is read of a file, and the names of its column: the first that a file
// has counts. In a list {n} stands for 1, 2 and so on, or 01, 02.
type target struct {
	name  string
	names []string
}

// claimTargets are read of claims, in the order of the documentation. The names are
// those of Tuva's input layer, then common synonyms.
var claimTargets = []target{
	{"encounter_id", []string{"claim_id", "claim_number", "claim_no", "encounter_id", "account_number"}},
	{"patient_id", []string{"person_id", "patient_id", "member_id", "beneficiary_id", "subscriber_id"}},
	{"claim_type", []string{"claim_type", "claim_form_type"}},
	{"facility_id", []string{"facility_npi", "facility_id"}},
	{"billing_id", []string{"billing_npi", "billing_id", "billing_provider_npi", "billing_provider_id"}},
	{"attending_id", []string{"attending_npi", "attending_provider_npi", "attending_provider_id", "attending_id"}},
	{"admitted_on", []string{"admission_date", "admit_date", "admitted_on"}},
	{"discharged_on", []string{"discharge_date", "discharged_on"}},
	{"started_on", []string{"claim_start_date", "statement_from_date", "from_date", "claim_from_date"}},
	{"ended_on", []string{"claim_end_date", "statement_through_date", "through_date", "thru_date", "claim_thru_date", "claim_through_date"}},
	{"discharge_status", []string{"discharge_disposition_code", "discharge_status_code", "discharge_status", "patient_status_code"}},
	{"admission_type", []string{"admit_type_code", "admission_type_code", "admission_type"}},
	{"admission_source", []string{"admit_source_code", "admission_source_code", "admission_source", "point_of_origin_code"}},
	{"bill_type", []string{"bill_type_code", "type_of_bill", "bill_type"}},
	{"payer_class", []string{"payer_class", "payer_type", "payer"}},
	{"total_charges", []string{"total_charges", "total_charge_amount", "claim_charge_amount"}},
	{"data_source", []string{"data_source"}},
	{"stated_on", []string{"paid_date", "adjudication_date", "processed_date"}},
	{"ms_drg", []string{"ms_drg_code", "ms_drg", "msdrg"}},
	{"apr_drg", []string{"apr_drg_code", "apr_drg"}},
	{"drg", []string{"drg_code", "drg"}},
	{"drg_type", []string{"drg_code_type", "drg_type"}},
	{"diagnosis_code_type", []string{"diagnosis_code_type", "diagnosis_code_system", "icd_version"}},
	{"principal_diagnosis", []string{"principal_diagnosis_code", "primary_diagnosis_code", "principal_diagnosis", "primary_diagnosis"}},
	{"principal_poa", []string{"principal_diagnosis_poa", "primary_diagnosis_poa", "principal_poa"}},
	{"admitting_diagnosis", []string{"admitting_diagnosis_code", "admit_diagnosis_code", "admitting_diagnosis"}},
	{"diagnosis_code_{n}", []string{"diagnosis_code_{n}", "diagnosis_{n}", "icd_diagnosis_code_{n}", "diag_code_{n}", "diag_{n}", "diag{n}", "dx_{n}", "dx{n}", "icd_dx_{n}", "i10_dx{n}"}},
	{"poa_{n}", []string{"diagnosis_poa_{n}", "poa_{n}", "poa{n}", "dx_poa_{n}", "dx_{n}_poa", "dx{n}_poa", "diag_poa_{n}", "present_on_admission_{n}", "dxpoa{n}"}},
	{"reason_for_visit_{n}", []string{"reason_for_visit_code_{n}", "reason_for_visit_{n}", "patient_reason_{n}"}},
	{"external_cause_{n}", []string{"external_cause_code_{n}", "external_cause_{n}", "ecode_{n}", "e_code_{n}", "ecode{n}"}},
	{"external_cause_poa_{n}", []string{"external_cause_poa_{n}", "ecode_poa_{n}", "e_code_poa_{n}"}},
	{"procedure_code_type", []string{"procedure_code_type", "procedure_code_system"}},
	{"procedure_code_{n}", []string{"procedure_code_{n}", "procedure_{n}", "icd_procedure_code_{n}", "proc_{n}", "proc{n}", "px_{n}", "px{n}", "i10_pr{n}"}},
	{"procedure_date_{n}", []string{"procedure_date_{n}", "proc_date_{n}", "px_date_{n}", "pxdate{n}", "proc_date{n}"}},
	{"line_no", []string{"claim_line_number", "line_number", "claim_line_num", "line_no"}},
	{"revenue_code", []string{"revenue_center_code", "revenue_code", "rev_code"}},
	{"code", []string{"hcpcs_code", "cpt_code", "hcpcs_cpt_code", "hcpcs", "cpt"}},
	{"modifier_{n}", []string{"hcpcs_modifier_{n}", "modifier_{n}", "modifier{n}", "mod_{n}", "mod{n}"}},
	{"service_on", []string{"claim_line_start_date", "line_start_date", "line_service_date", "service_date", "date_of_service"}},
	{"units", []string{"service_unit_quantity", "service_units", "units", "unit_count", "quantity"}},
	{"charge", []string{"charge_amount", "line_charge_amount", "charge", "billed_amount"}},
}

// memberTargets are read of files of members.
var memberTargets = []target{
	{"patient_id", []string{"person_id", "patient_id", "member_id", "beneficiary_id", "subscriber_id"}},
	{"birth_on", []string{"birth_date", "date_of_birth", "dob", "birth_on"}},
	{"sex", []string{"gender", "sex"}},
	{"postal_code", []string{"zip_code", "postal_code", "zip"}},
}

// mostListed bounds {n}; a list ends where so many numbers in a row have no column.
const mostListed, longestGap = 99, 10

// names finds the columns of a file.
type names struct {
	h       *delimited.Header
	there   map[string]bool
	columns map[string]string // as configured
}

func newNames(h *delimited.Header, columns map[string]string) *names {
	n := &names{h: h, there: map[string]bool{}, columns: columns}
	for _, name := range h.Names() {
		n.there[strings.ToLower(name)] = true
	}
	return n
}

// known are the names under which a target is looked for.
func (n *names) known(targets []target, name string) []string {
	if h, ok := n.columns[name]; ok {
		return []string{h}
	}
	for _, t := range targets {
		if t.name == name {
			return t.names
		}
	}
	panic("claimscsv: no target " + name)
}

// find is the position of a target's column, or -1.
func (n *names) find(targets []target, name string) int {
	for _, h := range n.known(targets, name) {
		if n.there[strings.ToLower(h)] {
			return n.h.Index(h)
		}
	}
	return -1
}

// list is the positions of the columns of a list, by number less one; -1 for a number
// without one.
func (n *names) list(name string) (at []int) {
	patterns := n.known(claimTargets, name)
	for i := 1; i <= mostListed && i <= lastOf(at)+longestGap; i++ {
		at = append(at, n.numbered(patterns, i))
	}
	return at[:lastOf(at)]
}

// lastOf is the number of the last that has a column.
func lastOf(at []int) int {
	for i := len(at); i > 0; i-- {
		if at[i-1] >= 0 {
			return i
		}
	}
	return 0
}

func (n *names) numbered(patterns []string, i int) int {
	for _, p := range patterns {
		for _, number := range []string{fmt.Sprint(i), fmt.Sprintf("%02d", i)} {
			h := strings.ReplaceAll(p, "{n}", number)
			if n.there[strings.ToLower(h)] {
				return n.h.Index(h)
			}
		}
	}
	return -1
}

// Kinds of files.
const (
	noKind = iota
	claimKind
	memberKind
	pharmacyKind
)

// kind tells what a file holds by its header.
func (n *names) kind() int {
	claims := n.find(claimTargets, "encounter_id") >= 0
	diagnoses := n.find(claimTargets, "principal_diagnosis") >= 0 || len(n.list("diagnosis_code_{n}")) > 0
	switch {
	case claims && diagnoses:
		return claimKind
	case n.there["ndc_code"] && claims:
		return pharmacyKind
	case n.find(memberTargets, "patient_id") >= 0 && n.find(memberTargets, "birth_on") >= 0 && (n.there["enrollment_start_date"] || len(n.columns) > 0):
		return memberKind
	default:
		return noKind
	}
}

// missing refuses a file that does not have a column which the configuration names for
// files of its kind. What the other kind is read from is not asked for.
func (n *names) missing(in source.Input, kind int) error {
	targets := map[int][]target{claimKind: claimTargets, memberKind: memberTargets}[kind]
	for _, name := range slices.Sorted(maps.Keys(n.columns)) {
		if !slices.ContainsFunc(targets, func(t target) bool { return t.name == name }) {
			continue
		}
		found := n.find(targets, name) >= 0
		if strings.Contains(name, "{n}") {
			found = len(n.list(name)) > 0
		}
		if !found {
			return fault.Newf(fault.Input, in.Place(), "add it to the file or correct columns: in the configuration", "no column for %s", name)
		}
	}
	return nil
}

// checkColumns refuses a mapping of what is not read.
func checkColumns(spec source.Spec) error {
	for _, name := range slices.Sorted(maps.Keys(spec.Columns)) {
		isIt := func(t target) bool { return t.name == name }
		if !slices.ContainsFunc(claimTargets, isIt) && !slices.ContainsFunc(memberTargets, isIt) {
			return fault.Newf(fault.Config, fmt.Sprintf("source %q", spec.Name), "it maps "+targetNames(),
				"columns: maps %q, which claims-csv does not read", name)
		}
	}
	return nil
}

// targetNames lists what columns: may map.
func targetNames() string {
	var all []string
	for _, t := range slices.Concat(claimTargets, memberTargets[1:]) {
		all = append(all, t.name)
	}
	return strings.Join(all, ", ")
}
