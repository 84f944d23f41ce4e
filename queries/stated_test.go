package queries_test

// truth is what sample-data states that it contains. Whoever wrote the records counted
// it while writing, by other code than the queries.
type truth struct {
	Visits struct {
		Loaded     int64            `json:"loaded"`
		Discharged int64            `json:"discharged"`
		InHouse    int64            `json:"in_house"`
		ByType     map[string]int64 `json:"by_type"`

		ChargesCents int64 `json:"charges_cents"`
	} `json:"visits"`
	Diagnoses struct {
		Principal []struct {
			Code       string `json:"code"`
			Encounters int64  `json:"encounters"`
		} `json:"principal_top"`
		Influenza []struct {
			Month      string `json:"month"`
			Encounters int64  `json:"encounters"`
		} `json:"influenza_principal_by_month"`
	} `json:"diagnoses"`
	Invalid []struct {
		Kind   string `json:"kind"`
		Latest int64  `json:"latest"`
	} `json:"invalid_codes"`
	Audit struct {
		Overall  accuracy   `json:"overall"`
		Coders   []accuracy `json:"by_coder"`
		Facility []accuracy `json:"by_facility"`
		Months   []accuracy `json:"by_month"`
		Types    []accuracy `json:"by_patient_type"`
		Impact   []impact   `json:"impact_by_payer"`
		Findings []struct {
			Type         string `json:"type"`
			Attributable bool   `json:"coder_attributable"`
			Random       int64  `json:"random"`
			Targeted     int64  `json:"targeted"`
		} `json:"findings"`
	} `json:"audit"`
	Education struct {
		Before accuracy `json:"before"`
		After  accuracy `json:"after"`
	} `json:"education"`
	Turnaround struct {
		ByType []struct {
			Type     string `json:"type"`
			All      int64  `json:"discharged"`
			Exits    int64  `json:"exits"`
			Coded    int64  `json:"final_coded"`
			Open     int64  `json:"open"`
			EverHeld int64  `json:"ever_on_legal_vip_research_hold"`
			OnHold   int64  `json:"open_on_legal_vip_research_hold"`
			Target   int64  `json:"target_days"`
			Eligible int64  `json:"eligible"`
			Within   int64  `json:"within_target"`
			Pending  int64  `json:"pending"`
			Held     int64  `json:"held_within_target"`
		} `json:"by_type"`
		Early int64 `json:"coded_on_earlier_date"`
		Weeks []struct {
			Monday   string `json:"monday"`
			Eligible int64  `json:"eligible"`
			Within   int64  `json:"within_target"`
		} `json:"by_discharge_week"`
	} `json:"turnaround"`
	Backlog struct {
		Accounts int64 `json:"accounts"`
		Cents    int64 `json:"cents"`
		ByAge    []struct {
			Accounts int64 `json:"accounts"`
			Cents    int64 `json:"cents"`
		} `json:"by_age_days"`
	} `json:"discharged_not_final_coded"`
}

// impact is what random audits of inpatients of one payer mean in dollars.
type impact struct {
	Payer      string `json:"payer"`
	Cases      int64  `json:"cases"`
	Priced     int64  `json:"priced"`
	Changed    int64  `json:"drg_changed"`
	Under      int64  `json:"under_coded"`
	Over       int64  `json:"over_coded"`
	GrossUnder int64  `json:"gross_under_cents"`
	GrossOver  int64  `json:"gross_over_cents"`
	Paid       int64  `json:"paid_cents"`
	Weight     int64  `json:"weight_change"`
}

// accuracy is what random audits found, in one group or in all.
type accuracy struct {
	Coder, Group string
	Charts       int64 `json:"charts"`
	Standard     int64 `json:"standard_minute_hundredths"`
	Cases        int64 `json:"cases"`
	TP           int64 `json:"tp"`
	AuditorCodes int64 `json:"auditor_codes"`
	CoderCodes   int64 `json:"coder_codes"`
	ProcedureTP  int64 `json:"procedure_tp"`
	ProcedureFP  int64 `json:"procedure_fp"`
	ProcedureFN  int64 `json:"procedure_fn"`
	CodesRight   int64 `json:"records_without_code_error"`
	Clean        int64 `json:"records_without_any_error"`
	DRGAudited   int64 `json:"drg_audited"`
	DRGAgreed    int64 `json:"drg_agreed"`
	PDXAgreed    int64 `json:"pdx_agreed"`
	POACompared  int64 `json:"poa_compared"`
	POAAgreed    int64 `json:"poa_agreed"`
}
