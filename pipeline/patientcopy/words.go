package patientcopy

import (
	"regexp"
	"time"

	"chartline/pipeline/language"
	"chartline/pipeline/report/compose/wording"
)

// kind is what a paragraph is; both files are written from the same ones.
type kind int

const (
	title   kind = iota // of the copy
	visit               // heads a visit, or what stands beside the visits
	topic               // heads a part of a visit
	subject             // official title of a code
	text
	fact // about the subject above it
)

type paragraph struct {
	kind kind
	text string
}

// page gathers paragraphs in a language.
type page struct {
	*language.Language
	paragraphs []paragraph
}

// add says a text with values.
func (p *page) add(k kind, format string, args ...any) {
	p.paragraphs = append(p.paragraphs, paragraph{k, p.Say(format, args...)})
}

// put adds a text without values.
func (p *page) put(k kind, text string) {
	p.paragraphs = append(p.paragraphs, paragraph{k, p.Text(text)})
}

// heading is what the copy is called.
const heading = "Your coded health record"

// The fixed words keep to short words and sentences: TestWordsAreEasyToRead measures them.
const (
	about = "This is your own copy of the codes in your health record. A code is a short name for an illness, " +
		"an injury or a treatment. We use codes to keep records and to send bills."
	keep      = "This copy tells about your health. Keep it in a safe place."
	noCodes   = "This visit has no codes yet."
	aboutDRG  = "A DRG is a group of hospital stays that need about the same care. The group can decide how much the hospital is paid."
	drgWords  = "In this name, w means with, and w/o means without. CC and MCC are other illnesses that can make a stay harder."
	inEnglish = "The names of the codes are official. They are in English only. Ask us if you need help to read them."
	rights    = "You have the right to ask us to change your record (45 CFR 164.526). Write to us. Say what is wrong, and why."
	answer    = "We must answer in 60 days. If we need more time, we will write to you. Then we may take 30 days more."
	refusal   = "If we say no, we must tell you why. You may then send us your own note. We will keep it with your record."
	office    = "Ask the records office of the hospital."
	guarded   = "Some of these codes may be about care for alcohol or drug use. A federal law (42 CFR Part 2) may guard that part of your record. It limits who may see it. It must not be used against you in court unless you agree or a judge orders it."
	mayGuard  = "Is part of your record about care for alcohol or drug use? Then a federal law (42 CFR Part 2) may guard that part. It limits who may see it. It must not be used against you in court unless you agree or a judge orders it."
	noVersion = "Our records do not say who coded this visit."
)

// written is the copy as paragraphs.
func (r *Record) written() []paragraph {
	p := page{Language: r.Language}
	p.put(title, heading)
	p.put(text, about)
	p.add(text, "We made this copy on %s. Your record number is %s. It lists %s, the newest first.", p.day(r.Made), r.Person, p.visits(len(r.Visits)))
	p.put(text, keep)
	if !r.Language.IsEnglish() {
		p.put(text, inEnglish)
	}
	for _, v := range r.Visits {
		p.visit(v)
	}
	p.put(visit, "If you think that something is wrong")
	for _, t := range []string{rights, answer, refusal} {
		p.put(text, t)
	}
	if r.Contact == "" {
		p.put(text, office)
	} else {
		p.add(text, "Write to or call: %s", r.Contact)
	}
	if notice := r.notice(); notice != "" {
		p.put(visit, "Care for alcohol or drug use")
		p.put(text, notice)
	}
	return p.paragraphs
}

func (p *page) visits(n int) string {
	return p.Say("%d {visit|visits}", n)
}

// notice is about 42 CFR Part 2: sure where a code is on the list, open where a code was not
// held against any list, and none where all were and none is on it.
func (r *Record) notice() string {
	open := false
	for _, v := range r.Visits {
		for _, c := range v.Codes {
			if c.Guarded {
				return guarded
			}
			open = open || !c.Judged && c.Kind != "drg"
		}
	}
	if open {
		return mayGuard
	}
	return ""
}

// places are the words for patient types.
var places = map[string]string{
	"IP": "Hospital stay", "OBS": "Stay for observation", "ED": "Emergency visit", "SDS": "Same-day surgery",
	"OP-REC": "Repeated visits", "ANC": "Test or treatment", "PROF": "Visit to a doctor",
}

func (p *page) visit(v Visit) {
	place, ok := places[v.Type]
	if !ok {
		place = "Visit"
	}
	p.add(visit, "%s at %s", p.Text(place), v.Facility)
	p.add(text, "%s Account number: %s.", p.when(v), v.Account)
	if len(v.Codes) == 0 {
		p.put(text, noCodes)
	}
	for _, kind := range []string{"diagnosis", "procedure", "drg"} {
		p.codes(v, kind)
	}
	p.put(topic, "Who coded this visit, and when")
	if len(v.Versions) == 0 {
		p.put(text, noVersion)
	}
	for i, version := range v.Versions {
		p.version(version, i == 0)
	}
}

