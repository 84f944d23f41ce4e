// Package mail sends word of a report by SMTP, over TLS or not at all: its findings in the
// text, and the report itself as an attachment or as a link, by its sensitivity. A report
// with rows of single persons or encounters is never mailed.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"path"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
	"chartline/pipeline/language"
)

// Sender sends through a server.
//
// SMTP cannot know whether a message was accepted when the connection is lost after its
// last line: then it is sent again, with the same Message-ID and date, by which servers and
// mailboxes that look for duplicates find it.
type Sender struct {
	Host           string
	Port           int // 465 for TLS from the first byte; STARTTLS on others
	User, Password string
	From           string
	To             []string
	Attach         []string // formats that may be attached, such as pdf
	Link           string   // address of the folder of results for the readers; may be empty
	Patience       time.Duration
	TLS            *tls.Config
	Wording        *language.Library // languages in which messages are written
}

// implicitTLS is the port on which TLS begins with the connection (RFC 8314).
const implicitTLS = 465

// largest is what is attached in all: more is refused by many servers.
const largest = 10 << 20

// Prepare refuses what must not be mailed.
func (s Sender) Prepare(_ context.Context, p *deliver.Parcel) error {
	if p.Identified {
		return fault.New(fault.Policy, "report "+p.Report, "has rows of single persons or encounters, and is never mailed", "deliver it to a folder or by sftp")
	}
	return nil
}

// Complete sends the message.
func (s Sender) Complete(ctx context.Context, p *deliver.Parcel) error {
	if err := s.Prepare(ctx, p); err != nil {
		return err
	}
	m, err := s.message(p)
	if err != nil {
		return err
	}
	dialer := &closing{ctx: ctx}
	defer dialer.end()
	client, err := s.client(dialer)
	if err != nil {
		return fault.Wrap(fault.Config, err, s.Host, "the server cannot be addressed so", "check host, user and password")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return s.unreached(err)
	}
	err = client.Send(m)
	_ = client.Close() // the server has answered already
	if err == nil || m.IsDelivered() {
		return nil // what the server says after it has accepted does not matter
	}
	return s.judge(err)
}

func (s Sender) client(d *closing) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(s.Patience), gomail.WithTLSConfig(s.TLS), gomail.WithHELO(helo(s.From)),
		gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithDialContextFunc(d.dial),
	}
	if s.Port == implicitTLS {
		d.tls = s.TLS
		options = append(options, gomail.WithSSL())
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

// helo is the name by which the program greets: the domain of its address.
func helo(from string) string {
	_, domain, _ := strings.Cut(strings.TrimSuffix(from, ">"), "@")
	return domain
}

// message is the same each time: it has the instant at which the parcel was posted, and
// an id of its content.
func (s Sender) message(p *deliver.Parcel) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := errors.Join(m.From(s.From), m.To(s.To...)); err != nil {
		return nil, fault.Wrap(fault.Config, err, s.Host, "an address is none", "check from: and recipients:")
	}
	m.Subject(p.Title + ", " + p.Period)
	m.SetMessageIDWithValue(p.ID + ".chartline@" + helo(s.From))
	m.SetDateWithValue(p.Posted)
	m.SetUserAgent("chartline")
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies
	attached, err := s.attach(m, p)
	if err != nil {
		return nil, err
	}
	said, err := s.Wording.Get(p.Language, "report "+p.Report)
	if err != nil {
		return nil, err
	}
	m.SetBodyString(gomail.TypeTextPlain, text(said, p, attached, p.Link(s.Link)))
	return m, nil
}

// attach adds the files that may be, and tells whether there are any.
func (s Sender) attach(m *gomail.Msg, p *deliver.Parcel) (bool, error) {
	if !Attachable(p.Marking) || len(s.Attach) == 0 {
		return false, nil
	}
	var size int64
	files := documents(p.Chosen(s.Attach))
	for _, f := range files {
		size += f.Bytes
	}
	if size > largest {
		return false, nil
	}
	for _, f := range files {
		r, err := p.Open(f.Name)
		if err != nil {
			return false, err
		}
		content, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err == nil {
			err = m.AttachReader(path.Base(f.Name), bytes.NewReader(content))
		}
		if err != nil {
			return false, fault.Wrap(fault.Unavailable, err, f.Name, "cannot be read", "check the disk")
		}
	}
	return len(files) > 0, nil
}

