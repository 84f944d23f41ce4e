package bill

import (
	"strings"

	"chartline/pipeline/source/fhir/resource"
)

// Facts are what a claim states by categories and extensions. All are as written.
type Facts struct {
	Account         string // the provider's number of the patient's account
	Stay            resource.Period
	DischargeStatus string
	AdmissionType   string
	AdmissionSource string
	BillType        string // without the leading zero; shorter where a part is not stated
	Received        string // date on which the payer received the claim
	Charges         string // stated total by an extension of Blue Button's
	Groups          []resource.Concept
	Reasons         []resource.Concept // of the patient for the visit
	Codes           []AccountCode

	frequency string
}

// AccountCode is a condition, occurrence or value code.
type AccountCode struct {
	Kind, Code string
	Period     resource.Period
	Amount     string
}

// Frequency is what the bill is to others of its account, the last digit of its type.
func (f *Facts) Frequency() string { return f.frequency }

// facts gathers them. Categories are CARIN's and HL7's codes, and of Blue Button the
// names of its variables at the end of an address.
func facts(c *resource.Claim) Facts {
	f := Facts{Stay: c.Hospitalization}
	for _, list := range [][]resource.Information{c.SupportingInfo, c.Information} {
		for i := range list {
			for j := range list[i].Category.Coding {
				f.add(strings.ToLower(resource.Slug(list[i].Category.Coding[j].Code)), &list[i])
			}
			f.addCodes(&list[i])
		}
	}
	for i := range c.Identifier {
		if f.Account == "" && c.Identifier[i].Type.Has("AN", "patientaccountnumber") {
			f.Account = strings.TrimSpace(c.Identifier[i].Value)
		}
	}
	f.addExtensions(c)
	return f
}

func (f *Facts) add(category string, i *resource.Information) {
	code := i.Code.First()
	switch category {
	case "patientaccountnumber":
		f.Account = strings.TrimSpace(i.ValueString)
	case "admissionperiod", "hospitalized":
		f.Stay = i.TimingPeriod
	case "discharge-status", "dischargestatus", "discharge", "ptnt_dschrg_stus_cd":
		f.DischargeStatus = resource.DischargeStatus(i.Code)
	case "admtype", "clm_ip_admsn_type_cd":
		f.AdmissionType = code
	case "pointoforigin", "clm_src_ip_admsn_cd":
		f.AdmissionSource = code
	case "clmrecvddate":
		f.Received = i.TimingDate
	case "drg", "clm_drg_cd":
		f.Groups = append(f.Groups, i.Code)
	case "patientreasonforvisit", "patientreasonvisit":
		f.Reasons = append(f.Reasons, i.Code)
	case "typeofbill", "clm_freq_cd":
		f.addBillType(code)
	}
}

// addBillType takes a type of bill, or its last digit, which Blue Button has alone.
func (f *Facts) addBillType(code string) {
	switch len(code) {
	case 1:
		f.frequency = code
	case 4:
		code = strings.TrimPrefix(code, "0")
		fallthrough
	default:
		f.BillType = code
		if len(code) == 3 {
			f.frequency = code[2:]
		}
	}
}

// addExtensions takes what Blue Button states of a claim by extensions: the digits of the
// type of bill, and what a carrier was charged.
func (f *Facts) addExtensions(c *resource.Claim) {
	var facility, class string
	for i := range c.Facility.Extension {
		switch e := &c.Facility.Extension[i]; resource.Slug(e.URL) {
		case "clm_fac_type_cd", "lob-cd":
			facility = e.Coding.Code
		}
	}
	for i := range c.Extension {
		switch e := &c.Extension[i]; resource.Slug(e.URL) {
		case "clm_srvc_clsfctn_type_cd", "serv-typ-cd":
			class = e.Coding.Code
		case "nch_carr_clm_sbmtd_chrg_amt", "clm_tot_chrg_amt":
			f.Charges = e.Money.Dollars()
		}
	}
	for i := range c.Type.Coding {
		if strings.HasSuffix(c.Type.Coding[i].System, "/clm_srvc_clsfctn_type_cd") {
			class = c.Type.Coding[i].Code
		}
	}
	if f.BillType == "" && len(facility) == 1 && len(class) == 1 {
		f.BillType = facility + class + f.frequency
	}
}

// accountCodes names the kinds of NUBC's codes by a part of the addresses of their
// systems. The span stands before the occurrence, whose name it begins with.
var accountCodes = []struct{ part, kind string }{
	{"conditioncode", "condition"}, {"occurrencespan", "occurrence_span"},
	{"occurrencecode", "occurrence"}, {"valuecode", "value"},
}

func (f *Facts) addCodes(i *resource.Information) {
	for _, coding := range i.Code.Coding {
		if !strings.Contains(coding.System, "nubc") || strings.TrimSpace(coding.Code) == "" {
			continue
		}
		address := strings.ToLower(coding.System)
		for _, known := range accountCodes {
			if strings.Contains(address, known.part) {
				f.Codes = append(f.Codes, accountCode(known.kind, coding.Code, i))
				break
			}
		}
	}
}

func accountCode(kind, code string, i *resource.Information) AccountCode {
	a := AccountCode{Kind: kind, Code: code, Period: i.TimingPeriod, Amount: resource.Decimal(i.ValueQuantity.Value)}
	if a.Period.Start == "" {
		a.Period.Start = i.TimingDate
	}
	return a
}
