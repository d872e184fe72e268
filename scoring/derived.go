package scoring

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Derived is a metric that the rubric computes from measured ones. Criteria,
// penalties and critical rules ask for it as derived.ID.
type Derived struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title,omitempty" json:"title,omitempty"`
	Unit  string `yaml:"unit" json:"unit"` // of the result, as the author means it
	// Expression is a sum of numbers and metric("id"), with + - * / ** and
	// brackets, comparisons, and, or, not, condition ? a : b, min, max and abs;
	// has("id") tells whether a metric has a value. Where a metric that is needed
	// has none, the result has none either, for the same reason.
	Expression string `yaml:"expression" json:"expression"`
}

// derivedPrefix begins the ids of what rubrics compute.
const derivedPrefix = "derived."

// absent is the reason why a metric that a formula needs has no value.
type absent struct{ reason string }

func (a absent) Error() string { return a.reason }

// mostNodes bounds an expression; a sum of all metrics has some hundred.
const mostNodes = 1000

// compile checks that an expression gives a number, and returns the metrics
// that it asks for. The error says where in the expression it is wrong.
func compile(expression string) (metrics []string, err error) {
	tree, err := parser.Parse(expression)
	if err != nil {
		return nil, plainly(err)
	}
	var g grammar
	ast.Walk(&tree.Node, &g)
	switch {
	case g.fault != nil:
		return nil, g.fault
	case g.texts > 0:
		return nil, errors.New("a text is no number: only metric and has take one")
	}
	nothing := func(...any) (any, error) { return 0.0, nil }
	program, err := expr.Compile(expression, options(nothing, nothing)...)
	if err == nil && program.Node().Type().Kind() == reflect.Interface {
		err = errors.New("it gives a number in one case and something else in another")
	}
	return g.metrics, plainly(err)
}

// options are the names that an expression may use, and what it must give.
func options(metric, has func(...any) (any, error)) []expr.Option {
	return []expr.Option{
		expr.Env(map[string]any{}), expr.AsFloat64(), expr.MaxNodes(mostNodes), expr.Patch(floats{}),
		expr.DisableAllBuiltins(), expr.EnableBuiltin("min"), expr.EnableBuiltin("max"), expr.EnableBuiltin("abs"),
		expr.Function("metric", metric, new(func(string) float64)),
		expr.Function("has", has, new(func(string) bool)),
	}
}

// floats makes every number one with a fraction: whole numbers would wrap
// around where they get too large.
type floats struct{}

// Visit is called for each part of an expression.
func (floats) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IntegerNode); ok {
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	}
}

// plainly is what the library says, in one line.
func plainly(err error) error {
	var located *file.Error
	if errors.As(err, &located) {
		return fmt.Errorf("%s, at character %d", located.Message, located.Column+1)
	}
	return err
}

// grammar lets pass what a sum needs: no lists, loops, texts or variables, so
// that an expression ends, and soon.
type grammar struct {
	metrics []string // that it asks for, in the order of its text
	texts   int      // that no call has taken
	fault   error
}

// Visit is called for each part of an expression, the inner ones first.
func (g *grammar) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.UnaryNode, *ast.ConditionalNode,
		*ast.IdentifierNode, *ast.BuiltinNode: // the compiler knows which names there are
	case *ast.StringNode:
		g.texts++
	case *ast.BinaryNode:
		if !slices.Contains([]string{"+", "-", "*", "/", "**", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or", "&&", "||"}, n.Operator) {
			g.refuse(n, "%q is not possible here", n.Operator)
		}
	case *ast.CallNode:
		g.call(n)
	default:
		g.refuse(n, "only numbers, metric(\"id\"), has(\"id\"), min, max, abs, + - * / **, comparisons and condition ? a : b are possible")
	}
}

func (g *grammar) call(n *ast.CallNode) {
	name, isName := n.Callee.(*ast.IdentifierNode)
	if !isName || name.Value != "metric" && name.Value != "has" {
		return // the compiler refuses it, or it is a builtin
	}
	if len(n.Arguments) != 1 {
		g.refuse(n, "%s needs one metric's id in quotation marks", name.Value)
		return
	}
	id, isText := n.Arguments[0].(*ast.StringNode)
	if !isText {
		g.refuse(n, "%s needs a metric's id in quotation marks", name.Value)
		return
	}
	g.texts--
	g.metrics = append(g.metrics, id.Value)
}

func (g *grammar) refuse(n ast.Node, format string, args ...any) {
	if g.fault == nil {
		g.fault = fmt.Errorf("%s, at character %d", fmt.Sprintf(format, args...), n.Location().From+1)
	}
}

// derive computes what the rubric adds to the measured metrics. A later one may
// use an earlier one. The same metrics give the same bits: nothing but their
// values goes in.
func (r *Rubric) derive(m Metrics) Metrics {
	for i := range r.Derived {
		m = append(m, r.Derived[i].compute(m))
	}
	return m
}

func (d *Derived) compute(m Metrics) Metric {
	result := Metric{ID: derivedPrefix + d.ID, Unit: d.Unit, Version: 1}
	need := func(args ...any) (any, error) {
		metric, value, ok := measured(m, args[0].(string))
		if !ok {
			return nil, absent{metric.Reason}
		}
		for _, flag := range metric.Flags {
			if !slices.Contains(result.Flags, flag) {
				result.Flags = append(result.Flags, flag)
			}
		}
		result.N++
		return value, nil
	}
	has := func(args ...any) (any, error) {
		_, _, ok := measured(m, args[0].(string))
		return ok, nil
	}
	program, err := expr.Compile(d.Expression, options(need, has)...)
	if err != nil { // Validate refuses it
		return Metric{ID: result.ID, Unit: d.Unit, Version: 1, Reason: ReasonUnknown}
	}
	value, err := expr.Run(program, map[string]any{})
	number, isNumber := value.(float64)
	var missing absent
	switch {
	case errors.As(err, &missing):
		return Metric{ID: result.ID, Unit: d.Unit, Version: 1, Reason: missing.reason}
	case err != nil, !isNumber, !isFinite(number): // such as a division by zero
		return Metric{ID: result.ID, Unit: d.Unit, Version: 1, Reason: ReasonUndefined}
	}
	result.Value = &number
	return result
}

// derived checks the rubric's own metrics and lets the rest of it ask for them.
func (v *review) derived(r *Rubric) {
	ids := map[string]string{}
	for i := range r.Derived {
		d, path := &r.Derived[i], pointer("/derived", i)
		v.uniqueID(ids, path, d.ID)
		v.text(path+"/unit", d.Unit, "give the unit of the result, or 1 for a ratio")
		metrics, err := compile(d.Expression)
		switch {
		case err != nil:
			v.report(path+"/expression", "%v", err)
		case len(metrics) == 0:
			v.report(path+"/expression", "the expression asks for no metric: write metric(\"id\")")
		}
		for _, id := range metrics {
			v.metric(path+"/expression", id)
		}
		known := v.known
		v.known = func(id string) (string, bool) {
			if id == derivedPrefix+d.ID {
				return d.Unit, true
			}
			return known(id)
		}
	}
}
