package language_test

import (
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/language"
)

func TestWordsAgreeWithTheirNumber(t *testing.T) {
	const text = "%s {account waits|accounts wait} on %d {day|days}, %s in all"
	rows := "\"%s accounts wait on %d days, %s in all\": \"{[2]un día|%[2]d días}: {[1]espera|esperan} %[1]s {cuenta|cuentas} de %[3]s\"\n"
	es := spoken(t, "es-US", map[string]string{"wording/es/more.yaml": rows})
	plain := spoken(t, "es-US", map[string]string{"wording/es/more.yaml": "\"%s accounts wait on %d days, %s in all\": \"%s cuentas en %d días, %s\"\n"})
	var english *language.Language
	for name, c := range map[string]struct{ got, want string }{
		"one and several":      {english.Say(text, "1", 2, "3"), "1 account waits on 2 days, 3 in all"},
		"several and one":      {english.Say(text, "0", 1, "3"), "0 accounts wait on 1 day, 3 in all"},
		"one of several":       {english.Say(text, "1 of 3", 2, "3"), "1 of 3 accounts wait on 2 days, 3 in all"},
		"no whole number":      {english.Say(text, "1.0", 21, "3"), "1.0 accounts wait on 21 days, 3 in all"},
		"spelled":              {english.Say("%s {account waits|accounts wait}", english.Spelled(1)), "One account waits"},
		"a count with a noun":  {english.Say("%s {is|are} left, {it|they} alone", english.Plural(1, "accounts")), "1\u00a0account is left, it alone"},
		"before the number":    {english.Say("there {is|are} %s", "1"), "there is 1"},
		"a row":                {es.Say(text, "1", 2, "3"), "2 días: espera 1 cuenta de 3"},
		"a row of several":     {es.Say(text, "1,001", 1, "3"), "un día: esperan 1,001 cuentas de 3"},
		"a row without forms":  {plain.Say(text, "1", 1, "3"), "1 cuentas en 1 días, 3"},
		"one noun of a number": {es.Noun(1, "accounts"), "cuenta"},
		"noun of a fraction":   {es.Noun(1.5, "accounts"), "cuentas"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

// Which numbers take the noun for one is a rule of the language (CLDR, plural rules): in French 0 does.
func TestOneIsWhatTheLanguageSaysItIs(t *testing.T) {
	fr := spoken(t, "fr", map[string]string{"wording/fr.yaml": "accounts: comptes\naccount: compte\n\"%s accounts wait\": \"%s {compte attend|comptes attendent}\"\n"})
	for n, want := range map[int64]string{0: "0\u00a0compte", 1: "1\u00a0compte", 2: "2\u00a0comptes"} {
		if got := fr.Plural(n, "accounts"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := fr.Say("%s {account waits|accounts wait}", "0"); got != "0 compte attend" {
		t.Errorf("%q", got)
	}
}

func TestReasonsAgreeInTheLanguageOfTheReport(t *testing.T) {
	es := spoken(t, "es-US", map[string]string{"wording/es/more.yaml": "\"%d accounts were left out of this\": \"se {excluye|excluyen} %d {cuenta|cuentas}\"\n"})
	for english, want := range map[string]string{"1 accounts were left out of this": "se excluye 1 cuenta", "7 accounts were left out of this": "se excluyen 7 cuentas"} {
		if got := es.Reason(english); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFormsThatAgreeWithNothingAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ row, want string }{
		"no such value":  {`"%s left": "{[2]queda|quedan} %s"`, "{[2]queda|quedan} agrees with a value that the row does not take"},
		"no value":       {`"left": "{queda|quedan}"`, "{queda|quedan} agrees with a value that the row does not take"},
		"one form":       {`"%s left": "{quedan} %s"`, "a brace stands for two forms"},
		"three forms":    {`"%s left": "{a|b|c} %s"`, "a brace stands for two forms"},
		"a lonely brace": {`"%s left": "quedan %s}"`, "a brace stands for two forms"},
	} {
		t.Run(name, func(t *testing.T) {
			library, err := language.Load(catalogues(map[string]string{"wording/es.yaml": c.row + "\n"}), "")
			if err == nil {
				_, err = library.Get("es", "")
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
