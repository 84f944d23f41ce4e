package mail_test

import (
	"context"
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/deliver/mail"
	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/reports"
)

func TestPromises(t *testing.T) {
	delivertest.Promises(t, func(t *testing.T) (deliver.Sender, func() int, func() map[string]string) {
		s := newServer(t, false)
		return s.sender(), func() int { return len(s.mailbox) }, func() map[string]string { return nil }
	})
}

func TestTheMessageSaysWhatWasFound(t *testing.T) {
	s := newServer(t, false)
	with := s.sender()
	with.Attach = []string{"pdf"}
	if err := delivertest.NewBox(t).Send(context.Background(), with); err != nil {
		t.Fatal(err)
	}
	m := s.only(t)
	for _, want := range []string{
		"Subject: Coding quality, September 2026", "Auto-Submitted: auto-generated", "Date: Fri, 02 Oct 2026 06:00:00 +0000",
		"Coding accuracy is 93.1 %", "https://reports.example.org/coding_quality/2026-10-02/coding_quality.html", `filename="coding_quality.pdf"`, "The report is attached",
	} {
		if !strings.Contains(m, want) {
			t.Errorf("the message lacks %q", want)
		}
	}
	if strings.Count(m, "filename=") != 1 {
		t.Error("more is attached than was wanted")
	}
}

func TestSensitivityDecidesOnAttachments(t *testing.T) {
	for sensitivity, attached := range map[string]bool{
		"Internal – not for release": true, "Public": true, "Confidential – compliance work": false, "": false, "Restricted to the coder": false,
	} {
		t.Run(sensitivity, func(t *testing.T) {
			s := newServer(t, false)
			with := s.sender()
			with.Attach = []string{"pdf", "html"}
			if err := delivertest.NewBox(t, func(p *deliver.Parcel) { p.Marking = sensitivity }).Send(context.Background(), with); err != nil {
				t.Fatal(err)
			}
			m := s.only(t)
			if got := strings.Contains(m, "filename="); got != attached || !strings.Contains(m, "https://reports.example.org") {
				t.Errorf("attached: %v, want %v, and a link in any case", got, attached)
			}
		})
	}
}

// A report in Spanish is told in Spanish, and is attached by the words of its file, which are English.
func TestTheMessageIsInTheLanguageOfTheReport(t *testing.T) {
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, false)
	with := s.sender()
	with.Attach, with.Wording = []string{"pdf"}, library
	if err := delivertest.NewBox(t, func(p *deliver.Parcel) { p.Language, p.Sensitivity = "es-US", "Interno – no divulgar" }).Send(context.Background(), with); err != nil {
		t.Fatal(err)
	}
	m := s.only(t)
	for _, want := range []string{"Datos al 2 de octubre de 2026", "Interno", "El informe va adjunto.", "El informe: https://reports.example.org", `filename="coding_quality.pdf"`} {
		if !strings.Contains(m, want) {
			t.Errorf("the message lacks %q", want)
		}
	}
	for _, english := range []string{"As of", "The report"} {
		if strings.Contains(m, english) {
			t.Errorf("the message says %q", english)
		}
	}
}

func TestRowsOfPersonsAreNeverMailed(t *testing.T) {
	s := newServer(t, false)
	delivertest.NewBox(t, func(p *deliver.Parcel) { p.Identified = true }).WantsKind(t, s.sender(), fault.Policy)
	if len(s.conns) != 0 || s.taken != 0 {
		t.Error("the server was asked")
	}
}

func TestServersThatMisbehave(t *testing.T) {
	patience := &smtp.SMTPError{Code: 451, Message: "poison: try later"}
	no := &smtp.SMTPError{Code: 550, Message: "poison: no"}
	for _, c := range []struct {
		name  string
		spoil func(*server, *mail.Sender)
		kind  fault.Kind
	}{
		{"asks for patience at MAIL", func(s *server, _ *mail.Sender) { s.reject["MAIL"] = patience }, fault.Unavailable},
		{"asks for patience at RCPT", func(s *server, _ *mail.Sender) { s.reject["RCPT"] = patience }, fault.Unavailable},
		{"asks for patience after DATA", func(s *server, _ *mail.Sender) { s.reject["DATA"] = patience }, fault.Unavailable},
		{"refuses the reader", func(s *server, _ *mail.Sender) { s.reject["RCPT"] = no }, fault.Policy},
		{"refuses the content", func(s *server, _ *mail.Sender) { s.reject["DATA"] = no }, fault.Policy},
		{"refuses the login", func(_ *server, m *mail.Sender) { m.Password = "wrong" }, fault.Config},
		{"is vouched for by nobody", func(_ *server, m *mail.Sender) { m.TLS = &tls.Config{ServerName: "127.0.0.1"} }, fault.Config},
		{"is slow", func(s *server, m *mail.Sender) { s.wait = time.Second; m.Patience = 200 * time.Millisecond }, fault.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer(t, false)
			with := s.sender()
			c.spoil(s, &with)
			b := delivertest.NewBox(t)
			b.WantsKind(t, with, c.kind)
			if len(s.mailbox) != 0 || strings.Contains(b.State(t).Message, "poison") {
				t.Errorf("%d messages, and the reason is %q", len(s.mailbox), b.State(t).Message)
			}
			if c.kind != fault.Unavailable {
				return
			}
			s.mu.Lock()
			s.reject, s.wait = map[string]*smtp.SMTPError{}, 0
			s.mu.Unlock()
			if err := b.Send(context.Background(), s.sender()); err != nil {
				t.Fatal(err)
			}
			s.only(t)
		})
	}
}

func TestNothingIsMailedInTheClear(t *testing.T) {
	s := newServer(t, true)
	delivertest.NewBox(t).WantsKind(t, s.sender(), fault.Config)
	if s.taken != 0 {
		t.Error("a message was taken")
	}
}

// TestTheAnswerIsLost: the server has taken the message and hangs up before it says so.
// SMTP cannot tell; the message comes again with its Message-ID, and the mailbox has it
// once.
func TestTheAnswerIsLost(t *testing.T) {
	s := newServer(t, false)
	s.drop = true
	b := delivertest.NewBox(t)
	b.WantsKind(t, s.sender(), fault.Unavailable)
	if reason := b.State(t).Message; !strings.Contains(reason, "before the server said whether it took the message") {
		t.Errorf("the reason is %q", reason)
	}
	if err := b.Send(context.Background(), s.sender()); err != nil {
		t.Fatal(err)
	}
	s.only(t)
	if s.taken != 2 {
		t.Errorf("taken %d times, want 2", s.taken)
	}
}

// TestAnInterruptionHangsUp does not wait for a server that is slow.
func TestAnInterruptionHangsUp(t *testing.T) {
	s := newServer(t, false)
	s.wait = 2 * time.Minute
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	begun := time.Now()
	b := delivertest.NewBox(t)
	if err := b.Send(ctx, s.sender()); fault.KindOf(err) != fault.Interrupted || !b.State(t).Waits() {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("took %v", took)
	}
}
