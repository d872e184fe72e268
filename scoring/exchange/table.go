package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// Format is how a table is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	Parquet Format = "parquet"
)

// WriteTable writes rows, structs whose parquet tags name the columns. A value
// that there is none of is an empty field in CSV and null in Parquet.
func WriteTable[T any](w io.Writer, format Format, rows iter.Seq[T]) error {
	if format == Parquet {
		return writeParquet(w, rows)
	}
	return writeCSV(w, rows)
}

func writeParquet[T any](w io.Writer, rows iter.Seq[T]) error {
	out := parquet.NewGenericWriter[T](w, parquet.Compression(&parquet.Zstd))
	pending := make([]T, 0, 1024)
	flush := func() error {
		_, err := out.Write(pending)
		pending = pending[:0]
		return err
	}
	for row := range rows {
		if pending = append(pending, row); len(pending) == cap(pending) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return out.Close()
}

func writeCSV[T any](w io.Writer, rows iter.Seq[T]) error {
	out := csv.NewWriter(w)
	kind := reflect.TypeFor[T]()
	line := make([]string, kind.NumField())
	for i := range line {
		line[i], _, _ = strings.Cut(kind.Field(i).Tag.Get("parquet"), ",")
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for row := range rows {
		value := reflect.ValueOf(row)
		for i := range line {
			line[i] = cell(value.Field(i))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell writes a value so that it reads back the same, to the last bit.
func cell(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Int64, reflect.Int, reflect.Int32:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.String:
		return unarmed(v.String())
	}
	panic(fmt.Sprintf("exchange: a table has a column of type %s", v.Type()))
}

// unarmed keeps a spreadsheet from running a text as a formula (OWASP, CSV injection).
func unarmed(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
