// Package webhook tells a server that a report is finished, in a message that it can
// trust, and sends the report with it where that is wanted.
//
// The message is JSON. Its signature is HMAC-SHA256, in hex, over the time stamp, a dot and
// the body, with the secret that both sides have: the receiver checks it, refuses time
// stamps that are old, and takes two messages with one Idempotency-Key for one.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
)

// The headers of a message.
const (
	KeyHeader       = "Idempotency-Key"
	TimeHeader      = "Chartline-Timestamp" // seconds of Unix time
	SignatureHeader = "Chartline-Signature" // v1=hex
)

// Sender posts to a URL.
type Sender struct {
	URL, Secret string
	Link        string   // address of the folder of results for the readers; may be empty
	Attach      []string // formats whose files are sent along; a report with rows of persons never is
	Patience    time.Duration
	Now         func() time.Time
	Transport   http.RoundTripper // nil for the usual one
}

// message is what a server is told.
type message struct {
	Event       string    `json:"event"`
	ID          string    `json:"id"`
	Job         string    `json:"job"`
	Report      string    `json:"report"`
	Title       string    `json:"title"`
	Period      string    `json:"period"`
	AsOf        time.Time `json:"as_of"`
	Sensitivity string    `json:"sensitivity"`
	Identified  bool      `json:"identified"`
	Findings    []string  `json:"findings"`
	Link        string    `json:"link,omitempty"`
	Files       []file    `json:"files"`
}

type file struct {
	deliver.File
	Content []byte `json:"content,omitempty"` // base64
}

// Prepare has nothing to do: a message has no place beside its own.
func (s Sender) Prepare(context.Context, *deliver.Parcel) error { return nil }

// Complete posts the message. It is the same each time, with the same key, so that a
// server that has it says so and does nothing.
func (s Sender) Complete(ctx context.Context, p *deliver.Parcel) error {
	body, err := s.body(p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return fault.Wrap(fault.Config, err, s.host(), "the address cannot be used", "write one such as https://example.org/hook")
	}
	stamp := strconv.FormatInt(s.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "chartline")
	req.Header.Set(KeyHeader, p.ID)
	req.Header.Set(TimeHeader, stamp)
	req.Header.Set(SignatureHeader, "v1="+Sign(s.Secret, stamp, body))
	resp, err := s.client().Do(req)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, s.host(), "the server does not answer", "check its address and the way there")
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // the status is the answer
	return s.judge(resp.StatusCode)
}

// Sign is the signature of a message.
func Sign(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// client follows no redirection: the message is for the server that is named.
func (s Sender) client() *http.Client {
	return &http.Client{
		Transport:     s.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// judge says what an answer means. The text of the server is not passed on.
func (s Sender) judge(status int) error {
	const again = "it is tried again"
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status == http.StatusConflict:
		return fault.Newf(fault.Unavailable, s.host(), again, "the server asks for patience (status %d)", status)
	case status >= 500:
		return fault.Newf(fault.Unavailable, s.host(), again, "the server fails (status %d)", status)
	case status >= 300 && status < 400:
		return fault.Newf(fault.Config, s.host(), "name the address that it points to", "the server points elsewhere (status %d)", status)
	default:
		return fault.Newf(fault.Policy, s.host(), "ask who runs it, then chartline deliver --refused", "the server refuses the message (status %d)", status)
	}
}

func (s Sender) body(p *deliver.Parcel) ([]byte, error) {
	m := message{
		Event: "report.finished", ID: p.ID, Job: p.Job, Report: p.Report, Title: p.Title, Period: p.Period, AsOf: p.AsOf,
		Sensitivity: p.Sensitivity, Identified: p.Identified, Findings: p.Findings, Link: p.Link(s.Link), Files: []file{},
	}
	for _, f := range p.Files {
		m.Files = append(m.Files, file{File: f})
	}
	if p.Identified || len(s.Attach) == 0 {
		return json.Marshal(m)
	}
	for i, f := range m.Files {
		content, err := s.content(p, f.File)
		if err != nil {
			return nil, err
		}
		m.Files[i].Content = content
	}
	return json.Marshal(m)
}

// content is that of a file which is sent along; nil for others.
func (s Sender) content(p *deliver.Parcel, f deliver.File) (content []byte, err error) {
	for _, chosen := range p.Chosen(s.Attach) {
		if chosen.Name != f.Name {
			continue
		}
		r, err := p.Open(f.Name)
		if err != nil {
			return nil, err
		}
		content, err = io.ReadAll(r)
		return content, errors.Join(err, r.Close())
	}
	return nil, nil
}

// host is the server without the path, in which senders like to hide a secret.
func (s Sender) host() string {
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "webhook"
}
