package truth

// AuditTruth is what closed random audits find. Targeted and open ones are counted
// apart and support no rate.
type AuditTruth struct {
	Cases     int64         `json:"cases"` // of all kinds, without second reviews
	Targeted  int64         `json:"targeted"`
	Open      int64         `json:"open"`
	Overall   Accuracy      `json:"overall"`
	Initial   Stage         `json:"before_rebuttals"`
	Rebuttals Rebuttals     `json:"rebuttals"`
	Second    Second        `json:"second_reviews"`
	Coders    []CoderTruth  `json:"by_coder"`
	Facility  []GroupTruth  `json:"by_facility"`
	Type      []GroupTruth  `json:"by_patient_type"`
	Months    []GroupTruth  `json:"by_month"` // of coded_on
	Findings  []FindingKind `json:"findings"`
	Impact    []ImpactTruth `json:"impact_by_payer"`
	Common    CommonRates   `json:"common_rates"`
}

// CommonRates are the probabilities of what is nobody's error, as shares.
type CommonRates struct {
	Query    float64 `json:"query_opportunity_per_code"`
	System   float64 `json:"system_per_code"`
	Grouper  float64 `json:"old_grouper_per_inpatient"`
	Validity float64 `json:"clinical_validity_per_inpatient"`
	Overturn float64 `json:"overturned_per_audit"`
}

// Accuracy is the sum over reviewed records. Injected shares are the mean of the
// probabilities with which the errors were drawn.
type Accuracy struct {
	Cases        int64 `json:"cases"`
	TP           int64 `json:"tp"` // ACC-01 numerator: diagnoses of the auditor that the coder has
	FP           int64 `json:"fp"`
	FN           int64 `json:"fn"`
	AuditorCodes int64 `json:"auditor_codes"` // ACC-01 denominator, tp + fn
	CoderCodes   int64 `json:"coder_codes"`   // ACC-02 denominator, tp + fp
	ProcedureTP  int64 `json:"procedure_tp"`  // ACC-08: procedures by code and date
	ProcedureFP  int64 `json:"procedure_fp"`
	ProcedureFN  int64 `json:"procedure_fn"`
	CodesRight   int64 `json:"records_without_code_error"` // ACC-04a
	AllRight     int64 `json:"records_without_any_error"`  // ACC-04b
	DRGAudited   int64 `json:"drg_audited"`
	DRGAgreed    int64 `json:"drg_agreed"` // ACC-04c, ACC-05
	PDXAgreed    int64 `json:"pdx_agreed"` // ACC-06, of cases
	POACompared  int64 `json:"poa_compared"`
	POAAgreed    int64 `json:"poa_agreed"` // ACC-09

	InjectedUnmatched float64 `json:"injected_unmatched"`           // expected fn / auditor_codes
	InjectedProcedure float64 `json:"injected_procedure_unmatched"` // expected share of the auditor's procedures
	InjectedPDX       float64 `json:"injected_pdx_wrong"`           // expected share of cases
	InjectedPOA       float64 `json:"injected_poa_wrong"`           // expected share of poa_compared
}

// Stage is the accuracy of all closed random audits before what was overturned on rebuttal
// left the auditors' sets (REB-03); Overall is the one after it.
type Stage struct {
	Overturned       int64 `json:"records_overturned"`
	TP               int64 `json:"tp"`
	AuditorCodes     int64 `json:"auditor_codes"`
	ProcedureTP      int64 `json:"procedure_tp"`
	ProcedureAuditor int64 `json:"procedure_auditor"`
	DRGAudited       int64 `json:"drg_audited"`
	DRGAgreed        int64 `json:"drg_agreed"`
}

// Second is what two auditors said of one record: whether the coder has every code and the
// principal diagnosis right. The second one finds no more than the first.
type Second struct {
	Records     int64 `json:"records"`
	BothRight   int64 `json:"both_right"`
	SecondRight int64 `json:"right_for_the_second_only"`
	BothWrong   int64 `json:"both_wrong"`
}

