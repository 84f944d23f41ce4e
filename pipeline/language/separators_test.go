package language_test

import "testing"

// Numbers of files are read by people on pages: without exponents, and with the separators of the language.
func TestNumbersOfFiles(t *testing.T) {
	european := spoken(t, "es", nil)
	for text, want := range map[string]string{"0.0674": "0,0674", "-1.05076e+06": "-1050760", "7.99545e-05": "0,0000799545", "12": "12", "J18.9": "J18.9", "2026-10": "2026-10", "": ""} {
		if got := european.Number(text); got != want {
			t.Errorf("%s is written %q, want %q", text, got, want)
		}
	}
}

// Rows have their numbers as in English; the separators are those of the tag. What is cited keeps its points.
func TestNumbersWithinRowsHaveTheSeparatorsOfTheTag(t *testing.T) {
	more := map[string]string{"wording/es/rows.yaml": `
"99.8% limit": "límite del 99.8%"
"of 1,000 and 12,345,678 %s": "de 1,000 y 12,345,678 %s"
"95%% and 99.8%% limits of %s": "límites del 95%% y 99.8%% de %s"
"mean ± 2.66 × range, power 1/3.6": "media ± 2.66 × rango, potencia 1/3.6"
"standard 2.4, 45 CFR 164.514(b)(2), v2023.1": "estándar 2.4, 45 CFR 164.514(b)(2), v2023.1"
"accounts open after %g of %d": "cuentas abiertas después de %g de %d"
`}
	american, european := spoken(t, "es-US", more), spoken(t, "es", more)
	for name, c := range map[string]struct{ american, european, us, es string }{
		"share":      {american.Text("99.8% limit"), european.Text("99.8% limit"), "límite del 99.8%", "límite del 99,8%"},
		"thousands":  {american.Say("of 1,000 and 12,345,678 %s", "1"), european.Say("of 1,000 and 12,345,678 %s", "1"), "de 1,000 y 12,345,678 1", "de 1.000 y 12.345.678 1"},
		"in formats": {american.Say("95%% and 99.8%% limits of %s", "1"), european.Say("95%% and 99.8%% limits of %s", "1"), "límites del 95% y 99.8% de 1", "límites del 95% y 99,8% de 1"},
		"formula":    {american.Text("mean ± 2.66 × range, power 1/3.6"), european.Text("mean ± 2.66 × range, power 1/3.6"), "media ± 2.66 × rango, potencia 1/3.6", "media ± 2,66 × rango, potencia 1/3,6"},
		"cited": {american.Text("standard 2.4, 45 CFR 164.514(b)(2), v2023.1"), european.Text("standard 2.4, 45 CFR 164.514(b)(2), v2023.1"),
			"estándar 2.4, 45 CFR 164.514(b)(2), v2023.1", "estándar 2.4, 45 CFR 164.514(b)(2), v2023.1"},
		"filled in": {american.Reason("accounts open after 2.5 of 1,200"), european.Reason("accounts open after 2.5 of 1,200"),
			"cuentas abiertas después de 2.5 de 1,200", "cuentas abiertas después de 2,5 de 1.200"},
	} {
		if c.american != c.us || c.european != c.es {
			t.Errorf("%s: %q and %q, want %q and %q", name, c.american, c.european, c.us, c.es)
		}
	}
}
