package schema

// Tables of how audits are drawn, handed out and disputed (standard 2.6 and 2.10).

// Values of columns on which what is allowed next depends.
var (
	allocations   = []string{"none", "proportional", "neyman", "floor"}
	drawMethods   = []string{"simple", "stratified", "coder_floor", "targeted", "second"}
	selections    = []string{"random", "targeted", "second"}
	sampleParts   = []string{"sample", "spare"}
	auditEvents   = []string{"exported", "returned", "unavailable"}
	findingStates = []string{
		"draft", "issued", "accepted", "rebutted", "upheld", "overturned", "partially_overturned", "second_level", "final", "closed",
	}
)

// accuracyElements are what weighted accuracy can count (ACC-12).
var accuracyElements = []string{
	"principal_diagnosis", "secondary_diagnosis", "procedure", "procedure_date", "poa", "drg", "discharge_status",
}

var accuracyWeight = &Table{
	Name: "accuracy_weight", Meaning: "One row per set of weights and element: the site's own policy of weighted accuracy (ACC-12).",
	Columns: []Column{
		{Name: "weight_set", Kind: Text, Required: true, Key: true, Meaning: "Name of the set, such as the date from which it holds; the last in alphabetical order is the newest."},
		{Name: "element", Kind: Text, Required: true, Key: true, Values: accuracyElements, Meaning: "What the weight is of."},
		{Name: "weight", Kind: Weight, Unit: "1", Required: true, Meaning: "Weight of one such element; 0 does not count."},
	},
}

