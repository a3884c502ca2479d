using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Quant.Factors;

/// <summary>Keeps the instruments whose code in Qlib's form, such as <c>SH600000</c>, begins with a match.</summary>
/// <param name="Pattern">A regular expression; it is matched at the start of the code.</param>
/// <param name="First">The first session that it judges.</param>
/// <param name="Last">The last session that it judges.</param>
public sealed record NameFilter(string Pattern, TradeDate? First = null, TradeDate? Last = null) : UniverseFilter(First, Last)
{
    private readonly Regex pattern = new($@"\A(?:{Pattern})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Makes a filter, unless the pattern cannot be read.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="filter">The filter, over all sessions.</param>
    /// <param name="problem">What is wrong with the pattern; empty if nothing is.</param>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out NameFilter? filter, out string problem)
    {
        (filter, problem) = (null, "");
        try
        {
            filter = new NameFilter(pattern);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = wrong.Message;
        }

        return filter is not null;
    }

    private protected override Func<InstrumentId, int, bool?> Verdict(
        MarketSnapshot snapshot, int first, int last, Func<InstrumentId, int, bool> belongs)
    {
        var verdicts = new Dictionary<InstrumentId, bool>();
        return (id, _) =>
        {
            if (!verdicts.TryGetValue(id, out bool matches))
                verdicts.Add(id, matches = pattern.IsMatch(id.QlibCode));
            return matches;
        };
    }
}
