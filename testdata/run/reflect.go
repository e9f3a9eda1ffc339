// run

// reflect's calls: of functions whose types no text mentions, with any number of arguments, and of
// functions that reflect makes.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"time"
)

type big struct {
	name string
	rest [5]int
}

type pair struct {
	x int32
	y float32
}

type empty struct{}

func ints(a, b, c, d, e, f, g, h, i, j int) (r [10]int) {
	return [10]int{a, b, c, d, e, f, g, h, i, j}
}

func floats(a, b, c, d, e, f, g, h, i, j float64, k float32) (float64, float32) {
	return a + b + c + d + e + f + g + h + i + j, k
}

func mixed(b bool, i8 int8, u16 uint16, s string, e empty, p pair, c complex64, l []int, x big, any interface{}) (
	bool, int8, uint16, string, empty, pair, complex64, []int, big, interface{}) {
	l[0]++
	x.rest[4]++
	return !b, -i8, u16 + 1, s + "!", e, pair{p.x + 1, p.y * 2}, c * 2, l, x, any
}

func two() (int, error)              { return 7, errors.New("seven") }
func three() (a, b, c string)        { return "a", "b", "c" }
func variadic(s string, n ...int) int { return len(s) + len(n) }

func many(args []reflect.Value) []reflect.Value {
	sum := 0
	for _, a := range args {
		sum += int(a.Int())
	}
	return []reflect.Value{reflect.ValueOf(sum), reflect.ValueOf(fmt.Sprint(len(args)))}
}

type T struct{ a, b, c int }

func (t T) Big(x big, n float64) (big, float64) { x.rest[0] = t.a; return x, n + float64(t.c) }
func (t *T) Set(n int)                          { t.a = n }

type biger interface {
	Big(big, float64) (big, float64)
}

func call(f interface{}, args ...interface{}) {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	for _, r := range reflect.ValueOf(f).Call(in) {
		fmt.Printf(" %v", r)
	}
	fmt.Println()
}

func types(t reflect.Type, n int) (list []reflect.Type) {
	for ; n > 0; n-- {
		list = append(list, t)
	}
	return list
}

func made() {
	i, s := reflect.TypeOf(0), reflect.TypeOf("")
	for _, n := range []int{0, 5, 6, 7, 40} {
		t := reflect.FuncOf(types(i, n), []reflect.Type{i, s}, false)
		f := reflect.MakeFunc(t, many)
		var in []reflect.Value
		for k := 0; k < n; k++ {
			in = append(in, reflect.ValueOf(k))
		}
		out := f.Call(in)
		fmt.Println(n, out[0], out[1])
	}
	var f func(int, int, int, int, int, int, int, int, int) (int, string)
	f = reflect.MakeFunc(reflect.TypeOf(f), many).Interface().(func(int, int, int, int, int, int, int, int, int) (int, string))
	fmt.Println(f(1, 2, 3, 4, 5, 6, 7, 8, 9))

	results := types(reflect.TypeOf(big{}), 20)
	t := reflect.FuncOf(nil, results, false)
	out := reflect.MakeFunc(t, func([]reflect.Value) (r []reflect.Value) {
		for k := range results {
			r = append(r, reflect.ValueOf(big{name: fmt.Sprint(k)}))
		}
		return r
	}).Call(nil)
	fmt.Println(len(out), out[0], out[19])
}

func methods() {
	t := T{1, 2, 3}
	v := reflect.ValueOf(&t)
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(9)})
	var b biger = t
	for _, m := range []reflect.Value{v.MethodByName("Big"), reflect.ValueOf(t).Method(0),
		reflect.ValueOf(&b).Elem().Method(0)} {
		call(m.Interface(), big{name: "x"}, 1.5)
		r := m.Call([]reflect.Value{reflect.ValueOf(big{name: "y"}), reflect.ValueOf(2.5)})
		fmt.Println(r[0], r[1])
	}
	m, _ := v.Type().MethodByName("Big")
	call(m.Func.Interface(), &t, big{}, 0.5)
}

func recovering() (r interface{}) {
	f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
		r = recover()
		return nil
	}).Interface().(func())
	defer f()
	panic("recovered in a function that reflect made")
}

func selecting() {
	a, b := make(chan int, 1), make(chan string, 1)
	b <- "from b"
	cases := []reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(a)},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(b)},
	}
	n, v, ok := reflect.Select(cases)
	fmt.Println(n, v, ok)
	cases = append(cases, reflect.SelectCase{Dir: reflect.SelectDefault})
	n, _, ok = reflect.Select(cases)
	fmt.Println(n, ok)
}

func newTypes() {
	st := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeOf(0), Tag: `json:"a"`},
		{Name: "B", Type: reflect.TypeOf([]string(nil))},
	})
	v := reflect.New(st).Elem()
	v.Field(0).SetInt(3)
	v.Field(1).Set(reflect.ValueOf([]string{"x"}))
	fmt.Printf("%+v %v\n", v, v.Type() == reflect.TypeOf(struct {
		A int `json:"a"`
		B []string
	}{}))
	mt := reflect.MapOf(reflect.TypeOf(pair{}), st)
	m := reflect.MakeMap(mt)
	m.SetMapIndex(reflect.ValueOf(pair{1, 2}), v)
	fmt.Println(m.Len(), m.MapIndex(reflect.ValueOf(pair{1, 2})), mt)
	at := reflect.ArrayOf(3, reflect.TypeOf(pair{}))
	fmt.Println(at == reflect.TypeOf([3]pair{}), reflect.New(at).Elem())
	fmt.Println(reflect.PtrTo(reflect.TypeOf(big{})) == reflect.TypeOf(&big{}),
		reflect.SliceOf(reflect.TypeOf(T{})), reflect.ChanOf(reflect.RecvDir, st))
}

func main() {
	call(ints, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	call(floats, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, float32(0.5))
	call(mixed, true, int8(3), uint16(4), "s", empty{}, pair{1, 2.5}, complex64(1i), []int{1, 2}, big{name: "n"}, T{4, 5, 6})
	call(two)
	call(three)
	call(variadic, "abc", 1, 2, 3)
	call(time.Sleep, time.Duration(1))
	made()
	methods()
	fmt.Println(recovering())
	selecting()
	newTypes()
}
