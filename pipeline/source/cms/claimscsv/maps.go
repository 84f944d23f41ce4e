package claimscsv

import (
	"context"
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// mapped says what a target becomes. A target that is absent here is read for what
// others become.
var mapped = map[string]source.Mapping{
	"encounter_id":         {Table: "encounter", Column: "encounter_id"},
	"patient_id":           {Table: "encounter", Column: "patient_id"},
	"claim_type":           {Table: "encounter", Column: "patient_type", Note: "professional is PROF; others by their type of bill"},
	"facility_id":          {Table: "encounter", Column: "facility_id"},
	"billing_id":           {Table: "encounter", Column: "facility_id", Note: "where the facility is blank; the source's facility where both are"},
	"attending_id":         {Table: "encounter", Column: "attending_id"},
	"admitted_on":          {Table: "encounter", Column: "admitted_on"},
	"started_on":           {Table: "encounter", Column: "admitted_on", Note: "where no admission is given"},
	"discharged_on":        {Table: "encounter", Column: "discharged_on"},
	"ended_on":             {Table: "encounter", Column: "discharged_on", Note: "where no discharge is given, unless the patient has stayed (status 30) or the bill is a part of an inpatient stay (frequency 2 and 3)"},
	"discharge_status":     {Table: "encounter", Column: "discharge_status"},
	"admission_type":       {Table: "encounter", Column: "admission_type"},
	"admission_source":     {Table: "encounter", Column: "admission_source"},
	"bill_type":            {Table: "encounter", Column: "bill_type", Note: "frequency 8 is written as cancelled"},
	"payer_class":          {Table: "encounter", Column: "payer_class"},
	"total_charges":        {Table: "encounter", Column: "total_charges"},
	"ms_drg":               {Table: "drg_assignment", Column: "drg", Note: "MS-DRG, without a version"},
	"apr_drg":              {Table: "drg_assignment", Column: "drg", Note: "APR-DRG, without a version"},
	"drg":                  {Table: "drg_assignment", Column: "drg", Note: "without a version"},
	"drg_type":             {Table: "drg_assignment", Column: "drg_system", Note: "MS-DRG where it is blank"},
	"diagnosis_code_type":  {Table: "diagnosis", Column: "code_system", Note: "by the end of the claim where it is blank"},
	"principal_diagnosis":  {Table: "diagnosis", Column: "code", Note: "role principal"},
	"principal_poa":        {Table: "diagnosis", Column: "poa"},
	"admitting_diagnosis":  {Table: "diagnosis", Column: "code", Note: "role admitting"},
	"diagnosis_code_{n}":   {Table: "diagnosis", Column: "code", Note: "the first is principal unless another column is; each code once"},
	"poa_{n}":              {Table: "diagnosis", Column: "poa", Note: "0 and 1 mean exempt"},
	"reason_for_visit_{n}": {Table: "diagnosis", Column: "code", Note: "role reason_for_visit"},
	"external_cause_{n}":   {Table: "diagnosis", Column: "code", Note: "role external_cause"},
	"procedure_code_type":  {Table: "procedure", Column: "code_system", Note: "that of the diagnoses' version where it is blank"},
	"procedure_code_{n}":   {Table: "procedure", Column: "code"},
	"procedure_date_{n}":   {Table: "procedure", Column: "performed_on"},
	"line_no":              {Table: "service_line", Column: "line_no"},
	"revenue_code":         {Table: "service_line", Column: "revenue_code"},
	"code":                 {Table: "service_line", Column: "code"},
	"modifier_{n}":         {Table: "service_line", Column: "modifiers"},
	"service_on":           {Table: "service_line", Column: "service_on"},
	"units":                {Table: "service_line", Column: "units"},
	"charge":               {Table: "service_line", Column: "charge", Note: "of the claim, not the line, where the option charges says so"},
	"birth_on":             {Table: "patient", Column: "birth_on"},
	"sex":                  {Table: "patient", Column: "sex"},
	"postal_code":          {Table: "patient", Column: "postal_code"},
}

// Maps says where in a file each canonical column comes from.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	if err := checkColumns(in.Spec); err != nil {
		return nil, err
	}
	h, err := delimited.ReadHeader(context.Background(), in, delimited.Form{Encoding: in.Spec.Option(delimited.Encoding)})
	if err != nil {
		return nil, err
	}
	n := newNames(h, in.Spec.Columns)
	kind := n.kind()
	switch kind {
	case noKind:
		return nil, unknown(in)
	case pharmacyKind:
		return []source.Mapping{{From: pharmacy, Note: "passed over: of no canonical table"}}, nil
	}
	if err := n.missing(in, kind); err != nil {
		return nil, err
	}
	return n.mappings(kind), nil
}

// mappings lists what the columns of a file become.
func (n *names) mappings(kind int) (list []source.Mapping) {
	targets := map[int][]target{claimKind: claimTargets, memberKind: memberTargets}[kind]
	for _, t := range targets {
		m, ok := mapped[t.name]
		from := n.from(targets, t.name)
		if !ok || from == "" {
			continue
		}
		if m.From = from; kind == memberKind {
			m.Table = "patient"
		}
		list = append(list, m)
	}
	return list
}

// from names the columns of a target: those of a list by its first and its last.
func (n *names) from(targets []target, name string) string {
	all := n.h.Names()
	if !strings.Contains(name, "{n}") {
		if at := n.find(targets, name); at >= 0 {
			return all[at]
		}
		return ""
	}
	list := n.list(name)
	if len(list) == 0 {
		return ""
	}
	first := 0
	for list[first] < 0 {
		first++
	}
	if first == len(list)-1 {
		return all[list[first]]
	}
	return all[list[first]] + " ... " + all[list[len(list)-1]]
}
