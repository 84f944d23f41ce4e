package hl7v2

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/encoding"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
)

// Options of the format.
var (
	accountOption = source.Option{Name: "account", Default: "PV1-19", Values: []string{"PV1-19", "PID-18"},
		Meaning: "Field that numbers the account: the visit number, or the patient account number; the other one stands in where it is empty."}
	typesOption = source.Option{Name: "diagnosis_types", Default: "final", Values: []string{"final", "working"},
		Meaning: "Type of DG1-6 that is loaded beside admitting diagnoses; final and working ones are never mixed."}
	poaOption = source.Option{Name: "poa",
		Meaning: "Field with the present-on-admission indicator, such as ZDX-3; DG1-26 of messages from version 2.6 on unless set."}
	charsetOption = source.Option{Name: "charset", Default: "windows-1252",
		Meaning: "Character set of messages that declare none in MSH-18 and are not UTF-8."}
	outpatientOption = source.Option{Name: "outpatient", Default: "ANC", Values: []string{"ANC", "OP-REC", "SDS", "PROF"},
		Meaning: "Patient type of outpatients (class O in PV1-2)."}
	patientTypesOption = source.Option{Name: "patient_types",
		Meaning: "Patient types by the site's codes in PV1-18, such as S=SDS V=OBS; they go before the class in PV1-2."}
	revenueOption = source.Option{Name: "revenue_code",
		Meaning: "Field of FT1 with the revenue code, such as FT1-13; HL7 has none of its own."}
)

var options = []source.Option{
	accountOption, typesOption, poaOption, charsetOption, outpatientOption, patientTypesOption, revenueOption,
	source.Facility, source.Shifted,
}

// settings are the options as the reader uses them.
type settings struct {
	zone         *time.Location
	charset      encoding.Encoding // nil for UTF-8
	byAccount    bool              // PID-18 goes before PV1-19
	working      bool
	outpatient   string
	patientTypes map[string]string
	poa, revenue segment.Position // without a segment where they are not set
	facility     string
	shifted      bool
}

// settingsOf reads the options of a source; its errors are of the configuration.
func settingsOf(spec source.Spec) (*settings, error) {
	s := &settings{
		byAccount:  spec.Option(accountOption) == "PID-18",
		working:    spec.Option(typesOption) == "working",
		outpatient: spec.Option(outpatientOption),
		facility:   spec.FacilityID(),
		shifted:    spec.Option(source.Shifted) == "true",
	}
	wrong := func(o source.Option, what, fix string) error {
		return fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name), fmt.Sprintf("the option %q %s", o.Name, what), fix)
	}
	var known bool
	if s.charset, known = message.Charset(spec.Option(charsetOption)); !known {
		return nil, wrong(charsetOption, "names no known character set", "write one of HL7 table 0211, such as 8859/1, or windows-1252")
	}
	var ok bool
	if s.poa, ok = segment.ParsePosition(trimmed(spec, poaOption)); !ok {
		return nil, wrong(poaOption, "names no field", "write a segment and a field, such as ZDX-3")
	}
	if s.revenue, ok = segment.ParsePosition(trimmed(spec, revenueOption)); !ok || s.revenue.Segment != "" && s.revenue.Segment != "FT1" {
		return nil, wrong(revenueOption, "names no field of FT1", "write FT1 and a field, such as FT1-13")
	}
	if s.patientTypes, ok = pairs(trimmed(spec, patientTypesOption)); !ok {
		return nil, wrong(patientTypesOption, "is no list of codes", "write code=type with blanks between them, such as S=SDS V=OBS")
	}
	zone, err := time.LoadLocation(spec.Timezone)
	if err != nil {
		return nil, fault.New(fault.Config, fmt.Sprintf("source %q", spec.Name), "its timezone is not known", "write an IANA name such as America/Chicago")
	}
	s.zone = zone
	return s, nil
}

// pairs reads "S=SDS V=OBS".
func pairs(text string) (map[string]string, bool) {
	all := map[string]string{}
	for _, pair := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		code, is, some := strings.Cut(pair, "=")
		if !some || code == "" || is == "" {
			return nil, false
		}
		all[code] = is
	}
	return all, true
}

// trimmed is an option as it was meant.
func trimmed(spec source.Spec, o source.Option) string { return strings.TrimSpace(spec.Option(o)) }
