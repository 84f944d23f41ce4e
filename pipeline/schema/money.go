package schema

// Tables that the site brings: what a DRG is paid and what a chart should take (standard 2.9
// and 3.6), and how many people live in an area. None is shipped.

// paymentMethods are how contracts pay an inpatient stay.
var paymentMethods = []string{"drg", "per_diem", "percent_of_charge", "apr_drg", "other"}

var baseRate = &Table{
	Name: "base_rate", Meaning: "One row per facility, payer class and date from which its contract pays so (FIN-01).",
	Columns: []Column{
		{Name: "facility_id", Kind: Text, Required: true, Key: true, Meaning: "Facility."},
		{Name: "payer_class", Kind: Text, Required: true, Key: true, Meaning: "Payer contract, as encounter.payer_class names it."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date of discharge that is paid so, until the next row."},
		{Name: "payment", Kind: Text, Required: true, Values: paymentMethods, Meaning: "drg pays weight times rate; of the others only the change of weight is known (FIN-07)."},
		{Name: "operating", Kind: Money, Unit: "USD", Meaning: "Blended operating rate of a case of weight 1: wage index, IME and DSH are in it."},
		{Name: "capital", Kind: Money, Unit: "USD", Meaning: "Capital rate of a case of weight 1; empty where the operating rate holds it."},
	},
}

var chartStandard = &Table{
	Name: "chart_standard", Meaning: "One row per patient type, length of stay and date from which a chart should take so long (PRD-02).",
	Columns: []Column{
		{Name: "patient_type", Kind: Text, Required: true, Key: true, Meaning: "As in encounter."},
		{Name: "from_days", Kind: Integer, Unit: "d", Required: true, Key: true, Default: "0", Meaning: "Shortest stay of the band in days, until the next row; 0 where stays make no difference."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date of coding for which it holds, until the next row."},
		{Name: "minutes", Kind: Weight, Unit: "min", Required: true, Meaning: "Productive minutes that a chart should take."},
	},
}

var postalArea = &Table{
	Name: "postal_area", Meaning: "One row per first three digits of postal codes and census: how many people live there (standard 6.2).",
	Columns: []Column{
		{Name: "postal_prefix", Kind: Text, Required: true, Key: true, Meaning: "First three digits of the postal codes of the area."},
		{Name: "census_year", Kind: Integer, Unit: "a", Required: true, Key: true, Meaning: "Year of the census; the newest stands."},
		{Name: "population", Kind: Integer, Unit: "{person}", Required: true, Meaning: "People who live there; above 20,000 the three digits identify nobody."},
	},
}