// documents are the files at the top of a report: those below are its tables and figures.
func documents(files []deliver.File) []deliver.File {
	var top []deliver.File
	for _, f := range files {
		if !strings.Contains(f.Name, "/") && f.Name != "manifest.json" {
			top = append(top, f)
		}
	}
	return top
}

// Attachable reports whether a report that its file marks so may be attached: what is public or
// internal. Of all others a link is sent, behind which the reader must be let in.
func Attachable(marking string) bool {
	word, _, _ := strings.Cut(strings.ToLower(marking), " ")
	return word == "internal" || word == "public"
}

// text is the message in the language of the report.
func text(l *language.Language, p *deliver.Parcel, attached bool, link string) string {
	var b strings.Builder
	b.WriteString(p.Title + "\n" + p.Period + "\n" + l.Say("As of %s", l.Instant(p.AsOf.UTC())) + "\n")
	if p.Sensitivity != "" {
		b.WriteString(p.Sensitivity + "\n")
	}
	for _, f := range p.Findings {
		b.WriteString("\n" + f + "\n")
	}
	switch {
	case attached:
		b.WriteString("\n" + l.Text("The report is attached.") + "\n")
	case link == "":
		b.WriteString("\n" + l.Say("The report lies in the folder of results, under %s.", p.Place) + "\n")
	}
	if link != "" {
		b.WriteString("\n" + l.Say("The report: %s", link) + "\n")
	}
	return b.String()
}

// unreached says why there is no conversation with the server.
func (s Sender) unreached(err error) error {
	var said *textproto.Error
	var unknown *tls.CertificateVerificationError
	switch {
	case errors.As(err, &said) && said.Code >= 500:
		return fault.Newf(fault.Config, s.Host, "check user and password, and whether the server offers STARTTLS", "the server lets nobody in so (status %d)", said.Code)
	case errors.As(err, &unknown):
		return fault.Wrap(fault.Config, err, s.Host, "nobody vouches for the server's certificate", "name the certificate of its authority under ca:")
	case strings.Contains(err.Error(), "STARTTLS"):
		return fault.Wrap(fault.Config, err, s.Host, "the server offers no STARTTLS, and nothing is mailed in the clear", "use another server or port 465")
	default:
		return fault.Wrap(fault.Unavailable, err, net.JoinHostPort(s.Host, strconv.Itoa(s.Port)), "the server does not answer", "check its address and the way there")
	}
}

// judge says what the refusal of a message means. The text of the server is not passed on.
func (s Sender) judge(err error) error {
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return fault.Wrap(fault.Unavailable, err, s.Host, "the message was not accepted", "it is tried again")
	}
	code := sent.ErrorCode()
	switch {
	case code >= 500:
		return fault.Newf(fault.Policy, s.Host, "check from: and recipients:, then chartline deliver --refused", "the server refuses the message (status %d)", code)
	case code >= 400:
		return fault.Newf(fault.Unavailable, s.Host, "it is tried again", "the server asks for patience (status %d)", code)
	case sent.Reason == gomail.ErrSMTPDataClose:
		return fault.Wrap(fault.Unavailable, err, s.Host, "the connection was lost before the server said whether it took the message", "it is tried again with the same Message-ID")
	default:
		return fault.Wrap(fault.Unavailable, err, s.Host, "the connection was lost", "it is tried again")
	}
}

// closing dials, and hangs up when the work is interrupted: an answer can be long in
// coming.
type closing struct {
	ctx  context.Context
	tls  *tls.Config // of a connection that begins with TLS
	stop func() bool
}

func (c *closing) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var conn net.Conn
	var err error
	if c.tls != nil {
		conn, err = (&tls.Dialer{Config: c.tls}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err == nil {
		c.stop = context.AfterFunc(c.ctx, func() { _ = conn.Close() })
	}
	return conn, err
}

func (c *closing) end() {
	if c.stop != nil {
		c.stop()
	}
}
