package document

import "bytes"

// Outline is what a record is at first sight. What it holds lies in the record.
type Outline struct {
	Type     []byte // resourceType, without its quotes
	Resource []byte // of an entry of a Bundle, an object
	FullURL  []byte // of an entry, without its quotes
	Request  []byte // of an entry, an object
	Response []byte // of an entry, an object

	time, output []byte // of the list of the files of a bulk export
}

// Member reads a member.
func (o *Outline) Member(name string, r *Reader) {
	switch name {
	case "resourceType":
		o.Type = unquoted(r.raw())
	case "resource":
		o.Resource = begins(r.raw(), '{')
	case "fullUrl":
		o.FullURL = unquoted(r.raw())
	case "request":
		o.Request = begins(r.raw(), '{')
	case "response":
		o.Response = begins(r.raw(), '{')
	case "transactionTime":
		o.time = r.raw()
	case "output":
		o.output = begins(r.raw(), '[')
	}
}

// IsManifest reports whether the record is the list of the files of a bulk export.
func (o *Outline) IsManifest() bool { return o.time != nil && o.output != nil }

// begins is a value if it is of the kind that begins so.
func begins(value []byte, bracket byte) []byte {
	if len(value) == 0 || value[0] != bracket {
		return nil
	}
	return value
}

// unquoted is what a text says, if it is one.
func unquoted(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	return value[1 : len(value)-1]
}

// TypeAhead is the type of a resource that begins with it, as nearly all do, without its
// quotes. Nothing else of the record is looked at.
func TypeAhead(record []byte) []byte {
	i := 0
	for _, token := range []string{`{`, `"resourceType"`, `:`} {
		i = skipBlank(record, i)
		if !bytes.HasPrefix(record[i:], []byte(token)) {
			return nil
		}
		i += len(token)
	}
	return textAt(record, i)
}
