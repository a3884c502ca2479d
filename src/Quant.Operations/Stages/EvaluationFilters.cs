using Quant.Data.Formats;
using Quant.Factors;

namespace Quant.Operations.Stages;

/// <summary>The filters that <c>factor eval</c> is asked for: codes first, then the rules in their order.</summary>
internal static class EvaluationFilters
{
    /// <summary>Reads the filters.</summary>
    /// <exception cref="InputException">One of them cannot be read, asks for a field that no instrument has, or judges
    /// minutes.</exception>
    public static ImmutableArray<UniverseFilter> Of(
        FactorEvalRequest request, ExpressionDialect dialect, QlibBars bars, ImmutableArray<InstrumentId> asked)
    {
        var filters = ImmutableArray.CreateBuilder<UniverseFilter>();
        if (request.Codes is { } pattern)
            filters.Add(Codes(pattern));
        ImmutableSortedSet<string> stored = request.Where.IsEmpty ? [] : bars.FieldsOf(asked);
        foreach (string rule in request.Where)
            filters.Add(Where(rule, dialect, stored));
        return filters.Count == 0 || bars.IsDaily
            ? filters.ToImmutable()
            : throw new InputException(
                "--where", "", "daily bars, for filters judge days", "minutes", "Filter the rows of the output instead.");
    }

    private static NameFilter Codes(string pattern) => NameFilter.TryParse(pattern, out NameFilter? filter, out string problem)
        ? filter
        : throw new InputException(
            "--codes", "", "a regular expression without look-around and back-references", $"'{pattern}': {problem}", "Correct it.");

    private static ExpressionFilter Where(string rule, ExpressionDialect dialect, ImmutableSortedSet<string> stored)
    {
        FactorExpression expression;
        try
        {
            expression = FactorExpression.Parse(rule, dialect);
        }
        catch (ExpressionException mistake)
        {
            throw new InputException("--where", "", "an expression", mistake.Message, "Correct the expression.");
        }

        // A rule over nothing would quietly keep or drop everything, by either rules.
        return expression.Fields.Except(stored).FirstOrDefault() is { } lacking
            ? throw new InputException(
                "--where", "", "fields that are stored", $"${lacking}", NearestName.Remedy(lacking, stored))
            : new ExpressionFilter(expression);
    }
}
