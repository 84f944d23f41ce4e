package table

import "testing"

func TestSystems(t *testing.T) {
	for name, c := range map[string]struct{ diagnosis, procedure string }{
		"I10":                      {"ICD-10-CM", "ICD-10-PCS"},
		"I10C":                     {"ICD-10-CM", "ICD-10-CM"},
		"I10P":                     {"ICD-10-PCS", "ICD-10-PCS"},
		"ICD10":                    {"ICD-10-CM", "ICD-10-PCS"},
		"icd-10-cm":                {"ICD-10-CM", "ICD-10-CM"},
		"ICD-10-PCS":               {"ICD-10-PCS", "ICD-10-PCS"},
		"I9":                       {"ICD-9-CM", "ICD-9-PCS"},
		"I9C":                      {"ICD-9-CM", "ICD-9-PCS"},
		"I9CDX":                    {"ICD-9-CM", "other"},
		"I9CP":                     {"other", "ICD-9-PCS"},
		"SCT":                      {"SNOMED CT", "SNOMED CT"},
		"C4":                       {"CPT", "CPT"},
		"CPT-4":                    {"CPT", "CPT"},
		"HPC":                      {"HCPCS", "HCPCS"},
		"HCPCS":                    {"HCPCS", "HCPCS"},
		"2.16.840.1.113883.6.90":   {"ICD-10-CM", "other"},
		"2.16.840.1.113883.6.103":  {"ICD-9-CM", "other"},
		"2.16.840.1.113883.6.104":  {"other", "ICD-9-PCS"},
		"2.16.840.1.113883.6.4":    {"other", "ICD-10-PCS"},
		"2.16.840.1.113883.6.96":   {"SNOMED CT", "SNOMED CT"},
		"2.16.840.1.113883.6.12":   {"CPT", "CPT"},
		"L":                        {"other", "other"},
		"99ZZZ":                    {"other", "other"},
		"":                         {"", ""},
		" ":                        {"", ""},
		"2.16.840.1.113883.6.9012": {"other", "other"},
	} {
		if got := Diagnosis(name); got != c.diagnosis {
			t.Errorf("%q in DG1 is %s, want %s", name, got, c.diagnosis)
		}
		if got := Procedure(name); got != c.procedure {
			t.Errorf("%q in PR1 is %s, want %s", name, got, c.procedure)
		}
	}
}

func TestDRG(t *testing.T) {
	for name, want := range map[string]string{
		"": "MS-DRG", "MS-DRG": "MS-DRG", "MSDRG": "MS-DRG", "CMS": "MS-DRG", "DRG": "MS-DRG", "HCFA DRG": "MS-DRG",
		"APR": "APR-DRG", "apr-drg v38": "APR-DRG", "AP-DRG": "AP-DRG", "TRICARE": "TRICARE-DRG", "AR-DRG": "other", "G-DRG": "other",
	} {
		if got := DRG(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}

// TestType never gives back what it does not know.
func TestType(t *testing.T) {
	for _, c := range []struct{ message, event, want string }{
		{"ORU", "R01", "ORU^R01"}, {"ADT", "A40", "ADT^A40"}, {"ORU", "X99", "ORU"}, {"ACK", "", "ACK"}, {"ZZZ", "Z01", "other"}, {"", "", "other"},
	} {
		if got := Type(c.message, c.event); got != c.want {
			t.Errorf("%s %s is %s, want %s", c.message, c.event, got, c.want)
		}
	}
}

// TestKinds have ranks in which a cancellation stands behind what it cancels, and which
// leave room for four digits below a second.
func TestKinds(t *testing.T) {
	for _, c := range []struct{ earlier, later string }{
		{"A01", "A08"}, {"A04", "A08"}, {"A08", "A03"}, {"A03", "A13"}, {"A01", "A11"}, {"A08", "A11"}, {"A13", "A11"}, {"A11", "A23"}, {"A02", "A12"},
	} {
		if a, b := KindOf("ADT", c.earlier), KindOf("ADT", c.later); a.Rank >= b.Rank {
			t.Errorf("%s has rank %d, %s has %d", c.earlier, a.Rank, c.later, b.Rank)
		}
	}
	for _, k := range kinds {
		if k.Rank < 0 || k.Rank > 98 {
			t.Errorf("%s has rank %d", k.Name, k.Rank)
		}
		if Type(k.Name[:3], k.Name[4:]) != k.Name {
			t.Errorf("%s is no type of HL7", k.Name)
		}
	}
	if KindOf("ADT", "A99") != nil || KindOf("ORU", "R01") != nil {
		t.Error("a type that is not read has a kind")
	}
}
