using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class FactorExpressionTests
{
    [Theory]
    [InlineData("$close", "$close")]
    [InlineData(" $CLOSE ", "$close")]
    [InlineData("2*$close-$high-$low", "Sub(Sub(Mul(2,$close),$high),$low)")]
    [InlineData("$a-$b-$c/$d", "Sub(Sub($a,$b),Div($c,$d))")]
    [InlineData("-$a**2", "Negate(Power($a,2))")]
    [InlineData("2**3**$a", "Power(2,Power(3,$a))")]
    [InlineData("$a*-2", "Mul($a,-2)")]
    [InlineData("($high-$low+1e-12)/2.50", "Div(Add(Sub($high,$low),1E-12),2.5)")]
    [InlineData("Mean( $close , 2*3 )", "Mean($close,6)")]
    [InlineData("$close>1 & $open>1", "And(Gt($close,1),Gt($open,1))")]
    [InlineData("$a>1 | $b>1 & $c>1", "Or(Gt($a,1),And(Gt($b,1),Gt($c,1)))")]
    [InlineData("If($close>$open, 1, -1)", "If(Gt($close,$open),1,-1)")]
    [InlineData("EMA($close, 0.2)", "EMA($close,0.2)")]
    [InlineData("$净值_1", "$净值_1")]
    public void Parse_GivesTheCanonicalText(string text, string canonical) =>
        Assert.Equal(canonical, FactorExpression.Parse(text).ToString());

    [Theory]
    [InlineData("0<$close<2", "Lt($close,2)")]
    [InlineData("($close>1) & ($open>1)", "And(Gt($close,1),Gt($open,1))")]
    [InlineData("Max($close, 0.3)", "Max($close,0.3)")]
    [InlineData("($close>1)/$open", "Div(Gt($close,1),$open)")]
    public void Parse_FollowsQlib_WhenAsked(string text, string canonical) =>
        Assert.Equal(canonical, FactorExpression.Parse(text, ExpressionDialect.Qlib).ToString());

    // The character is counted from 1 in the message and from 0 in the property.
    [Theory]
    [InlineData("an operator misspelt", "1+Maen($close, 5)", 2, "Mean")]
    [InlineData("an unknown operator", "Foo($close, 5)", 0, "")]
    [InlineData("no argument", "Mean()", 0, "")]
    [InlineData("too few arguments", "Mean($close)", 0, "")]
    [InlineData("the future", "Ref($close, -1)", 12, "")]
    [InlineData("the future by a difference", "$open+Delta($close, -2)", 20, "")]
    [InlineData("half a row", "Ref($close, 1.5)", 12, "")]
    [InlineData("a negative window", "Mean($close, -5)", 13, "")]
    [InlineData("half a window", "Mean($close, 5.5)", 13, "")]
    [InlineData("a fractional window", "Max($close, 0.3)", 12, "")]
    [InlineData("a window that is a series", "Mean($close, $open)", 13, "")]
    [InlineData("a window too long", "Mean($close, 1000001)", 13, "")]
    [InlineData("a window too short for skewness", "Skew($close, 2)", 13, "")]
    [InlineData("a number without history", "Mean(1, 5)", 0, "")]
    [InlineData("a correlation with a number", "Corr($close, 1, 10)", 13, "")]
    [InlineData("a quantile beyond 1", "Quantile($close, 5, 1.5)", 20, "")]
    [InlineData("only numbers", "1+2", 0, "")]
    [InlineData("nothing", "", 0, "")]
    [InlineData("nothing but space", "   ", 3, "")]
    [InlineData("an early end", "$close+", 7, "")]
    [InlineData("an open bracket", "($close", 7, "")]
    [InlineData("a bracket too many", "$close)", 6, "")]
    [InlineData("two operands in a row", "$close $open", 7, "")]
    [InlineData("a lonely dollar", "$", 0, "$close")]
    [InlineData("a forgotten dollar", "close/2", 0, "$close")]
    [InlineData("a word for a sign", "$close>1 and $open>1", 9, "&")]
    [InlineData("a conditional of the host language", "$close if $open>1 else 2", 7, "If(condition, then, else)")]
    [InlineData("a single equals sign", "$close=1", 6, "==")]
    [InlineData("a chained comparison", "0<$close<2", 8, "($low < $close) & ($close < $high)")]
    [InlineData("floats for flags", "And($close, $open)", 4, "")]
    [InlineData("the negation of a number", "Not($close)", 4, "")]
    [InlineData("a division of true", "$close/($open>1)", 8, "If(condition, 1, 0)")]
    [InlineData("a text where a series belongs", "Mean('x', 5)", 5, "")]
    [InlineData("an unclosed quote", "Mean('x, 5)", 5, "")]
    [InlineData("a number out of range", "$close*1e999", 7, "")]
    [InlineData("a constant that overflows", "$close*(1/0)", 9, "")]
    [InlineData("a point-in-time field alone", "1+$$roe_q", 2, "P($$roe_q)")]
    [InlineData("a point-in-time field without its ending", "P($$roe)", 2, "$$roe_q")]
    [InlineData("a daily field among periods", "P($$roe_q/$close)", 10, "P(…)/$close")]
    [InlineData("quarters beside years", "P($$roe_q/$$eps_a)", 10, "P($$roe_q) beside P($$eps_a)")]
    [InlineData("a cross-section of periods", "P(CSRank($$roe_q))", 2, "")]
    [InlineData("a period that is none", "PRef($$roe_q, 2018.5)", 14, "")]
    [InlineData("no period", "P(5)", 0, "")]
    [InlineData("an instrument without quotes", "Mask($close, $open)", 13, "")]
    [InlineData("an instrument that is none", "Mask($close, 'x y')", 13, "")]
    [InlineData("arguments of an instrument swapped", "ChangeInstrument($close, 'SH000300')", 17, "")]
    [InlineData("a fill from the future", "BFillNan($close)", 9, "")]
    [InlineData("a cut of the last rows", "Cut($close, 5, -5)", 15, "")]
    [InlineData("another calendar", "TResample($close, 'W', 'last')", 0, "Mean(x, n) or Sum(x, n)")]
    [InlineData("bars within the day", "DayCumsum($close, '9:30', '14:59')", 0, "Sum(x, n)")]
    [InlineData("the last of the day", "DayLast($close)", 0, "")]
    [InlineData("a date for a number", "Date($close)", 0, "")]
    [InlineData("a statistic misspelt", "Rolling($close, 5, 'maen')", 19, "mean")]
    [InlineData("one bucket", "CSBucket($close, 1)", 17, "")]
    [InlineData("a cross-section misspelt", "CSRnak($close)", 0, "CSRank")]
    [InlineData("a cross-section of a number", "CSRank(5)", 0, "")]
    [InlineData("a rank with a window", "CSRank($close, 5)", 0, "")]
    [InlineData("code of the host language", "__import__('os').system('x')", 16, "")]
    public void Parse_PointsAtTheCharacter(string situation, string text, int position, string suggestion)
    {
        ExpressionException wrong = Assert.Throws<ExpressionException>(() => FactorExpression.Parse(text));
        Assert.True((position, suggestion) == (wrong.Position, wrong.Suggestion), $"{situation}: {wrong.Position} '{wrong.Suggestion}' {wrong.Message}");
        Assert.DoesNotContain('\n', wrong.Message);
        Assert.Contains($"character {position + 1} ", wrong.Message);
    }

    [Fact]
    public void Parse_RefusesWhatIsTooLarge()
    {
        string[] texts =
        [
            new string('(', 10_000) + "$close" + new string(')', 10_000),
            string.Concat(Enumerable.Repeat("Abs(", 10_000)) + "$close" + new string(')', 10_000),
            new string('-', 10_000) + "$close",
            string.Join("**", Enumerable.Repeat("$a", 10_000)),
            string.Join("+", Enumerable.Repeat("$a", 10_000)),
            "$close+" + new string('1', 70_000),
            "$" + new string('a', 70_000),
        ];
        foreach (string text in texts)
        {
            ExpressionException wrong = Assert.Throws<ExpressionException>(() => FactorExpression.Parse(text));
            Assert.True(wrong.Message.Length < 300, wrong.Message[..Math.Min(300, wrong.Message.Length)]);
        }
    }

    [Fact]
    public void Parse_ThrowsNothingButItsOwnRefusal()
    {
        string[] parts = ["$close", "$", "$$x", "Mean(", "Ref(", "If(", ")", ",", "5", "-1", "0.5", "1e", "1e-12", "+", "-", "*", "**", "/", "<", ">=", "==", "=", "&", "|", "(", "'", "and", " ", "\0", "é", "\ud800"];
        var random = new Random(158);
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                string canonical = FactorExpression.Parse(text).ToString();
                Assert.Equal(canonical, FactorExpression.Parse(canonical).ToString());
                read++;
            }
            catch (ExpressionException)
            {
                continue;
            }
        }

        Assert.True(read > 100, $"Only {read} texts were expressions.");
    }

    [Fact]
    public void FactorSet_NamesTheFactorThatCannotBeRead()
    {
        InputException wrong = Assert.Throws<InputException>(
            () => new FactorSet("own", [new FactorDefinition("GOOD", "$close"), new FactorDefinition("BAD", "Maen($close,5)")]));
        Assert.Contains("own:BAD", wrong.Message);
        Assert.Contains("Did you mean Mean?", wrong.Message);
    }

    [Fact]
    public void FactorSet_RefusesANameTwice() => Assert.Throws<ArgumentException>(
        () => new FactorSet("own", [new FactorDefinition("A", "$close"), new FactorDefinition("A", "$open")]));

    [Fact]
    public void Recipe_ChangesWithTheFormulaAndNotWithItsSpelling()
    {
        static ContentHash Recipe(string name, string text, ExpressionDialect dialect = ExpressionDialect.Quant) =>
            new FactorSet("own", [new FactorDefinition(name, text)], dialect).Recipe;
        ContentHash recipe = Recipe("A", "Mean($close,5)/$close");
        Assert.Equal(recipe, Recipe("A", " Mean( $CLOSE, 5.0 ) / $close"));
        Assert.NotEqual(recipe, Recipe("A", "Mean($close,6)/$close"));
        Assert.NotEqual(recipe, Recipe("B", "Mean($close,5)/$close"));
        Assert.NotEqual(recipe, Recipe("A", "Mean($close,5)/$close", ExpressionDialect.Qlib));
    }

    [Fact]
    public void FactorSets_HasEveryNameItLists()
    {
        foreach (string name in FactorSets.Names)
            Assert.Equal(name, FactorSets.Find(name.ToUpperInvariant())!.Name);
        Assert.Null(FactorSets.Find("alpha101"));
    }
}
