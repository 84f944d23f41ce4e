// Package wording writes numbers, estimates and sentences as a reader of a report meets them, each
// in one way, in the language of the report.
package wording

import "chartline/pipeline/language"

// Language is what a report is written in: the texts, numbers and dates of a language, and
// estimates in its words. The zero value is the English of the program.
type Language struct{ *language.Language }

// NoBreak keeps a number and what belongs to it on one line.
const NoBreak = language.NoBreak

// Withheld stands for a number that is too small to show, in Missing of an estimate; readers are
// told it by Hidden.
const Withheld = "withheld"

// Hidden says that a number is too small to show.
func (l Language) Hidden() string { return l.Text(Withheld) }

// Capital begins a word with a capital letter.
func Capital(s string) string { return language.Capital(s) }

// LowerFirst writes a label inside a sentence; abbreviations stay as they are.
func LowerFirst(s string) string { return language.LowerFirst(s) }
