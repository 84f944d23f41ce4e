package claimscsv

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tuvaHeader is the header of Tuva's medical_claim, as its input layer documents it.
var tuvaHeader = strings.Join([]string{
	"claim_id,claim_line_number,claim_type,patient_id,member_id,claim_start_date,claim_end_date",
	"claim_line_start_date,claim_line_end_date,admission_date,discharge_date,admit_source_code,admit_type_code",
	"discharge_disposition_code,place_of_service_code,bill_type_code,ms_drg_code,revenue_center_code",
	"service_unit_quantity,hcpcs_code," + series("hcpcs_modifier_", 5) + ",rendering_npi,billing_npi,facility_npi",
	"paid_date,paid_amount,allowed_amount,charge_amount,diagnosis_code_type",
	series("diagnosis_code_", 25), series("diagnosis_poa_", 25), "procedure_code_type",
	series("procedure_code_", 25), series("procedure_date_", 25), "data_source",
}, ",")

const memberHeader = "patient_id,member_id,gender,birth_date,enrollment_start_date,enrollment_end_date,payer,zip_code,data_source"

func series(name string, upTo int) string {
	var all []string
	for n := 1; n <= upTo; n++ {
		all = append(all, fmt.Sprint(name, n))
	}
	return strings.Join(all, ",")
}

// cells are the values of a record by their columns.
type cells map[string]string

// with gives a copy with some values set.
func (c cells) with(pairs ...string) cells {
	all := maps.Clone(c)
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// file is a header with records under it.
func file(header string, records ...cells) string {
	names := strings.Split(header, ",")
	lines := []string{header}
	for _, r := range records {
		values := make([]string, len(names))
		for i, n := range names {
			values[i] = r[n]
		}
		for n := range r {
			if !slices.Contains(names, n) {
				panic("no column " + n)
			}
		}
		lines = append(lines, strings.Join(values, ","))
	}
	return strings.Join(lines, "\n") + "\n"
}

// stay is a line of an institutional claim, and visit one of a professional claim.
var (
	stay = cells{
		"claim_id": "C1", "claim_line_number": "1", "claim_type": "institutional", "patient_id": "P1",
		"claim_start_date": "2024-03-03", "claim_end_date": "2024-03-09", "admission_date": "2024-03-02", "discharge_date": "2024-03-08",
		"admit_source_code": "2", "admit_type_code": "1", "discharge_disposition_code": "01", "bill_type_code": "111", "ms_drg_code": "291",
		"revenue_center_code": "0450", "service_unit_quantity": "1", "hcpcs_code": "99285", "hcpcs_modifier_1": "25", "hcpcs_modifier_2": "59",
		"billing_npi": "1777777774", "facility_npi": "1999999992", "charge_amount": "850.50", "paid_amount": "99",
		"diagnosis_code_type": "icd-10-cm", "diagnosis_code_1": "I5023", "diagnosis_poa_1": "Y", "diagnosis_code_2": "N179", "diagnosis_poa_2": "N",
		"procedure_code_type": "icd-10-pcs", "procedure_code_1": "5A1945Z", "procedure_date_1": "2024-03-04", "data_source": "payer",
	}
	visit = cells{
		"claim_id": "C2", "claim_line_number": "1", "claim_type": "professional", "patient_id": "P1", "claim_start_date": "2024-04-01",
		"claim_end_date": "2024-04-01", "claim_line_start_date": "2024-04-01", "hcpcs_code": "99214", "service_unit_quantity": "1", "charge_amount": "245.04",
		"diagnosis_code_type": "icd-10-cm", "diagnosis_code_1": "E1122", "diagnosis_code_2": "I10", "data_source": "cclf",
	}
	member = cells{"patient_id": "P1", "gender": "female", "birth_date": "1942-01-17", "enrollment_start_date": "2024-01-01", "zip_code": "1730"}
)
