package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
)

// transactionForm makes an interchange of every transaction, and claimForm of every claim,
// with what stands above it. Their trailers count what they end, so that none is left to
// reject. A claim brings what stands above it: a segment above two claims of which the
// name is none is there twice then.
var (
	transactionForm = form{name: "transactions", cut: cutX12(whole), quarantined: imswebRejects(2980 + 2)}
	claimForm       = form{name: "claims", cut: cutX12(claimsOf), quarantined: imswebRejects(2980 + 2 + 1)}
)

func whole(transaction []string, _ string) [][]string { return [][]string{transaction} }

// cutX12 cuts a file into interchanges of one transaction each, of which parts makes
// several or one.
func cutX12(parts func(transaction []string, element string) [][]string) func(*testing.T, realFile) []piece {
	return func(t *testing.T, f realFile) (pieces []piece) {
		for _, interchange := range interchanges(f.content) {
			element, terminator := interchange[3:4], terminatorOf(interchange)
			var isa, gs string
			var transaction []string
			for text := range strings.SplitSeq(interchange, terminator) {
				s := strings.TrimSpace(text)
				if s == "" {
					continue
				}
				switch id, _, _ := strings.Cut(s, element); id {
				case "ISA":
					isa = text
				case "GS":
					gs = s
				case "ST":
					transaction = []string{s}
				case "SE":
					for _, part := range parts(transaction, element) {
						pieces = append(pieces, piece{name: "dealt.x12", body: enveloped(isa, gs, part, element, terminator)})
					}
				case "GE", "IEA":
				default:
					transaction = append(transaction, s)
				}
			}
		}
		if len(pieces) == 0 {
			t.Fatalf("%s: no transaction", f.name)
		}
		return pieces
	}
}

// interchanges cuts a file where an ISA begins.
func interchanges(content string) (all []string) {
	for i, text := range strings.Split(content, "ISA*00*") {
		if i > 0 {
			all = append(all, "ISA*00*"+text)
		}
	}
	if len(all) == 0 { // of one interchange with separators of its own
		all = []string{content}
	}
	return all
}

// terminatorOf is what stands behind ISA16: the element has one character. One sender
// lost a blank, so that it does not always stand at the same place.
func terminatorOf(interchange string) string {
	at := 0
	for range 16 {
		at += strings.Index(interchange[at:], interchange[3:4]) + 1
	}
	return interchange[at+1 : at+2]
}

// enveloped puts a transaction, without its trailer, into an interchange of its own.
func enveloped(isa, gs string, transaction []string, element, terminator string) string {
	number := func(segment string, n int) string { return strings.Split(segment, element)[n] }
	trailer := func(name string, count int, number string) string {
		return strings.Join([]string{name, fmt.Sprint(count), number}, element)
	}
	all := append([]string{isa, gs}, transaction...)
	all = append(all, trailer("SE", len(transaction)+1, number(transaction[0], 2)), trailer("GE", 1, number(gs, 6)), trailer("IEA", 1, number(isa, 13)))
	return strings.Join(all, terminator+"\n") + terminator + "\n"
}

// claimsOf makes a transaction of each claim of one, with the levels of the hierarchy
// that it lies in. One without claims stays as it is.
func claimsOf(transaction []string, element string) (parts [][]string) {
	levels := map[string][]string{} // by HL03, and what is above all of them
	var level string
	var claim []string
	end := func() {
		if claim != nil {
			above := append(append(append(append([]string{}, levels[""]...), levels["20"]...), levels["22"]...), levels["23"]...)
			parts = append(parts, append(above, claim...))
			claim = nil
		}
	}
	for _, s := range transaction {
		switch id, rest, _ := strings.Cut(s, element); {
		case id == "HL":
			end()
			level = strings.Split(rest, element)[2]
			for _, below := range []string{"20", "22", "23"} {
				if below >= level {
					delete(levels, below)
				}
			}
			levels[level] = []string{s}
		case id == "CLM":
			end()
			claim = []string{s}
		case claim != nil:
			claim = append(claim, s)
		default:
			levels[level] = append(levels[level], s)
		}
	}
	end()
	if parts == nil {
		parts = [][]string{transaction}
	}
	return parts
}
