package claim

// Roles of diagnoses, as the canonical table lists them.
const (
	Principal     = "principal"
	OtherRole     = "other"
	Admitting     = "admitting"
	ReasonOfVisit = "reason_for_visit"
	ExternalCause = "external_cause"
)

// Diagnosis is one code of a claim in one role.
type Diagnosis struct {
	Role     string
	Sequence int64 // position within the role, 1 first
	Code     []byte
	System   string
	POA      []byte
}

// Diagnoses are those of a claim, each code once for what it is: claims repeat the
// principal diagnosis within the list, at any position (standard.md 5.5, trap 1), and
// some repeat others. So the principal and the other diagnoses are one list of distinct
// codes, in which the principal is added first; the admitting ones, the reasons for the
// visit and the external causes are lists of their own.
type Diagnoses struct {
	listed []Diagnosis
	Before int64 // positions of role "other" that another record of the claim holds
}

// Add adds a code, unless it is blank or there already: then only its indicator counts,
// where the one before had none.
func (d *Diagnoses) Add(role string, code []byte, system string, poa []byte) {
	if len(code) == 0 {
		return
	}
	sequence := int64(1)
	if role == OtherRole {
		sequence += d.Before
	}
	for i := range d.listed {
		known := &d.listed[i]
		if sameList(known.Role, role) && known.System == system && sameCode(known.Code, code) {
			if len(known.POA) == 0 {
				known.POA = poa
			}
			return
		}
		if known.Role == role {
			sequence++
		}
	}
	d.listed = append(d.listed, Diagnosis{Role: role, Sequence: sequence, Code: code, System: system, POA: poa})
}

// Listed are the distinct codes, in the order in which they were added.
func (d *Diagnoses) Listed() []Diagnosis { return d.listed }

func sameList(a, b string) bool {
	return a == b || a == Principal && b == OtherRole || a == OtherRole && b == Principal
}

// sameCode compares codes as the store normalises them: in any case, with or without
// the dot.
func sameCode(a, b []byte) bool {
	i, j := 0, 0
	for {
		for i < len(a) && a[i] == '.' {
			i++
		}
		for j < len(b) && b[j] == '.' {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if upper(a[i]) != upper(b[j]) {
			return false
		}
		i++
		j++
	}
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// POA is a present-on-admission indicator as the store keeps it: Y, N, U or W, nothing
// where the diagnosis is exempt, and any other value as it stands (ING-07). Besides the
// blank, 1 and 0 mean exempt: 1 was how 4010A claims wrote a blank, and 0 is how the
// National Claims History does. X and Z ended the indicators of a claim until January
// 2011 and say nothing of a diagnosis.
func POA(cell []byte) []byte {
	if len(cell) != 1 {
		return cell
	}
	switch c := upper(cell[0]); c {
	case '0', '1', 'X', 'Z':
		return nil
	case cell[0]:
		return cell
	default:
		return indicators[c-'A' : c-'A'+1]
	}
}

var indicators = []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
