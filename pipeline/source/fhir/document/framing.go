package document

import "bytes"

// Framing is how the records of a file lie in it.
type Framing int

// A file holds Lines, each a record, or Documents: JSON that may go over many lines,
// Bundles among them. Foreign is none of FHIR in JSON.
const (
	Foreign Framing = iota
	Lines
	Documents
)

// mark is what some editors put before UTF-8.
var mark = []byte("\ufeff")

// MarkBytes is how many bytes of a byte order mark a file begins with.
func MarkBytes(head []byte) int {
	if bytes.HasPrefix(head, mark) {
		return len(mark)
	}
	return 0
}

// FramingOf tells the framing of a file by how it begins. Lines are told from a document
// by what stands around the first line end: within a document it is a place where JSON
// may go on.
func FramingOf(head []byte) Framing {
	head = bytes.TrimLeft(head[MarkBytes(head):], " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return Foreign
	}
	if !bytes.Contains(head, []byte(`"resourceType"`)) && !bytes.Contains(head, []byte(`"transactionTime"`)) {
		return Foreign
	}
	line, rest, ended := bytes.Cut(head, []byte("\n"))
	if head[0] == '[' || !ended {
		return Documents
	}
	var v value
	if _, whole := v.scan(line); whole || v.inText {
		return Lines
	}
	line, rest = bytes.TrimRight(line, " \t\r"), bytes.TrimLeft(rest, " \t\r\n")
	if len(rest) > 0 && rest[0] == '{' && bytes.IndexByte([]byte("[,:"), line[len(line)-1]) < 0 {
		return Lines // the first of which breaks off
	}
	return Documents
}

// value finds the end of a JSON value by its brackets and quotes. It is fed in pieces.
type value struct {
	depth   int
	inText  bool
	escaped bool // the next byte belongs to the backslash before it
	scalar  bool
}

// scan goes through a piece. It gives how many bytes of it belong to the value, and
// whether the value is whole with them.
func (v *value) scan(piece []byte) (n int, whole bool) {
	for i := 0; i < len(piece); i++ {
		if v.inText {
			if i = v.textEnd(piece, i); v.inText {
				return i, false
			}
			if v.depth == 0 {
				return i + 1, true
			}
			continue
		}
		switch b := piece[i]; b {
		case '"':
			v.inText = true
		case '{', '[':
			v.depth++
		case '}', ']':
			if v.scalar {
				return i, true
			}
			if v.depth--; v.depth <= 0 {
				return i + 1, true
			}
		case ',', ' ', '\t', '\r', '\n':
			if v.scalar {
				return i, true
			}
		default:
			v.scalar = v.depth == 0
		}
	}
	return len(piece), false
}

// textEnd goes on within a text: to its closing quote, or to the end of the piece.
func (v *value) textEnd(piece []byte, i int) int {
	for i < len(piece) {
		if v.escaped {
			v.escaped = false
			i++
			continue
		}
		step := bytes.IndexByte(piece[i:], '"')
		if step < 0 {
			step = len(piece) - i
		}
		if slash := bytes.IndexByte(piece[i:i+step], '\\'); slash >= 0 {
			v.escaped = true
			i += slash + 1
			continue
		}
		if i += step; i < len(piece) {
			v.inText = false
			return i
		}
	}
	return i
}
