package deps

import (
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"
)

// A CorpusEntry has the fields that package testing gives its own, nameless type.
type CorpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

// readCorpus reads the files of a folder of seeds; that there is none is no error.
func readCorpus(dir string, types []reflect.Type) ([]CorpusEntry, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading seed corpus from testdata: %v", err)
	}
	var corpus []CorpusEntry
	var bad []string
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		path := dir + "/" + e.Name()
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("failed to read corpus file: %v", err)
		}
		values, err := decode(string(text))
		if err == nil {
			err = checkTypes(values, types)
		}
		if err != nil {
			bad = append(bad, fmt.Sprintf("%q: %v", path, err))
			continue
		}
		corpus = append(corpus, CorpusEntry{Path: path, Values: values})
	}
	if bad != nil {
		return corpus, errors.New(strings.Join(bad, "\n"))
	}
	return corpus, nil
}

func checkTypes(values []any, types []reflect.Type) error {
	if len(values) != len(types) {
		return fmt.Errorf("wrong number of values in corpus entry: %d, want %d", len(values), len(types))
	}
	have := make([]reflect.Type, len(values))
	same := true
	for i, v := range values {
		have[i] = reflect.TypeOf(v)
		same = same && have[i] == types[i]
	}
	if !same {
		return fmt.Errorf("mismatched types in corpus entry: %v, want %v", have, types)
	}
	return nil
}

// decode reads the format "go test fuzz v1": behind that line each line is a conversion of a literal.
func decode(text string) ([]any, error) {
	lines := strings.Split(text, "\n")
	if text == "" || len(lines) < 2 {
		return nil, errors.New("unmarshal: must include version and at least one value")
	}
	if version := strings.TrimSuffix(lines[0], "\r"); version != "go test fuzz v1" {
		return nil, fmt.Errorf("unmarshal: unknown encoding version: %s", version)
	}
	var values []any
	for _, line := range lines[1:] {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		v, err := decodeValue(line)
		if err != nil {
			return nil, fmt.Errorf("unmarshal: malformed line %q: %v", line, err)
		}
		values = append(values, v)
	}
	return values, nil
}

// decodeValue reads "type(literal)".
func decodeValue(line string) (any, error) {
	typ, rest, ok := strings.Cut(line, "(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return nil, errors.New("expected call expression")
	}
	typ = strings.TrimSpace(typ)
	literal := strings.TrimSpace(rest[:len(rest)-1])
	read := readers[typ]
	if read == nil {
		return nil, errors.New("expected []byte or primitive type")
	}
	return read(literal)
}

var readers = map[string]func(string) (any, error){
	"[]byte":               func(s string) (any, error) { v, err := strconv.Unquote(s); return []byte(v), err },
	"string":               func(s string) (any, error) { return strconv.Unquote(s) },
	"bool":                 readBool,
	"byte":                 func(s string) (any, error) { v, err := readUnsigned(s, 8); return byte(v), err },
	"rune":                 func(s string) (any, error) { v, err := readSigned(s, 32); return rune(v), err },
	"int":                  func(s string) (any, error) { v, err := readSigned(s, 64); return int(v), err },
	"int8":                 func(s string) (any, error) { v, err := readSigned(s, 8); return int8(v), err },
	"int16":                func(s string) (any, error) { v, err := readSigned(s, 16); return int16(v), err },
	"int32":                func(s string) (any, error) { v, err := readSigned(s, 32); return int32(v), err },
	"int64":                func(s string) (any, error) { return readSigned(s, 64) },
	"uint":                 func(s string) (any, error) { v, err := readUnsigned(s, 64); return uint(v), err },
	"uint8":                func(s string) (any, error) { v, err := readUnsigned(s, 8); return uint8(v), err },
	"uint16":               func(s string) (any, error) { v, err := readUnsigned(s, 16); return uint16(v), err },
	"uint32":               func(s string) (any, error) { v, err := readUnsigned(s, 32); return uint32(v), err },
	"uint64":               func(s string) (any, error) { return readUnsigned(s, 64) },
	"float32":              func(s string) (any, error) { v, err := strconv.ParseFloat(s, 32); return float32(v), err },
	"float64":              func(s string) (any, error) { return strconv.ParseFloat(s, 64) },
	"math.Float32frombits": readFloat32Bits,
	"math.Float64frombits": readFloat64Bits,
}

func readBool(s string) (any, error) {
	if s != "true" && s != "false" {
		return nil, errors.New("true or false required for type bool")
	}
	return s == "true", nil
}

func readFloat32Bits(s string) (any, error) {
	v, err := readUnsigned(s, 32)
	return math.Float32frombits(uint32(v)), err
}

func readFloat64Bits(s string) (any, error) {
	v, err := readUnsigned(s, 64)
	return math.Float64frombits(v), err
}

// readRune reads a character literal; ok is false if s does not look like one.
func readRune(s string) (r rune, ok bool, err error) {
	if len(s) < 3 || s[0] != '\'' || s[len(s)-1] != '\'' {
		return 0, false, nil
	}
	r, _, tail, err := strconv.UnquoteChar(s[1:len(s)-1], '\'')
	if err == nil && tail != "" {
		err = errors.New("malformed character literal")
	}
	return r, true, err
}

func readSigned(s string, bits int) (int64, error) {
	if r, ok, err := readRune(s); ok {
		return int64(r), err
	}
	return strconv.ParseInt(s, 0, bits)
}

func readUnsigned(s string, bits int) (uint64, error) {
	if r, ok, err := readRune(s); ok {
		if err == nil && bits == 8 && r > 255 {
			err = errors.New("can only encode single byte to a byte type")
		}
		return uint64(r), err
	}
	return strconv.ParseUint(s, 0, bits)
}