// when says the days of a visit.
func (p *page) when(v Visit) string {
	switch {
	case v.First.IsZero() && v.Last.IsZero():
		return p.Text("We cannot show the dates of this visit.")
	case v.First.IsZero():
		return p.Say("It ended on %s.", p.day(v.Last))
	case v.Last.IsZero():
		return p.Say("It began on %s.", p.day(v.First))
	case v.First.Equal(v.Last):
		return p.Say("On %s.", p.day(v.First))
	default:
		return p.Say("From %s to %s.", p.day(v.First), p.day(v.Last))
	}
}

// day writes a date as letters do in the United States.
func (p *page) day(t time.Time) string { return p.Date(t, dayLayout) }

const dayLayout = "January 2, 2006"

// headings are what codes stand below, by what they are of a visit.
var headings = map[string]string{
	"diagnosis principal": "Main reason for your care", "diagnosis reason_for_visit": "Why you came", "diagnosis other": "Also noted about your health",
	"diagnosis external_cause": "How an injury happened", "diagnosis admitting": "What was thought when you came in",
	"procedure principal": "Main treatment", "procedure other": "What else was done", "drg grouped": "How your stay was grouped",
}

// codes writes those of one kind, which are in the order of their roles, each role below its heading.
func (p *page) codes(v Visit, kind string) {
	role := ""
	for _, c := range v.Codes {
		if c.Kind != kind {
			continue
		}
		if c.Role != role {
			role = c.Role
			p.put(topic, headings[kind+" "+role])
			if kind == "drg" {
				p.put(text, aboutDRG)
			}
		}
		p.code(c)
	}
}

// roles are the words for what a code is of a visit.
var roles = map[string]string{
	"diagnosis principal": "main reason for your care", "diagnosis other": "also noted", "diagnosis admitting": "what was thought when you came in",
	"diagnosis reason_for_visit": "why you came", "diagnosis external_cause": "how an injury happened",
	"procedure principal": "main treatment", "procedure other": "also done", "drg grouped": "group of the stay",
}

// arrivals are the words for present on admission (DEF-04). U and W differ for those who bill.
var arrivals = map[string]string{
	"Y": "yes", "N": "no", "U": "the notes do not say", "W": "your doctor could not tell",
}

func (p *page) code(c Code) {
	p.add(subject, "%s", p.named(c.Title, c.System, c.Code))
	if c.Plain != "" {
		p.add(fact, "In plain words: %s", c.Plain)
	}
	p.add(fact, "Code: %s (%s)", wording.Dotted(c.Code, c.System), c.System)
	if c.Kind == "drg" {
		if severity.MatchString(c.Title) {
			p.put(fact, drgWords)
		}
		return
	}
	if !c.Done.IsZero() {
		p.add(fact, "Date: %s", p.day(c.Done))
	}
	if c.Kind != "diagnosis" || c.Role == "admitting" || c.Role == "reason_for_visit" {
		return // these say what was there on arrival already
	}
	arrival, ok := arrivals[c.POA]
	if !ok {
		arrival = "not asked"
	}
	p.add(fact, "Present when you came in: %s", p.Text(arrival))
}

// named is the title of a code, or the code where no title is loaded.
func (p *page) named(title, system, code string) string {
	if title == "" {
		return p.Say("Code %s (we have no title for it)", wording.Dotted(code, system))
	}
	return wording.Unshouted(title)
}

// severity is how titles of DRGs say whether there were other illnesses.
var severity = regexp.MustCompile(`\b(W|W/O|WITH|WITHOUT) M?CC\b`)

// people are the words for roles; names of staff are not shown.
var people = map[string]string{"coder": "a coder", "auditor": "a reviewer of codes"}

// reasons are the words for why a version was made.
var reasons = map[string]string{
	"recode": "The visit was coded again.", "audit_correction": "A check of the codes led to a change.", "rebill": "The bill was made again.",
}

func (p *page) version(v Version, first bool) {
	who, ok := people[v.Role]
	if !ok {
		who = "our staff"
	}
	who = p.Text(who)
	if !v.At.IsZero() {
		who = p.Say("%s on %s", who, p.day(v.At))
	}
	if first {
		p.add(subject, "Coded by %s", who)
	} else {
		p.add(subject, "Changed by %s", who)
	}
	if why := reasons[v.Reason]; why != "" {
		p.put(fact, why)
	}
	for _, c := range v.Changes {
		p.change(c)
	}
	if !first && len(v.Changes) == 0 {
		p.put(fact, "No code changed.")
	}
}

// changed are the words for what became of a code.
var changed = map[string]string{"added": "Added", "removed": "Removed", "arrival": "Changed whether it was present when you came in"}

func (p *page) change(c Change) {
	if c.Title == "" {
		p.add(fact, "%s: %s (%s)", p.Text(changed[c.Change]), wording.Dotted(c.Code, c.System), p.Text(roles[c.Kind+" "+c.Role]))
		return
	}
	p.add(fact, "%s: %s, %s (%s)", p.Text(changed[c.Change]), c.Title, wording.Dotted(c.Code, c.System), p.Text(roles[c.Kind+" "+c.Role]))
}