var auditDraw = &Table{
	Name: "audit_draw", Meaning: "One row per audit whose cases were drawn here: all that is needed to draw them again (SMP-02).",
	Columns: []Column{
		{Name: "audit_id", Kind: Text, Required: true, Key: true, Meaning: "Audit that was drawn."},
		{Name: "drawn_at", Kind: Instant, Required: true, Meaning: "When it was drawn."},
		{Name: "drawn_on", Kind: Date, Required: true, Meaning: "Local date of that."},
		{Name: "method", Kind: Text, Required: true, Values: drawMethods, Meaning: "How it was drawn."},
		{Name: "selection", Kind: Text, Required: true, Values: selections, Meaning: "targeted is not generalisable (SMP-01); second, of reviews by another auditor, compares auditors alone (2.7)."},
		{Name: "generator", Kind: Text, Required: true, Meaning: "Name and version of the random numbers and their use."},
		{Name: "seed", Kind: Integer, Required: true, Meaning: "Seed of the generator."},
		{Name: "filter", Kind: Text, Required: true, Meaning: "Parameters of the frame, as NAME=VALUE in the order of their names."},
		{Name: "stratified_by", Kind: Text, Meaning: "Columns that make the strata; empty where there is one."},
		{Name: "allocation", Kind: Text, Values: allocations, Meaning: "How the accounts were shared out to the strata (SMP-06): none where there is one stratum; floor, stratum_floor of each; empty where the draw did not store it."},
		{Name: "wanted_count", Kind: Integer, Unit: "{encounter}", Meaning: "Accounts of all strata together that were asked for; 0 where only stratum_floor was."},
		{Name: "stratum_floor", Kind: Integer, Unit: "{encounter}", Meaning: "Accounts of each stratum at the least, where it has them; 0 where that was not asked for."},
		{Name: "universe", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Accounts that meet the parameters, those left out included."},
		{Name: "unassigned", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Of these left out: no coder or no codes of the reviewed version are known."},
		{Name: "shifted", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Of these left out: their dates were shifted."},
		{Name: "reviewed", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Of these left out: under review in another audit, or reviewed."},
		{Name: "frame_count", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Accounts in the frame."},
		{Name: "frame_hash", Kind: Text, Required: true, Meaning: "SHA-256 of the frame as it is exported."},
		{Name: "data_version", Kind: Text, Required: true, Meaning: "Newest run and input that the store held."},
		{Name: "program_version", Kind: Text, Meaning: "Version of Chartline that drew."},
	},
}

var auditStratum = &Table{
	Name: "audit_stratum", Meaning: "One row per stratum of a draw.",
	Columns: []Column{
		{Name: "audit_id", Kind: Text, Required: true, Key: true, Meaning: "Audit that was drawn."},
		{Name: "stratum", Kind: Text, Required: true, Key: true, Meaning: "Stratum; all where there is one."},
		{Name: "frame_count", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Accounts of the stratum in the frame: its weight (CI-05)."},
		{Name: "sample_count", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Accounts drawn for review."},
		{Name: "spare_count", Kind: Integer, Required: true, Unit: "{encounter}", Meaning: "Accounts drawn as spares."},
		{Name: "expected_error", Kind: Weight, Unit: "1", Meaning: "Share of accounts with an error that Neyman's allocation expected; empty by any other."},
	},
}

var auditFrame = &Table{
	Name: "audit_frame", Meaning: "One row per account of the frame from which an audit was drawn.",
	Columns: []Column{
		{Name: "audit_id", Kind: Text, Required: true, Key: true, Meaning: "Audit that was drawn."},
		{Name: "position", Kind: Integer, Required: true, Key: true, Meaning: "Place in the frame, 1 first."},
		{Name: "encounter_id", Kind: Text, Required: true, Identifies: Patient, Meaning: "Account."},
		{Name: "version_no", Kind: Integer, Required: true, Meaning: "Version of the assignment that would be reviewed."},
		{Name: "coder_id", Kind: Text, Required: true, Identifies: Staff, Meaning: "Whose work it is."},
		{Name: "stratum", Kind: Text, Required: true, Meaning: "Stratum of the account."},
		{Name: "risk", Kind: Integer, Required: true, Meaning: "How many of the risks of a targeted draw it has; else 0."},
	},
}

var auditSample = &Table{
	Name: "audit_sample", Meaning: "One row per account that was drawn, in the order of drawing, spares included.",
	Columns: []Column{
		{Name: "audit_id", Kind: Text, Required: true, Key: true, Meaning: "Audit that was drawn."},
		{Name: "sample_no", Kind: Integer, Required: true, Key: true, Meaning: "Order of drawing, 1 first."},
		{Name: "position", Kind: Integer, Required: true, Meaning: "Place in the frame."},
		{Name: "part", Kind: Text, Required: true, Values: sampleParts, Meaning: "sample, or spare: used in order where a case of its stratum cannot be reviewed."},
		{Name: "stratum", Kind: Text, Required: true, Meaning: "Stratum of the account."},
		{Name: "encounter_id", Kind: Text, Required: true, Identifies: Patient, Meaning: "Account."},
		{Name: "audit_case_id", Kind: Text, Meaning: "Its review; a spare has none until it is used."},
		{Name: "stands_for", Kind: Integer, Meaning: "Of a spare that is used: the sample_no of the case that could not be reviewed."},
	},
}

var auditEvent = &Table{
	Name: "audit_event", Meaning: "One row per thing that happened to a review; append-only.",
	Columns: []Column{
		{Name: "audit_case_id", Kind: Text, Required: true, Key: true, Meaning: "Review that it happened to."},
		{Name: "event_type", Kind: Text, Required: true, Key: true, Values: auditEvents, Meaning: "exported to its auditor, returned by the auditor, or unavailable: it cannot be reviewed."},
		{Name: "occurred_at", Kind: Instant, Required: true, Key: true, Meaning: "When it happened."},
		{Name: "occurred_on", Kind: Date, Required: true, Meaning: "Local date of that."},
		{Name: "reason", Kind: Text, Meaning: "Why a case cannot be reviewed."},
	},
}

var initialCode = &Table{
	Name: "initial_code", Meaning: "One row per code of an auditor's set as it was before a rebuttal changed it (REB-03); audit_code has what stands now.",
	Columns: []Column{
		{Name: "audit_case_id", Kind: Text, Required: true, Key: true, Meaning: "Review that it belongs to."},
		{Name: "element", Kind: Text, Required: true, Key: true, Values: auditElements, Meaning: "As in audit_code."},
		{Name: "sequence", Kind: Integer, Required: true, Key: true, Meaning: "As in audit_code."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "As in audit_code."},
		{Name: "code_system", Kind: Text, Meaning: "As in audit_code."},
		{Name: "grouper_version", Kind: Text, Meaning: "As in audit_code."},
		{Name: "poa", Kind: Text, Meaning: "As in audit_code."},
		{Name: "poa_exempt", Kind: Boolean, Meaning: "As in audit_code."},
		{Name: "performed_on", Kind: Date, Identifies: Quasi, Meaning: "As in audit_code."},
	},
}

var rebuttal = &Table{
	Name: "rebuttal", Meaning: "One row per step of a finding through its states (standard 2.10); append-only.",
	Columns: []Column{
		{Name: "finding_id", Kind: Text, Required: true, Key: true, Meaning: "Finding."},
		{Name: "step_no", Kind: Integer, Required: true, Key: true, Meaning: "Number of the step, 1 being the draft."},
		{Name: "from_state", Kind: Text, Values: findingStates, Meaning: "State before; empty for the draft."},
		{Name: "to_state", Kind: Text, Required: true, Values: findingStates, Meaning: "State after."},
		{Name: "outcome", Kind: Text, Values: []string{"upheld", "overturned", "partially_overturned"}, Meaning: "What the second level decided, of a step to final."},
		{Name: "occurred_at", Kind: Instant, Required: true, Meaning: "When."},
		{Name: "occurred_on", Kind: Date, Required: true, Meaning: "Local date of that; service levels count its business days (CLK-04)."},
		{Name: "actor_id", Kind: Text, Required: true, Identifies: Staff, Meaning: "Who."},
		{Name: "reason", Kind: Text, Required: true, Meaning: "Why."},
	},
}