// GroupTruth is the accuracy of one facility, patient type or month.
type GroupTruth struct {
	Group string `json:"group"`
	Accuracy
}

// CoderTruth is one coder with the error rate that was injected.
type CoderTruth struct {
	Coder    string  `json:"coder"`
	Charts   int64   `json:"charts"`                     // coded in all
	Standard int64   `json:"standard_minute_hundredths"` // what these should have taken
	Rate     float64 `json:"code_error_rate"`
	Educated string  `json:"educated_on,omitempty"`
	After    float64 `json:"code_error_rate_after,omitempty"`
	Accuracy
}

// FindingKind counts the findings of one error type in closed audits.
type FindingKind struct {
	Type         string `json:"type"`
	Attributable bool   `json:"coder_attributable"`
	Random       int64  `json:"random"`
	Targeted     int64  `json:"targeted"`
}

// Education is the story of the coders who were taught, pooled.
type Education struct {
	On     string   `json:"on"`
	Coders []string `json:"coders"`
	From   float64  `json:"code_error_rate_before"`
	To     float64  `json:"code_error_rate_after"`
	Before Accuracy `json:"before"` // records coded before that day
	After  Accuracy `json:"after"`
}

// Turnaround is the time from discharge to first final coding, in calendar days.
type Turnaround struct {
	Types        []TypeTurnaround `json:"by_type"`
	NegativeDays int64            `json:"coded_on_earlier_date"`  // than that of discharge
	Early        int64            `json:"coded_before_discharge"` // by instant
	Weeks        []WeekTruth      `json:"by_discharge_week"`
}

// TypeTurnaround is the turnaround of one patient type. Accounts that left before
// coding are only in Exits. Mean, median and true share are those of the complete truth:
// all other accounts that were never on a legal, VIP or research hold, coded by the
// as-of instant or later; negative times count as they are.
type TypeTurnaround struct {
	Type       string  `json:"type"`
	Discharged int64   `json:"discharged"`
	Exits      int64   `json:"exits"`
	Coded      int64   `json:"final_coded"`
	Open       int64   `json:"open"`
	EverHeld   int64   `json:"ever_on_legal_vip_research_hold"` // before they were coded
	OnHold     int64   `json:"open_on_legal_vip_research_hold"`
	Mean       float64 `json:"true_mean_days"`
	Median     int64   `json:"true_median_days"`
	Target     int64   `json:"target_days"`
	Eligible   int64   `json:"eligible"` // followed for the whole target: neither exit, pending nor held
	Within     int64   `json:"within_target"`
	Pending    int64   `json:"pending"`            // discharged too recently to judge
	Held       int64   `json:"held_within_target"` // put on such a hold before the target had passed (CEN-05)
	TrueWithin float64 `json:"true_share_within_target"`
}

// WeekTruth sums the turnaround of accounts discharged in a week: those coded by the
// as-of instant with their days, and, of all types together, those eligible and within
// target.
type WeekTruth struct {
	Monday   string `json:"monday"`
	Coded    int64  `json:"coded"`
	Days     int64  `json:"days"`
	Eligible int64  `json:"eligible"`
	Within   int64  `json:"within_target"`
}

// Outage is the story of the backlog.
type Outage struct {
	From    string `json:"from"`
	To      string `json:"to"` // included
	Delayed int64  `json:"accounts_held"`
}

// Slowdown is the story of the last weeks, in which every account waits longer.
type Slowdown struct {
	From       string `json:"from"` // first discharge date
	Discharged int64  `json:"discharged"`
	Open       int64  `json:"open"` // without exits
}

// Uncoded counts accounts discharged but not final coded at the as-of instant, without
// exits (TAT-03, KPI-05).
type Uncoded struct {
	Accounts int64      `json:"accounts"`
	Cents    int64      `json:"cents"`
	Types    []OpenKind `json:"by_type"`
	Buckets  []OpenKind `json:"by_age_days"`
}

// OpenKind is part of the uncoded accounts.
type OpenKind struct {
	Group    string `json:"group"`
	Accounts int64  `json:"accounts"`
	Cents    int64  `json:"cents"`
}
