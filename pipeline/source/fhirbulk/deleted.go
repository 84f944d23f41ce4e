package fhirbulk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
)

// deletedMaps says what becomes of deleted resources.
var deletedMaps = []source.Mapping{
	{From: "deleted[] DELETE Encounter/id", Table: "encounter", Column: "cancelled", Note: "true; nothing else is known of it any more"},
	{From: "deleted[] DELETE Condition/id", Table: "code_statement", Column: "withdrawn", Note: "true for a statement in any code system"},
	{From: "deleted[] DELETE Procedure/id", Table: "code_statement", Column: "withdrawn", Note: "true for a statement in any code system"},
}

// A deletion names a resource and not its codes, but a statement is known by its id
// together with the system of its code. So the statements of all systems that the reader
// of FHIR can have told are withdrawn; those that never were are no loss, since what is
// withdrawn counts for nothing.
var (
	diagnosisSystems = []string{"ICD-10-CM", "ICD-9-CM", "SNOMED CT", "ICD-11", "ICPC-2", "other"}
	procedureSystems = []string{"ICD-10-PCS", "ICD-9-PCS", "CPT", "HCPCS", "SNOMED CT", "CDT", "LOINC", "other"}
)

// What stands where a row needs a value that a deletion does not tell. Nobody sees it,
// since what is withdrawn or cancelled is left out.
const (
	unknownCode = "DELETED"
	unknownType = "OTHER"
)

// transaction is a line of a file of deletions: a Bundle whose entries each delete a
// resource.
type transaction struct {
	ResourceType string `json:"resourceType"`
	Meta         struct {
		LastUpdated string `json:"lastUpdated"`
	} `json:"meta"`
	Entry []struct {
		Request struct {
			Method string `json:"method"`
			URL    string `json:"url"`
		} `json:"request"`
	} `json:"entry"`
}

// deletions emits what deletions take back.
type deletions struct {
	out        source.Sink
	facility   string
	at         string // transactionTime of the export
	encounters *source.Batcher
	statements *source.Batcher
	skipped    map[string]int64
}

// readDeleted emits a file of deletions.
func readDeleted(ctx context.Context, in source.Input, at string, out source.Sink) error {
	d := &deletions{
		out: out, facility: in.Spec.FacilityID(), at: at, skipped: map[string]int64{},
		encounters: source.NewStatedBatcher(schema.Must("encounter"), out),
		statements: source.NewStatedBatcher(schema.Must("code_statement"), out),
	}
	defer d.encounters.Release()
	defer d.statements.Release()
	if err := eachLine(ctx, in, d.line); err != nil {
		return err
	}
	if err := d.encounters.Flush(); err != nil {
		return err
	}
	if err := d.statements.Flush(); err != nil {
		return err
	}
	for _, what := range slices.Sorted(maps.Keys(d.skipped)) {
		if err := out.Skip(what, d.skipped[what]); err != nil {
			return err
		}
	}
	return nil
}

// line takes back what one Bundle names. Where an entry is no deletion, or names nothing,
// the others count all the same.
func (d *deletions) line(l line) error {
	if l.flaw != "" {
		return l.reject(d.out, l.flaw)
	}
	var b transaction
	if json.Unmarshal(l.text, &b) != nil || b.ResourceType != "Bundle" {
		return l.reject(d.out, source.ReasonStructure)
	}
	stated, flaw := d.stated(b.Meta.LastUpdated), ""
	for _, e := range b.Entry {
		resource, id, ok := named(e.Request.URL)
		if e.Request.Method != "DELETE" || !ok {
			flaw = source.ReasonUnmatched
			continue
		}
		if err := d.take(resource, id, stated); err != nil {
			return err
		}
	}
	if flaw != "" {
		return l.reject(d.out, flaw)
	}
	return nil
}

// stated is when a deletion was stated: when the Bundle was stored, but not after the
// export, which is when it was told. It comes after all versions of a resource that were
// stored in the same millisecond, which the reader of FHIR tells apart by the digits
// below.
func (d *deletions) stated(updated string) int64 {
	const versions = 1000
	export, _ := moment.ISO(d.at, time.UTC) // the manifest was refused if this is no instant
	micros := export.Micros()
	if m, ok := moment.ISO(updated, time.UTC); ok && m.HasTime {
		micros = min(micros, m.Micros())
	}
	return micros - micros%versions + versions - 1
}

// named is the resource that an address names: Condition/123, with or without a server
// before it or a version behind it. A search names none.
func named(address string) (resource, id string, ok bool) {
	address, _, _ = strings.Cut(address, "/_history/")
	parts := strings.Split(address, "/")
	if len(parts) < 2 || strings.ContainsAny(address, "?#") {
		return "", "", false
	}
	resource, id = parts[len(parts)-2], parts[len(parts)-1]
	return resource, id, typeName.MatchString(resource) && id != ""
}

// take takes a resource back, as far as it is known by its id alone. What a claim said is
// known by numbers of accounts, and a patient is no one's but the encounters'.
func (d *deletions) take(resource, id string, stated int64) error {
	switch resource {
	case "Encounter":
		return d.cancel(id, stated)
	case "Condition":
		return d.withdraw(id, "diagnosis", diagnosisSystems, stated)
	case "Procedure":
		return d.withdraw(id, "procedure", procedureSystems, stated)
	case "Patient", "Claim", "ExplanationOfBenefit":
		d.skipped["deleted "+resource]++
	default:
		d.skipped["deleted resource"]++
	}
	return nil
}

// cancel cancels an encounter.
func (d *deletions) cancel(id string, stated int64) error {
	d.encounters.Text("encounter_id", id)
	d.encounters.Text("facility_id", d.facility)
	d.encounters.Text("patient_type", unknownType)
	d.encounters.Boolean("cancelled", true)
	d.encounters.Stated(stated)
	return d.encounters.Next()
}

// withdraw takes back what a resource stated in any of the systems.
func (d *deletions) withdraw(id, kind string, systems []string, stated int64) error {
	for _, system := range systems {
		d.statements.Text("statement_id", id)
		d.statements.Text("code_system", system)
		d.statements.Text("kind", kind)
		d.statements.Text("code", unknownCode)
		d.statements.Boolean("withdrawn", true)
		d.statements.Stated(stated)
		if err := d.statements.Next(); err != nil {
			return err
		}
	}
	return nil
}
