package reports_test

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

// counted finds a noun for several after a value, with a word between them or none. Words in two forms
// are marked by bracesOut and not found.
var (
	counted = map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`%(?:\[\d+\])?[sd](?:[ \x{a0}]([a-z-]+))?[ \x{a0}](?:accounts|audits|categories|cases|charts|codes|coders|days|discharges|edits|encounters|files|findings|groups|hours|inputs|months|pairs|periods|points|queries|records|reviews|rows|visits|weeks)\b`),
		"es": regexp.MustCompile(`%(?:\[\d+\])?[sd](?:[ \x{a0}]([a-záéíóúñ-]+))?[ \x{a0}](?:altas|archivos|auditorías|casos|categorías|codificadores|códigos|consultas|cuentas|días|entradas|episodios|expedientes|grupos|hallazgos|horas|meses|pares|períodos|puntos|registros|revisiones|semanas|validaciones|visitas)\b`),
	}
	bracesOut = regexp.MustCompile(`\{[^{}]*\|[^{}]*\}`)
	joining   = regexp.MustCompile(`^(a|above|and|are|at|by|con|de|del|e|en|for|from|in|is|las|los|more|of|on|or|por|se|than|the|to|were|with|y)$`)
	least     = regexp.MustCompile(`(?i)(fewer than|less than|more than|at least|older than|over|within|menos de|más de|al menos|a partir de|dentro de|restringida a) %(\[\d+\])?[sd]`)
)

// notCounts are texts whose value before a noun is no number of these things: a name, a part of them, a
// number with decimals, or one that is never 1.
var notCounts = map[string]bool{
	// names
	"Half of the %s accounts are coded within %s":                  true,
	"Less than half of the %s accounts are coded so far":           true,
	"Snapshots show half of the %s accounts coded by %s":           true,
	"The days of %s accounts do not add up":                        true,
	"%s accounts wait %s for their final bill; %s of that is %s%s": true,
	"%s on %s accounts": true,
	"%s of the %s queries are answered within %s business days":                                   true,
	"%s queries are answered after %s hours in the median, those that wait counted with the rest": true,
	"Half of the %s queries are answered within %s hours":                                         true,
	// with decimals
	"accuracy of the educated coders changed by %s percentage points (95%% CI %s to %s), from %s": true,
	"%s, %s days of revenue": true,
	"DNFC days are dollars over average daily gross revenue of the 90 days before: %s days. They are not the age of accounts.": true,
	"discharges of %s waited %s days on average (%s), outside the limits around %s days":                                       true,
	"the restricted mean stays within its limits around %s days: no month was slower than usual variation":                     true,
	"Coding takes %s days on average, month after month":                                                                       true,
	"Coding slowed to %s days in %s":         true,
	"%s takes %s of the %s days to the bill": true,
	"The backlog is %s days of work":         true,
	"%s hours of coding wait, and coders give %s productive hours a day: %s days, if nothing new came in": true,
	"%s\u00a0days":     true,
	"%s hours of work": true,
	"of %s forecast days %s lay within the 95%% interval and %s within the 80%% interval; the mean error was %s accounts, and %s for repeating last week": true,
	"%s accounts with %s of gross charges are discharged and not final-coded: %s days of revenue":                                                         true,
	// too small to show, or a time with its interval
	"%s accounts are discharged and not final-coded; the charges of so few are withheld":                   true,
	"half of %s are known to be coded after %s days; on which day between two snapshots, they do not tell": true,
	// of several; one has a text of its own
	"%d accounts are too young to be judged and take no part":                            true,
	"%d accounts were coded before discharge and take no part":                           true,
	"%d accounts appear or vanish from one day to the next: the history is not balanced": true,
	"%s categories make up half of all %s":                                               true,
	"limits from %d points%s: fewer than %d are too few to judge by":                     true,
	"limits go on unchanged after %s: %d points since then, %d are needed":               true,
	// never 1: of a method, of a setting, or of enough to judge by
	"The first %d categories hold %s of %s":                                                                              true,
	"95%% CI; a value from %d records on":                                                                                true,
	"yours is %s, %s; the middle of the team is not shown: fewer than %d members have %d records":                        true,
	"pattern of weekdays and holidays taken out (%s, from %d days)":                                                      true,
	"limits from %d points%s: provisional until there are %d":                                                            true,
	"Days are gross charges over average daily gross patient service revenue: %s, of the %d days before the as-of date.": true,
	"the first %d days":  true,
	"the first %d weeks": true,
	"the %d most frequent categories stand for %s of %s": true,
	"%s of discharges are coded within %s days":          true,
	"the first %d periods":                               true,
	"the first %d months":                                true,
	"%d–%d days":                                         true,
}

// TestEveryCountAgreesWithItsNoun finds texts that would say "1 accounts".
func TestEveryCountAgreesWithItsNoun(t *testing.T) {
	spanish, unseen := spoken(t, "es-US"), maps.Clone(notCounts)
	for text, where := range textsAsWritten(t) {
		key := language.Key(text)
		if delete(unseen, key); notCounts[key] {
			continue
		}
		for tag, said := range map[string]string{"en": text, "es": spanish.Text(key)} {
			if noun := disagreeing(counted[tag], said); noun != "" {
				t.Errorf("%s: %q of %q has one form: write {one|several}", where, noun, said)
			}
		}
	}
	for text := range unseen {
		t.Errorf("nothing says %q", text)
	}
}

// uncounted are nouns that name a measure or a key: nobody counts them.
var uncounted = regexp.MustCompile(`^(the .*|fbns)$`)

// TestEveryNounOfACountHasItsFormForOne reads the nouns of built-in reports, which are counted.
func TestEveryNounOfACountHasItsFormForOne(t *testing.T) {
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	all, err := specs.List()
	if err != nil {
		t.Fatal(err)
	}
	var english *language.Language
	spanish := spoken(t, "es-US")
	for _, spec := range all {
		for _, part := range spec.Parts {
			for _, block := range part.Blocks {
				nouns := []string{block.Noun}
				for _, m := range block.Measures {
					nouns = append(nouns, m.Noun)
				}
				for _, noun := range nouns {
					if one := english.One(noun); one != noun && !uncounted.MatchString(noun) && !spanish.Has(one) {
						t.Errorf("reports/%s.yaml: no row for one of %q: %q", spec.Name, noun, one)
					}
				}
			}
		}
	}
}

// disagreeing is the first noun of a text that stands for several whatever the number before it.
func disagreeing(nouns *regexp.Regexp, text string) string {
	text = least.ReplaceAllString(bracesOut.ReplaceAllString(text, "{}"), "{}")
	for _, m := range nouns.FindAllStringSubmatch(text, -1) {
		if !joining.MatchString(m[1]) {
			return strings.TrimSpace(m[0])
		}
	}
	return ""
}
