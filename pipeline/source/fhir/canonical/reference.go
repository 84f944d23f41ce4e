package canonical

import (
	"chartline/pipeline/source/fhir/resource"
)

// link is a reference from an encounter or a claim to a code that is stated elsewhere.
type link struct {
	statement string
	role      string
	rank      int64
}

// refer writes the diagnoses of an Encounter: conditions and procedures that it names. A
// contained condition is stated in its place.
func (t *Tables) refer(e *resource.Encounter, id string) {
	var links []link
	billed := hasBilled(e)
	for i := range e.Diagnosis {
		d := &e.Diagnosis[i]
		role := roleOf(d, billed)
		for _, r := range d.References() {
			l := link{statement: r.ID(), role: role, rank: d.Rank}
			if inner := r.Contained(); inner != "" {
				l.statement = id + "#" + inner
				if c, ok := e.Find(inner); !ok || !t.inner(c, l, id) {
					continue
				}
			}
			if l.statement != "" {
				links = better(links, l)
			}
		}
	}
	for _, l := range links {
		t.link(id, l)
	}
}

// roleOf is what a diagnosis is to an encounter. The discharge diagnoses (DD), and those
// for billing, are the final ones: the first of them by rank is the principal one, and
// billing goes before discharge. AD is the admitting diagnosis, and the chief complaint
// (CC) is the reason for the visit. Without a use the condition's own role holds.
func roleOf(d *resource.EncounterDiagnosis, billed bool) string {
	role := ""
	for _, uses := range [][]resource.Meaning{d.Use.All, d.Role.All} {
		for _, use := range uses {
			switch {
			case use.Has("billing") && d.Rank == 1, use.Has("DD") && d.Rank == 1 && !billed:
				return "principal"
			case use.Has("billing", "DD", "CM", "pre-op", "post-op"):
				role = "other"
			case use.Has("AD") && role == "":
				role = "admitting"
			case use.Has("CC") && role == "":
				role = "reason_for_visit"
			}
		}
	}
	return role
}

// hasBilled reports whether an encounter names its first diagnosis for billing.
func hasBilled(e *resource.Encounter) bool {
	for i := range e.Diagnosis {
		if d := &e.Diagnosis[i]; d.Rank == 1 && (d.Use.Has("billing") || d.Role.Has("billing")) {
			return true
		}
	}
	return false
}

// standing orders roles where an encounter names a condition more than once: it counts
// once, in the role that counts for most.
var standing = map[string]int{"principal": 4, "other": 3, "external_cause": 2, "admitting": 2, "reason_for_visit": 1}

// better adds a link, unless the statement is linked already: then the better stays.
func better(links []link, l link) []link {
	for i := range links {
		if links[i].statement == l.statement {
			if standing[l.role] > standing[links[i].role] {
				links[i] = l
			}
			return links
		}
	}
	return append(links, l)
}

// link writes a reference.
func (t *Tables) link(encounter string, l link) {
	b := t.links
	b.Text("encounter_id", encounter)
	b.Text("statement_id", l.statement)
	b.Text("role", l.role)
	if l.rank > 0 {
		b.Integer("rank", l.rank)
	}
	t.end(b)
}

// inner writes what a contained condition states; it is false where that is no code.
func (t *Tables) inner(c resource.Contained, l link, encounter string) bool {
	codes := c.Code.First().Diagnoses(nil)
	for _, code := range codes {
		t.statement(statement{id: l.statement, encounter: encounter, kind: "diagnosis", code: code,
			withdrawn: isRefuted(&c.Status)})
	}
	return len(codes) > 0
}
